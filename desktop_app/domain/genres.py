"""A small tree of genres, so that the many spellings of one genre are one, and each has its place.

Tags spell one genre in many ways ("Hip-Hop/Rap", "hip hop", "HipHop"). `fold_genre` gives the one name that is shown,
`parent_of` the broader one. What is not in the tree stays as it is written. The tree is curated by hand from the ID3v1
list and from what music shops and encyclopaedias agree on; it is meant for finding one's way, not as a theory.
"""

from __future__ import annotations

from functools import lru_cache

from desktop_app.domain.text import clean, fold

_TREE = """
Rock: rock music, general rock, rock / pop, pop/rock, pop rock music, rock & pop
  Alternative Rock: alternative, alt rock, alternrock, alternative & punk, alternativ, alternative rock/indie
  Indie Rock: indie, independent, indie/alternative, alternative & indie, indie / rock
  Classic Rock: oldies rock
  Hard Rock: hardrock
  Soft Rock: slow rock, adult contemporary, adult oriented rock, aor
  Pop Rock: poprock
  Progressive Rock: prog, prog rock, progrock, progressive, art rock, symphonic rock
  Psychedelic Rock: psychedelic, psych rock, psychedelia, acid rock
  Krautrock: kraut rock
  Post-Rock: postrock
  Folk Rock: folkrock, folk/rock, folk-rock
  Southern Rock
  Country Rock
  Blues Rock: bluesrock
  Rock & Roll: rock and roll, rock 'n' roll, rock n roll, rocknroll, rock'n'roll
  Rockabilly: psychobilly
  Surf Rock: surf, surf music
  Garage Rock: garage rock revival
  Glam Rock: glam
  Gothic Rock: gothic, goth, goth rock, dark wave, darkwave, cold wave, coldwave
  Grunge
  Shoegaze: shoegazing, dream pop, dreampop, shoegazer
  Stoner Rock: stoner, desert rock
  Math Rock: mathrock
  Noise Rock
  Instrumental Rock
  Space Rock: space-rock
  J-Rock: jrock, japanese rock, visual kei
  Russian Rock: русский рок
  Punk: punk rock, punkrock
    Hardcore Punk: hardcore, hardcore/punk, hc punk
    Pop Punk: poppunk
    Post-Punk: postpunk
    Ska Punk: ska-core, skacore
    Emo: emocore, screamo, midwest emo
    Post-Hardcore: posthardcore
  New Wave: newwave, neue deutsche welle, ndw
Metal: heavy metal/rock, metal/hard rock, metal / rock
  Heavy Metal: nwobhm, classic metal, traditional metal
  Thrash Metal: thrash, speed metal, trash metal
  Death Metal: melodic death metal, technical death metal, brutal death metal
  Black Metal: atmospheric black metal, symphonic black metal
  Doom Metal: doom, sludge, sludge metal, funeral doom
  Power Metal: melodic metal, epic metal
  Progressive Metal: prog metal, djent
  Folk Metal: pagan metal, viking metal
  Gothic Metal
  Symphonic Metal: opera metal
  Industrial Metal
  Metalcore: deathcore, mathcore
  Nu Metal: nu-metal, numetal, rap metal
  Post-Metal
  Grindcore: grind
Pop: pop music, general pop, vocal pop, top 40, charts, hits, mainstream pop, teen pop, bubblegum, contemporary pop
  Synth-Pop: synthpop, electropop, electro-pop, electronic pop, technopop
  Indie Pop: indiepop, twee pop, jangle pop
  Dance-Pop: dance pop, dancepop, euro pop, europop
  Art Pop: baroque pop, chamber pop
  Power Pop
  Britpop: brit pop, brit-pop
  J-Pop: jpop, japanese pop, city pop, anime
  K-Pop: kpop, korean pop
  C-Pop: cantopop, mandopop, chinese pop
  Chanson: french pop, variete francaise, chanson francaise, variété, french chanson
  Schlager: volksmusik, deutscher schlager, volkstümlich
  Singer-Songwriter: singer/songwriter, songwriter, liedermacher, cantautori
  Easy Listening: easy-listening, lounge, exotica, mood music
  Ballad: power ballad, ballads
  Oldies: golden oldies
Electronic: electronica, electronic music, electro acoustic, electronica/dance, electronic/dance, elektronik
  Dance: edm, club, club-house, dance & dj, dance & house, club / dance, eurodance, euro dance, euro-techno, euro-house
  House: house music
    Deep House
    Tech House: tech-house
    Progressive House
    Electro House: complextro
    Acid House: acid
    French House: filter house
  Techno: minimal techno, dub techno, hard techno, techno-industrial
    Minimal: microhouse
  Trance: psytrance, psychedelic trance, goa, goa trance, uplifting trance, vocal trance, progressive trance
  Drum & Bass: drum and bass, dnb, d&b, drum n bass, drum'n'bass, jungle, liquid funk, neurofunk
  Dubstep: brostep, bass music, bass, future bass
  UK Garage: 2-step, 2 step, two step, speed garage, garage
  Breakbeat: breaks, big beat, bigbeat, nu breaks, breakcore, broken beat
  IDM: intelligent dance music, braindance, glitch
  Ambient: ambience, dark ambient, drone, space music, space
  Downtempo: chillout, chill out, chill-out, chill, chillwave, trip-hop/chillout, downbeat
  Trip-Hop: trip hop, triphop
  Lo-Fi: lofi, lo-fi hip hop, lofi hip hop, chillhop
  Electro: electroclash, electro-funk
  Industrial: ebm, electronic body music, power electronics, electro-industrial, aggrotech
  Synthwave: retrowave, outrun, vaporwave
  Hardstyle: gabber, hardcore techno, happy hardcore, speedcore, hard dance, terror, jumpstyle
  Chiptune: chip music, 8-bit, 8bit, chip, bitpop, tracker music, demoscene
  Eurobeat: hi-nrg, italo disco, italodisco
Hip-Hop: hip hop, hiphop, hip-hop/rap, rap, rap/hip-hop, hip hop/rap, rap & hip hop, hip-hop & rap, urban, christian rap
  Gangsta Rap: gangsta, g-funk, g funk, west coast rap, west coast hip hop
  Trap: drill, cloud rap
  Alternative Hip-Hop: conscious hip hop, alternative rap, abstract hip hop, jazz rap, underground rap
  Grime: uk rap, uk hip hop
  Turntablism: scratch
  Instrumental Hip-Hop: beats, boom bap
R&B: rnb, r & b, r'n'b, rhythm & blues, rhythm and blues, r&b/soul, contemporary r&b, rhythm'n'blues, soul and r&b
  Soul: soul music, motown, neo-soul, neo soul, northern soul, soul/r&b, southern soul
  Funk: p-funk, funk/soul, funk / soul, funky
  Disco: nu-disco, nu disco, post-disco
  New Jack Swing
  Gospel: spirituals, negro spirituals
Jazz: jazz music, jazz / blues, general jazz
  Swing: big band, bigband, big band/swing, electro swing
  Bebop: bop, be-bop, hard bop, post-bop, post bop
  Cool Jazz: west coast jazz
  Free Jazz: avant-garde jazz, avantgarde jazz, free improvisation
  Jazz Fusion: fusion, jazz rock, jazz-rock, jazz+funk, jazz funk, jazz-funk
  Smooth Jazz: crossover jazz
  Acid Jazz: nu jazz, nujazz, nu-jazz
  Latin Jazz: afro-cuban jazz
  Vocal Jazz: jazz vocal, jazz vocals
  Gypsy Jazz: jazz manouche, manouche
  Dixieland: trad jazz, new orleans jazz, ragtime, traditional jazz
  Contemporary Jazz: modern jazz
Blues: blues music
  Delta Blues: country blues, acoustic blues
  Chicago Blues: electric blues
  Boogie-Woogie: boogie woogie, boogie
Classical: classical music, klassik, classique, klassisk, clasica, classica, classic, classical period, klassisch
  Baroque: barock, baroque music
  Renaissance: early music, medieval, medieval music
  Romantic: romantic era, romantic period
  Modern Classical: contemporary classical, 20th century classical, avant-garde, avantgarde, neoclassical, neo-classical
  Minimalism: minimal music
  Opera: operetta, oper
  Chamber Music: string quartet, chamber, kammermusik
  Orchestral: symphony, symphonic, sonata, concerto, orchester, orchestra
  Choral: chorus, choir, choral music, sacred, a cappella, acapella, a capella, church music, gregorian chant, chant
  Piano: solo piano, piano music
Country: country & western, country and western, country music, country & folk, western
  Bluegrass: blue grass
  Americana: alt-country, alt country, alternative country, roots, roots rock
  Outlaw Country: honky tonk, honky-tonk
Folk: folk music, folklore, traditional, trad, contemporary folk, acoustic, folk world & country, national folk
  Indie Folk: alternative folk, freak folk, psych folk, neofolk, neo-folk, anti-folk, antifolk
  Celtic: irish, celtic music, irish folk, irish traditional, scottish
  Nordic Folk: scandinavian folk
Reggae: reggae music, reggae/ska
  Dub: dub music
  Ska: two tone, 2 tone, 2-tone
  Dancehall: ragga, raggamuffin
  Rocksteady: rock steady
  Roots Reggae
Latin: latin music, latino, latina, latin american, latin pop, musica latina
  Salsa: mambo, son cubano, son
  Samba: pagode
  Bossa Nova: bossanova, bossa
  MPB: brazilian, musica popular brasileira, brasil
  Tango: nuevo tango
  Cumbia: vallenato
  Bachata: merengue
  Reggaeton: reggaetón, latin urban
  Flamenco: rumba flamenca
  Mariachi: ranchera, norteño, regional mexicano, tejano, corrido
  Fado
  Rock en Español: latin rock
World: world music, worldmusic, weltmusik, ethnic, ethno, international, native american, musique du monde, tribal
  African: afrobeat, afro beat, afrobeats, highlife, afro pop, afropop, soukous, mbalax, desert blues
  Arabic: arab, middle eastern, rai, raï, arabic pop, oriental
  Indian: bollywood, hindustani, carnatic, bhangra, indian classical, raga, filmi
  Balkan: balkan brass, gypsy, klezmer, turbo folk
  Asian: chinese, japanese, enka, gagaku
  Russian: chanson russe, bard, русский шансон, эстрада
  Hawaiian: polynesian
  Polka
  Turkish: türkü, arabesk
  Greek: rebetiko, laiko
Soundtrack: soundtracks, ost, original soundtrack, score, film score, film music, filmmusik, bso, banda sonora
  Game Music: game, video game, video game music, vgm, games, videogame, game soundtrack, videospiele
  Musical: musicals, show tunes, showtunes, broadway, cabaret, stage & screen, musical theatre, musical theater
  Television: tv, tv soundtrack, trailer, cartoon
Experimental: avant-garde music, experimental music, musique concrète, sound art, sound collage, electroacoustic
  Noise: harsh noise, japanoise
  Field Recording: field recordings, nature, nature sounds
New Age: newage, new-age, meditation, healing, relaxation, relax, meditative, wellness
Religious: christian, ccm, christian & gospel, contemporary christian, worship, praise & worship, inspirational
  Christian Rock: christian metal
Holiday: christmas, xmas, x-mas, christmas music, weihnachten, weihnachtsmusik, noel, navidad, christmas carols
Children's: children, childrens music, children's music, kids, kindermusik, kinderlieder, nursery rhymes, lullaby
Spoken: spoken word, spoken & audio, speech, poetry, interview
  Audiobook: audiobooks, audio book, hörbuch, hoerbuch, audio books, livre audio
  Audio Play: hörspiel, hoerspiel, audio theatre, audio drama, radio play, radio drama, hörspiele
  Podcast: podcasts
  Comedy: humour, humor, satire, stand-up, stand-up comedy, kabarett, parody, novelty
  Sound Effects: sound effect, sound clip, sfx, effects, samples, sound
Instrumental: instrumental music, karaoke, instrumental pop
"""


