"""What every printed document says around its content, in Swedish."""

WORDS = {
    "internal": "Internt",
    "page": "Sida",
    "of": "av",
    "stood_in": (
        "� står för tecken som dokumentets typsnitt saknar, till exempel en emoji. "
        "I programmet går de att läsa."
    ),
}
