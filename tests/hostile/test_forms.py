"""Every form, filled in by somebody who means harm: never a 500, and nothing typed is lost."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from tests.client import Page
from tests.hostile.conftest import House, Sendable
from tests.hostile.sending import KINDS, File, Pairs, raw
from walks.pages.forms import clean

# Of a body that breaks off in the middle of a file, Werkzeug leaves the file to be collected.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function SpooledTemporaryFile"
    ":pytest.PytestUnraisableExceptionWarning"
)

FEW = settings(
    max_examples=100,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=5000, derandomize=False)

VALUES: dict[str, str | bytes | File] = {
    "nothing": "",
    "zero-width": "\u200b\u200d\ufeff",
    "override": "\u202e1202-BOR\u2066",
    "NUL": "a\0b",
    "lone surrogate": "a\ud800b",
    "not UTF-8": b"\xff\xfe\xc3\x28",
    "4,001 characters": "å" * 4001,
    "a megabyte": "m" * 1_000_000,
    "astral": "😀𝒳" * 40,
    "marks without end": "a" + "\u0301" * 3000,
    "markup": "<script>alert(1)</script>",
    "formats": "%(x)s %s %d {0} {{ 7*7 }} \\u0000",
    "unknown": "finns-inte",
    "header": "a\r\nSet-Cookie: b=c",
    "year 0": "0000-01-01",
    "year 1": "0001-01-01",
    "the last day": "9999-12-31",
    "30 February": "2027-02-30",
    "a Sunday without 02:30": "2027-03-28",
    "02:30": "02:30",
    "25:61": "25:61",
    "infinite": "1e309",
    "NaN": "NaN",
    "-0": "-0",
    "negative": "-1",
    "64 bits": str(2**63),
    "32 bits": str(2**31),
    "5,000 figures": "9" * 5000,
    "other figures": "٣",
    "raised figure": "²",
    "brackets": "[" * 5000,
    "coordinates": "57.72, 12.94",
    "no place": "-999.9, 999.9",
    "address": "a@" + "b." * 100 + "se",
    "semicolons": "A; nan, inf\n;\nB; 57.7 12.9; ;",
    "somebody else's id": "00000000-0000-4000-8000-000000000000",
    "a file": File(b"\x89PNG\r\n\x1a\n", "../../etc/passwd\0.png", "text/html"),
}

ENGLISH = ("Not a valid", "Invalid", "This field", "Bad Request", "Error", "Exception", "must be")


def send(house: House, form: Sendable, pairs: Pairs, content_type: str) -> TestResponse:
    """Send the pairs where the form goes, as the one who has it on a page."""
    return house.world.browser(form.kind).post(
        form.action,
        data=KINDS[content_type]([("csrf_token", house.world.token()), *pairs]),
        content_type=content_type,
        headers={"Sec-Fetch-Site": "same-origin"},
        buffered=True,
    )


def as_pairs(given: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return a form's values as they are sent."""
    return [
        (name, value)
        for name, values in given.items()
        for value in (values if isinstance(values, list) else [values])
    ]


def check(form: Sendable, pairs: list[tuple[str, Any]], answer: TestResponse) -> None:
    """Hold that the answer is a page in Swedish, on which all that was typed still stands."""
    assert answer.status_code < 500, answer.text[-3000:]
    if answer.status_code < 400:
        return
    page = Page(answer.text, "html.parser")
    assert page.h1, answer.status
    said = page.words("#error-summary") or page.words()
    assert not [word for word in ENGLISH if word in said and word not in repr(pairs)], said
    # A name that is no UTF-8, which no browser sends, makes a whole multipart body unreadable.
    readable = all(_text(name) is not None for name, _value in pairs)
    if answer.status_code in (409, 422) and readable:
        stands = _stands(page)
        first = dict(reversed([(name, value) for name, value in pairs if name in form.typed]))
        for name, value in first.items():
            if isinstance(value, File) or (wanted := _text(value)) is None:
                continue
            assert " ".join(wanted.split()) in stands, (name, wanted[:80])


def _text(value: str | bytes) -> str | None:
    """Return the text as it is kept, or None of bytes that are none."""
    try:
        return clean(raw(value).decode("utf-8"))
    except UnicodeDecodeError:
        return None


def _stands(page: Page) -> str:
    values = [str(field.get("value", "")) for field in page.select("input")]
    return " ".join(" ".join([*values, page.get_text(" ")]).split())


def test_every_way_to_write_is_tried(house: House) -> None:
    tried = {form.endpoint for form in house.forms}
    takes_post = {r.endpoint for r in house.world.app.url_map.iter_rules() if "POST" in r.methods}
    assert tried == takes_post


def fill_in(house: House, share: int) -> None:
    """Fill in every form with every value, or with one value of `share`, another by each form."""
    for number, form in enumerate(house.forms):
        for turn, hard in enumerate(VALUES.values()):
            if (number + turn) % share == 0:
                fields = form.typed if form.typed and turn % 2 else form.names
                pairs = as_pairs(form.given | dict.fromkeys(fields, hard))
                check(form, pairs, send(house, form, pairs, sorted(KINDS)[number % 2]))


def test_no_form_breaks_on_what_is_hard_to_take(house: House) -> None:
    fill_in(house, share=9)


@pytest.mark.slow
def test_no_form_breaks_on_any_of_it(house: House) -> None:
    fill_in(house, share=1)


names = st.sampled_from(["", "csrf_token", "kept", "photos", "lang", "\ud800", "a" * 3000])
text = st.text(st.characters(codec=None), max_size=60)
values = st.one_of(
    st.sampled_from(list(VALUES.values())), text, st.binary(max_size=60), st.integers().map(str)
)


@st.composite
def twisted(draw: st.DrawFn, form: Sendable) -> list[tuple[str, Any]]:
    """The form's own values: some replaced, left out, or sent twice, and some that it has not."""
    pairs = []
    for name, value in as_pairs({**dict.fromkeys(form.names, ""), **form.given}):
        how = draw(st.sampled_from(["left", "left", "left", "replaced", "twice", "gone"]))
        if how != "gone":
            pairs.append((name, draw(values) if how == "replaced" else value))
        if how == "twice":
            pairs.append((name, draw(values)))
    return pairs + draw(st.lists(st.tuples(names, values), max_size=2))


def try_one(house: House, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(house.forms), label="form")
    pairs = data.draw(twisted(form), label="pairs")
    check(form, pairs, send(house, form, pairs, data.draw(st.sampled_from(sorted(KINDS)))))


@FEW
@given(data=st.data())
def test_no_form_breaks_on_anything(house: House, data: st.DataObject) -> None:
    try_one(house, data)


@pytest.mark.slow
@MANY
@given(data=st.data())
def test_no_form_breaks_on_much_more(house: House, data: st.DataObject) -> None:
    try_one(house, data)
