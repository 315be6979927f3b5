"""What the words of a track say: their language, emotions and themes; and how alike two texts are."""

from desktop_app.recommend.words.reading import VERSION, read

__all__ = ["VERSION", "read"]
