"""AT-20: a round without a server in Firefox and WebKit, and what comes of it when it is back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.chaos.oracle import Verdict, judge, perfect
from tests.chaos.phone import NOTHING_WAITS, READY, SAVED, UNFOLD, Saved
from tests.chaos.server import Server
from tests.engines.browsers import AS_IT_IS
from tests.engines.hand import Hand, Playwrights, Seleniums, sees, wait_for
from tests.windows import PHONE

MANY, PHOTOS = 20, 5
ON_PHONE = "document.querySelector('[data-on-phone]')?.innerText"
WAITING = "document.querySelector('.outbox-waiting')?.textContent"
PRESSED = "document.querySelector('[data-send]').click()"


# WebKit, which is every iPhone, at each run; Firefox by `-m slow`.
@pytest.fixture(params=[pytest.param("firefox", marks=pytest.mark.slow), "webkit"])
def engine(request: pytest.FixtureRequest) -> Iterator[Hand]:
    """A hand on each engine in turn. They can't be cut off: the server goes instead."""
    if request.param == "webkit":
        yield Seleniums(request.getfixturevalue("safari"))
        return
    fox: Browser = request.getfixturevalue("fox")
    phone: dict[str, Any] = {"viewport": PHONE["viewport"], **AS_IT_IS}
    with fox.new_context(**phone, locale="sv-SE", timezone_id="Europe/Stockholm") as context:
        yield Playwrights(context.new_page())


def test_what_is_saved_without_a_server_arrives_once_from_other_engines(
    engine: Hand,
    code: str,
    serve: Callable[..., Server],
    notes: Callable[..., list[Any]],
    count: Callable[[Verdict], Verdict],
    app: Any,
) -> None:
    server = serve(dies=0.15, seed=3)
    engine.visit(f"{server.address}/g/{code}")
    engine.press("Gå med")
    sees(engine, READY)
    server.down()
    come_again(engine)
    ahead = notes(MANY)
    for number, (words, photo) in enumerate(ahead):
        if number < PHOTOS:
            engine.give("Ta foto", photo)
            sees(engine, "Ta bort bild 1")
        engine.press("Belysning")
        engine.fill("Beskriv med egna ord", words)
        engine.fill("Platsen med ord", "Bron")
        engine.press("Spara")
        wait_for(engine, ON_PHONE, words)
    come_again(engine)
    wait_for(engine, ON_PHONE, ahead[0][0])
    server.up()
    for _turn in range(MANY):
        engine.run(PRESSED)
        try:
            wait_for(engine, WAITING, NOTHING_WAITS)
            break
        except AssertionError:
            continue
    noted = [words for words, _photo in ahead]
    saved = [Saved(**entry) for entry in engine.run(f"({SAVED})()")]
    assert count(judge(noted, saved, app.config["INSTANCE"])) == perfect(MANY, PHOTOS)
    assert server.answers("same") >= 1, "void: too calm"


def come_again(engine: Hand) -> None:
    """Load the page anew and unfold it. A driver's own reload would go past the service worker."""
    engine.run("window.before = true")
    engine.run("location.reload()")
    wait_for(
        engine, "String(!window.before && Boolean(document.querySelector('[data-proof]')))", "true"
    )
    engine.run(f"({UNFOLD})()")
