"""The small fixed vocabularies of a finding. Each label is Swedish; pages translate it."""

from walks.model.labelled import Labelled
from walks.swedish import N_


class Source(Labelled):
    """By which way a finding came."""

    WALK = "walk", N_("Trygghetsvandring")
    ROUND = "round", N_("Trygghetsrond")
    PUBLIC = "public", N_("Observation från allmänheten")


class FindingType(Labelled):
    """What kind of note it is."""

    UNSAFE = "unsafe", N_("Otryggt")
    SAFE = "safe", N_("Tryggt")
    PROPOSAL = "proposal", N_("Förslag")


class Urgency(Labelled):
    """How soon an answer is due; the days stand in deadline.py."""

    ACUTE = "acute", N_("Akut")
    HIGH = "high", N_("Hög")
    NORMAL = "normal", N_("Normal")
    LONG_TERM = "long_term", N_("Långsiktig")


class Light(Labelled):
    """The light when the finding was noted."""

    DAYLIGHT = "daylight", N_("Dagsljus")
    DUSK = "dusk", N_("Skymning")
    DARK = "dark", N_("Mörker")


class FeltSafety(Labelled):
    """How safe the place feels, 1–4, as Boverket's guide to safety walks asks it."""

    FRIGHTENING = "1", N_("Skrämmande")
    UNPLEASANT = "2", N_("Obehagligt")
    ACCEPTABLE = "3", N_("Acceptabelt")
    SAFE = "4", N_("Tryggt")


class NoterRole(Labelled):
    """As what somebody takes part. Asked at join; a name never is."""

    RESIDENT = "resident", N_("Boende")
    STAFF = "staff", N_("Personal")
    POLICE = "police", N_("Polis")
    OFFICIAL = "official", N_("Tjänsteperson")
    OTHER = "other", N_("Annan")


class Audience(Labelled):
    """Who inside may read a finding. `WIDTH` orders them."""

    WALK = "walk", N_("Vandringens deltagare och de ansvariga")
    PARTY = "party", N_("De ansvariga, vandringsledaren och samordnaren")
    NOTER_AND_PARTY = "noter_and_party", N_("Bara den som noterade och de ansvariga")


WIDTH = {Audience.NOTER_AND_PARTY: 0, Audience.PARTY: 1, Audience.WALK: 2}


def narrowest(*audiences: Audience | None) -> Audience:
    """Return the narrowest of the given audiences; None says nothing."""
    return min((a for a in audiences if a), key=WIDTH.__getitem__)


class PlaceType(Labelled):
    """What sort of place it is: the agreement names parks, squares and school yards."""

    UNDERPASS = "underpass", N_("Gångtunnel")
    FOOTPATH = "footpath", N_("Gång- och cykelväg")
    STREET = "street", N_("Gata och korsning")
    SQUARE = "square", N_("Torg")
    PARK = "park", N_("Park")
    PLAYGROUND = "playground", N_("Lekplats")
    SCHOOLYARD = "schoolyard", N_("Skolgård")
    STOP = "stop", N_("Hållplats och resecentrum")
    PARKING = "parking", N_("Parkering")
    HOUSING_YARD = "housing_yard", N_("Bostadsgård")
    ENTRANCE = "entrance", N_("Entré, trapphus, källare eller garage")
    WORKPLACE = "workplace", N_("Arbetsplats")
    NATURE = "nature", N_("Naturområde")
    OTHER = "other", N_("Annat")
