"""Numbers for folded names: equal names have equal ones, within one derived.db."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Set as AbstractSet

_FIND = "SELECT key, id FROM derived.name_code WHERE kind = ? AND key IN (SELECT value FROM json_each(?))"


def codes_of(con: sqlite3.Connection, kind: str, keys: AbstractSet[str]) -> dict[str, int]:
    """The codes of some keys, made where they are new, inside the caller's transaction; -1 for the empty key."""
    kept = {key: key.replace("\0", " ") for key in keys}  # JSON in SQLite ends a text at a NUL
    asked = json.dumps(sorted(set(kept.values()) - {""}), ensure_ascii=False)
    found: dict[str, int] = {str(key): int(code) for key, code in con.execute(_FIND, (kind, asked))}
    new = {key for key in kept.values() if key and key not in found}
    if new:
        con.executemany("INSERT INTO derived.name_code(kind, key) VALUES (?, ?)", [(kind, key) for key in sorted(new)])
        found.update((str(key), int(code)) for key, code in con.execute(_FIND, (kind, asked)))
    found[""] = -1
    return {"": -1, **{key: found[name] for key, name in kept.items()}}
