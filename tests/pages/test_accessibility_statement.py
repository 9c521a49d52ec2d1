"""The accessibility statement says what is checked: no more than that, and no less."""

from pkgutil import resolve_name

import pytest

from tests.browser.looking import CHECKS
from tests.client import Client
from tests.statement import ALL_PAGES, IN_TESTS, IN_THE_BROWSER


def test_every_claim_has_what_proves_it(client: Client) -> None:
    page = client.visit("/tillganglighet")
    claims = [" ".join(item.get_text().split()) for item in page.select("#checks li")]
    beginnings = [*IN_THE_BROWSER, *IN_TESTS]
    proven = [[b for b in beginnings if claim.startswith(b)] for claim in claims]
    assert [len(each) for each in proven] == [1] * len(claims), claims
    assert sorted(each for [each] in proven) == sorted(beginnings)


def test_every_check_of_the_pages_is_claimed_and_every_proof_is_there() -> None:
    claimed = [check for checks in IN_THE_BROWSER.values() for check in checks]
    assert sorted(c.__name__ for c in claimed) == sorted(CHECKS)
    for proof in (ALL_PAGES, *(each for proofs in IN_TESTS.values() for each in proofs)):
        assert callable(resolve_name(proof)), proof


def test_it_says_what_the_law_asks_for(client: Client) -> None:
    page = client.visit("/tillganglighet")
    words = page.words()
    assert "delvis förenlig" in words
    assert "Bedömningen gjordes den 23 november 2026" in words
    digg = page.select_one('a[href="https://www.digg.se/tdosanmalan"]')
    assert digg.text == "Digg, digg.se/tdosanmalan"
    english = client.visit("/en/tillganglighet")
    assert len(english.select("#checks li")) == len(page.select("#checks li"))


@pytest.mark.parametrize("page", ["/tillganglighet", "/integritet"])
@pytest.mark.parametrize(
    ("contact", "address", "shown"),
    [
        ("trygg@kommunen.example", "mailto:trygg@kommunen.example", "trygg@kommunen.example"),
        ("https://kommunen.example/@oss", "https://kommunen.example/@oss", "kommunen.example/@oss"),
        ("", "/rapportera", "formuläret Rapportera en plats"),
    ],
)
def test_a_fault_can_be_told_of(
    client: Client, page: str, contact: str, address: str, shown: str
) -> None:
    client.application.config["CONTACT"] = contact
    link = client.visit(page).select_one(f'main a[href="{address}"]')
    assert shown in link.text
