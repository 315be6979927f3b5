"""Whatever was done and undone, in any order: it is as if only the rest had been done."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.acts import Act
from desktop_app.domain.errors import NotFound
from desktop_app.domain.ids import RootId, TrackId, Uid
from desktop_app.domain.records import Chosen, Ended
from desktop_app.store import Store
from tests.store.helpers import START, open_store
from tests.store.test_edits import put, shown

ROOTS = (b"/a", b"/b", b"/a/in")
NAMES = (b"1", b"2", b"3")


def _world(folder: str) -> Store:
    store = open_store(Path(folder) / "data")
    for root in ROOTS:
        put(store, root, *NAMES, sound=lambda name, root=root: (root + name).hex())
    put(store, b"/b", b"copy", sound=lambda name: b"/a1".hex())
    ids = shown(store)
    store.playlists.create("Mine", "", [ids[0], ids[4], ids[0], *ids])
    for track in ids[::2]:
        store.listens.add(track, START, 0, 180_000, 180_000, Ended.FINISHED, None, Chosen.HAND)
    return store


def _seen(store: Store) -> object:
    (mine,) = store.playlists.all()
    uids = {row[1]: row[0] for row in store._db.all("SELECT id, uid FROM track")}
    return (
        [replace(row, uid=Uid("")) for row in store.tracks.rows(shown(store))],
        [(root.id, root.path) for root in store.library.roots()],
        store.edits.rules(),
        sorted((said.kind, uids[said.target_uid], said.value or 0) for said in store.feedback.active()),
        mine.count,
        [row.title for row in store.tracks.rows(store.playlists.tracks(mine.id))],
        [listen.track for listen in store.listens.since(None)],
    )


Op = tuple[str, int, int]
OPS = st.tuples(
    st.sampled_from(["correct", "clear", "remove", "remove-root", "rate", "like", "rule", "allow", "relocate"]),
    st.integers(0, 9),
    st.integers(0, 9),
)


def _do(store: Store, op: Op, number: int) -> Act | None:
    """Carry out one act; None where it has no meaning now."""
    kind, a, b = op
    roots = {root.id: root.path for root in store.library.roots()}
    track, other, root = TrackId(a % 9 + 1), TrackId(b % 9 + 1), RootId(a % 3 + 1)
    acts: dict[str, Callable[[], Act]] = {
        "correct": lambda: store.edits.correct(
            [track, TrackId(b % 9 + 1)], {"title": f"T{b}", "year": f"{1990 + b}"}, ""
        ),
        "clear": lambda: store.edits.correct([track], {"title": None}, ""),
        "remove": lambda: store.edits.remove([track, other], ""),
        "remove-root": lambda: store.edits.remove_root(root, ""),
        "rate": lambda: store.edits.say("rating", "", tracks=[track], value=b / 10),
        "like": lambda: store.edits.say("like" if b % 2 else "dislike", "", tracks=[track]),
        "rule": lambda: store.edits.set_rule(roots[root], True, ""),
        "allow": lambda: store.edits.set_rule(roots[root], False, ""),
        "relocate": lambda: store.edits.relocate(root, b"/moved/%d" % number, ""),
    }
    if (kind in ("rule", "allow", "relocate") and root not in roots) or (kind == "relocate" and root == 1):
        return None
    try:
        return acts[kind]()
    except NotFound:
        return None


@settings(max_examples=25, deadline=None)
@given(st.lists(OPS, min_size=1, max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_undone_acts_were_never_done(ops: list[Op], luck: object, everything: bool) -> None:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two, _world(one) as store:
        done: dict[int, tuple[Op, int]] = {}
        for number, op in enumerate(ops):
            act = _do(store, op, number)
            if act is not None:
                done[act.id] = (op, number)
        order = list(done)
        luck.shuffle(order)  # type: ignore[attr-defined]
        undone = order if everything else order[: len(order) // 2]
        for act_id in undone:
            store.edits.undo(act_id)
        with _world(two) as never:
            for act_id, (op, number) in done.items():
                if act_id not in undone:
                    assert _do(never, op, number) is not None
            assert _seen(store) == _seen(never)
            for left in set(done) - set(undone):
                store.edits.undo(left)
            assert store.check() == []
