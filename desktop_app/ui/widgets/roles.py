"""Item roles that the grid and the table ask their models for."""

from __future__ import annotations

from PySide6.QtCore import Qt

_BASE = int(Qt.ItemDataRole.UserRole)

TITLE = _BASE + 1  # str
SUBTITLE = _BASE + 2  # str
REASON = _BASE + 3  # str: why it is here, one short line; "" for none
COVER_SEED = _BASE + 4  # str: cover_art.seed(artist, album); a QPixmap under DecorationRole wins over it
PLAYING = _BASE + 5  # bool: the track that plays now
NOTICE = _BASE + 6  # str: what is wrong with this row; shown with a warning sign beside its title
AWAY = _BASE + 11  # bool, at every cell: it is not there now; the whole row is quiet, and its notice is no warning
BADGE = _BASE + 7  # str: a short remark in a pill beside the title
SHARE = _BASE + 8  # float 0 to 1: drawn as bars in its cell instead of text
STRONG = _BASE + 9  # bool: the cell's text in the full text tone (other columns than the title are secondary)
TRACK_ID = _BASE + 10  # int: for the owner of the model; the widgets do not ask for it
COVER = _BASE + 12  # bytes: SHA-256 of the real cover; b"" for none, then COVER_SEED is drawn
HEADING = _BASE + 13  # str: this row is a heading of the rows below it, not one of them; None for every other row
MARK = _BASE + 14  # str: name of a quiet icon beside the title; "" for none
STARS = _BASE + 15  # float 0 to 5, at its cell: drawn as stars; None for none given
TIP = _BASE + 16  # str: what the badge, the mark or the notice means, in a sentence
