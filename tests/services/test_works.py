"""Works in a library: kept up to date, split and joined, one to a list; two files of one recording."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from desktop_app.audio import groups
from desktop_app.domain.errors import NotFound, WrongUse
from desktop_app.domain.ids import TrackId
from desktop_app.domain.records import Chosen, Ended, Presence, ReadFile, Tags
from desktop_app.services.changes import ChangeFeed
from desktop_app.services.edits import EditService
from desktop_app.services.preferences import SettingsService
from desktop_app.services.recommending import RecommendService
from desktop_app.services.works import WorksService
from desktop_app.store import FeatureRow, Store
from tests.services.world import features_near
from tests.store.helpers import Clock, key_of, read_of, stamp_of, tags_of

NOTHING = 0


@pytest.fixture
def settings(store: Store, changes: ChangeFeed) -> SettingsService:
    return SettingsService(store, changes)


@pytest.fixture
def works(store: Store, settings: SettingsService, changes: ChangeFeed) -> WorksService:
    return WorksService(store, settings, changes)


@pytest.fixture
def edits(store: Store, clock: Clock, changes: ChangeFeed) -> EditService:
    return EditService(store, clock, changes)


def put(store: Store, *tags: Tags, folder: bytes = b"/m") -> list[TrackId]:
    root = store.library.add_root(folder)
    reads = [read_of(b"%s/%d.ogg" % (folder, i), f"{folder!r}{i}", one) for i, one in enumerate(tags)]
    return list(store.library.put(root, reads).tracks)


def versions_of_x() -> list[Tags]:
    """D15: one song in four versions, and another song whose name begins like it."""
    named = (("X", 200), ("X (Live)", 220), ("X - Remastered 2011", 203), ("X (Radio Edit)", 196), ("X Road", 201))
    return [
        tags_of(title, "Nordlys", f"Album {i}", duration_ms=seconds * 1000) for i, (title, seconds) in enumerate(named)
    ]


def kinds(works: WorksService, track: TrackId) -> list[str]:
    return [version.kind for version in works.versions(track)]


def codes(store: Store) -> list[int]:
    return store.tracks.table().work.tolist()


def test_one_song_in_four_versions_comes_once_in_a_hundred_mixes(
    store: Store, works: WorksService, settings: SettingsService, changes: ChangeFeed, clock: Clock
) -> None:
    others = [tags_of(f"Tune {i}", f"Artist {i % 40}", f"Other {i // 5}") for i in range(195)]
    tracks = put(store, *versions_of_x(), *others)
    recommend = RecommendService(store, settings, clock, changes, works)
    same, road = set(tracks[:4]), tracks[4]
    seen: set[TrackId] = set()
    for rng in range(100):
        mix = {item.track.id for item in recommend.mix(rng=rng).items}
        assert len(mix) == 25 and len(mix & same) <= 1
        seen |= mix & {*same, road}
    assert road in seen and seen & same
    assert road not in {version.track.id for version in works.versions(tracks[0])}
    assert kinds(works, tracks[0]) == ["remaster", "edit", "live"]


def test_holiday_music_comes_in_its_months_or_with_its_seed(
    store: Store, works: WorksService, settings: SettingsService, changes: ChangeFeed, clock: Clock
) -> None:
    others = [tags_of(f"Tune {i}", f"Artist {i % 40}", f"Other {i // 5}") for i in range(60)]
    feast = [tags_of(f"Bells {i}", f"Choir {i}", "Feast", genres=("Christmas",)) for i in range(5)]
    tracks = put(store, *others, *feast)
    if not store.tracks.table().holiday.any():
        pytest.skip("what is shown does not know seasons yet")
    holiday = set(tracks[60:])
    recommend = RecommendService(store, settings, clock, changes, works)
    clock.now = clock.now.replace(month=7, day=15)
    for mode in ("for-you", "explore"):
        assert not holiday & {item.track.id for item in recommend.mix(mode, count=65).items}
    with_seed = recommend.mix("radio", seeds=[tracks[60]], count=64)
    assert holiday & {item.track.id for item in with_seed.items}
    settings.set("holiday_months", "7")
    assert holiday <= {item.track.id for item in recommend.mix(count=65).items}
    settings.set("holiday_months", "")
    clock.now = clock.now.replace(month=12)
    assert not holiday & {item.track.id for item in recommend.mix(count=65).items}


def test_works_follow_what_is_shown(store: Store, works: WorksService) -> None:
    first, live, *_ = put(store, *versions_of_x())
    assert works.refresh() == 5
    assert works.refresh() == NOTHING
    (other,) = put(store, tags_of("x (demo)", "NORDLYS"), folder=b"/n")
    assert works.refresh() < 8
    assert kinds(works, first) == ["remaster", "edit", "live", "demo"]
    root = store.library.roots()[1].id
    store.library.put(root, [read_of(b"/n/0.ogg", f"{b'/n'!r}0", tags_of("Something Else", "Vega"), mtime_ns=2)])
    assert works.versions(other) == []
    assert kinds(works, live) == ["", "remaster", "edit"]


def test_what_goes_away_costs_nothing(store: Store, works: WorksService) -> None:
    put(store, *versions_of_x())
    works.refresh()
    files = store.library.files(store.library.roots()[0].id)
    store.library.mark([file.id for file in files.values()], Presence.AWAY)
    assert works.refresh() == NOTHING
    assert len(set(codes(store))) == 2


def test_making_anew_in_parts_gives_what_making_all_gives(store: Store, works: WorksService) -> None:
    chance = random.Random(7)
    titles = ["Harbour", "Harbour (Live)", "Harbour (Vega cover)", "Harbor Lights", "Harbour Lights", "Intro",
              "Coast II", "Coast I", "Song of the Harbour", "Song of the Harbour (Demo)",
              "Harbour (All the Way Home)"]  # fmt: skip
    artists = ["Nordlys", "NORDLYS feat. Vega", "Vega", "Rage Orchestra"]

    def some(mtime: int) -> list[ReadFile]:
        reads = []
        for i in chance.sample(range(60), 12):
            tags = tags_of(
                chance.choice(titles),
                chance.choice(artists),
                f"Album {chance.randrange(6)}",
                number=i,
                duration_ms=chance.choice((200_000, 203_000)),
                raw={"TCOM": (chance.choice(("A. Moss", "B. Reed")),)},
            )
            reads.append(read_of(b"/m/%d.ogg" % i, i, tags, mtime_ns=mtime))
        return reads

    root = store.library.add_root(b"/m")
    for round_ in range(25):
        store.library.put(root, some(round_))
        tracks = [TrackId(i) for i in store.tracks.ids().tolist()]
        works.refresh()
        if round_ % 5 == 2:
            several = [track for track in tracks if works.versions(track)]
            works.split(chance.choice(several))
        if round_ % 7 == 3:
            works.join(chance.sample(tracks, 2))
        in_parts = (codes(store), store.tracks.table().whole.tolist(), store.works.places(tracks))
        store.works.begin_all()
        works.refresh()
        assert (codes(store), store.tracks.table().whole.tolist(), store.works.places(tracks)) == in_parts


def test_the_parts_of_an_audiobook_are_counted_anew_when_one_goes(
    store: Store, works: WorksService, edits: EditService
) -> None:
    read = [tags_of(f"Chapter {n}", "A. Moss", "The Well", number=n, genres=("Audiobook",)) for n in (1, 2, 3)]
    one, two, three = put(store, *read)
    parts = "SELECT track, part FROM derived.work_of WHERE part_of >= 0 ORDER BY track"
    for removed, left in (([], [(one, 1), (two, 2), (three, 3)]), ([two], [(one, 1), (three, 2)]), ([one], [])):
        for track in removed:
            edits.remove([track])
        works.refresh()
        assert store._db.all(parts) == left


def test_what_no_longer_lies_on_one_album_is_no_part_of_one_thing(
    store: Store, works: WorksService, edits: EditService
) -> None:
    titles = ["Harbour", "Lighthouse", "Coast I", "Shore", "Coast II"]
    owners = ["Vega", "Vega", "Vega", "Oda", "Oda"]
    named = zip(titles, owners, strict=True)
    tracks = put(store, *(tags_of(t, o, "Sea", album_artist=o, number=n) for n, (t, o) in enumerate(named, 1)))
    works.refresh()
    parts = "SELECT track, part FROM derived.work_of WHERE part_of >= 0 ORDER BY track"
    assert store._db.all(parts) == [(tracks[2], 1), (tracks[4], 2)]
    edits.remove(tracks[:2])  # too few are left to be an album of several artists
    works.refresh()
    assert len(store.browse.albums()) == 2
    assert store._db.all(parts) == []


def test_the_parts_of_a_whole_are_given_in_their_order(store: Store, works: WorksService, edits: EditService) -> None:
    named = ("Suite in A: III. Gigue", "Harbour", "Suite in A: I. Prelude", "Suite in A: II. Aria")
    numbers = (5, 1, 3, 4)
    tracks = put(store, *(tags_of(name, number=number) for name, number in zip(named, numbers, strict=True)))
    whole = [tracks[2], tracks[3], tracks[0]]
    for track in whole:
        assert [part.id for part in works.parts(track)] == whole
    assert works.parts(tracks[1]) == []
    edits.remove([tracks[3]])
    assert [part.id for part in works.parts(tracks[0])] == [tracks[2], tracks[0]]
    edits.correct([tracks[0]], {"album": "Another"})
    assert works.parts(tracks[0]) == works.parts(tracks[2]) == []
    with pytest.raises(NotFound):
        works.parts(TrackId(999))


def test_the_person_splits_and_joins_and_can_undo_it(store: Store, works: WorksService, edits: EditService) -> None:
    first, live, _, _, road = put(store, *versions_of_x())
    works.refresh()
    before = codes(store)
    split = works.split(first)
    assert works.versions(first) == [] and len(works.versions(live)) == 2
    joined = works.join([first, road])
    assert [version.track.id for version in works.versions(first)] == [road]
    assert works.versions(first)[0].confidence == 1.0
    again = works.join([first, live])
    assert len(works.versions(first)) == 4
    for act in (again, joined, split):
        edits.undo(act.id)
        works.refresh()
    assert codes(store) == before
    with pytest.raises(WrongUse):
        works.split(road)
    with pytest.raises(WrongUse):
        works.join([road])
    with pytest.raises(NotFound):
        works.join([road, TrackId(999)])
    with pytest.raises(NotFound):
        works.versions(TrackId(999))


def test_decisions_and_works_outlive_the_derived_database(
    tmp_path: Path, store: Store, works: WorksService, changes: ChangeFeed, clock: Clock
) -> None:
    first, *_, road = put(store, *versions_of_x())
    works.join([first, road])
    store.close()
    for name in ("derived.db", "derived.db-wal", "derived.db-shm"):
        (store.folder / name).unlink(missing_ok=True)
    with Store.open(store.folder, write=True, clock=clock) as again:
        fresh = WorksService(again, SettingsService(again, changes), changes)
        assert len(fresh.versions(first)) == 4


def sound(seed: int, noise: float = 0.0) -> dict[str, np.ndarray]:
    """Features of an invented recording; `noise` is how much an encoding changed them."""
    rng, more = np.random.default_rng(seed), np.random.default_rng(99)
    found = features_near(seed, 0)
    found["shape"] = rng.random(groups.WIDTHS["shape"]).astype(np.float32)
    found["tonal"][:12] = rng.dirichlet(np.ones(12))
    found["dynamics"][0] = -12 - seed % 5
    for name, scale in (("bands", 1.0), ("rhythm", 0.01), ("tonal", 0.0003), ("shape", 0.02), ("dynamics", 0.1)):
        found[name] = (found[name] + noise * scale * more.standard_normal(len(found[name]))).astype(np.float32)
    return found


def hear(store: Store, track: TrackId, features: dict[str, np.ndarray]) -> None:
    (known,) = store.tracks.rows([track])
    store.features.put(
        [FeatureRow(known.key, name, groups.VERSIONS[name], values) for name, values in features.items()]
    )


def three(store: Store, **more: object) -> list[TrackId]:
    """One recording as mp3, ogg and opus, and another song of the same length."""
    return put(
        store,
        tags_of("Hymn", "Nordlys", "First", codec="mp3", duration_ms=213_054, **more),
        tags_of("hymn", "NORDLYS", "First", codec="vorbis", duration_ms=213_017, **more),
        tags_of("Hymn", "Nordlys", "Best", codec="opus", duration_ms=213_017, **more),
        tags_of("Coast", "Nordlys", "First", codec="mp3", duration_ms=213_020, **more),
    )


def pairs(works: WorksService) -> list[tuple[int, int]]:
    return [(offer.a.id, offer.b.id) for offer in works.offers()]


def test_files_of_one_recording_are_offered_once(store: Store, works: WorksService) -> None:
    mp3, ogg, opus, _ = three(store)
    assert len(pairs(works)) == 2 and {t for pair in pairs(works) for t in pair} == {mp3, ogg, opus}
    assert all(offer.confidence < 0.8 and "not compared" in offer.why for offer in works.offers())
    for track, noise in ((mp3, 0.0), (ogg, 1.0), (opus, 0.5)):
        hear(store, track, sound(1, noise))
    offers = works.offers()
    assert len(offers) == 2 and all(offer.confidence > 0.95 for offer in offers)
    assert offers == works.offers()


def test_what_sounds_different_is_not_offered(store: Store, works: WorksService) -> None:
    mp3, ogg, opus, coast = three(store)
    for track, seed in ((mp3, 1), (ogg, 2), (opus, 3), (coast, 4)):
        hear(store, track, sound(seed))
    assert pairs(works) == []


@pytest.mark.parametrize("unnamed", ["rip 01", "", "?"])
def test_without_names_the_sound_is_enough(store: Store, works: WorksService, unnamed: str) -> None:
    one, other, third = put(
        store,
        tags_of(unnamed, "", "", duration_ms=213_054),
        tags_of("Hymn Live", "Nordlys", duration_ms=213_017),
        tags_of("Coast", "Vega", duration_ms=213_017),
    )
    assert pairs(works) == []
    for track, seed in ((one, 1), (other, 1), (third, 2)):
        hear(store, track, sound(seed, 0.5))
    assert pairs(works) == [(one, other)]
    assert "two names" in works.offers()[0].why


@pytest.mark.parametrize(
    "title",
    ["Hymn (Live)", "Hymn (Radio Edit)", "Hymn (Vega Remix)", "Hymn - Remastered 2011", "Hymn Remix", "Live: Hymn",
     "Hymn_live", "Hymn «Live»", 'Hymn 7" Version', "Hymn (концерт)", "Hymn (Reprise)"],
)  # fmt: skip
def test_versions_are_never_offered_as_one_recording(store: Store, works: WorksService, title: str) -> None:
    one, other = put(store, tags_of("Hymn", "Nordlys"), tags_of(title, "Nordlys"))
    assert pairs(works) == []
    hear(store, one, sound(1))
    hear(store, other, sound(1))
    assert pairs(works) == []


def test_another_length_is_another_recording(store: Store, works: WorksService) -> None:
    one, other = put(store, tags_of("Hymn", duration_ms=200_000), tags_of("Hymn", duration_ms=230_000))
    hear(store, one, sound(1))
    hear(store, other, sound(1))
    assert pairs(works) == []


def play(store: Store, clock: Clock, track: TrackId) -> None:
    seq = store.listens.open(track, clock.now, 0, 180_000, Chosen.HAND, None)
    clock.pass_time(minutes=5)
    store.listens.close(seq, 180_000, Ended.FINISHED, None)


def test_joining_counts_for_both_and_undo_restores_it(
    store: Store, works: WorksService, edits: EditService, clock: Clock
) -> None:
    """A lossy file that is away is replaced by a lossless one: offered, never lost."""
    root = store.library.add_root(b"/m")
    old = ReadFile(stamp_of(b"/m/a.mp3"), tags_of("Hymn", codec="mp3"), key_of("mp3"))
    lossy = store.library.put(root, [old]).tracks[0]
    play(store, clock, lossy)
    files = store.library.files(root)
    store.library.mark([file.id for file in files.values()], Presence.AWAY)
    new = ReadFile(stamp_of(b"/m/a.flac"), tags_of("Hymn", codec="flac"), key_of("flac"))
    lossless = store.library.put(root, [new]).tracks[0]
    play(store, clock, lossless)
    assert pairs(works) == [(lossy, lossless)]
    before = store.tracks.rows([lossy, lossless])
    act = works.join_recordings(lossy, lossless)
    assert [track.plays for track in store.tracks.rows([lossy])] == [2]
    assert len(store.tracks.ids()) == 1 or store.tracks.ids().tolist() == [lossy, lossless]
    assert pairs(works) == []
    edits.undo(act.id)
    assert store.tracks.rows([lossy, lossless]) == before
    assert pairs(works) == [(lossy, lossless)]


def test_what_was_refused_is_not_asked_again(store: Store, works: WorksService, edits: EditService) -> None:
    mp3, ogg, opus, _ = three(store)
    act = works.refuse_offer(mp3, ogg)
    assert (mp3, ogg) not in pairs(works)
    works.refuse_offer(mp3, opus)
    works.refuse_offer(ogg, opus)
    assert pairs(works) == []
    edits.undo(act.id)
    assert pairs(works) == [(mp3, ogg)]
    with pytest.raises(WrongUse):
        works.refuse_offer(mp3, mp3)
    with pytest.raises(NotFound):
        works.join_recordings(mp3, TrackId(999))


def test_the_setting_decides_about_asking(store: Store, works: WorksService, settings: SettingsService) -> None:
    mp3, ogg, *_ = three(store)
    settings.set("join_same_recordings", "off")
    assert pairs(works) == []
    settings.set("join_same_recordings", "auto")
    works.refresh()
    assert len(pairs(works)) == 2  # names alone are not enough
    for track, noise in ((mp3, 0.0), (ogg, 0.4)):
        hear(store, track, sound(1, noise))
    works.refresh()
    assert [(a, b) for a, b in pairs(works) if {a, b} == {mp3, ogg}] == []
    assert store.edits.acts(5)[0].kind == "join-recordings"
    assert works.refresh() == NOTHING


def test_a_reader_leaves_works_alone(
    store: Store, works: WorksService, clock: Clock, settings: SettingsService, changes: ChangeFeed
) -> None:
    put(store, *versions_of_x())
    works.refresh()
    with Store.open(store.folder, write=False, clock=clock) as reader:
        other = WorksService(reader, SettingsService(reader, changes), changes)
        assert other.refresh() == 0
        assert len(other.versions(TrackId(1))) == 3
