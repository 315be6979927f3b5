"""Which tag means what: the names of fields in each family of tags."""

from __future__ import annotations

from collections.abc import Mapping

TITLE, ARTIST, ARTISTS, ALBUM, ALBUM_ARTIST, GENRE, DATE, ORIGINAL_DATE = (
    "title",
    "artist",
    "artists",
    "album",
    "album_artist",
    "genre",
    "date",
    "original_date",
)
NUMBER, NUMBER_TOTAL, DISC, COMPILATION = "number", "number_total", "disc", "compilation"

ID3: Mapping[str, str] = {
    "TIT2": TITLE, "TPE1": ARTIST, "TALB": ALBUM, "TPE2": ALBUM_ARTIST, "TCON": GENRE, "TDRC": DATE, "TYER": DATE,
    "TDRL": ORIGINAL_DATE, "TDOR": ORIGINAL_DATE, "TORY": ORIGINAL_DATE, "TRCK": NUMBER, "TPOS": DISC,
    "TCMP": COMPILATION, "TXXX:artists": ARTISTS, "TXXX:album artist": ALBUM_ARTIST, "TXXX:albumartist": ALBUM_ARTIST,
}  # fmt: skip
NAMED: Mapping[str, str] = {
    "title": TITLE, "artist": ARTIST, "artists": ARTISTS, "album": ALBUM,
    "albumartist": ALBUM_ARTIST, "album artist": ALBUM_ARTIST, "album_artist": ALBUM_ARTIST, "genre": GENRE,
    "date": DATE, "year": DATE, "releasedate": ORIGINAL_DATE, "originaldate": ORIGINAL_DATE,
    "originalyear": ORIGINAL_DATE,
    "tracknumber": NUMBER, "track": NUMBER, "tracktotal": NUMBER_TOTAL, "totaltracks": NUMBER_TOTAL,
    "discnumber": DISC, "disc": DISC, "compilation": COMPILATION,
}  # fmt: skip
"""Vorbis comments and APEv2, lower case."""
MP4: Mapping[str, str] = {
    "\xa9nam": TITLE, "\xa9ART": ARTIST, "\xa9alb": ALBUM, "aART": ALBUM_ARTIST, "\xa9gen": GENRE, "\xa9day": DATE,
    "trkn": NUMBER, "disk": DISC, "cpil": COMPILATION, "----:com.apple.iTunes:ARTISTS": ARTISTS,
    "----:com.apple.iTunes:ORIGINALYEAR": ORIGINAL_DATE,
}  # fmt: skip
ASF: Mapping[str, str] = {
    "Title": TITLE, "Author": ARTIST, "WM/AlbumTitle": ALBUM, "WM/AlbumArtist": ALBUM_ARTIST, "WM/Genre": GENRE,
    "WM/Year": DATE, "WM/OriginalReleaseYear": ORIGINAL_DATE, "WM/TrackNumber": NUMBER, "WM/Track": "number_from_0",
    "WM/PartOfSet": DISC, "WM/IsCompilation": COMPILATION, "WM/ARTISTS": ARTISTS,
}  # fmt: skip
RIFF: Mapping[str, str] = {
    "INAM": TITLE, "IART": ARTIST, "IPRD": ALBUM, "IGNR": GENRE, "ICRD": DATE, "ITRK": NUMBER, "IPRT": NUMBER,
    "TRCK": NUMBER, "NAME": TITLE, "AUTH": ARTIST,
}  # fmt: skip
"""RIFF INFO, and the two text chunks of AIFF."""
