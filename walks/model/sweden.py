"""Where Sweden is, roughly: enough to tell a mistyped or foreign position from a Swedish one."""

from shapely import Point, Polygon, prepare

MARGIN = 0.15
"""Degrees (about 15 km) beyond the outline that still count: better let a Norwegian point in than
a Swedish one out."""

# Longitude, latitude in WGS 84 degrees: up along Norway, down along Finland and the coast,
# islands included, and round the south through Öresund.
_OUTLINE = Polygon(
    [
        (11.0, 59.0), (11.7, 58.95), (11.75, 59.6), (12.5, 60.0), (12.5, 60.6), (12.3, 61.0),
        (12.8, 61.3), (12.2, 61.7), (12.2, 62.6), (12.0, 63.3), (12.7, 63.95), (14.0, 64.1),
        (13.7, 64.6), (14.5, 65.2), (14.6, 66.1), (15.5, 66.3), (16.4, 67.2), (16.2, 67.6),
        (18.1, 68.1), (18.1, 68.5), (20.0, 68.4), (20.5, 69.05), (21.9, 68.5), (23.4, 67.9),
        (23.7, 66.5), (24.2, 65.8), (24.2, 65.3), (22.0, 64.4), (21.0, 63.4), (18.8, 62.2),
        (18.2, 60.9), (19.2, 60.0), (19.6, 58.9), (19.5, 57.4), (17.2, 56.0), (14.8, 55.7),
        (14.2, 55.25), (12.9, 55.2), (12.75, 55.7), (12.7, 56.0), (12.2, 56.5), (11.6, 57.4),
        (11.0, 58.4), (10.9, 58.8),
    ]
).buffer(MARGIN)  # fmt: skip
prepare(_OUTLINE)


def in_sweden(latitude: float, longitude: float) -> bool:
    """Say whether the point, in WGS 84 degrees, lies in Sweden or close to it."""
    return bool(_OUTLINE.covers(Point(longitude, latitude)))
