"""In words, which of the models that hear music cannot be used, and what that means."""

from __future__ import annotations

from functools import lru_cache

from desktop_app.audio import models


@lru_cache(maxsize=1)
def missing_models() -> tuple[str, ...]:
    """One or two sentences; none where all models can be used. Reads the files once."""
    reasons = models.usable()
    bad = {file: reason for file, reason in reasons.items() if reason}
    if not bad:
        return ()
    if len(bad) == len(reasons) and len(set(bad.values())) == 1:
        why = next(iter(bad.values()))
        told = f"The models that hear moods, instruments and genres cannot be used ({why})."
        return (told, "What is measured serves without them, less well.")
    said = {
        models.MSD_FILE: "The model that hears genres cannot be used",
        models.MTT_FILE: "The model that hears instruments and voices cannot be used",
        models.MOOD_FILE: "The model that hears moods cannot be used",
    }
    return tuple(f"{said[file]} ({file}: {reason})." for file, reason in bad.items())
