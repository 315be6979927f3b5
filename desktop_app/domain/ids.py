"""Typed ids. Ids of rows are AUTOINCREMENT and never reused; a uid is random and survives an export."""

from typing import NewType

RootId = NewType("RootId", int)
FileId = NewType("FileId", int)
TrackId = NewType("TrackId", int)
ListenSeq = NewType("ListenSeq", int)
PlaylistId = NewType("PlaylistId", int)
RunId = NewType("RunId", int)
ImpressionId = NewType("ImpressionId", int)
Uid = NewType("Uid", str)
"""32 hexadecimal digits of randomness."""
AudioKey = NewType("AudioKey", bytes)
"""A versioned hash of a recording's sound (never of its tags): algorithm name, a colon, the digest."""
