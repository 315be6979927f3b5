"""SQLite: connections, migrations, backups and one repository per subject. The only SQL of the program."""

from desktop_app.store.attempts import AttemptRepository, file_signature
from desktop_app.store.records import (
    MAX_CUT_OFF,
    MAX_TRIES,
    Attempt,
    Backup,
    FeatureRow,
    Feedback,
    KnownFile,
    LibraryCounts,
    PutOutcome,
    Unheard,
)
from desktop_app.store.store import Store

__all__ = [
    "MAX_CUT_OFF",
    "MAX_TRIES",
    "Attempt",
    "AttemptRepository",
    "Backup",
    "FeatureRow",
    "Feedback",
    "KnownFile",
    "LibraryCounts",
    "PutOutcome",
    "Store",
    "Unheard",
    "file_signature",
]