_LONGEST = 200


def _key(text: str) -> str:
    return "".join(c for c in fold(text).replace("&", "and").replace("'n'", "and") if c.isalnum())


def _load() -> tuple[dict[str, str], dict[str, str]]:
    names: dict[str, str] = {}
    aliases: dict[str, str] = {}
    parents: dict[str, str] = {}
    above: list[str] = []
    for line in _TREE.strip().splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        name, _, others = line.strip().partition(": ")
        above[depth:] = [name]
        parents[name] = above[depth - 1] if depth else ""
        names[_key(name)] = name
        for other in others.split(", "):
            aliases.setdefault(_key(other), name)
    aliases.pop("", None)
    return aliases | names, parents  # a genre of its own is never an alias of another


_NAMES, _PARENTS = _load()


def genres() -> tuple[str, ...]:
    """All genres of the tree, each after its parent."""
    return tuple(_PARENTS)


def fold_genre(text: str) -> str:
    """The one name of a genre, however it is spelled; what is not in the tree comes back cleaned, "" for nothing."""
    return _folded(text[:_LONGEST])


@lru_cache(4096)
def _folded(text: str) -> str:
    shown = clean(text)
    key = _key(shown)
    if not key:
        return ""
    found = _NAMES.get(key) or _NAMES.get(key.removesuffix("music"))
    if found is None and key.endswith("s"):
        found = _NAMES.get(key[:-1])
    return found or shown


def is_known(text: str) -> bool:
    """Whether it is a genre of the tree, in whatever spelling."""
    return fold_genre(text) in _PARENTS


def parent_of(genre: str) -> str:
    """The broader genre; "" for one at the top, and for one that is not in the tree and does not end in one that is.

    "Norwegian Jazz" is not in the tree and lies below Jazz.
    """
    return _parent(fold_genre(genre))


@lru_cache(4096)
def _parent(name: str) -> str:
    if name in _PARENTS:
        return _PARENTS[name]
    words = name.split()
    for start in range(1, len(words)):
        broader = _NAMES.get(_key(" ".join(words[start:])))
        if broader is not None:
            return broader
    return ""


def root_of(genre: str) -> str:
    """The genre at the top above this one; itself at the top."""
    name = fold_genre(genre)
    while broader := parent_of(name):
        name = broader
    return name
