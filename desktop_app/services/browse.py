"""Albums, artists and genres: the library as grids of covers and as a tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from desktop_app.domain.browse import AlbumRow, AlbumSort, ArtistRow, ArtistSort, GenreRow
from desktop_app.domain.genres import fold_genre, parent_of
from desktop_app.domain.ids import TrackId
from desktop_app.domain.tables import Int64Array
from desktop_app.store import Store


class BrowseService:
    """Lists of codes in an order, and rows for the codes that are seen. Codes hold until the library is made anew."""

    def __init__(self, store: Store) -> None:
        self._browse = store.browse

    def albums(self, text: str = "", sort: AlbumSort = AlbumSort.ARTIST, descending: bool = False) -> Int64Array:
        """Codes of the albums that fit a query (see `domain.query`), in an order; "" for all."""
        return self._browse.albums(text, sort, descending)

    def album_rows(self, codes: Sequence[int]) -> list[AlbumRow]:
        """Albums by code, in the order asked; codes that do not exist are left out."""
        return self._browse.album_rows(codes)

    def album_tracks(self, code: int) -> Int64Array:
        """The tracks of an album in the order of its discs and numbers."""
        return self._browse.album_tracks(code)

    def album_of(self, track: TrackId) -> int | None:
        """The code of a track's album; None if it is on none."""
        return self._browse.album_of(track)

    def album_artist(self, code: int) -> int | None:
        """The code of the artist whose album it is; None for various artists."""
        return self._browse.album_artist(code)

    def artists(self, text: str = "", sort: ArtistSort = ArtistSort.NAME, descending: bool = False) -> Int64Array:
        """Codes of the artists that fit a query, in an order; "" for all who are named on a track."""
        return self._browse.artists(text, sort, descending)

    def artist_rows(self, codes: Sequence[int]) -> list[ArtistRow]:
        """Artists by code, in the order asked; codes that do not exist are left out."""
        return self._browse.artist_rows(codes)

    def artist_albums(self, code: int) -> Int64Array:
        """The artist's own albums, the oldest first."""
        return self._browse.artist_albums(code)

    def appears_on(self, code: int) -> Int64Array:
        """Albums of others on which the artist is named, the oldest first."""
        return self._browse.appears_on(code)

    def artist_tracks(self, code: int) -> Int64Array:
        """Every track on which the artist is named, alone or among others."""
        return self._browse.artist_tracks(code)

    def artist_of(self, track: TrackId) -> int | None:
        """The code of a track's first artist; None if none is known."""
        return self._browse.artist_of(track)

    def genres(self) -> list[GenreRow]:
        """Every genre of the library and the families they belong to, by name. A track counts once in each, and in
        the family of each of its genres."""
        counts: dict[str, int] = defaultdict(int)
        for shown, tracks in self._browse.genres():
            for name in _names(shown):
                counts[name] += tracks
        return [GenreRow(name, parent_of(name), counts[name]) for name in sorted(counts, key=str.casefold)]

    def genre_tracks(self, name: str) -> Int64Array:
        """The tracks of a genre and of all that belong to it, by artist and album."""
        return self._browse.with_genres([shown for shown, _ in self._browse.genres() if name in _names(shown)])


def _names(shown: str) -> set[str]:
    """The genres that a track's line of genres names, by the names of the tree, and all above them."""
    names: set[str] = set()
    for genre in shown.split("; "):
        name = fold_genre(genre)
        while name and name not in names:
            names.add(name)
            name = parent_of(name)
    return names
