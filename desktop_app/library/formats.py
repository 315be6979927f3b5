"""Which files are looked at. The content decides what a file is; its name only decides whether it is opened at all."""

from __future__ import annotations

READER_VERSION = 3
"""Raised when more or something else is read from files: those read by an older version are read again."""

AUDIO_EXTENSIONS = frozenset(
    b"aac ac3 aif aifc aiff ape caf dff dsf eac3 flac fla m4a m4b m4r mka mp+ mp1 mp2 mp3 mp4 mpa mpc mpga mpp oga ogg "
    b"ofr ofs opus spx tak tta w64 wav wave wma wv".split()
)
"""Lower case, without the dot."""

SKIPPED_FOLDERS = frozenset(
    b"$recycle.bin|system volume information|lost+found|.trash|.trashes|.spotlight-v100|.fseventsd|.temporaryitems|"
    b".documentrevisions-v100|__macosx|.appledouble|@eadir|#recycle|@recycle|#snapshot|.snapshot|.snapshots|.zfs|"
    b".stversions|.stfolder|.dropbox.cache|.thumbnails|.cache|.git|.svn|.hg|$recycle|recycler".split(b"|")
)
"""Lower case. Trash, snapshots and the leavings of systems and file servers: their copies are not the person's music.
Other names that begin with a dot are looked into: albums have such names."""

SHEET_EXTENSION = b"cue"
LYRICS_EXTENSION = b"lrc"
"""Of what lies beside music and is read with it. Lower case, without the dot."""

NOT_MUSIC_MARKER = b".notmusic"
"""A file of this name keeps all that lies below its folder out of lists that the program makes."""

APPLE_DOUBLE = b"._"
"""macOS keeps a file's extra attributes beside it under this prefix; such a file holds no sound."""


def is_audio_name(name: bytes) -> bool:
    """Whether a file of this name (without its folders) is looked at."""
    stem, _, extension = name.rpartition(b".")
    return (
        (extension in AUDIO_EXTENSIONS or extension.lower() in AUDIO_EXTENSIONS)
        and stem != b""
        and not name.startswith(APPLE_DOUBLE)
    )


def is_skipped_folder(name: bytes) -> bool:
    """Whether a folder of this name is passed by."""
    lowered = name.lower()
    return lowered in SKIPPED_FOLDERS or lowered.startswith(b".trash-")
