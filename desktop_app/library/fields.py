"""Which tag means what: the names of fields in each family of tags."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.library import gain

TITLE, ARTIST, ARTISTS, ALBUM, ALBUM_ARTIST, GENRE, DATE, RELEASE_DATE, ORIGINAL_DATE = (
    "title",
    "artist",
    "artists",
    "album",
    "album_artist",
    "genre",
    "date",
    "release_date",
    "original_date",
)
NUMBER, NUMBER_TOTAL, NUMBER_FROM_0, DISC, COMPILATION = (
    "number",
    "number_total",
    "number_from_0",
    "disc",
    "compilation",
)
SORT_TITLE, SORT_ARTIST, SORT_ALBUM, SORT_ALBUM_ARTIST = "sort_title", "sort_artist", "sort_album", "sort_album_artist"
WORK, MOVEMENT, MOVEMENT_NUMBER, GROUPING = "work", "movement", "movement_number", "grouping"
LYRICS, TIMED_LYRICS, CUE_SHEET = "lyrics", "timed_lyrics", "cue_sheet"
KEPT_APART = frozenset({LYRICS, TIMED_LYRICS, CUE_SHEET})
"""Long texts with a place of their own: they are no part of `Tags.raw`."""

_LOUDNESS: Mapping[str, str] = {
    "replaygain_track_gain": gain.TRACK_GAIN, "replaygain_track_peak": gain.TRACK_PEAK,
    "replaygain_album_gain": gain.ALBUM_GAIN, "replaygain_album_peak": gain.ALBUM_PEAK,
    "replaygain_reference_loudness": gain.REFERENCE, "r128_track_gain": gain.R128_TRACK,
    "r128_album_gain": gain.R128_ALBUM, "itunnorm": gain.SOUND_CHECK,
    "rg_radio": gain.TRACK_GAIN, "rg_peak": gain.TRACK_PEAK, "rg_audiophile": gain.ALBUM_GAIN,
}  # fmt: skip
FREE: Mapping[str, str] = {
    **_LOUDNESS,
    "artists": ARTISTS, "albumartist": ALBUM_ARTIST, "album artist": ALBUM_ARTIST, "album_artist": ALBUM_ARTIST,
    "ensemble": ALBUM_ARTIST,
    "year": DATE, "releasedate": RELEASE_DATE, "release date": RELEASE_DATE, "releaseyear": RELEASE_DATE,
    "originaldate": ORIGINAL_DATE, "originalyear": ORIGINAL_DATE, "original year": ORIGINAL_DATE,
    "origyear": ORIGINAL_DATE, "original release date": ORIGINAL_DATE, "originalreleasedate": ORIGINAL_DATE,
    "tracktotal": NUMBER_TOTAL, "totaltracks": NUMBER_TOTAL, "total tracks": NUMBER_TOTAL,
    "compilation": COMPILATION, "itunescompilation": COMPILATION,
    "titlesort": SORT_TITLE, "sort_title": SORT_TITLE, "titlesortorder": SORT_TITLE, "sorttitle": SORT_TITLE,
    "artistsort": SORT_ARTIST, "sort_artist": SORT_ARTIST, "artistsortorder": SORT_ARTIST, "sortartist": SORT_ARTIST,
    "albumsort": SORT_ALBUM, "sort_album": SORT_ALBUM, "albumsortorder": SORT_ALBUM, "sortalbum": SORT_ALBUM,
    "albumartistsort": SORT_ALBUM_ARTIST, "sort_album_artist": SORT_ALBUM_ARTIST,
    "albumartistsortorder": SORT_ALBUM_ARTIST, "sortalbumartist": SORT_ALBUM_ARTIST,
    "work": WORK, "movementname": MOVEMENT, "movement name": MOVEMENT, "movement": MOVEMENT_NUMBER,
    "movementnumber": MOVEMENT_NUMBER,
    "lyrics": LYRICS, "unsyncedlyrics": LYRICS, "unsynced lyrics": LYRICS, "unsynchronisedlyrics": LYRICS,
    "unsyncedlyric": LYRICS, "syncedlyrics": LYRICS, "synced lyrics": LYRICS, "synchronisedlyrics": LYRICS,
    "lyrics-xxx": LYRICS, "lyrics-eng": LYRICS, "cuesheet": CUE_SHEET,
}  # fmt: skip
"""Fields that programs write under a free name, in every family, lower case."""
NAMED: Mapping[str, str] = {
    **FREE,
    "title": TITLE, "artist": ARTIST, "album": ALBUM, "genre": GENRE, "date": DATE,
    "tracknumber": NUMBER, "track": NUMBER, "tracknum": NUMBER, "track number": NUMBER,
    "discnumber": DISC, "disc": DISC, "disk": DISC, "disknumber": DISC, "disc number": DISC, "grouping": GROUPING,
}  # fmt: skip
"""Vorbis comments and APEv2, lower case."""
ID3: Mapping[str, str] = {
    "TIT2": TITLE, "TPE1": ARTIST, "TALB": ALBUM, "TPE2": ALBUM_ARTIST, "TCON": GENRE, "TDRC": DATE, "TYER": DATE,
    "TDRL": RELEASE_DATE, "TDOR": ORIGINAL_DATE, "TORY": ORIGINAL_DATE, "XDOR": ORIGINAL_DATE, "TRCK": NUMBER,
    "TPOS": DISC, "TCMP": COMPILATION, "TSOT": SORT_TITLE, "TSOP": SORT_ARTIST, "TSOA": SORT_ALBUM,
    "TSO2": SORT_ALBUM_ARTIST, "XSOT": SORT_TITLE, "XSOP": SORT_ARTIST, "XSOA": SORT_ALBUM, "TIT1": GROUPING,
    "MVNM": MOVEMENT, "MVIN": MOVEMENT_NUMBER, "USLT": LYRICS, "SYLT": TIMED_LYRICS,
}  # fmt: skip
MP4: Mapping[str, str] = {
    "\xa9nam": TITLE, "\xa9ART": ARTIST, "\xa9alb": ALBUM, "aART": ALBUM_ARTIST, "\xa9gen": GENRE, "\xa9day": DATE,
    "trkn": NUMBER, "disk": DISC, "cpil": COMPILATION, "sonm": SORT_TITLE, "soar": SORT_ARTIST, "soal": SORT_ALBUM,
    "soaa": SORT_ALBUM_ARTIST, "\xa9wrk": WORK, "\xa9mvn": MOVEMENT, "\xa9mvi": MOVEMENT_NUMBER, "\xa9lyr": LYRICS,
    "\xa9grp": GROUPING,
}  # fmt: skip
MP4_FREE = "----:"
"""What the names of free fields begin with; the last part is the field's name."""
ASF: Mapping[str, str] = {
    "title": TITLE, "author": ARTIST, "wm/albumtitle": ALBUM, "wm/albumartist": ALBUM_ARTIST, "wm/genre": GENRE,
    "wm/year": DATE, "wm/originalreleaseyear": ORIGINAL_DATE, "wm/originalreleasetime": ORIGINAL_DATE,
    "wm/tracknumber": NUMBER, "wm/track": NUMBER_FROM_0, "wm/partofset": DISC, "wm/iscompilation": COMPILATION,
    "wm/artists": ARTISTS, "wm/titlesortorder": SORT_TITLE, "wm/artistsortorder": SORT_ARTIST,
    "wm/albumsortorder": SORT_ALBUM, "wm/albumartistsortorder": SORT_ALBUM_ARTIST, "wm/lyrics": LYRICS,
    "wm/contentgroupdescription": GROUPING, "wm/work": WORK,
}  # fmt: skip
"""Lower case."""
RIFF: Mapping[str, str] = {
    "INAM": TITLE, "IART": ARTIST, "IPRD": ALBUM, "IGNR": GENRE, "ICRD": DATE, "ITRK": NUMBER, "IPRT": NUMBER,
    "TRCK": NUMBER, "NAME": TITLE, "AUTH": ARTIST,
}  # fmt: skip
"""RIFF INFO, and the two text chunks of AIFF."""
