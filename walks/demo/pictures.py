"""Small drawn pictures for the demo's findings: no photo of a real place, nobody in them."""

from collections.abc import Callable
from types import MappingProxyType

from walks.demo import motifs_houses as houses
from walks.demo import motifs_parks as parks
from walks.demo import motifs_streets as streets
from walks.demo import motifs_walls as walls
from walks.demo.brush import Sheet

MOTIFS: MappingProxyType[str, Callable[[Sheet], None]] = MappingProxyType(
    {
        paint.__name__: paint
        for paint in (
            parks.broken_bench,
            parks.broken_lamp,
            parks.dark_path,
            parks.lit_path,
            parks.litter,
            parks.lost_sign,
            parks.overgrown_bush,
            parks.playground,
            parks.water_ring,
            streets.bus_shelter,
            streets.crossing,
            walls.dark_tunnel,
            walls.fence_hole,
            walls.graffiti_wall,
            streets.icy_steps,
            streets.light_trails,
            streets.pothole,
            houses.back_door,
            houses.dark_yard,
            houses.library_entrance,
            houses.lit_square,
            streets.parking,
        )
    }
)
"""What can be drawn, by name."""


def draw(motif: str, seed: int) -> bytes:
    """Return a JPEG of 1200 × 900 points; the same motif and seed give the same bytes.

    The seed also chooses the hour, `MOODS[seed % 6]`: 5, 11, … are in daylight, the rest at dusk
    or in the dark. Raises KeyError for a motif that is not in `MOTIFS`.
    """
    paint = MOTIFS[motif]
    sheet = Sheet(motif, seed)
    paint(sheet)
    return sheet.jpeg()
