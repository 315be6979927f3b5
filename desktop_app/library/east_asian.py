"""Tell whether bytes are Chinese, Japanese or Korean in one of their old encodings of two bytes a letter.

Each encoding has a region of everyday letters; text of another kind that happens to decode lies outside of it, or hits
letters that nobody uses. What decides is how many of the commonest letters are among those found.
"""

from __future__ import annotations

from collections.abc import Sequence

_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
    "多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它与长把机十民第公此已工使情明"
    "性知全三又关点正外将两高间由问很最重并物手应向头文体美相见被什二等或新己身果加西月话合回特代内信表老给世位次门常先海通教"
    "儿原东声提立及比水名真走各入几口认条平气题活更别打女变四神总何电数安少才反受目太再感做必场期直山金指许空马五眼书非听白却"
    "光放强像难思王完色路记南品住告求北边死张该交万取望觉传清今让识带爱歌梦夜雨风花星红曲音乐飞恋泪伤城缘恨醉酒春秋冬夏雪云乡"
    "妹哥祝福朋友故永远界寂寞孤独幸温柔念离待忘唱舞落角休闲单纯谢罗李刘周林陈杨黄赵吴徐孙朱郭何高梁郑苏谁吻火影龙凤"
)
_TRADITIONAL = frozenset(
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
    "多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日者意無力它與長把機十民第公此已工使情明"
    "性知全三又關點正外將兩高間由問很最重並物手應向頭文體美相見被什二等或新己身果加西月話合回特代內信表老給世位次門常先海通教"
    "兒原東聲提立及比水名真走各入幾口認條平氣題活更別打女變四神總何電數安少才反受目太再感做必場期直山金指許空馬五眼書非聽白卻"
    "光放強像難思王完色路記南品住告求北邊死張該交萬取望覺傳清今讓識帶愛歌夢夜雨風花星紅曲音樂飛戀淚傷城緣恨醉酒春秋冬夏雪雲鄉"
    "妹哥祝福朋友故永遠界寂寞孤獨幸溫柔念離待忘唱舞落角休閒單純謝羅李劉周林陳楊黃趙吳徐孫朱郭何高梁鄭蘇誰吻火影龍鳳"
)
_KOREAN = frozenset(
    "이다는가에을를의은한하나사랑도그대로고지리아기시어인해서자너마내라만오수보우게날없있여유눈물바람별꽃길노래요안녕세상정선김박"
    "최조임강신장윤송전황권홍주미소영진현성민희경동원호재석준연은혜양손문배백허남심구곽왕비와들것모든잊말못밤달빛거면던네까직때"
    "제일더살아름다운당추억슬픔기쁨행복꿈처럼위같속두번째겨울봄가을여름친구우리집생각무전화편입술가슴눈을떠나간마음곳스테드릭"
)
_COMMON_BITS, _RARE_BITS = 3.0, -1.5
"""The commonest letters are four in ten of those in names of songs, and less than one in ten of a table at random."""
ENOUGH_BITS = 6.0
_MARGIN_BITS = 4.0
_BEGINNING = 256
_MIN_KANA, _MIN_JAPANESE = 2, 3


def encoding_of(texts: Sequence[bytes]) -> str | None:
    """The encoding that all of these texts are in; None where there is any doubt. Only their beginnings count."""
    texts = texts[:16]
    if _is_shift_jis(texts):
        return "cp932"
    found = sorted(
        (
            (_bits(texts, "gb2312", _CHINESE, b"\xb0", b"\xd7"), "gbk"),
            (_bits(texts, "euc_kr", _KOREAN, b"\xb0", b"\xc8"), "euc_kr"),
            (_bits(texts, "big5", _TRADITIONAL, b"\xa4", b"\xc6"), "big5"),
        ),
        reverse=True,
    )
    (best, encoding), (second, _) = found[0], found[1]
    return encoding if best >= ENOUGH_BITS and best - second >= _MARGIN_BITS else None


def _bits(texts: Sequence[bytes], encoding: str, common: frozenset[str], first: bytes, last: bytes) -> float:
    """Evidence for an encoding whose everyday letters begin with bytes from `first` to `last`; minus infinity where
    something is no letter in it."""
    bits = 0.0
    for text in texts:
        decoded = _decoded(text[:_BEGINNING], encoding)
        if decoded is None:
            return float("-inf")
        for letter in decoded:
            if letter.isascii() or letter in "、。，！？：；（）《》「」『』〈〉【】—…·～　":
                continue
            if not first <= letter.encode(encoding)[:1] <= last:
                return float("-inf")
            bits += _COMMON_BITS if letter in common else _RARE_BITS
    return bits


def _is_shift_jis(texts: Sequence[bytes]) -> bool:
    """Kana, which have a lead byte that Latin-1 has no letter for, with nothing but Japanese besides."""
    kana = others = 0
    for text in texts:
        decoded = _decoded(text[:_BEGINNING], "cp932")
        if decoded is None:
            return False
        for letter in decoded:
            if "\u3041" <= letter <= "\u30fe":
                kana += 1
            elif "\u4e00" <= letter <= "\u9fff" or "\uff01" <= letter <= "\uff5e" or "\u3000" <= letter <= "\u3020":
                others += 1
            elif not letter.isascii():
                return False
    return kana >= _MIN_KANA and kana + others >= _MIN_JAPANESE and kana * 4 >= others


def _decoded(text: bytes, encoding: str) -> str | None:
    """The text without a letter that is cut off at its end; None where it is no text in this encoding."""
    for end in (len(text), len(text) - 1):
        try:
            return text[:end].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
