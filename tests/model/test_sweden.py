"""Sweden's rough outline: Swedish places are in, the neighbours' towns are not."""

import pytest

from walks.model.sweden import in_sweden


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (57.72, 12.94),  # Borås
        (55.34, 13.36),  # Smygehuk
        (56.05, 12.69),  # Helsingborg
        (58.94, 11.17),  # Strömstad
        (57.64, 18.30),  # Visby
        (58.39, 19.22),  # Gotska Sandön
        (63.32, 12.10),  # Storlien
        (68.36, 18.78),  # Abisko
        (69.06, 20.55),  # Treriksröset
        (65.84, 24.13),  # Haparanda
        (60.10, 18.80),  # Grisslehamn
    ],
)
def test_swedish_places_are_in(latitude: float, longitude: float) -> None:
    assert in_sweden(latitude, longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (59.91, 10.75),  # Oslo
        (55.68, 12.40),  # København, west of the harbour
        (60.39, 5.32),  # Bergen
        (60.17, 24.94),  # Helsingfors
        (68.44, 17.43),  # Narvik
        (0.0, 0.0),
        (12.94, 57.72),  # the right numbers in the wrong order
    ],
)
def test_others_are_not(latitude: float, longitude: float) -> None:
    assert not in_sweden(latitude, longitude)
