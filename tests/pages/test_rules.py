"""What the coordinator keeps: addresses, contacts, closed days. A refusal keeps what was typed."""

from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests import make
from tests.client import Client, Page
from tests.pages.plans import KARIN, signed_in
from walks.db import db
from walks.model.area import Area
from walks.model.contact import Contact, contacts
from walks.model.party import party_by_slug

PARTY = "/regler/parter/polisen"
DAYS = "/regler/lediga-dagar"


@pytest.fixture
def karin(client: Client, people: SimpleNamespace, now: object) -> Client:
    """Karin, signed in."""
    client.sign_in(KARIN)
    return client


def save(karin: Client, page: Page, to: str, status: int = 200, **given: str) -> Page:
    """Fill in the form that is sent there, and send it."""
    return karin.send(to, page.form(to) | given, status)


def value(page: Page, name: str) -> str:
    return str(page.select_one(f"#{name}")["value"])  # type: ignore[index]


def test_every_line_of_the_page_leads_somewhere(karin: Client) -> None:
    links = [str(a["href"]) for a in karin.visit("/regler").select("main li a")]
    assert len(links) >= 4
    assert all(karin.visit(link).select("h1") for link in links)


def test_a_partys_addresses_are_kept_and_shown(karin: Client) -> None:
    given = {"email": "polisen@example.org", "escalation_email": "chef@example.org"}
    page = save(karin, karin.visit(PARTY), PARTY, **given)
    assert "Adresserna till Polisen är sparade." in page.words()
    assert "chef@example.org" in page.words("table")
    assert party_by_slug("polisen").email == "polisen@example.org"


def test_a_wrong_address_comes_back_with_a_sentence(karin: Client) -> None:
    page = save(karin, karin.visit(PARTY), PARTY, 422, email="polisen")
    assert "E-postadressen är inte rätt skriven" in page.words(".ds-error-summary")
    assert value(page, "email") == "polisen"
    assert party_by_slug("polisen").email is None


def test_the_second_of_two_sees_what_the_first_wrote_and_keeps_their_own(
    app: Flask, karin: Client
) -> None:
    page, other = karin.visit(PARTY), signed_in(app, KARIN)
    save(other, other.visit(PARTY), PARTY, email="ett@example.org")
    page = save(karin, page, PARTY, 409, email="tva@example.org")
    assert "Nu: ett@example.org" in page.words(".notice")
    assert value(page, "email") == "tva@example.org"
    save(karin, page, PARTY)
    assert party_by_slug("polisen").email == "tva@example.org"


def test_an_areas_network_is_one_address_a_line(karin: Client) -> None:
    area = make.area()
    db.session.commit()
    to, area_id = f"/regler/omraden/{area.id}", area.id
    page = save(karin, karin.visit(to), to, 422, network_emails="a@example.org\nb@")
    assert "”b@” är ingen e-postadress." in page.words(".ds-error-summary")
    assert page.form(to)["network_emails"] == "a@example.org\nb@"
    lines = "a@example.org\n\n b@example.org\na@example.org"
    page = save(karin, page, to, network_emails=lines)
    assert db.session.get_one(Area, area_id).network_emails == ["a@example.org", "b@example.org"]
    assert "a@example.org, b@example.org" in page.words()


def test_too_many_addresses_are_refused(karin: Client) -> None:
    area = make.area()
    db.session.commit()
    to = f"/regler/omraden/{area.id}"
    many = "\n".join(f"p{number}@example.org" for number in range(51))
    page = save(karin, karin.visit(to), to, 422, network_emails=many)
    assert "Skriv högst 50." in page.words(".ds-error-summary")


def test_two_who_write_of_one_area_both_see_it(app: Flask, karin: Client) -> None:
    area = make.area()
    db.session.commit()
    to = f"/regler/omraden/{area.id}"
    page, other = karin.visit(to), signed_in(app, KARIN)
    save(other, other.visit(to), to, network_emails="ett@example.org")
    page = save(karin, page, to, 409, network_emails="tva@example.org")
    assert "Nu: ett@example.org" in page.words(".notice")
    assert page.form(to)["network_emails"] == "tva@example.org"


