"""Areas of the municipality, with versions so that an old report can be made again."""

import math
from datetime import datetime
from typing import Any

from shapely import Point
from shapely.geometry import shape
from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from walks.db import Model, Pk, db, wait_for

METRES_PER_DEGREE = 111_320.0
"""Of latitude; of longitude so much times the latitude's cosine."""


class Area(Model):
    """A named part of the municipality."""

    __tablename__ = "area"

    id: Mapped[Pk]
    name: Mapped[str]
    network_emails: Mapped[list[str]]
    versions: Mapped[list["AreaVersion"]] = relationship(
        back_populates="area", order_by="AreaVersion.number"
    )


class AreaVersion(Model):
    """An area's boundary from a moment on: a GeoJSON polygon in WGS 84 degrees."""

    __tablename__ = "area_version"

    id: Mapped[Pk]
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    number: Mapped[int]
    polygon: Mapped[dict[str, Any]] = mapped_column(JSON)
    valid_from: Mapped[datetime]

    area: Mapped[Area] = relationship(back_populates="versions")


def areas() -> list[Area]:
    """Return all areas by name."""
    return list(db.session.scalars(select(Area).order_by(Area.name)))


def area_to_change(area_id: int) -> Area:
    """Return the area, for nobody else to change meanwhile; raises NoResultFound."""
    wait_for(select(Area.id).where(Area.id == area_id))
    return db.session.get_one(Area, area_id)


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two near points, each latitude and longitude in WGS 84 degrees."""
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return math.hypot(one[0] - other[0], east) * METRES_PER_DEGREE


def area_at(latitude: float, longitude: float) -> AreaVersion | None:
    """Return the area version that holds the point now, or None."""
    point = Point(longitude, latitude)
    newest: dict[int, AreaVersion] = {}
    for version in db.session.scalars(select(AreaVersion).order_by(AreaVersion.number)):
        newest[version.area_id] = version
    return next((v for v in newest.values() if shape(v.polygon).covers(point)), None)
