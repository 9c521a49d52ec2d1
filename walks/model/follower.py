"""Who wants to hear what became of a walk: those who asked, and the area's network.

Apart from who took part and what they noted: nothing ties an address to a finding. An address that
somebody typed gets nothing but one letter a week that asks, until it has said yes itself; one that
never answers is forgotten in a month.
"""

from datetime import datetime, timedelta

from sqlalchemy import (
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    and_,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, alone_with, db, take, wait_for
from walks.model.area import Area
from walks.model.letter import Letter, LetterKind, write_letter
from walks.model.publication import NEVER, PublicCopy
from walks.model.reporter import ADDRESS_KEPT
from walks.model.walk import ARCHIVE_AFTER, Walk, WalkKind, WalkState

A_LETTER_EACH = timedelta(days=7)
"""Nobody is told of the same walk more often than that."""
UNANSWERED_KEPT = timedelta(days=30)
"""How long an address that somebody typed, and that never said yes or no, is kept."""
AT_REST = timedelta(hours=1)
"""So long after the latest publication of a walk, its review is taken to be over for now."""


class Follower(Model):
    """One address that hears of one walk. `of_network`: the coordinator keeps it."""

    __tablename__ = "follower"
    __table_args__ = (UniqueConstraint("walk_id", "email"),)

    id: Mapped[Pk]
    walk_id: Mapped[int] = mapped_column(ForeignKey("walk.id"))
    email: Mapped[str] = mapped_column(String(255))
    language: Mapped[str]
    of_network: Mapped[bool] = mapped_column(default=False)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]

    walk: Mapped[Walk] = relationship()

    @property
    def is_told(self) -> bool:
        """Say whether it gets letters."""
        return self.confirmed_at is not None and self.ended_at is None

    def confirm(self, now: datetime) -> None:
        """It has said yes by itself."""
        self.confirmed_at, self.ended_at = self.confirmed_at or now, None

    @property
    def owner(self) -> str:
        """What a link in a letter to it is signed for: this walk and address, and no other."""
        return f"{self.walk_id} {self.email}"

    def end(self, now: datetime) -> None:
        """It wants no more letters."""
        self.ended_at = self.ended_at or now


def follow(walk: Walk, email: str, language: str, now: datetime) -> None:
    """Ask the address whether it wants to hear of the walk: by letter, once a week at most.

    One that hears of it already gets no letter, and whoever typed it learns nothing of that.
    """
    email = email.strip().lower()
    alone_with(f"follower {walk.id} {email}")
    known = select(Follower).where(Follower.walk_id == walk.id, Follower.email == email)
    follower = db.session.scalars(known).first()
    if follower is None:
        follower = Follower(walk=walk, email=email, language=language, asked_at=now)
        db.session.add(follower)
        db.session.flush()
    elif now < follower.asked_at + A_LETTER_EACH:
        return
    if follower.is_told or follower.ended_at is not None:
        return  # who has ended it was promised no more letters; their link begins them again
    follower.asked_at = now
    write_letter(
        LetterKind.FOLLOW,
        f"follow:{follower.id}:{now.isoformat()}",
        to=email,
        language=language,
        walk=walk,
        thread=f"follow:{walk.public_id}",
        facts={"follower": follower.id},
        now=now,
    )


def follower_by_id(follower_id: int) -> Follower:
    """Return the follower, for nobody else to change meanwhile; raises NoResultFound."""
    wait_for(select(Follower.id).where(Follower.id == follower_id))
    found = db.session.get(Follower, follower_id)
    if found is None:
        raise NoResultFound
    return found


def said_no(area_id: int) -> list[str]:
    """Return the network addresses of the area that want no more letters."""
    ended = (
        select(Follower.email)
        .join(Walk)
        .where(Walk.area_id == area_id, Follower.of_network, Follower.ended_at.is_not(None))
    )
    return list(db.session.scalars(ended.distinct().order_by(Follower.email)))


def networks_due(now: datetime) -> list[int]:
    """Return the ids of published walks that some of their area's network do not follow yet."""
    published = exists().where(PublicCopy.walk_id == Walk.id, PublicCopy.status.not_in(NEVER))
    due = select(Walk).where(
        Walk.kind == WalkKind.WALK,
        Walk.state == WalkState.RELEASED,
        Walk.area_id.is_not(None),
        published,
    )
    return [walk.id for walk in db.session.scalars(due.order_by(Walk.id)) if _missing(walk)]


def let_network_follow(walk_id: int, now: datetime) -> list[str]:
    """Let the area's network hear of the walk, but for who has said no."""
    alone_with(f"network of {walk_id}")
    walk = db.session.get_one(Walk, walk_id)
    if walk_id not in networks_due(now):
        return []
    wanted = select(Follower).where(Follower.walk_id == walk_id)
    known = {follower.email: follower for follower in db.session.scalars(wanted)}
    for email in _missing(walk):
        made = known.get(email) or Follower(walk=walk, email=email, language="sv", asked_at=now)
        made.of_network = True
        if made.ended_at is None:
            made.confirm(now)
        db.session.add(made)
    db.session.flush()
    return [f"{walk.public_id}: its network follows"]


