"""Makes derived.db ready: a damaged or newer one is set aside and a new one takes its place, without asking."""

from __future__ import annotations

from pathlib import Path

from desktop_app.domain.errors import DatabaseDamaged, DatabaseTooNew
from desktop_app.store.faults import translated
from desktop_app.store.migrations import DERIVED_MIGRATIONS, check_known, create_empty, migrate, version_of
from desktop_app.store.salvage import salvage_features

DAMAGE_MARK = "derived.damaged"
"""A file of this name says that derived.db is to be set aside at the next start."""
_FILES = ("-wal", "-shm", "")


def derived_is_ready(derived: Path) -> bool:
    """Whether it can be read as it is."""
    return _version(derived) == len(DERIVED_MIGRATIONS)


def prepare_derived(derived: Path) -> None:
    """Make, upgrade or replace it; the caller holds the lock. What is stale in it is for the caller to refresh."""
    fresh = derived.with_name("derived.new.db")
    mark = derived.with_name(DAMAGE_MARK)
    with translated(derived):
        if not derived.exists() and fresh.exists():  # a crash came between the two renames below
            fresh.rename(derived)
    have = -1 if mark.exists() else _version(derived)
    if have >= 0:
        _bring_up(derived, have)
        return
    with translated(derived):
        for suffix in _FILES:
            _beside(fresh, suffix).unlink(missing_ok=True)
        _bring_up(fresh, 0)
        salvage_features(derived, fresh)
        aside = derived.with_name("derived.aside.db")
        for suffix in _FILES:
            _beside(aside, suffix).unlink(missing_ok=True)
            if _beside(derived, suffix).exists():
                _beside(derived, suffix).rename(_beside(aside, suffix))
        fresh.rename(derived)
        mark.unlink(missing_ok=True)


def _bring_up(path: Path, have: int) -> None:
    if have < len(DERIVED_MIGRATIONS):
        create_empty(path)
        migrate(path, DERIVED_MIGRATIONS, have)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _version(derived: Path) -> int:
    """Its schema; -1 if it cannot be used: damaged, of another program, or newer than this version knows."""
    try:
        have = version_of(derived)
        check_known(derived, have, len(DERIVED_MIGRATIONS))
    except (DatabaseDamaged, DatabaseTooNew):
        return -1
    return have