def test_a_contact_is_added_changed_retired_and_asked_again(karin: Client) -> None:
    given = {"name": "Granviks bostäder", "email": "", "phone": "033 35 70 00"}
    page = save(karin, karin.visit("/utforare"), "/utforare", **given)
    assert "Granviks bostäder är tillagd." in page.words()
    row = next(r for r in page.select("tbody tr") if "Granviks bostäder" in r.text)
    assert "Ingen e-post" in row.text
    assert "033-35 70 00" in row.text
    to = str(row.a["href"])  # type: ignore[index]
    save(karin, karin.visit(to), to, email="fastighet@example.org")
    wanted = select(Contact).where(Contact.name == "Granviks bostäder")
    assert db.session.scalars(wanted).one().email == "fastighet@example.org"
    save(karin, karin.visit(to), f"{to}/vila")
    assert "Granviks bostäder" not in [contact.name for contact in contacts()]
    save(karin, karin.visit(to), f"{to}/aterkomst")
    assert "Granviks bostäder" in [contact.name for contact in contacts()]


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"name": ""}, "Skriv vad utföraren heter."),
        ({"name": "trafikverket"}, "Det finns redan en utförare med det namnet."),
        ({"name": "Ny", "email": "ny"}, "E-postadressen är inte rätt skriven"),
        ({"name": "Ny", "phone": "ring mig"}, "Skriv ett telefonnummer"),
    ],
)
def test_a_contact_that_can_not_be_kept_comes_back(
    karin: Client, given: dict[str, str], why: str
) -> None:
    count = select(func.count()).select_from(Contact)
    before = db.session.scalar(count)
    page = save(karin, karin.visit("/utforare"), "/utforare", 422, **given)
    assert why in page.words(".ds-error-summary")
    assert all(value(page, name) == text for name, text in given.items())
    assert db.session.scalar(count) == before


def test_two_who_change_one_contact_both_see_it(app: Flask, karin: Client) -> None:
    to = f"/utforare/{contacts()[0].id}"
    page, other = karin.visit(to), signed_in(app, KARIN)
    save(other, other.visit(to), to, email="ett@example.org")
    page = save(karin, page, to, 409, email="tva@example.org")
    assert "ett@example.org" in page.words(".notice")
    assert value(page, "email") == "tva@example.org"


def test_what_a_contact_has_is_listed(karin: Client, people: SimpleNamespace) -> None:
    report, contact = make.report(), contacts()[0]
    report.pass_to(
        contact, "Den sitter hos er.", "Vi har bett dem.", by=people.bertil, now=make.NOW
    )
    db.session.commit()
    number, to = report.number, f"/utforare/{contact.id}"
    assert number in karin.visit(to).words()


def test_a_closed_day_is_added_and_taken_away(karin: Client) -> None:
    page = save(karin, karin.visit(DAYS), DAYS, day="2027-01-05", name="Klämdag")
    assert "5 januari 2027 är en ledig dag." in page.words()
    page = save(karin, page, f"{DAYS}/2027-01-05/borttagning")
    assert "5 januari 2027 är en arbetsdag igen." in page.words()
    assert "Inga lediga dagar framöver." in page.words()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("", "Välj en dag."),
        ("2027-02-30", "Datumet finns inte."),
        ("2026-11-09", "Dagen har redan varit."),
        ("2026-12-24", "Den dagen är redan helg eller lördag"),
        ("2026-11-14", "Den dagen är redan helg eller lördag"),
        ("2031-05-20", "Dagen ligger för långt fram."),
    ],
)
def test_a_day_that_is_none_is_refused_and_the_words_are_kept(
    karin: Client, day: str, why: str
) -> None:
    page = save(karin, karin.visit(DAYS), DAYS, 422, day=day, name="Klämdag")
    assert why in page.words(".ds-error-summary")
    assert value(page, "name") == "Klämdag"


def test_the_same_day_twice_is_refused_and_taken_away_twice_is_not(karin: Client) -> None:
    given = {"day": "2027-01-05", "name": "Klämdag"}
    first = save(karin, karin.visit(DAYS), DAYS, **given)
    page = save(karin, first, DAYS, 422, **given)
    assert "Dagen finns redan i listan." in page.words()
    for _time in range(2):
        page = save(karin, first, f"{DAYS}/2027-01-05/borttagning")
        assert "Inga lediga dagar framöver." in page.words()
    assert "Den dagen är redan borttagen" in page.words()
