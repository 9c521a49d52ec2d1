"""What the accessibility statement says is checked, and by what: one place for both.

A claim that nothing proves, and a check of pages that nobody is told of, fail a test.
"""

from tests.browser import looking

ALL_PAGES = "tests.browser.test_every_page:test_nothing_is_wrong_with_any_page"
KEYS = "tests.browser.test_keyboard"

IN_THE_BROWSER = {
    "Sidornas tillgänglighet med verktyget axe": (looking.axe_in_light, looking.axe_in_the_dark),
    "Att sidorna går att läsa i 400 procents förstoring": (looking.narrow,),
    "Att ingen text försvinner": (looking.text_spacing,),
    "Att knappar, val och ikoner syns när du har valt egna färger": (looking.forced_colours,),
    "Att inget rör sig": (looking.reduced_motion,),
    "Att det syns var på sidan du är": (looking.focus_on_a_phone,),
}
"""How a claim begins, and the checks in `looking.CHECKS` that ALL_PAGES asks of each page."""

IN_TESTS = {
    "Att koden på sidorna är rätt skriven HTML": (
        "tests.test_valid_html:test_every_page_is_valid",
    ),
    "Att varje sida har en rubrik": ("tests.client:check_page",),
    "Att det går att gå med, notera, rapportera och svara": (
        f"{KEYS}:test_noting_on_a_walk",
        f"{KEYS}:test_reporting_first_with_nothing_and_then_with_something",
        f"{KEYS}:test_answering",
    ),
    "Att fel i ett formulär sägs först": (
        "tests.client:check_page",
        f"{KEYS}:test_reporting_first_with_nothing_and_then_with_something",
    ),
    "Att texterna är rätt stavade": (
        "tests.test_spelling:test_every_word_is_spelled_right",
        "tests.test_plain_swedish:test_no_sentence_is_long",
        "tests.test_plain_swedish:test_no_word_of_the_office",
    ),
    "Att vägen från rapport till svar går att gå": (
        "tests.journeys.test_a_dark_path:test_a_dark_path_is_seen_and_the_lamp_is_mended",
    ),
}
"""How a claim begins, and the functions that prove it, as `module:name`."""
