"""Temporary until routing lands."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class PartyRow:
    slug: str
    names: dict
    default_audience: str
    is_default: bool


@dataclass(frozen=True)
class CategoryRow:
    key: str
    names: dict
    party: str | None
    informed: tuple
    urgency: str
    audience: str | None
    emergency: bool
    kinds: tuple
    hint: dict
    contact_hint: str | None


@dataclass(frozen=True)
class RuleRow:
    key: str
    position: int
    enabled: bool
    categories: tuple
    sources: tuple
    polygon: dict | None
    stems: tuple
    party: str | None
    informed: tuple
    contact: str | None
    urgency: str | None
    audience: str | None
    reason: dict


@dataclass(frozen=True)
class Noted:
    text: str = ""
    proposal: str = ""
    category: str | None = None
    source: str = "walk"
    place_type: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Decision:
    party: str
    category: str
    rule: str
    reason: str
    certain: bool
    informed: tuple = ()
    contact: str | None = None
    urgency: str = "normal"
    audience: str | None = None
    version: int = 1
    parameters: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Rulebook:
    parties: tuple
    categories: tuple
    rules: tuple

    @staticmethod
    def shipped():
        keys = "lighting greenery path traffic litter upkeep drugs threat other workplace".split()
        pol = {"drugs", "threat"}
        return Rulebook(
            (
                PartyRow(
                    "tekniska-namnden",
                    {"sv": "Tekniska nämnden", "en": "The Technical Board"},
                    "walk",
                    True,
                ),
                PartyRow(
                    "polisen", {"sv": "Polisen", "en": "The Police"}, "noter_and_party", False
                ),
            ),
            tuple(
                CategoryRow(
                    k,
                    {"sv": k.title(), "en": k},
                    "polisen" if k in pol else "tekniska-namnden",
                    (),
                    "normal",
                    None,
                    k in pol,
                    ("round",) if k == "workplace" else (),
                    {"sv": ""},
                    None,
                )
                for k in keys
            ),
            (),
        )


def route(noted, rulebook):
    row = next((c for c in rulebook.categories if c.key == noted.category), None)
    if row is None:
        return Decision("tekniska-namnden", "other", "default", "Inget ord pekar ut någon.", False)
    return Decision(row.party, row.key, "category:" + row.key, f"{row.names['sv']} hör dit.", True)
