"""The accessibility statement says what is checked: no more than that, and no less."""

from pkgutil import resolve_name

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
    assert page.select('a[href="https://www.digg.se/tdosanmalan"]')
    english = client.visit("/en/tillganglighet")
    assert len(english.select("#checks li")) == len(page.select("#checks li"))
