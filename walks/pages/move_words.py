"""The words of the verbs: where each is sent, what stands above its form, what is said after."""

from flask_babel import lazy_gettext as _l

from walks.model.status import Verb
from walks.swedish import N_

NOUNS = {
    "mottagande": Verb.RECEIVE,
    "plan": Verb.PLAN,
    "atgard": Verb.FIX,
    "avslag": Verb.DECLINE,
    "overlamning": Verb.HAND_OVER,
    "fraga": Verb.ASK_COORDINATOR,
    "beslut": Verb.DECIDE,
    "kontroll": Verb.VERIFY,
    "ateroppning": Verb.REOPEN,
    "angrande": Verb.WITHDRAW,
    "avskrivning": Verb.DISMISS,
    "uppdrag": Verb.PASS_TO,
    "atertagande": Verb.TAKE_BACK,
    "motfraga": Verb.ASK_REPORTER,
    "dubblett": Verb.MARK_DUPLICATE,
    "delning": Verb.SPLIT,
}
"""What a verb makes, as it stands in the address: /fynd/<number>/plan."""

HELP = {
    Verb.RECEIVE: N_("Ni tar hand om fyndet. Svaret till allmänheten kan komma senare."),
    Verb.PLAN: N_("Berätta vad som ska göras, och när."),
    Verb.FIX: N_("Berätta vad ni har gjort."),
    Verb.DECLINE: N_("Berätta varför det inte går, och vart man kan vända sig i stället."),
    Verb.HAND_OVER: N_("Det går en gång per fynd. Sedan är det samordnaren som avgör."),
    Verb.ASK_COORDINATOR: N_("Är fyndet inte ert? Föreslå vems det är, så avgör samordnaren."),
    Verb.DECIDE: N_("Bestäm vem som ansvarar. Det kan vara samma som i dag."),
    Verb.VERIFY: N_("Någon har varit på platsen och sett att det är gjort."),
    Verb.REOPEN: N_("Det är inte klart ändå. En ny svarstid börjar."),
    Verb.WITHDRAW: N_("Fyndet tas bort från vandringen."),
    Verb.DISMISS: N_("Det här är inget som någon ska göra något åt."),
    Verb.PASS_TO: N_("Ni ansvarar fortfarande. Den ni ber gör arbetet och svarar er."),
    Verb.TAKE_BACK: N_("Fyndet är ert igen, och allmänheten väntar på ett nytt svar."),
    Verb.ASK_REPORTER: N_("Frågan visas för den som noterade. Svarstiden går ändå."),
    Verb.MARK_DUPLICATE: N_("Den som noterade får i stället följa det andra fyndet."),
    Verb.SPLIT: N_("Är det två jobb? Det du skriver här blir ett eget fynd på samma plats."),
}
"""One sentence above each form."""

DONE = {
    Verb.RECEIVE: N_("Fyndet är mottaget."),
    Verb.PLAN: N_("Planen är sparad, och svaret har gått till den som noterade."),
    Verb.FIX: N_("Fyndet är åtgärdat, och svaret har gått till den som noterade."),
    Verb.DECLINE: N_("Svaret är sparat och har gått till den som noterade."),
    Verb.HAND_OVER: N_("Fyndet är överlämnat."),
    Verb.ASK_COORDINATOR: N_("Frågan har gått till samordnaren."),
    Verb.DECIDE: N_("Beslutet är sparat."),
    Verb.VERIFY: N_("Kontrollen är sparad."),
    Verb.REOPEN: N_("Fyndet är öppet igen."),
    Verb.WITHDRAW: N_("Fyndet är borttaget från vandringen."),
    Verb.DISMISS: N_("Fyndet är avslutat utan åtgärd."),
    Verb.PASS_TO: N_("Fyndet ligger nu hos den du bad. Ni ansvarar fortfarande."),
    Verb.TAKE_BACK: N_("Fyndet är tillbaka hos er."),
    Verb.ASK_REPORTER: N_("Frågan är ställd."),
    Verb.MARK_DUPLICATE: N_("Fyndet följer nu det andra."),
    Verb.SPLIT: N_("Fyndet är uppdelat i två."),
}
"""What the next page says when it is done."""

PARTY_LABELS = {
    Verb.HAND_OVER: _l("Vem tar över?"),
    Verb.ASK_COORDINATOR: _l("Vem borde ansvara?"),
    Verb.DECIDE: _l("Vem ansvarar?"),
}
