"""Traces of people in a text: what is found, and what is left in peace."""

import pytest

from walks.model.personal_data import Trace, suspects


@pytest.mark.parametrize(
    ("text", "trace", "words"),
    [
        ("Ring mig på 070-174 06 05 i kväll.", Trace.PHONE, "070-174 06 05"),
        ("Nås på +46 70 174 06 05.", Trace.PHONE, "+46 70 174 06 05"),
        ("Skriv till anna.ek@exempel.se.", Trace.EMAIL, "anna.ek@exempel.se"),
        ("Han är 850413-1234.", Trace.IDENTITY_NUMBER, "850413-1234"),
        ("Född 19850413 1234 i stan.", Trace.IDENTITY_NUMBER, "19850413 1234"),
        ("En bil, ABC 123, stod där.", Trace.PLATE, "ABC 123"),
        ("En bil, ABC12D, stod där.", Trace.PLATE, "ABC12D"),
        ("Det är på Norrbygatan 12 B.", Trace.ADDRESS, "Norrbygatan 12 B"),
        ("Mitt för nummer 12.", Trace.ADDRESS, "nummer 12"),
        ("Min granne Anna Svensson såg det.", Trace.NAME, "Anna Svensson"),
        ("Hos Åsa Öberg.", Trace.NAME, "Åsa Öberg"),
        ("Han heter Kevin och står där.", Trace.NAME, "Kevin"),
        ("Det är Perssons häck.", Trace.NAME, "Perssons"),
    ],
)
def test_what_may_point_somebody_out_is_found(text: str, trace: Trace, words: str) -> None:
    assert (trace, words) in [(s.trace, s.words) for s in suspects(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Vid Stora Torget är det mörkt. Norra Vägen saknar lampa.",
        "Tekniska nämnden bör laga lampan på Norrbygatan.",
        "Två av 12 lampor, 2026-11-10 kl. 18.30. Stolpe 40117.",
        "Belysning i Borås Stad och vid Södra Stationen.",
        "",
    ],
)
def test_places_dates_and_numbers_are_left_in_peace(text: str) -> None:
    assert suspects(text) == []


def test_each_is_told_once_and_the_graver_first() -> None:
    found = suspects("Anna Ek, 070-174 06 05. Anna Ek igen, 850413-1234, 070-174 06 05.")
    assert [s.trace for s in found] == [Trace.IDENTITY_NUMBER, Trace.PHONE, Trace.NAME]


@pytest.mark.parametrize("piece", ["a", "A", "Anna ", "0", "070-", "a.", "@", "Ab", " "])
def test_a_very_long_text_is_read_in_no_time(piece: str) -> None:
    """A pattern that tries again from every letter would take hours."""
    assert suspects(piece * (200_000 // len(piece))) is not None
