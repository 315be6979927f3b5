"""Which music belongs to a season. Words of many languages, chosen so that a name is not taken for a feast."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from desktop_app.domain.text import fold

HOLIDAY = "holiday"
"""Christmas and what lies around it."""

_GENRES = """
christmas xmas x-mas weihnacht noel navidad navideñ villancic natale natal natalin kerst julmusik julesang jouluk joulu
vánoc koled kolęd karácson рождеств новогодн різдв κάλαντα クリスマス 圣诞 聖誕 크리스마스 hanukkah chanukah
"""
"""Within a genre's name."""
_WHOLE_GENRES = frozenset(
    {"holiday", "holidays", "holiday music", "seasonal", "jul", "carols", "christmas carols", "folia de reis"}
)
"""Alone; "holiday" is the name under which shops file Christmas."""

_SAYS_SO = """
christmas christmases christmastime christmastide xmas x-mas chrimbo yuletide
weihnacht(?:s\\w*|en\\w*)? weihnachtlich\\w* adventszeit
navidad(?:es)? navideñ[oa]s? villancicos?
kerst(?:mis|fees\\w*|lied\\w*|mann?|nacht|tijd|avond|klok\\w*)?
jul(?:sång|sånger|låt|låtar|natt|tid|afton|klapp\\w*|tomt\\w*|sang|sange|sanger|aften|nat|kveld|visa?|polska|bock\\w*|gran)
jule(?:n|sang|sange|aften|nat|tid|mand\\w*|nisse\\w*|kveld|visa?|salme\\w*) joulu\\w* tonttu\\w*
vánoce vánoční vianoce koledy? kolędy karácsony\\w* crăciun\\w* božić\\w*
рождеств\\w+ рождественск\\w+ різдв\\w+
hanukkah chanukah hanuka dreidel
"""
"""A word of a title or an album's name; regular expressions over folded words."""

_SONGS = """
merry xmas; let it snow; jingle bells?; jingle-bells?; jinglebells; jingle all the way; winter wonderland;
santa claus; santa baby; santa's coming; dear santa; hey santa; run rudolph; rudolph the red; rudolf the red;
frosty the snow\\s?man; little drummer boy; deck the halls?; silent night; stille nacht; o holy night;
oh holy night; o tannenbaum; oh tannenbaum; hark!?,? the herald; away in a manger; adeste fideles;
o come,? all ye faithful; oh come,? all ye faithful; god rest (?:ye|you) merry; we three kings; sleigh ride;
carol of the bells; feliz navidad; holly,? jolly; have yourself a merry; rockin'? around the;
mary,? did you know; o little town of bethlehem; good king wenceslas; in the bleak midwinter; o come,? o come;
do you hear what i hear; chestnuts roasting; ding dong merrily; the holly and the ivy; up on the housetop;
here we come a-?\\s?wassailing; what child is this; i saw mommy kissing; the twelve days of;
winter solstice carol; it came upon (?:a|the) midnight clear; once in royal david; kling,? glöckchen;
ihr kinderlein,? kommet; leise rieselt der schnee; o du fröhliche; alle jahre wieder; schneeflöckchen;
morgen kommt der weihnachtsmann; lasst uns froh und munter; süßer die glocken; maria durch ein dornwald;
es ist ein ros; petit papa noël; joyeux noël; papa noël; père noël; the first noël; the first nowell;
minuit,? chrétiens; minuit chretien; nuit de noël; chants? de noël;
noëls? (?:blanc|blancs|nouvelet|traditionnels?|ensemble); vive le vent; mon beau sapin;
il est né,? le divin enfant; les anges dans nos campagnes; douce nuit; buon natale; bianco natale;
canzon[ei] di natale; notte di natale; a natale; tu scendi dalle stelle; astro del ciel; feliz natal;
noite feliz; noite de natal; canções de natal; noche de paz; campana sobre campana; los peces en el río;
mi burrito sabanero; el burrito sabanero; burrito de belén; el tamborilero; ya vienen los reyes; god jul;
gledelig jul; glædelig jul; hej tomtegubbar; nu är det jul; när det lider mot jul; så går vi rundt om;
et barn er født i betlehem; mitt hjerte alltid vanker; sankta lucia; luciasången; hyvää joulua; wesołych świąt;
cicha noc; bóg się rodzi; lulajże,? jezuniu; wśród nocnej ciszy; tichá noc; narodil se; mennyből az angyal;
в лесу родилась [её]лочка; маленькой [её]лочке; тихая ночь; ночь тиха; jingle bell rock; メリークリスマス;
クリスマス; きよしこの夜; サンタ; 圣诞; 聖誕; 平安夜; 크리스마스; 고요한 밤; 징글벨; auld lang syne; maoz tzur;
mele kalikimaka
"""
"""Within a title or an album's name, at the bounds of words where there are any."""

_WHOLE_TITLES = frozenset(
    map(fold, ("Noël", "Nowell", "Noëls", "Jul", "Santa", "Rudolph", "Sankta Lucia", "Natale", "Navidad", "Noël Noël"))
)
"""Only as the whole title of a track: within others they are names of people, or of something else."""

_NOT_MEANT = "merry christmas,? mr|christmas island|christmas steps|christmas card from a hooker"
"""Names in which the feast is not the subject, taken out before looking."""

_ALBUM_NAME = 60
"""A longer name of an album is a sentence, and what it mentions is not what it is about."""


@functools.cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Genres, titles and albums, what is not meant; compiled when first needed, which need not delay a start."""
    words = "|".join(fold(word) for word in _SAYS_SO.split())
    songs = [fold(song) for song in _SONGS.split(";")]  # folding leaves the signs of regular expressions as they are
    spaced = "|".join(song for song in songs if not _wide(song))
    dense = "|".join(song for song in songs if _wide(song))
    title = rf"\b(?:{words}|{spaced})\b|{dense}"
    genre = "|".join(re.escape(fold(word)) for word in _GENRES.split())
    return re.compile(genre), re.compile(title), re.compile(_NOT_MEANT)


def _wide(pattern: str) -> bool:
    """Whether it is of a script that puts no spaces between words."""
    return any("぀" <= c <= "鿿" or "가" <= c <= "힣" or "ᄀ" <= c <= "ᇿ" for c in pattern)


@functools.lru_cache(maxsize=4096)
def _genre_says_so(genre: str) -> bool:
    folded = fold(genre)
    return folded in _WHOLE_GENRES or _patterns()[0].search(folded) is not None


@functools.lru_cache(maxsize=4096)
def _name_says_so(name: str) -> bool:
    folded = fold(name)
    _, says_so, not_meant = _patterns()
    if says_so.search(folded) is None:
        return False
    return says_so.search(not_meant.sub("", folded)) is not None


def season_of(*, genres: Sequence[str], title: str, album: str) -> str:
    """HOLIDAY for music of the holidays by its genre, title or album; else "". The artist's name never decides.

    "Last Christmas" and an album "Weihnachten" belong to it, "Holiday", "July" and "Noel's Theme" do not.
    """
    if any(map(_genre_says_so, genres)) or _name_says_so(title) or (len(album) <= _ALBUM_NAME and _name_says_so(album)):
        return HOLIDAY
    return HOLIDAY if fold(title) in _WHOLE_TITLES else ""
