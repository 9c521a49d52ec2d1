"""Signing in, in a real browser: with and without JavaScript."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from tests.windows import Window


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_signs_in_and_out(
    window: Callable[..., Window], people: SimpleNamespace, javascript: bool
) -> None:
    ada = window(javascript=javascript)
    page = ada.sign_in("ada@example.org")
    assert page.locator("h1").inner_text() == "Personer"
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("link", name="Logga in").wait_for()


def test_what_was_typed_comes_back_after_signing_in_again(
    window: Callable[..., Window], people: SimpleNamespace
) -> None:
    ada = window()
    page = ada.sign_in("ada@example.org")
    page.get_by_text("Lägg till en person").click()
    page.get_by_label("Namn").fill("Åsa Öberg")
    page.get_by_label("E-post").fill("asa@example.org")
    ada.context.clear_cookies()
    page.get_by_role("button", name="Lägg till").click()
    assert page.locator("h1").inner_text() == "Du har blivit utloggad"
    page.get_by_label("E-post").fill("ada@example.org")
    page.get_by_label("Lösenord").fill("en lång ramsa")
    page.get_by_role("button", name="Logga in och fortsätt").click()
    assert page.get_by_label("Namn").input_value() == "Åsa Öberg"
    page.get_by_role("button", name="Lägg till").click()
    assert page.locator("h1").inner_text() == "Lösenordslänk"
