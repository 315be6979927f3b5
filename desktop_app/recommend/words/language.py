"""In which language a text is written, by the share of its words that are a language's commonest ones.

A text is understood only where one language is clear. Languages that are not understood have a line of their own here,
so that a neighbour (Dutch beside German, Portuguese beside Spanish) is told apart and left out, not misread.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

from desktop_app.recommend.words.lexicon import lexicon_of, spelled

UNDERSTOOD = ("en", "de", "fr", "es")
_UNDERSTOOD = frozenset(UNDERSTOOD)
LEAST_WORDS = 8
"""A text of fewer words is of no language that could be told."""
LEAST_SHARE = 0.2
"""Of the words, how many must be common ones; in running text it is about 0.45, in other languages up to 0.12."""
CLEARLY = 1.3
"""By what factor the language must lead."""

OTHERS = {
    "it": """
    il lo gli e è di che non un una uno per con sono sei mi ti ci si tu io lui lei noi voi loro mio mia tuo tua suo sua
    questo questa quello quella del della dei delle nel nella sul sulla dal alla al ma come più se quando dove perché ho
    hai ha abbiamo anche ancora sempre senza poi già cosa così tutto tutti ogni c l d m dell all nell sto sta stai
    """,
    "pt": """
    o os e é de que não um uma uns umas para pra com sou és são me te se você eu ele ela nós eles elas meu minha teu tua
    seu sua isso isto este esta esse essa do da dos das no na nos nas em ao à mas como mais quando onde porque por foi
    tem tenho também já só muito tudo todo toda nem sem até depois ser está estou vai vou quem
    """,
    "nl": """
    de het een en van ik je jij hij zij ze we wij mijn jouw zijn haar ons is niet dat dit die wat wie waar hoe maar want
    als dan ook nog al met voor naar op aan in uit bij om te er hier daar mij me jou ben bent heb hebt heeft had kan wil
    moet geen meer nu weer alles niets altijd nooit door over tot was werd zo
    """,
    "sv": """
    jag du han hon den det vi ni de mig dig sig oss er dem min din sin är och att en ett i på som med för av till
    från om inte har hade kan vill ska skulle var när då så men eller här där nu bara aldrig alltid vad vem hur mitt
    """,
    "da": """
    jeg du han hun den det vi i de mig dig sig os min din sin er og at en et på som med for av af til fra om ikke har
    havde kan vil skal var når da så men eller her der nu bare aldri aldrig altid hva hvad hvem hvor mitt meg deg seg
    """,
    "fi": "minä sinä hän me te he ja on ei en oli mutta kun niin että se mitä joka vain sun mun mä sä ole nyt kuin jos",
    "pl": """
    ja ty on ona my wy i w na nie się że to jest z do jak ale co tak mnie ciebie mi ci mój moja twój już tylko po dla za
    od przez był być gdy gdzie jesteś jestem o
    """,
    "cs": """
    já ty on my a v na ne se že to je s do jak ale co tak mě tě mi ti můj tvůj už jen po pro za od byl být když kde jsi
    jsem mám máš
    """,
    "hr": "ja ti on ona mi i u na ne se da to je s sa do kao ali što sam si me te moj tvoj samo za od kad gdje nije",
    "ro": "eu tu el ea noi și nu că de la în cu un o este sunt mă te se ce mai pe din mi ți meu mea dar când fără",
    "tr": "ben sen o biz siz ve bir bu ne de da için ile gibi çok var yok beni seni bana sana her daha ama mi kadar",
    "hu": "én te ő mi a az és nem egy hogy is ez van de meg mint csak már ha ki engem téged nekem vagy",
    "ca": "jo tu ell nosaltres i el la els les de que no un una amb per és som és són meu teva seva més com quan on",
    "id": "aku kau kamu dia kita dan yang di ke dari ini itu tak tidak akan ada untuk dengan hanya bila cinta ku mu",
    "tl": "ako ikaw ka ko mo siya ang ng sa na at ay hindi kung para lang pa ba mga ito kita akin sayo mahal",
    "sw": "mimi wewe na ya wa ni kwa la za hii yangu yako si kama nina bila sana tu mungu",
    "ja": "watashi boku kimi anata wa ga no ni wo o to mo de kara made yo ne ima kono sono nai kokoro itsumo dake",
    "ko": "na neo nae ne uri geu i reul eul neun eun ga do hae isseo eopseo saranghae nan neol",
    "la": "et in est non ad ut cum qui quae quod sed si me te mihi tibi sum es sunt ab per nos domine deus",
    "is": "ég þú hann hún við og að er ekki en sem í á um til með það mig þig minn þinn var hafa",
    "ga": "mé tú sé sí agus an na ar le do go ní is mo i ag bhí tá",
    "ht": "mwen ou li nou yo se te pou nan ak pa la sa ki tout ap fè gen kè m w anpil pral lè",
    "pap": "mi bo e ta na no por sin den pa ku tin un nos nan ku i di",
    "af": "ek jy hy sy ons die en in is nie het my jou so op van vir met maar wat waar na as te aan by om nou ook",
    "oc": "ieu tu el nos e la lo los las es sens de que pas un una me te amb dins mon ton i a",
    "eo": "mi vi li ŝi ni ili kaj la estas ne en al de por kun mia via",
}
"""Common words of languages that are not understood; Japanese and Korean in Latin letters, others are told by their
script."""


@functools.cache
def _common() -> Mapping[str, tuple[str, ...]]:
    """The languages of which a word is a common one."""
    found: dict[str, list[str]] = {}
    listed: dict[str, Iterable[str]] = {code: spelled(text) for code, text in OTHERS.items()}
    for code in UNDERSTOOD:
        lexicon = lexicon_of(code)
        assert lexicon is not None
        listed[code] = lexicon.stop
    for code, words in listed.items():
        for word in set(words):
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """The share of common words of each language that has any, from how often each word occurs."""
    common = _common()
    total = sum(counts.values())
    found: dict[str, float] = {}
    for word, count in counts.items():
        for code in common.get(word, ()):
            found[code] = found.get(code, 0.0) + count / total
    return found


def language_of(counts: Mapping[str, int], least: int = LEAST_WORDS) -> str:
    """The language of a text as ISO 639-1, if it is one of UNDERSTOOD and clear; "" otherwise.

    Args:
        counts: how often each word occurs, in small letters.
        least: words that must be there.
    """
    if sum(counts.values()) < least:
        return ""
    ranked = sorted(shares(counts).items(), key=lambda one: (-one[1], one[0]))
    if not ranked or ranked[0][0] not in UNDERSTOOD or ranked[0][1] < LEAST_SHARE:
        return ""
    second = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0] if ranked[0][1] >= CLEARLY * second else ""


def parted(words: Iterable[str], language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Of some words the common ones of a language, and those that are common in others that are understood alone."""
    common = _common()
    own, other = set(), set()
    for word in words:
        codes = common.get(word)
        if codes is None:
            continue
        if language in codes:
            own.add(word)
        elif not _UNDERSTOOD.isdisjoint(codes):
            other.add(word)
    return frozenset(own), frozenset(other)
