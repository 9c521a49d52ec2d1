"""What each kind of letter is given to say: as it stands when the letter is sent."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import get_locale
from flask_security.recoverable import generate_reset_password_token

from walks.config import LOCAL
from walks.db import db
from walks.model.codes import Audience
from walks.model.finding import Finding
from walks.model.follower import Follower, news_of
from walks.model.letter import Letter, LetterKind
from walks.model.link import Link, like, party_link, referral_link
from walks.model.outbox import has_later
from walks.model.progress import progress_of_walks
from walks.model.reporter import WHERE_IT_STANDS
from walks.model.status import ANSWERED, Status, Verb, WaitingOn
from walks.signed import FOLLOWER, signed
from walks.swedish import N_

TAKEN_BACK = (Status.WITHDRAWN, Status.NOT_A_CASE)


class NothingLeft(Exception):
    """What the letter was to tell has been undone. `str()` is a Swedish sentence."""


def page(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page, in the letter's language; there is no request here."""
    base, urls = urlsplit(_home()), current_app.url_map
    if urls.is_endpoint_expecting(endpoint, "lang"):
        values.setdefault("lang", _language())
    bound = urls.bind(base.netloc, script_name=base.path or "/", url_scheme=base.scheme)
    return bound.build(endpoint, values, force_external=True)


def _home() -> str:
    settings = current_app.config
    return settings["PUBLIC_URL"] or settings.get("LETTERS_URL") or LOCAL


def _language() -> str:
    return str(get_locale() or "sv")


def of_party(letter: Letter) -> dict[str, Any]:
    """Return what the party still has to answer; raises NothingLeft. No noter's words are in it."""
    if _has_left_the_party(letter):
        raise NothingLeft(N_("Personen arbetar inte längre åt parten."))
    mine = [f for f in letter.findings if _is_still_theirs(f, letter)]
    if not mine:
        raise NothingLeft(N_("Fynden är tillbakatagna eller har gått vidare till någon annan."))
    return {"findings": mine, "is_open_to": _tells_place}


def of_awaited(letter: Letter) -> dict[str, Any]:
    """Return what the party has still not answered; raises NothingLeft."""
    facts = of_party(letter)
    facts["findings"] = [f for f in facts["findings"] if f.is_open and f.answered_at is None]
    if not facts["findings"]:
        raise NothingLeft(N_("Alla har fått svar."))
    return facts


def _of_party_with_link(letter: Letter) -> dict[str, Any]:
    """The same, with a link by which they can be answered without an account."""
    facts = of_party(letter)
    if letter.party is None:
        return facts
    one = None if letter.walk else letter.findings[0]
    secret = party_link(letter.party, _now(letter), walk=letter.walk, finding=one, letter=letter)
    return facts | {"secret_link": page("answering.index", secret=secret)}


def _of_contact(letter: Letter) -> dict[str, Any]:
    """What was passed to a contact: not a word of it, only the link to where it is read."""
    finding = letter.findings[0]
    referral = finding.referral
    if referral is None or referral.contact_id != letter.facts["contact"]:
        raise NothingLeft(N_("Fyndet är inte längre hos den som brevet är till."))
    secret = referral_link(referral, _now(letter), letter=letter)
    shown = {"finding": finding, "party": finding.responsible_party}
    return shown | {"secret_link": page("answering.index", secret=secret)}


def _of_link(letter: Letter) -> dict[str, Any]:
    """A new link to what an earlier one led to."""
    earlier = db.session.get_one(Link, letter.facts["link"])
    if not earlier.is_their_own:
        raise NothingLeft(N_("Kontot är stängt."))
    secret = like(earlier, _now(letter), letter)
    return {"secret_link": page("answering.index", secret=secret)}


def _now(letter: Letter) -> datetime:
    return letter.begun_at or letter.created_at


def _has_left_the_party(letter: Letter) -> bool:
    """Say whether it is for a handler of a party that is no longer theirs to answer for."""
    if letter.person is None or letter.party is None or letter.kind is LetterKind.VERY_LATE:
        return False  # what is very late goes to coordinators, about a party
    return letter.party not in letter.person.parties


def _is_still_theirs(finding: Finding, letter: Letter) -> bool:
    theirs = finding.responsible_party_id == letter.party_id
    return theirs and finding.status not in TAKEN_BACK