def _missing(walk: Walk) -> list[str]:
    """Return the addresses of the network that neither hear of the walk nor have said no."""
    if walk.area is None:
        return []
    theirs = Follower.of_network | Follower.confirmed_at.is_not(None)
    heard = select(Follower.email).where(Follower.walk_id == walk.id, theirs)
    no = {*said_no(walk.area.id), *db.session.scalars(heard)}
    kept = dict.fromkeys(email.lower() for email in walk.area.network_emails)
    return [email for email in kept if email not in no]


def keep_network(area: Area, emails: list[str]) -> None:
    """Write down whom the area's network is; who is no longer of it hears no more."""
    area.network_emails = emails
    listed = [email.lower() for email in emails]
    gone = (
        select(Follower)
        .join(Walk)
        .where(
            Walk.area_id == area.id,
            Follower.of_network,
            Follower.ended_at.is_(None),
            Follower.email.not_in(listed),
        )
    )
    for follower in db.session.scalars(gone.order_by(Follower.id)):
        _remove(follower)


def news_due(now: datetime) -> list[int]:
    """Return the ids of followers whose walk has something new to tell, and who may be told."""
    return list(db.session.scalars(_with_news(now).order_by(Follower.id)))


def tell_news(follower_id: int, now: datetime) -> list[str]:
    """Write to a follower what has been published and done since last time."""
    if not take(_with_news(now).where(Follower.id == follower_id)):
        return []
    follower = db.session.get_one(Follower, follower_id)
    since, follower.told_at = follower.told_at, now
    write_letter(
        LetterKind.NEWS,
        f"news:{follower_id}:{now.isoformat()}",
        to=follower.email,
        language=follower.language,
        walk=follower.walk,
        thread=f"follow:{follower.walk.public_id}",
        facts={"follower": follower_id, "since": since.isoformat() if since else None},
        now=now,
    )
    return [f"follower {follower_id}: news of {follower.walk.public_id}"]


def _with_news(now: datetime) -> Select[int]:
    """Select those who may be told, and whose walk has news that nobody is adding to just now."""
    theirs = PublicCopy.walk_id == Follower.walk_id, PublicCopy.status.not_in(NEVER)
    latest = select(func.max(PublicCopy.published_at)).where(*theirs).scalar_subquery()
    new = or_(
        Follower.told_at.is_(None),
        PublicCopy.published_at > Follower.told_at,
        PublicCopy.done_at > Follower.told_at,
    )
    return select(Follower.id).where(
        Follower.confirmed_at.is_not(None),
        Follower.ended_at.is_(None),
        or_(Follower.told_at.is_(None), Follower.told_at <= now - A_LETTER_EACH),
        exists().where(*theirs, new),
        latest <= now - AT_REST,
    )


def news_of(
    walk: Walk, since: datetime | None, until: datetime
) -> tuple[list[PublicCopy], list[PublicCopy]]:
    """Return what has been published of the walk between the two, and what has been done.

    A letter that goes late tells nothing that the next one tells again.
    """
    mine = select(PublicCopy).where(PublicCopy.walk_id == walk.id, PublicCopy.status.not_in(NEVER))
    copies = list(db.session.scalars(mine.order_by(PublicCopy.id)))

    def is_news(at: datetime | None) -> bool:
        return at is not None and at <= until and (since is None or at > since)

    return [c for c in copies if is_news(c.published_at)], [c for c in copies if is_news(c.done_at)]


ENDED_BY_NETWORK = and_(Follower.of_network, Follower.ended_at.is_not(None))
"""A network's no, which is for the walks to come too: never forgotten."""


def forgettable(now: datetime) -> list[int]:
    """Return the ids of followers that nothing more is to come to.

    Their walk has been archived for ADDRESS_KEPT, or they never answered in UNANSWERED_KEPT.
    """
    archived = and_(
        Walk.state == WalkState.ARCHIVED, Walk.released_at < now - ARCHIVE_AFTER - ADDRESS_KEPT
    )
    silent = and_(
        Follower.confirmed_at.is_(None),
        Follower.ended_at.is_(None),
        Follower.asked_at < now - UNANSWERED_KEPT,
    )
    old = select(Follower.id).join(Walk).where(or_(archived, silent), ~ENDED_BY_NETWORK)
    return list(db.session.scalars(old.order_by(Follower.id)))


def forget(follower_id: int, now: datetime) -> list[str]:
    """Remove an address that has nothing more to hear, unless it has just said otherwise."""
    taken = take(select(Follower.id).where(Follower.id == follower_id))
    if not taken or follower_id not in forgettable(now):
        return []
    _remove(db.session.get_one(Follower, follower_id))
    return [f"follower {follower_id}: forgotten"]


def _remove(follower: Follower) -> None:
    """Remove an address, and from the letters that went to it: what waits goes no more."""
    letters = select(Letter).where(
        Letter.kind.in_((LetterKind.FOLLOW, LetterKind.NEWS)),
        Letter.walk_id == follower.walk_id,
        Letter.recipient == follower.email,
    )
    for letter in db.session.scalars(letters):
        letter.forget_recipient()
    db.session.delete(follower)
