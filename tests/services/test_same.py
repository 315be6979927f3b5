"""One real recording in several codecs, scanned and analysed as the program does it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.jobs import QuietJob
from desktop_app.domain.query import TrackQuery
from desktop_app.domain.records import Ended, Presence
from desktop_app.services import Services
from tests.store.helpers import Clock

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SAME = DATA / "samesong"
CLIPS = DATA / "music" / "Same recording, six codecs"


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with Services.open(tmp_path / "data", write=True, clock=Clock(), output="null") as opened:
        yield opened


def groups(services: Services) -> list[set[str]]:
    """The names of files that are offered as one recording, by the offers that hang together."""
    found: list[set[str]] = []
    for offer in services.works.offers():
        pair = {Path(track.path.decode()).name for track in (offer.a, offer.b)}
        found = [
            pair.union(*(group for group in found if group & pair)),
            *(group for group in found if not group & pair),
        ]
    return sorted(found, key=sorted)


@pytest.mark.skipif(not SAME.is_dir(), reason="the recording in three codecs is not here")
def test_one_recording_in_three_codecs_is_offered_as_one(services: Services) -> None:
    services.library.scan([SAME], QuietJob())
    names = {path.name for path in SAME.iterdir()}
    assert groups(services) == [names]
    services.analysis.run(QuietJob())
    assert groups(services) == [names]
    offers = services.works.offers()
    assert len(offers) == len(names) - 1 and all(offer.confidence > 0.95 for offer in offers)
    for offer in offers:
        services.works.join_recordings(offer.a.id, offer.b.id)
    assert services.works.offers() == []
    assert services.library.stats().tracks == 1


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips in six codecs are not here")
def test_without_tags_the_sound_brings_them_together(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "music"
    folder.mkdir()
    for number, path in enumerate(sorted(CLIPS.iterdir())):
        if path.suffix in (".flac", ".mp3", ".m4a", ".wma"):  # those without tags
            shutil.copy(path, folder / f"{number:02}x{path.name[:5]}{path.suffix}")
    services.library.scan([folder], QuietJob())
    assert groups(services) == []
    services.analysis.run(QuietJob())
    found = groups(services)
    assert len(found) == 2 and all(len(group) == 4 for group in found)
    assert [{name[3:8] for name in group} for group in found] in ([{"clip1"}, {"clip2"}], [{"clip2"}, {"clip1"}])


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the clips in six codecs are not here")
@pytest.mark.parametrize("analysed", [False, True])
def test_a_lossless_file_that_replaces_a_lossy_one_takes_over_its_history(
    services: Services, tmp_path: Path, analysed: bool
) -> None:
    """The old file is gone before the scan that finds the new one: what is known of it is kept and offered."""
    music = tmp_path / "music"
    music.mkdir()
    for name in ("clip1.mp3", "clip2.mp3"):
        shutil.copy(CLIPS / name, music)
    services.library.scan([music], QuietJob())
    old, other = services.library.rows(services.library.track_ids(TrackQuery()).tolist())
    for track in (old, other):
        services.history.log(track, Ended.FINISHED, 20_000)
    services.edits.rate([old.id], 4)
    playlist = services.playlists.save("Mine", [old.id, other.id, old.id])
    if analysed:
        services.analysis.run(QuietJob())
    (music / "clip1.mp3").unlink()
    shutil.copy(CLIPS / "clip1.flac", music)
    services.library.scan(None, QuietJob())
    if analysed:
        services.analysis.run(QuietJob())
    new = services.library.find(str(music / "clip1.flac"), tmp_path)
    assert (new.plays, new.rating, new.codec) == (0, None, "flac")
    (offer,) = services.works.offers()
    assert {offer.a.id, offer.b.id} == {old.id, new.id} and (offer.confidence > 0.95) == analysed
    services.history.log(new, Ended.FINISHED, 20_000)
    before = (services.library.rows([old.id, new.id]), services.playlists.tracks(playlist.id))
    act = services.works.join_recordings(old.id, new.id)
    (joined,) = services.library.rows([new.id])
    assert (joined.id, joined.plays, joined.codec, joined.path) == (old.id, 2, "flac", new.path)
    assert joined.rating is not None and joined.presence is Presence.PRESENT
    assert [track.id for track in services.playlists.tracks(playlist.id)] == [old.id, other.id, old.id]
    assert services.works.offers() == []
    services.edits.undo(act.id)
    assert (services.library.rows([old.id, new.id]), services.playlists.tracks(playlist.id)) == before
    assert len(services.works.offers()) == 1
