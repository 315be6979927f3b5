# ruff: noqa: E501 - a table
"""Labelled pairs of recordings: one song or two, and which version the second is. All names are invented or generic.

Each line: the title of the first | the title of the second | same or other | the kind of the second | the artists of
both, where they are not Nordlys | what a tag says of both ("composer: A. Moss") | the lengths in seconds.

The rules were mended by the first sets. "A second set" was written afterwards: of its 67 pairs 48 were grouped as they
should the first time; the other 19 were missed, and none was taken for one song wrongly. Then they were mended by it too.
"""

from __future__ import annotations

from dataclasses import dataclass

_TABLE = """
# live
Harbour | Harbour (Live) | same | live
Harbour | Harbour (Live at the Old Hall, 2003) | same | live
Harbour | Harbour - Live | same | live
Harbour | Harbour - Live at the Old Hall / 12 May 2003 | same | live
Harbour | Harbour [Live in Tromsø] | same | live
Harbour | Harbour (Live 1998) | same | live
Harbour | Harbour (Recorded Live at the Mill, 1974) | same | live
Harbour | Harbour - Live From the Mill - Remastered | same | live
Harbour | Harbour (Live Acoustic) | same | live
Harbour | Harbour (En Vivo) | same | live
Harbour | Harbour (Ao Vivo) | same | live
Harbour | Harbour - Live Version | same | live
Harbour | Harbour (live on radio) | same | live
Harbour | Harbour (ライブ) | same | live
Forever | Live Forever | other |
Alive | Live | other |
Harbour | Harbour (Live Your Life) | other |
Harbour | Harbour - Live May 30, 2009 Springfield | same | live
Harbour | Harbour [Live Mill Arena] | same | live
Harbour | Harbour (Live (The Arena Recordings)) | same | live
Harbour | Harbour - Live, Radio Lounge, Springfield/2007 | same | live
Harbour | Harbour - 1992/Live at the Mill | same | live
Harbour | Harbour (концерт) | same | live
Harbour | Harbour (现场) | same | live
Live and Learn | Live and Learn - Live | same | live
Harbour | Harbour (Deliver Me) | other |
# remaster, mono, stereo
Harbour | Harbour - Remastered 2011 | same | remaster
Harbour | Harbour (2011 Remaster) | same | remaster
Harbour | Harbour [Remastered] | same | remaster
Harbour | Harbour (2003 Digital Remaster) | same | remaster
Harbour | Harbour - 2009 Remastered Version | same | remaster
Harbour | Harbour Remastered | same | remaster
Harbour | Harbour - 25th Anniversary Remaster | same | remaster
Harbour | Harbour - 2020 Stereo Remaster | same | stereo
Harbour | Harbour - 2019 Digital Master | same | remaster
Harbour | Harbour - 2017 Mix | same | remaster
Harbour | Harbour - Mono; 2014 Remaster | same | mono
Harbour | Harbour (1965) | same |
Harbour | Harbour (Mono) | same | mono
Harbour | Harbour - Mono Version | same | mono
Harbour | Harbour (Stereo) | same | stereo
Harbour | Harbour - 2009 Stereo Mix | same | stereo
Harbour | Harbour (Mono) [2014 Remaster] | same | mono
Harbour - Remastered 2009 | Harbour - Remastered 2017 | same | remaster
Mono | Stereo | other |
# remix
Harbour | Harbour (Vega Remix) | same | remix
Harbour | Harbour - Vega & Lund Remix | same | remix
Harbour | Harbour (Vega Mix) | same | remix
Harbour | Harbour - Club Mix | same | remix
Harbour | Harbour (Vega vs. Lund Mix) | same | remix
Harbour | Harbour (Remixed by Vega) | same | remix
Harbour | Harbour (VIP Mix) | same | remix
Harbour | Harbour (Vega Bootleg) | same | remix
Harbour | Harbour (Dub) | same | remix
Harbour | Harbour (Sped Up) | same | remix
Harbour | Harbour - Slowed + Reverb | same | remix
Harbour | Harbour (Vega Rework) | same | remix
Harbour | Harbour [Vega Remix Edit] | same | remix
Harbour | Harbour (Vega Radio Remix) | same | remix
Harbour | Harbour - RMX by Vega | same | remix
Harbour | Harbour - Lund, Vega K Remix | same | remix
Harbour | Harbour (Vega's Floating in Space at Night Vocal Mix) | same | remix
Harbour | Harbour (Original Mix) | same |
Harbour | Mixed Harbour | other |
Remix | Remixer | other |
# demo, sessions, other takes
Harbour | Harbour (Demo) | same | demo
Harbour | Harbour - Demo 1998 | same | demo
Harbour | Harbour (4-Track Demo) | same | demo
Harbour | Harbour (Home Demo) | same | demo
Harbour | Harbour [Rough Mix] | same | demo
Harbour | Harbour (Early Version) | same | demo
Harbour | Harbour (Rehearsal) | same | demo
Harbour | Harbour (Alternate Take) | same | alternate
Harbour | Harbour - Take 2 | same | alternate
Harbour | Harbour (Outtake) | same | alternate
Harbour | Harbour (Alternative Version) | same | alternate
Harbour | Harbour (Peel Session) | same | session
Harbour | Harbour - BBC Session | same | session
Harbour | Harbour (Unreleased) | same | alternate
Harbour | Harbour (Alternate Mix) | same | alternate
Harbour | Harbour - Recorded at Studio Four | same | session
Harbour | Harbour (2020 Version) | same | alternate
Demons | Demons (Demo) | same | demo
Demons | Demos | other |
# acoustic, instrumental, voices, arrangements
Harbour | Harbour (Acoustic) | same | acoustic
Harbour | Harbour - Acoustic Version | same | acoustic
Harbour | Harbour (MTV Unplugged) | same | acoustic
Harbour | Harbour (Unplugged) | same | acoustic
Harbour | Harbour (Stripped) | same | acoustic
Harbour | Harbour (Instrumental) | same | instrumental
Harbour | Harbour - Instrumental Version | same | instrumental
Harbour | Harbour (A Cappella) | same | a cappella
Harbour | Harbour - Acapella | same | a cappella
Harbour | Harbour (Karaoke Version) | same | karaoke
Harbour | Harbour (Inst.) | same | instrumental
Harbour | Harbour - Инструментальная версия | same | instrumental
Harbour | Harbour (Piano Version) | same | arrangement
Harbour | Harbour - Orchestral Version | same | arrangement
Harbour | Harbour (String Quartet Version) | same | arrangement
Harbour | Harbour (8-Bit Version) | same | arrangement
Harbour | Harbour (Spanish Version) | same | language
Harbour | Harbour - Version Française | same | language
Harbour | Acoustic Harbour | other |
# edits and lengths
Harbour | Harbour (Radio Edit) | same | edit
Harbour | Harbour - Radio Edit | same | edit
Harbour | Harbour Radio Edit | same | edit
Harbour | Harbour (Single Version) | same | edit
Harbour | Harbour - Single Edit | same | edit
Harbour | Harbour (7" Version) | same | edit
Harbour | Harbour (Short Version) | same | edit
Harbour | Harbour (Video Version) | same | edit
Harbour | Harbour (Extended Mix) | same | extended
Harbour | Harbour - Extended Version | same | extended
Harbour | Harbour (12" Mix) | same | extended
Harbour | Harbour (Full Length Version) | same | extended
Harbour | Harbour - Original Radio Edit | same | edit
Harbour | Harbour (Single Version (Mono)) | same | edit
Harbour | Harbour (Album) | same |
Harbour | Harbour (From "The Film") | same |
Harbour | Harbour - From The Film The Album | same |
Harbour | Harbour - Deluxe | same |
Harbour | Harbour (Album Version) | same |
Harbour | Harbour - LP Version | same |
Harbour | Harbour (Bonus Track) | same |
Harbour | Harbour - Single | same |
Harbour | Harbour (Explicit) | same | explicit
Harbour | Harbour [Explicit Version] | same | explicit
Harbour | Harbour (Clean) | same | clean
Harbour | Harbour - Clean Version | same | clean
Radio | Radio Days | other |
Clean | Clean Hands | other |
# covers
Harbour | Harbour (Nordlys cover) | same | cover | Nordlys ; Vega
Harbour | Harbour - Nordlys Cover | same | cover | Nordlys ; Vega
Harbour | Harbour (Cover of Nordlys) | same | cover | Nordlys ; Vega
Harbour | Harbour (Originally Performed by Nordlys) [Karaoke Version] | same | karaoke | Nordlys ; Party Band
Harbour | Harbour (In the Style of Nordlys) | same | karaoke | Nordlys ; Party Band
Harbour | Harbour (Tribute to Nordlys) | same | cover | Nordlys ; The Copyists
Harbour | Harbour (Made Famous by Nordlys) | same | karaoke | Nordlys ; The Copyists
Harbour | Harbour (Cover) | same | cover
Harbour | Harbour | other | | Nordlys ; Vega
Home | Home (Lund cover) | other | cover | Nordlys ; Vega
Cover Me | Cover Me Up | other |
The Film | The Film - Harbour at Night - Cover Version | other |
# recorded anew
Harbour | Harbour (Re-Recorded) | same | re-recorded
Harbour | Harbour (Vega's Version) | same | re-recorded | Vega ; Vega
Harbour | Harbour (Vega's Version) [From the Vault] | same | re-recorded | Vega ; Vega
Harbour | Harbour - Re-Recording | same | re-recorded
Harbour | Harbour (New Recording) | same | re-recorded
# guests
Harbour | Harbour (feat. Vega) | same | featuring
Harbour | Harbour feat. Vega | same | featuring
Harbour | Harbour ft. Vega Trio | same | featuring
Harbour | Harbour (Duet with Vega) | same | featuring
Harbour | Harbour (with Vega) | same | featuring
Harbour | Harbour [featuring Vega & Lund] | same | featuring
Harbour | Harbour (feat. Vega) [Radio Edit] | same | edit
Harbour | Harbour (feat. Vega) - Live | same | live
Harbour | Harbour | same | | Nordlys ; Nordlys feat. Vega
Harbour | Harbour | same | | Nordlys ; Nordlys; Vega
Harbour (feat. Vega) | Harbour (feat. Lund) | same | featuring
Harbour | Harbour (With You) | other |
Harbour | Harbour (Without Me) | other |
# spelling
Harbour & Coast | Harbour and Coast | same |
Rock 'n' Roll Harbour | Rock & Roll Harbour | same |
Don't Go Under | Dont Go Under | same |
Don't Go Under | Don’t Go Under | same |
Harbour! | Harbour | same |
What Now? | What Now | same |
Back in the U.S.A. | Back in the USA | same |
Runnin' Home | Running Home | same |
The Harbour Song | Harbour Song | same |
Good Bye Harbour | Goodbye Harbour | same |
Harbour Lights | Harbor Lights | same |
Definately Not a Song | Definitely Not a Song | same |
HARBOUR | harbour | same |
Harbour | Harbour | same | | The Vales ; Vales
Harbour | Harbour | same | | Moss & Reed ; Moss and Reed
Harbour | Harbour | same | | AC-DX ; AC/DX
Jóga mín | Joga min | same |
Élan Vital | Elan Vital | same |
Группа огня | Gruppa ognya | same | | Волна ; Volna
さくら | Sakura | same |
Où es-tu ? | Ou es-tu? | same |
Straße nach Norden | Strasse nach Norden | same |
Tables of Old | Tabels of Old | same |
Whinin Boy Moan | Whining Boy Moan | same |
Harbour of Conversations | Harbour of Conversation | same | | | | 200 ; 201
Harbour of Conversations | Harbour of Conversation | other | | | | 200 ; 215
# second names
Harbour | Harbour (All the Way Home) | same | | | | 200 ; 201
Harbour | Harbour (All the Way Home) | other | | | | 200 ; 215
Harbour | Harbour (All the Way Home) | other |
Harbour (Live) | Harbour (All the Way Home) (Live) | same | live | | | 300 ; 300
Harbour | Harbour (Reprise) | other | | | | 200 ; 200
Harbour | Harbour (Interlude) | other | | | | 200 ; 200
Untitled | Untitled (All the Way Home) | other | | | | 200 ; 200
# parts and numbers
Shine, Pt. 1 | Shine (Part One) | same |
Shine, Pt. 2 | Shine Part II | same |
Shine, Pt. 2 | Shine, Pt. 2 (Live) | same | live
Chapter II | Chapter 2 | other |
Harbour III | Harbour 3 | same |
Shine, Pt. 1 | Shine, Pt. 2 | other |
Shine | Shine, Pt. 2 | other |
Shine (Pt. 1) | Shine (Pts. 1 & 2) | other |
Harbour No. 1 | Harbour No. 2 | other |
Harbour | Harbour II | other |
Harbour II | Harbour III | other |
Étude No. 4 | Étude No. 5 | other |
Day 1 | Day 2 | other |
Interlude I | Interlude II | other |
Track 01 | Track 01 | other |
Intro | Intro | other |
Untitled | Untitled | other |
Theme | Theme | other |
Volume 1 | Volume 2 | other |
# around a song
Harbour | Harbour (Reprise) | other |
Harbour | Harbour (Intro) | other |
Harbour | Harbour - Outro | other |
Harbour | Harbour (Interlude) | other |
Harbour | Intro / Harbour | other |
Harbour | Harbour / Coast | other |
Harbour / Coast | Harbour / Coast (Live) | same | live
Harbour | Medley: Harbour, Coast | other |
Harbour | Harbour Theme | other |
Harbour | Harbour (Skit) | other |
Harbour | Harbour (Continued) | other |
Harbour | Harbour (Commentary) | other |
Harbour | Harbour (Alone) | other |
# close names
Home | Home Again | other |
X | X Road | other |
Angel | Angels | other |
1979 | 1973 | other |
Believer | Believers | other |
Sunshine | Moonshine | other |
Stronger | Stranger | other |
Summer Song | Summer Songs | other |
Memorial | Memories | other |
Love Me | Love Me Not | other |
Wake Up | Wake Up Call | other |
Rise | Rise Up | other |
Vitamin Song C | Vitamin Song D | other |
One Night Alone | One Fight Alone | other |
Into the Light | Into the Night | other |
Where You Are | Where You Were | other |
Song for Anna | Song for Hanna | other |
Harbour 2003 | Harbour 2004 | other |
Forty-One | Forty-Two | other |
# movements of works, mixes
Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio | Symphony No. 5 in C Minor, Op. 67: II. Andante con moto | other |
Symphony No. 5 in C Minor, Op. 67: I. Allegro | Symphony No. 7 in A Major, Op. 92: I. Allegro | other |
Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio | Symphony No.5 in C minor, Op.67 : 1. Allegro con brio | same | | Moss ; Moss
Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio | Symphony No. 5 in C Minor, Op. 67: I. Allegro con brio | same | | North Orchestra ; South Orchestra | composer: L. Moss
Prelude and Fugue No. 2 in C Minor, BWV 847: Fugue | Prelude and Fugue No. 2 in C Minor, BWV 847: Prelude | other |
Allegro | Allegro | other | | North Orchestra ; South Orchestra | composer: L. Moss
Sonata in A: 1. Andante | Sonata in B: 1. Andante | other |
Harbour | Harbour (Mixed) | same | mixed
Harbour | Harbour - Mixed | same | mixed
Essential Hour 2003 | Essential Hour 2004 | other |
Night Mix, Part 1 | Night Mix, Part 2 | other |
# a second set
Northern Star | Northern Star (Live @ The Barn 12.06.1999) | same | live
Northern Star | Northern Star - Live in Studio | same | live
Northern Star | Northern Star (Unplugged in Springfield) | same | acoustic
Northern Star | Northern Star [Bootleg, Springfield 1987] | same | live
Northern Star | Northern Star (Soundcheck) | same | live
Northern Star | Northern Star (Concert Version) | same | live
Northern Star | Northern Star - Festival Version | same | alternate
Northern Star | Northern Star (Remasterizado) | same | remaster
Northern Star | Northern Star (Remastered Edition 2015) | same | remaster
Northern Star | Northern Star (24-Bit Remaster) | same | remaster
Northern Star | Northern Star (Original Master) | same | remaster
Northern Star | Northern Star (Mono Single Version) | same | edit
Northern Star | Northern Star (True Stereo) | same | stereo
Northern Star | Northern Star (Vega's Deep House Remix) | same | remix
Northern Star | Northern Star - Tiesta Edit | same | edit
Northern Star | Northern Star (Vega Refix) | same | remix
Northern Star | Northern Star (Mashup) | same | remix
Northern Star | Northern Star (Drum & Bass Mix) | same | remix
Northern Star | Northern Star - Chopped and Screwed | same | remix
Northern Star | Northern Star (8D Audio) | same | remix
Northern Star | Northern Star (Reverb Version) | same | alternate
Northern Star | Northern Star (Demo Version, 1994) | same | demo
Northern Star | Northern Star - Cassette Demo | same | demo
Northern Star | Northern Star (Guide Vocal) | same | demo
Northern Star | Northern Star (First Take) | same | alternate
Northern Star | Northern Star [Take 3, Incomplete] | same | alternate
Northern Star | Northern Star (Alternate Version 2) | same | alternate
Northern Star | Northern Star (Acoustic Guitar Version) | same | acoustic
Northern Star | Northern Star - Piano & Vocal Version | same | arrangement
Northern Star | Northern Star (Choir Version) | same | arrangement
Northern Star | Northern Star (Vocals Only) | same | a cappella
Northern Star | Northern Star (Minus One) | same | karaoke
Northern Star | Northern Star (Karaoke) | same | karaoke
Northern Star | Northern Star (Deutsche Version) | same | language
Northern Star | Northern Star - Japanese Ver. | same | language
Northern Star | Northern Star (Radio Version) | same | edit
Northern Star | Northern Star (TV Size) | same | edit
Northern Star | Northern Star (Short Edit) | same | edit
Northern Star | Northern Star (Long Version) | same | extended
Northern Star | Northern Star [Uncut] | same | extended
Northern Star | Northern Star (Director's Cut) | same | edit
Northern Star | Northern Star (Uncensored) | same | explicit
Northern Star | Northern Star (Censored Version) | same | clean
Northern Star | Northern Star (Main Version) | same |
Northern Star | Northern Star (Bonus) | same |
Northern Star | Northern Star {Hidden Track} | same |
Northern Star | Northern Star (Official Video) | same |
Northern Star | Northern Star (Lyric Video) | same |
Northern Star | Northern Star featuring Vega | same | featuring
Northern Star | Northern Star (prod. Vega) | same |
Northern Star | Northern Star (Nordlys Tribute) | same | cover | Nordlys ; Vega
Northern Star | Northern Star (Cover by Vega) | same | cover | Nordlys ; Vega
Northern Star | Northern Star (Re-recorded 2019) | same | re-recorded
Northern Star | North Star | other |
Northern Star | Northern Stars | other |
Northern Star | Northern Start | other |
Northern Star | Northern Star Rising | other |
Northern Star | Southern Star | other |
Part of Me | Part of You | other |
Act II: The Fall | Act III: The Fall | other |
Nocturne in E-flat Major, Op. 9 No. 2 | Nocturne in B Major, Op. 9 No. 3 | other |
Suite: 3. Gigue | Suite: III. Gigue | same |
Overture | Overture | other |
Don't Look Back | Don´t Look Back | same |
Love / Hate | Love & Hate | other |
Mister Moon | Mr. Moon | same |
Dr. Rain | Doctor Rain | same |
"""


@dataclass(frozen=True)
class Pair:
    """Two recordings as a person would label them."""

    subject: str
    titles: tuple[str, str]
    same: bool
    kind: str
    """Of the second."""
    artists: tuple[str, str] = ("Nordlys", "Nordlys")
    composer: str = ""
    seconds: tuple[int, int] = (0, 0)
    """Lengths; 0: not known."""


def pairs() -> list[Pair]:
    """All lines of the table."""
    subject, found = "", []
    for line in filter(None, map(str.strip, _TABLE.splitlines())):
        if line.startswith("#"):
            subject = line.removeprefix("# ")
            continue
        one, other, same, kind, artists, tag, lengths = ([part.strip() for part in line.split("|")] + [""] * 4)[:7]
        a, b = artists.rsplit(" ; ", 1) if artists else ("Nordlys", "Nordlys")
        x, y = lengths.split(" ; ") if lengths else (0, 0)
        assert same in ("same", "other"), line
        composer = tag.removeprefix("composer:").strip()
        found.append(Pair(subject, (one, other), same == "same", kind, (a, b), composer, (int(x), int(y))))
    return found
