"""Read and change the person's settings."""

from __future__ import annotations

from desktop_app import settings as settings_record
from desktop_app.domain.errors import WrongUse
from desktop_app.domain.records import Changes
from desktop_app.services.changes import ChangeFeed
from desktop_app.settings import Settings
from desktop_app.store import Store

RECOMMENDING = ("recommendations", "dial", "off_terms", "min_track_seconds", "holiday_months")
"""Settings by which lists are made."""


class SettingsService:
    """The settings as one record; every change is stored before it is announced."""

    def __init__(self, store: Store, changes: ChangeFeed) -> None:
        self._store = store
        self._changes = changes

    def get(self) -> Settings:
        """The settings as they are now."""
        return settings_record.from_stored(self._store.settings.all())

    def set(self, key: str, value: object) -> Changes:
        """Set one setting. `value` may be text, as on the command line, or a value of the setting's own type.

        Raises:
            WrongUse: no such setting, or a value outside its bounds.
        """
        parsed = settings_record.parse(key, settings_record.to_text(value))
        if key == "off_terms" and isinstance(parsed, tuple):
            from desktop_app.recommend import TERMS  # not for the window's start

            if unknown := set(parsed) - TERMS.keys():
                raise WrongUse(f'There is no reason "{min(unknown)}".', remedy=f"There are: {', '.join(TERMS)}.")
        text = settings_record.to_text(parsed)
        self._store.settings.set(key, text)
        return self._changes.publish(Changes(settings=True, recommending=key in RECOMMENDING))

    def remember_volume(self, volume: float) -> None:
        """Keep the volume for the next start. Only the player shows it, so nobody is told."""
        self._store.settings.set("volume", settings_record.to_text(volume))
