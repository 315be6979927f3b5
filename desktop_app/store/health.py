"""Whether the databases are sound, by SQLite's own account and by the rules that hold between them."""

from __future__ import annotations

from desktop_app.domain.errors import DatabaseDamaged
from desktop_app.store.connection import Database
from desktop_app.store.search_index import INDEX_CHECKS

SHOWN = 5
"""So many problems of one kind are named."""


def problems(db: Database) -> list[str]:
    """What is wrong, in plain sentences; empty where all is well. Reads every page: seconds on a large log."""
    found = []
    for schema, name in (("main", "user.db"), ("derived", "derived.db")):
        rows = db.all(f"PRAGMA {schema}.integrity_check({SHOWN})")
        found += [f"{name}: {text}" for (text,) in rows if text != "ok"]
        dangling = db.all(f"PRAGMA {schema}.foreign_key_check")
        if dangling:
            found.append(f"{name}: {len(dangling):,} rows point at nothing")
    return found + _search_index(db)


def _search_index(db: Database) -> list[str]:
    """The index checks itself against the words of all tracks, which only the one who writes can have it do."""
    if not db.writable:
        return []
    try:
        for check in INDEX_CHECKS:
            db.write(lambda con, sql=check: con.execute(sql))  # type: ignore[misc]
    except DatabaseDamaged as problem:
        return [str(problem)]
    return []
