"""The demo's pictures, drawn and stored ahead while the town is built."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from walks.demo import pictures
from walks.demo.content import Photo
from walks.model.photo import Picture
from walks.storage import keep

ARRIVED = 6_000
"""Bytes that came through of a photo that was broken off."""


class Album:
    """Stored pictures by what they show. While one waits for its decoder the next is drawn."""

    def __init__(self, photos: Iterable[Photo], instance: Path) -> None:
        """Begin at once with all of them, in their order."""
        self._pool = ThreadPoolExecutor(max_workers=2)
        store = partial(_store, instance=instance)
        self._stored = {photo: self._pool.submit(store, photo) for photo in photos}

    def __enter__(self) -> "Album":
        """Use it in a `with`, so that nothing is drawn any more when a build fails."""
        return self

    def __exit__(self, *_failure: object) -> None:
        """Let go of what has not been drawn."""
        self._pool.shutdown(cancel_futures=True)

    def picture(self, photo: Photo) -> Picture:
        """Return what storage has of it; waits until it is there."""
        return self._stored[photo].result()


def _store(photo: Photo, instance: Path) -> Picture:
    jpeg = pictures.draw(photo.motif, photo.seed)
    return keep(jpeg[:ARRIVED] if photo.broken_off else jpeg, instance)
