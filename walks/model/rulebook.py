"""The routing's rows in the database, and the rulebook made of them."""

from sqlalchemy import func, select

from walks.db import db
from walks.model.answer_template import install_templates
from walks.model.category import Category, Rule
from walks.model.codes import Audience, Urgency
from walks.model.contact import install_contacts
from walks.model.party import Party, parties
from walks.model.routing import CategoryRow, PartyRow, Rulebook, RuleRow


def install_defaults() -> None:
    """Put in what ships, each kind if the database has none of it: nobody's own is touched."""
    install_contacts()
    if not db.session.scalar(select(func.count()).select_from(Party)):
        _install_rulebook()
    install_templates()


def _install_rulebook() -> None:
    """Put in the parties, categories and rules that ship."""
    shipped = Rulebook.shipped()
    by_slug = {
        row.slug: Party(
            slug=row.slug,
            names=dict(row.names),
            default_audience=Audience(row.default_audience),
            is_default=row.is_default,
            other_authority=row.other_authority,
        )
        for row in shipped.parties
    }
    db.session.add_all(by_slug.values())
    db.session.add_all(
        Category(
            key=row.key,
            position=position,
            names=dict(row.names),
            hints=dict(row.hint),
            party=by_slug[row.party] if row.party else None,
            informed=list(row.informed),
            urgency=Urgency(row.urgency),
            audience=Audience(row.audience) if row.audience else None,
            emergency=row.emergency,
            sources=list(row.kinds),
            contact=row.contact_hint,
        )
        for position, row in enumerate(shipped.categories)
    )
    db.session.add_all(
        Rule(
            key=row.key,
            position=row.position,
            enabled=row.enabled,
            categories=list(row.categories),
            sources=list(row.sources),
            polygon=row.polygon,
            stems=list(row.stems),
            party=by_slug[row.party] if row.party else None,
            informed=list(row.informed),
            contact=row.contact,
            urgency=Urgency(row.urgency) if row.urgency else None,
            audience=Audience(row.audience) if row.audience else None,
            reason=dict(row.reason),
        )
        for row in shipped.rules
    )
    db.session.flush()


def current_rulebook() -> Rulebook:
    """Return the rulebook as the database has it now."""
    return Rulebook(
        parties=tuple(
            PartyRow(p.slug, dict(p.names), p.default_audience.value, p.is_default)
            for p in parties()
        ),
        categories=tuple(
            CategoryRow(
                key=c.key,
                names=dict(c.names),
                party=c.party.slug if c.party else None,
                informed=tuple(c.informed),
                urgency=c.urgency.value,
                audience=c.audience.value if c.audience else None,
                emergency=c.emergency,
                kinds=tuple(c.sources),
                hint=dict(c.hints),
                contact_hint=c.contact,
            )
            for c in db.session.scalars(select(Category).order_by(Category.position))
        ),
        rules=tuple(
            RuleRow(
                key=r.key,
                position=r.position,
                enabled=r.enabled,
                categories=tuple(r.categories),
                sources=tuple(r.sources),
                polygon=r.polygon,
                stems=tuple(r.stems),
                party=r.party.slug if r.party else None,
                informed=tuple(r.informed),
                contact=r.contact,
                urgency=r.urgency.value if r.urgency else None,
                audience=r.audience.value if r.audience else None,
                reason=dict(r.reason),
            )
            for r in db.session.scalars(select(Rule).order_by(Rule.position))
        ),
    )
