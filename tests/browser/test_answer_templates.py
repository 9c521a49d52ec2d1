"""An answer begun from a template: nothing else on the page is lost by the press."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import expect

from tests import make
from tests.browser.walking import a_photo
from tests.windows import Window
from walks.db import db


def test_a_template_is_put_into_its_own_form_and_leaves_the_others(
    window: Callable[..., Window], people: SimpleNamespace, tmp_path: Path
) -> None:
    report = make.report()
    db.session.commit()
    number = report.number
    db.session.rollback()
    bertil = window()
    bertil.sign_in("bertil@example.org")
    page = bertil.visit(f"/fynd/{number}")
    for verb in ("Planera", "Markera åtgärdat"):
        page.locator("details.move > summary", has_text=verb).click()
    page.locator("#plan-answer").fill("Vi byter lampan")
    page.locator("#fix-answer").fill("I går kväll.")
    fix = page.locator("details.move", has=page.locator("#fix-answer"))
    fix.locator("[name=photos]").set_input_files([a_photo("teal")])
    fix.get_by_role("button", name="Lampan lyser").click()
    expect(page.locator("#fix-answer")).to_have_value(
        "I går kväll.\nLampan är bytt och lyser sedan [datum]."
    )
    expect(page.locator("#fix-preview")).to_contain_text("lyser sedan [datum]")
    expect(page.locator("#plan-answer")).to_have_value("Vi byter lampan")
    assert page.url.endswith(f"/fynd/{number}"), "no page was loaded"
    fix.locator("#fix-answer").fill("Lampan är bytt och lyser igen.")
    fix.get_by_role("button", name="Markera åtgärdat").click()
    expect(page.locator(".before-after")).to_contain_text("Efter")
