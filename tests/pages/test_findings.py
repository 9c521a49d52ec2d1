"""One finding's page: what it says to whom, and each act by its form."""

import re
import threading
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask

from tests import make
from tests.client import Client, Page
from tests.queries import counted
from walks.db import db
from walks.model.codes import Audience, FeltSafety, Light, Urgency
from walks.model.finding import Finding
from walks.model.party import party_by_slug
from walks.model.person import Role
from walks.model.photo import Photo, Picture
from walks.model.release import release_walk
from walks.model.status import MOVES, Status, Verb
from walks.model.walk import WalkState
from walks.pages.move_words import DONE, HELP, NOUNS

ANSWER = "Lampan byts under veckan, och häcken klipps."
ADDRESS = "/fynd/BOR-2026-0001"


@pytest.fixture
def finding(people: SimpleNamespace, now: datetime) -> Finding:
    """A dark tunnel, noted on Anna's walk and released to Tekniska nämnden."""
    walk = make.walk(people.anna)
    make.area()
    noter, _secret = make.participant(walk)
    made = make.finding(
        walk,
        noter,
        proposal="Sätt upp en lampa till.",
        latitude=57.72,
        longitude=12.94,
        accuracy_m=8.0,
        felt_safety=FeltSafety.FRIGHTENING,
        light=Light.DARK,
    )
    made.release(by=people.anna, now=now)
    db.session.commit()
    return made


def sign_in(app: Flask, name: str) -> Client:
    browser: Client = app.test_client()  # type: ignore[assignment]
    browser.sign_in(f"{name}@example.org")
    return browser


def act(browser: Client, noun: str, status: int = 200, **given: str) -> Page:
    """Open the finding, fill in one of its forms, and send it."""
    form = browser.visit(ADDRESS).form(f"/{noun}")
    return browser.send(f"{ADDRESS}/{noun}", {**form, **given}, status)


def offered(page: Page) -> set[str]:
    """Return the nouns of the forms on the page."""
    actions = [str(form["action"]) for form in page.select("#atgarder form[method=post]")]
    return {m[1] for a in actions if (m := re.match(rf"{ADDRESS}/(\w+)", a))}


def events(finding: Finding) -> list[str]:
    db.session.expire_all()
    return [event.verb.value for event in finding.events]


