"""What was recommended, when, by which policy and why: the ground for learning and for an honest comparison."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime

from desktop_app.domain.ids import ImpressionId, RunId
from desktop_app.domain.records import Pick
from desktop_app.store.connection import Database, to_ms


class ImpressionRepository:
    """Recommended lists and their items."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def log_run(
        self,
        mode: str,
        parameters: str,
        policy: str,
        rng: int,
        picks: Sequence[Pick],
        valid_until: datetime | None = None,
    ) -> tuple[RunId, list[ImpressionId]]:
        """Store a recommended list; the ids of its items are in the order of `picks`.

        Args:
            parameters: what was asked, as a JSON object.
        Raises:
            ValueError: a score or a term is not finite, or `parameters` is no JSON object.
        """
        if not isinstance(json.loads(parameters), dict):
            raise ValueError("The parameters of a list must be a JSON object")
        terms = [_terms(pick) for pick in picks]

        def job(con: sqlite3.Connection) -> tuple[RunId, list[ImpressionId]]:
            run = con.execute(
                "INSERT INTO list_run(mode, parameters, policy, rng, now_ms, valid_until_ms) VALUES (?, ?, ?, ?, ?, ?)",
                (mode, parameters, policy, int(rng), self._db.now_ms(), to_ms(valid_until) if valid_until else None),
            ).lastrowid
            ids = [
                con.execute(
                    "INSERT INTO impression(run, rank, track, score, terms, propensity) VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        run,
                        int(pick.rank),
                        int(pick.track),
                        float(pick.score),
                        text,
                        None if pick.propensity is None else float(pick.propensity),
                    ),
                ).lastrowid
                for pick, text in zip(picks, terms, strict=True)
            ]
            return RunId(int(run or 0)), [ImpressionId(int(i or 0)) for i in ids]

        return self._db.write(job)

    def count(self) -> int:
        """How many recommended items were logged."""
        return self._db.number("SELECT count(*) FROM impression")


def _terms(pick: Pick) -> str:
    return json.dumps(
        [
            {
                "term": term.term,
                "value": float(term.value),
                "listens": [int(seq) for seq in term.listens],
                "tracks": [int(track) for track in term.tracks],
                "facts": {name: float(value) for name, value in term.facts.items()},
            }
            for term in pick.terms
        ],
        allow_nan=False,
    )