def _tells_place(finding: Finding) -> bool:
    """Say whether where it is may be told: somebody wrote that too. DOMAIN, Who may see what."""
    return finding.audience is not Audience.NOTER_AND_PARTY


def _of_report(letter: Letter) -> dict[str, Any]:
    own = letter.findings[0]
    if own.reporter is None or own.reporter.email is None:
        raise NothingLeft(N_("Den som rapporterade har tagit bort sin adress."))
    finding = own.followed
    said = finding.answer.body if finding.answer and finding.status in ANSWERED else ""
    where = WHERE_IT_STANDS[finding.status]
    facts: dict[str, Any] = {
        "number": own.number,
        "finding": finding,
        "where_it_stands": where,
        "answer": said,
    }
    if letter.secret:
        facts["secret_link"] = page("report.case", secret=letter.secret)
    return facts


def _of_question(letter: Letter) -> dict[str, Any]:
    """The party's question, while it waits for a reply."""
    finding = letter.findings[0]
    asked = [event for event in finding.events if event.verb is Verb.ASK_REPORTER]
    if finding.waiting_on is not WaitingOn.REPORTER or not asked or not asked[-1].text:
        raise NothingLeft(N_("Frågan har redan fått svar."))
    return {"finding": finding, "question": asked[-1].text.body}


def _of_news(letter: Letter) -> dict[str, Any]:
    """How a report stands now: of several such letters that wait, the last one tells all."""
    if has_later(letter):
        raise NothingLeft(N_("Ett senare brev berättar samma sak."))
    return _of_report(letter)


def _of_person(letter: Letter) -> dict[str, Any]:
    if letter.person is None:
        raise NothingLeft(N_("Kontot är stängt."))
    token = generate_reset_password_token(letter.person)
    return {"secret_link": page("signing_in.set_password", token=token)}


def _of_wish(letter: Letter) -> dict[str, Any]:
    """Whether an address wants to hear of a walk, while it has not answered."""
    follower = db.session.get(Follower, letter.facts["follower"])
    if follower is None or follower.is_told:
        raise NothingLeft(N_("Adressen har redan svarat."))
    return {
        "secret_link": page("following.show", secret=signed(FOLLOWER, follower.id, follower.owner))
    }


def _of_walk(letter: Letter) -> dict[str, Any]:
    """What of a walk has been published and done: public copies, and nothing else."""
    follower = db.session.get(Follower, letter.facts["follower"])
    if follower is None or not follower.is_told:
        raise NothingLeft(N_("Mottagaren vill inte ha fler brev."))
    since = letter.facts["since"]
    before = datetime.fromisoformat(since) if since else None
    new, done = news_of(follower.walk, before, letter.created_at)
    if not new and not done:
        raise NothingLeft(N_("Det finns inget nytt att berätta."))
    secret = signed(FOLLOWER, follower.id, follower.owner)
    return {
        "new": new,
        "done": done,
        "progress": progress_of_walks([follower.walk_id]).get(follower.walk_id),
        "is_first": since is None,
        "secret_link": page("following.show", secret=secret),
        "unsubscribe": page("following.end", secret=secret),
    }


FACTS: dict[LetterKind, Callable[[Letter], dict[str, Any]]] = {
    LetterKind.RELEASE: _of_party_with_link,
    LetterKind.ARRIVAL: _of_party_with_link,
    LetterKind.RECEIPT: _of_report,
    LetterKind.ANSWER: _of_news,
    LetterKind.QUESTION: _of_question,
    LetterKind.REPLY: of_party,
    LetterKind.PASSWORD: _of_person,
    LetterKind.INVITATION: _of_person,
    LetterKind.REFERRAL: _of_contact,
    LetterKind.REMINDER: _of_contact,
    LetterKind.RETURNED: _of_party_with_link,
    LetterKind.LINK: _of_link,
    LetterKind.FOLLOW: _of_wish,
    LetterKind.NEWS: _of_walk,
    LetterKind.DUE_SOON: of_awaited,
    LetterKind.LATE: of_awaited,
    LetterKind.VERY_LATE: of_awaited,
}
"""What each kind's template is given beside the letter; raises NothingLeft."""