def test_the_page_says_what_where_when_who_and_why(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = client.visit(ADDRESS)
    assert page.h1.text == "BOR-2026-0001: Belysning"
    said = page.words()
    for words in (
        "Två lampor är släckta i tunneln.",
        "Sätt upp en lampa till.",
        "Gångtunneln vid torget",
        "57.72000, 12.94000 (± 8 m)",
        "Norrby",
        "10 november 2026 kl. 18.00",
        "Boende",
        "Höstvandring på Norrby, 10 november 2026",
        "Skrämmande",
        "Mörker",
        "Tekniska nämnden",
        finding.reason,
        "Svara senast 8 december 2026",
        "Inte publicerat",
    ):
        assert words in said, words


def test_a_photo_is_shown_large_and_opens(client: Client, finding: Finding) -> None:
    finding.photos.append(Photo.of(Picture("0" * 64, "1" * 64, 800, 600), make.NOW))
    finding.photos.append(Photo.of(Picture("2" * 64), make.NOW))
    db.session.commit()
    client.sign_in("bertil@example.org")
    shown = client.visit(ADDRESS).select("main a.photo:not(.answer-preview a)")
    assert len(shown) == 1, "what could not be read is never shown"
    assert shown[0]["href"] == shown[0].img["src"]
    assert "Foto 1 från platsen" in shown[0].img["alt"]


def test_an_unsure_owner_is_said_so(client: Client, finding: Finding) -> None:
    finding.certain = False
    db.session.commit()
    client.sign_in("bertil@example.org")
    assert "En samordnare kan bestämma något annat" in client.visit(ADDRESS).words()


@pytest.mark.parametrize("name", ["cilla", "rune", "ada"])
def test_a_stranger_gets_404(client: Client, finding: Finding, name: str) -> None:
    client.sign_in(f"{name}@example.org")
    client.visit(ADDRESS, 404)
    client.send(f"{ADDRESS}/mottagande", {"version": "1"}, 404)
    client.send(f"{ADDRESS}/plan/forhandsvisning", {"answer": ANSWER}, 404)
    client.send(f"{ADDRESS}/lasare", {"version": "1"}, 404)
    assert finding.status is Status.NEW


def test_who_is_not_signed_in_is_asked_to(client: Client, finding: Finding) -> None:
    answer = client.get(ADDRESS)
    assert answer.status_code == 303
    assert "/logga-in" in answer.location


def test_a_number_nobody_has_is_404(client: Client, finding: Finding) -> None:
    client.sign_in("karin@example.org")
    for number in ("BOR-2026-0002", "1", "%00", "å" * 3000):
        client.visit(f"/fynd/{number}", 404)


def test_acts_are_not_done_by_links(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = client.visit(f"{ADDRESS}/plan/forhandsvisning", 405)
    assert page.select(f'main a[href="{ADDRESS}"]'), "a restored tab leads on"
    client.visit(f"{ADDRESS}/mottagande", 405)
    client.visit(f"{ADDRESS}/lasare", 405)
    assert (
        client.post(f"{ADDRESS}/mottagande", data={"version": "2"}).status_code == 400
    )  # no token


def test_every_verb_has_a_noun_and_words() -> None:
    for words in (NOUNS.values(), HELP, DONE):
        assert set(words) == set(MOVES)


ELSEWHERE = "uppdrag motfraga dubblett delning"


@pytest.mark.parametrize(
    ("status", "first", "forms"),
    [
        ("new", "Ta emot", f"mottagande plan atgard avslag overlamning fraga {ELSEWHERE}"),
        ("received", "Planera", f"plan atgard avslag overlamning fraga {ELSEWHERE}"),
        ("planned", "Planera", f"plan atgard avslag overlamning fraga {ELSEWHERE}"),
        ("with_other", "Planera", "plan atgard avslag uppdrag atertagande"),
        ("fixed", "Kontrollerat på plats", "kontroll ateroppning"),
        ("verified", None, "ateroppning"),
        ("declined", None, "ateroppning"),
        ("withdrawn", None, ""),
    ],
)
def test_one_clear_action_by_status(
    client: Client, finding: Finding, status: str, first: str | None, forms: str
) -> None:
    finding.status = Status(status)
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit(ADDRESS)
    assert offered(page) == set(forms.split())
    assert [h.text for h in page.select(".move-first h3")] == ([first] if first else [])
    tucked = page.select("#atgarder details form[method=post]")
    assert len(tucked) == len(forms.split()) - bool(first)
    assert not page.select("main details[open]")


def test_planned_work_is_next_marked_as_done(
    client: Client, people: SimpleNamespace, finding: Finding
) -> None:
    finding.plan(ANSWER, date(2026, 12, 3), by=people.bertil, now=make.NOW)
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit(ADDRESS)
    assert page.select_one(".move-first h3").text == "Markera åtgärdat"
    assert "Blir gjort 3 december 2026" in page.words()


def test_receiving(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = act(client, "mottagande")
    assert "Fyndet är mottaget." in page.words(".flashes")
    assert "Bertil (Tekniska nämnden) tog emot fyndet." in page.words()
    assert events(finding) == ["note", "release", "receive"]


def test_planning(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = act(client, "plan", answer=f"  {ANSWER}\r\nHej!", on="2026-12-03")
    assert finding.planned_on == date(2026, 12, 3)
    assert (
        "Bertil (Tekniska nämnden) planerade åtgärd till 3 december 2026: "
        f"”{ANSWER} Hej!”" in page.words(".history")
    )
    assert f"Svar från Tekniska nämnden, 10 november 2026 {ANSWER} Hej!" in page.words(".answer")


def test_fixing_then_seeing_it_on_the_spot_then_reopening(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    act(client, "atgard", answer=ANSWER)
    act(client, "kontroll")
    page = act(client, "ateroppning", reason="Lampan har gått sönder igen.")
    assert events(finding)[2:] == ["fix", "verify", "reopen"]
    assert page.words(".status") == "Mottaget"
    assert ANSWER in page.words(".answer"), "the last answer still stands"


def test_declining(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = act(client, "avslag", answer="Tunneln är Trafikverkets. Ring dem på 0771-921 921.")
    assert page.words(".status") == "Inte möjligt"


def test_handing_over_leaves_a_read_only_page(app: Flask, client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    act(client, "plan", answer=ANSWER, on="2026-12-03")
    page = act(client, "overlamning", party="polisen", reason="Lampan slås sönder varje vecka.")
    assert "Överlämnat till Polisen" in page.words()
    with time_machine.travel(make.NOW + timedelta(hours=1), tick=False):
        cilla = sign_in(app, "cilla")
        hers = act(
            cilla,
            "avslag",
            answer="Vi har inte kunnat se vem det är. Ring 114 14 om det händer igen.",
        )
        page = client.visit(ADDRESS)
    assert "Vi har inte kunnat se vem det är." in hers.words()
    assert not offered(page)
    assert "Vi har inte kunnat" not in page.text
    assert ANSWER in page.words(".answer")
    assert "Lampan slås sönder varje vecka." in page.words()
    assert not page.select(".status"), "its status is no longer theirs to read"
    assert "Svara senast" not in page.words()


def test_a_second_handover_becomes_a_question_and_the_page_says_so(
    app: Flask, client: Client, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    act(client, "overlamning", party="polisen", reason="Lampan slås sönder varje vecka.")
    cilla = sign_in(app, "cilla")
    page = cilla.visit(ADDRESS)
    assert "overlamning" not in offered(page)
    assert "Fyndet har redan bytt ägare en gång." in page.words()
    page = cilla.send(
        f"{ADDRESS}/overlamning",
        {**page.form("/fraga"), "party": "tekniska-namnden", "reason": "Lampan är er."},
    )
    assert "Frågan har gått till samordnaren." in page.words(".flashes")
    assert events(finding)[-1] == "ask_coordinator"
    assert finding.responsible_party.slug == "polisen"


def test_asking_and_deciding(app: Flask, client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    page = act(client, "fraga", party="polisen", reason="Någon slår sönder den.")
    assert "Väntar på samordnaren" in page.words(".finding-state")
    karin = sign_in(app, "karin")
    page = karin.visit(ADDRESS)
    assert page.select_one(".move-first h3").text == "Bestäm ansvarig"
    question = page.words("#atgarder .notice")
    assert "Bertil (Tekniska nämnden) frågade samordnaren och föreslog Polisen:" in question
    assert "(frivilligt)" not in page.words("#atgarder")
    page = act(karin, "beslut", party="tekniska-namnden", reason="Stolpen är kommunens.")
    assert "Karin (samordnare) bestämde att Tekniska nämnden ansvarar:" in page.words("aside")
    assert not page.select("#atgarder .notice")
    assert "overlamning" not in offered(client.visit(ADDRESS))


def test_a_coordinator_dismisses_and_a_handler_may_not(client: Client, finding: Finding) -> None:
    client.sign_in("karin@example.org")
    page = act(client, "avskrivning", reason="Det var ett prov.")
    assert page.words(".status") == "Inget ärende"


def test_before_release_a_party_reads_and_the_leader_may_undo(
    app: Flask, client: Client, people: SimpleNamespace, finding: Finding
) -> None:
    finding.released_at = None
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit(ADDRESS)
    assert not offered(page)
    assert "Vandringen är inte frisläppt än" in page.words()
    client.send(f"{ADDRESS}/mottagande", {"version": str(finding.events[-1].id)}, 409)
    anna = sign_in(app, "anna")
    assert offered(anna.visit(ADDRESS)) == {"angrande", "avskrivning", "dubblett"}
    act(anna, "angrande")
    assert events(finding)[-1] == "withdraw"


def test_after_release_the_leader_reads_only(client: Client, finding: Finding) -> None:
    client.sign_in("anna@example.org")
    assert not offered(client.visit(ADDRESS))


def test_an_informed_party_reads_only(client: Client, finding: Finding) -> None:
    finding.inform([party_by_slug("polisen")])
    db.session.commit()
    client.sign_in("cilla@example.org")
    page = client.visit(ADDRESS)
    assert "Två lampor är släckta" in page.words()
    assert not offered(page)
    client.send(f"{ADDRESS}/mottagande", {"version": str(finding.events[-1].id)}, 409)
    assert finding.status is Status.NEW


def test_what_the_table_does_not_hold_is_409(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    version = str(finding.events[-1].id)
    everything = {"version": version, "answer": ANSWER, "on": "2026-12-03", "reason": "Så är det."}
    everything["party"] = "polisen"
    for noun in ("beslut", "kontroll", "ateroppning", "angrande", "avskrivning"):
        page = client.send(f"{ADDRESS}/{noun}", everything, 409)
        assert page.h1.text == "Någon annan hann före"
    client.send(f"{ADDRESS}/frislapp", everything, 404)
    assert events(finding) == ["note", "release"]


REFUSED = [
    ("plan", {"answer": "", "on": "2026-12-03"}, "Skriv vad som ska göras"),
    ("plan", {"answer": " \n ", "on": "2026-12-03"}, "Skriv vad som ska göras"),
    ("plan", {"answer": "Planerat.", "on": "2026-12-03"}, "Skriv vad som ska göras"),
    ("plan", {"answer": ANSWER, "on": ""}, "Välj vilken dag"),
    ("plan", {"answer": ANSWER}, "Välj vilken dag"),
    ("plan", {"answer": ANSWER, "on": "2026-02-31"}, "Datumet finns inte"),
    ("plan", {"answer": ANSWER, "on": "3 december"}, "Datumet finns inte"),
    ("plan", {"answer": ANSWER, "on": "2026-11-09"}, "Datumet har redan varit"),
    ("plan", {"answer": ANSWER, "on": "2031-11-11"}, "Datumet ligger för långt bort"),
    ("plan", {"answer": ANSWER, "on": "9999-12-31"}, "Datumet ligger för långt bort"),
    ("atgard", {"answer": "Lagat."}, "Till exempel: Lampan är bytt."),
    ("overlamning", {"party": "polisen", "reason": "Nej"}, "Skriv varför, med minst två ord."),
    ("atgard", {"answer": "Åtgärdat"}, "Skriv vad som har gjorts"),
    ("atgard", {"answer": "Vi har lagat [fyll i] i tunneln."}, "Något är inte ifyllt i svaret"),
    ("atgard", {"answer": "a b " * 262_144}, "Texten är för lång. Korta den till högst 4000"),
    ("atgard", {"answer": "\x00\x01"}, "Skriv vad som har gjorts"),
    ("avslag", {"answer": "Ej möjligt."}, "Skriv varför det inte går"),
    ("overlamning", {"party": "", "reason": "Ett brott."}, "Välj vem"),
    ("overlamning", {"party": "tekniska-namnden", "reason": "Vårt."}, "Välj vem"),
    ("overlamning", {"party": "nobody", "reason": "Ett brott."}, "Välj vem"),
    ("overlamning", {"party": "polisen", "reason": "  "}, "Skriv varför"),
    ("fraga", {"party": "polisen", "reason": ""}, "Skriv varför"),
]


def test_what_is_missing_is_said_and_what_was_written_stays(
    client: Client, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    version = str(finding.events[-1].id)
    for noun, given, sentence in REFUSED:
        page = client.send(f"{ADDRESS}/{noun}", {"version": version, **given}, 422)
        assert sentence in page.words("#error-summary"), (noun, given)
        kept = page.form(f"/{noun}")
        for name in set(given) & {"answer", "reason"}:
            assert kept[name].strip() == given[name].replace("\x00\x01", "").strip()
        assert page.select(f"#{noun}[open]"), "its form stands open"
    assert events(finding) == ["note", "release"]


def test_control_characters_are_left_out_of_what_is_kept(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    act(client, "atgard", answer="Lampan\x00 är\x1b bytt nu.")
    assert finding.answer is not None
    assert finding.answer.body == "Lampan är bytt nu."


def test_a_photo_that_could_not_be_read_is_told_of(client: Client, finding: Finding) -> None:
    finding.photos.append(Photo.of(Picture("0" * 64), finding.noted_at))
    db.session.commit()
    client.sign_in("bertil@example.org")
    assert "En bild gick inte att läsa." in client.visit(ADDRESS).text


def test_the_answer_is_previewed_as_others_will_read_it(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    assert "Så här läser allmänheten och den som noterade svaret" in client.visit(ADDRESS).words()
    form = {**client.visit(ADDRESS).form("/atgard"), "answer": "Vi bytte <b>lampan</b>."}
    page = client.send(f"{ADDRESS}/atgard/forhandsvisning", form)
    assert "Åtgärdat Svar från Tekniska nämnden Vi bytte <b>lampan</b>." in page.words(
        "#fix-preview"
    )
    assert page.form("/atgard")["answer"] == "Vi bytte <b>lampan</b>."
    part = client.send(f"{ADDRESS}/atgard/forhandsvisning", form, headers={"HX-Request": "true"})
    assert part.select("h1") == []
    assert "Vi bytte <b>lampan</b>." in part.get_text()
    client.send(f"{ADDRESS}/mottagande/forhandsvisning", form, 409)
    assert events(finding) == ["note", "release"]


def test_the_preview_of_an_answer_lists_what_may_point_somebody_out(
    client: Client, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    assert not client.visit(ADDRESS).select(".suspects")
    words = "Vi bytte lampan. Ring Anna Svensson, 070-174 06 05."
    form = {**client.visit(ADDRESS).form("/atgard"), "answer": words}
    for headers in ({}, {"HX-Request": "true"}):
        page = client.send(f"{ADDRESS}/atgard/forhandsvisning", form, headers=headers)
        assert "Det här kan peka ut någon" in page.get_text()
        assert page.words(".suspects") == "telefonnummer: 070-174 06 05 namn: Anna Svensson"


def test_a_former_partys_date_is_never_shown_as_the_new_partys_promise(
    app: Flask, client: Client, finding: Finding, people: SimpleNamespace, now: datetime
) -> None:
    day = date(2026, 12, 3)
    finding.plan(ANSWER, day, by=people.bertil, now=now)
    db.session.commit()
    page = sign_in(app, "bertil").visit(ADDRESS)
    assert "Blir gjort 3 december 2026" in page.words(".finding-state")
    assert "har det nu" not in page.words()
    finding.hand_over(people.cilla.parties[0], "Det är polisens sak.", by=people.bertil, now=now)
    db.session.commit()
    client.sign_in("cilla@example.org")
    page = client.visit(ADDRESS)
    former = "Tekniska nämnden planerade det till 3 december 2026"
    assert former in page.words(".finding-state")
    assert f"{former}. Polisen har det nu." in page.words("aside")
    assert "Planerat till" not in page.words("aside")
    for said in (page.words(), client.visit("/inkorg").words(".row")):
        assert former in said
        assert "Blir gjort" not in said
    finding.plan("En patrull går förbi varje kväll.", day, by=people.cilla, now=now)
    db.session.commit()
    page = client.visit(ADDRESS)
    assert "Blir gjort 3 december 2026" in page.words(".finding-state")
    assert "har det nu" not in page.words()


def test_a_stale_save_shows_both(app: Flask, client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    berit = make.person("Berit", Role.HANDLER, "tekniska-namnden")
    db.session.commit()
    form = client.visit(ADDRESS).form("/plan")
    act(sign_in(app, berit.name.lower()), "plan", answer="Vi byter armaturen.", on="2026-11-20")

    mine = {**form, "answer": ANSWER, "on": "2026-12-03"}
    page = client.send(f"{ADDRESS}/plan", mine, 409)
    assert page.h1.text == "Någon annan hann före"
    assert "Berit (Tekniska nämnden) planerade åtgärd till 20 november 2026:" in page.words()
    assert "Vi byter armaturen." in page.words(".history")
    assert "noterade fyndet" not in page.words(".history"), "only what is new"
    again = page.form("/plan")
    assert (again["answer"], again["on"]) == (ANSWER, "2026-12-03")
    assert events(finding).count("plan") == 1

    client.send(f"{ADDRESS}/plan", again)
    assert events(finding).count("plan") == 2
    assert finding.planned_on == date(2026, 12, 3)


def test_the_same_press_twice_is_done_once_and_no_collision(
    app: Flask, client: Client, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    form = {**client.visit(ADDRESS).form("/plan"), "answer": ANSWER, "on": "2026-12-03"}
    for _twice in range(2):
        page = client.send(f"{ADDRESS}/plan", form)
        assert "Planen är sparad" in page.words(".flashes")
    for other in ({"answer": "Vi byter armaturen."}, {"on": "2026-12-04"}):
        client.send(f"{ADDRESS}/plan", {**form, **other}, 409)
    berit = make.person("Berit", Role.HANDLER, "tekniska-namnden")
    db.session.commit()
    hers = sign_in(app, berit.name.lower())
    hers.send(f"{ADDRESS}/plan", {**form, "csrf_token": hers.token()}, 409)
    assert events(finding).count("plan") == 1


def test_a_stale_save_that_can_no_longer_be_done_keeps_the_words(
    app: Flask, client: Client, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    form = client.visit(ADDRESS).form("/plan")
    act(sign_in(app, "karin"), "avskrivning", reason="Noterat två gånger.")
    page = client.send(f"{ADDRESS}/plan", {**form, "answer": ANSWER, "on": "2026-12-03"}, 409)
    assert "Det går inte längre att göra: Planera." in page.words()
    assert ANSWER in page.words()
    assert not page.select("main form")


def test_a_form_without_a_version_counts_as_old(client: Client, finding: Finding) -> None:
    client.sign_in("bertil@example.org")
    for version in ("", "x", "²", "1" * 5000):
        page = client.send(f"{ADDRESS}/atgard", {"version": version, "answer": ANSWER}, 409)
        assert page.form("/atgard")["answer"] == ANSWER


def test_two_who_save_at_once_lose_nothing(
    app: Flask, people: SimpleNamespace, finding: Finding
) -> None:
    """Real requests at once against one file: one is first, the others see what it did."""
    browsers = [sign_in(app, "bertil") for _ in range(4)]
    form = browsers[0].visit(ADDRESS).form("/plan")
    ready, answers = threading.Barrier(len(browsers)), {}

    def save(index: int) -> None:
        with app.app_context():
            token = browsers[index].token()
            mine = {**form, "csrf_token": token, "answer": f"Svar nummer {index}: lampan byts."}
            ready.wait()
            answer = browsers[index].post(f"{ADDRESS}/plan", data={**mine, "on": "2026-12-03"})
            answers[index] = (answer.status_code, answer.text)

    threads = [threading.Thread(target=save, args=[i]) for i in range(len(browsers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _text in answers.values()) == [303, 409, 409, 409]
    assert events(finding).count("plan") == 1
    won = next(i for i, (status, _text) in answers.items() if status == 303)
    assert finding.answer is not None
    assert finding.answer.body == f"Svar nummer {won}: lampan byts."
    for index, (_status, text) in answers.items():
        if index != won:
            assert f"Svar nummer {index}: lampan byts." in text
            assert f"Svar nummer {won}: lampan byts." in text


def test_a_coordinator_changes_who_may_read(app: Flask, client: Client, finding: Finding) -> None:
    client.sign_in("karin@example.org")
    form = client.visit(ADDRESS).form("/lasare")
    assert form["audience"] == "walk"
    page = client.send(f"{ADDRESS}/lasare", {**form, "audience": "party", "reason": ""}, 422)
    assert "Skriv varför." in page.words("#error-summary")
    page = client.send(f"{ADDRESS}/lasare", {**form, "audience": "all", "reason": "Så."}, 422)
    assert "Välj något i listan." in page.words("#error-summary")
    page = client.send(f"{ADDRESS}/lasare", {**form, "audience": "party", "reason": "Ett namn."})
    assert "Karin (samordnare) ändrade vilka som får läsa fyndet: ”Ett namn.”" in page.words()
    assert finding.audience is Audience.PARTY
    page = client.send(f"{ADDRESS}/lasare", {**form, "audience": "walk", "reason": "Ångrar."}, 409)
    assert page.form("/lasare")["reason"] == "Ångrar."
    assert "lasare" not in offered(sign_in(app, "bertil").visit(ADDRESS))


def test_next_and_previous_follow_the_list_one_came_from(
    client: Client, people: SimpleNamespace, finding: Finding
) -> None:
    noter = finding.participant
    for urgency in (Urgency.HIGH, Urgency.LONG_TERM):
        other = make.finding(finding.walk, noter, urgency=urgency)
        other.release(by=people.anna, now=make.NOW)
    db.session.commit()
    client.sign_in("bertil@example.org")
    page = client.visit(f"{ADDRESS}?visa=nya&kategori=lighting")
    links = [a["href"] for a in page.select(".pager a")]
    assert links == [
        "/fynd/BOR-2026-0002?visa=nya&kategori=lighting",
        "/fynd/BOR-2026-0003?visa=nya&kategori=lighting",
    ]
    assert page.select_one(".breadcrumbs a")["href"] == "/inkorg?visa=nya&kategori=lighting"
    form = page.form("/mottagande?visa=nya&kategori=lighting")
    page = client.send(f"{ADDRESS}/mottagande?visa=nya&kategori=lighting", form)
    assert [a["href"] for a in page.select(".pager a")] == links, "also when it has left the list"
    assert client.visit(ADDRESS).select(".pager a") == []
    client.visit(f"{ADDRESS}?visa=nya&part=polisen", 404)


def test_the_number_of_queries_does_not_grow_with_the_history(
    app: Flask, client: Client, people: SimpleNamespace, finding: Finding
) -> None:
    client.sign_in("bertil@example.org")
    sizes = []
    for _round in range(2):
        client.visit(ADDRESS)
        with counted(app) as statements:
            client.visit(ADDRESS)
        sizes.append(len(statements))
        for _turn in range(5):
            finding.fix(ANSWER, by=people.bertil, now=make.NOW)
            finding.reopen("Nej, det lyser inte.", by=people.karin, now=make.NOW)
        finding.status = Status.NEW
        db.session.commit()
    assert sizes[0] == sizes[1]
    assert sizes[0] < 35


def test_verbs_of_the_enum_are_methods_of_the_model() -> None:
    assert all(callable(getattr(Finding, verb.value)) for verb in MOVES)
    assert Verb.NOTE not in MOVES


@pytest.mark.parametrize("noun", ["plan", "avslag", "overlamning", "fraga"])
def test_a_form_sent_without_its_fields_is_refused_with_a_sentence(
    client: Client, finding: Finding, noun: str
) -> None:
    client.sign_in("bertil@example.org")
    version = client.visit(ADDRESS).form(f"/{noun}")["version"]
    page = client.send(f"{ADDRESS}/{noun}", {"version": version}, status=422)
    assert page.select_one("#error-summary")


def test_a_note_that_came_after_the_release_says_what_it_waits_for(
    client: Client, people: SimpleNamespace, now: datetime
) -> None:
    walk = make.walk(people.anna, state=WalkState.SUMMING_UP)
    noter = make.participant(walk)[0]
    release_walk(walk, by=people.anna, now=now)
    late = make.finding(walk, noter)
    db.session.commit()
    client.sign_in("bertil@example.org")
    words = client.visit(f"/fynd/{late.number}").words()
    assert "Kom in sent" in words
    assert "senast tre arbetsdagar efter att det kom in" in words
