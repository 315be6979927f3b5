"""Writes the dump of a schema that is about to be released: `python -m tests.store.released N`."""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from desktop_app.domain.ids import AudioKey, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended, Pick, ScoreTerm, SkipKind
from desktop_app.store.migrations import USER_MIGRATIONS
from tests.store.helpers import START, fill, open_store, stamp_of


def main() -> None:
    version = int(sys.argv[1])
    if version != len(USER_MIGRATIONS):
        raise SystemExit(f"The newest schema is {len(USER_MIGRATIONS)}")
    with tempfile.TemporaryDirectory() as folder:
        with open_store(Path(folder)) as store:
            fill(store, 4)
            store.library.refuse(store.library.roots()[0].id, [(stamp_of(b"/music/broken.mp3"), "holds no sound")])
            pick = Pick(TrackId(2), 1, 0.5, (ScoreTerm("sound", 0.5, (), (TrackId(1),), {"cosine": 0.5}),))
            run, (shown,) = store.impressions.log_run("for-you", "{}", "first", 1, [pick])
            for i, (track, played) in enumerate([(1, 180_000), (2, 4000), (1, 100_000)]):
                at = START + timedelta(minutes=4 * i)
                skip = played < 5000
                ended, kind = (Ended.SKIPPED, SkipKind.NOT_NOW) if skip else (Ended.FINISHED, None)
                impression = shown if track == 2 else None
                store.listens.add(TrackId(track), at, 60, played, 180_000, ended, kind, Chosen.MIX, impression)
            store.playlists.create("Evening", "by hand", [2, 1, 2], run)
            store.settings.set("theme", "dark")
            store.queue.save([2, 1], 1, 1500)
            store.edits.say("like", "Like an artist", target=Uid("0" * 32), value=1.0)
            store.edits.say("rating", "Rate two", tracks=[TrackId(1), TrackId(3)], value=0.75)
            store.edits.correct([TrackId(4)], {"title": "Another name", "music": "not-music"}, "Correct one")
            store.edits.set_rule(b"/music/0", True, "Keep a folder out")
            store.library.change_markers([b"/music/books"], [])
            keys = [(file.stamp, AudioKey(b"f1:%032d" % file.id)) for file in store.library.unkeyed(2)]
            store.library.put_full_keys(keys)
            store.library.set_shrunk(store.library.roots()[0].id, shrunk=True)
        with closing(sqlite3.connect(Path(folder) / "user.db")) as con:
            dump = "\n".join(con.iterdump()) + "\n"
    (Path(__file__).parent / f"user-{version}.sql").write_text(dump, encoding="utf-8")


if __name__ == "__main__":
    main()
