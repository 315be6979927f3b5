"""Read and change the person's settings."""

from __future__ import annotations

from desktop_app import settings as settings_record
from desktop_app.domain.records import Changes
from desktop_app.services.changes import ChangeFeed
from desktop_app.settings import Settings
from desktop_app.store import Store


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
        text = settings_record.to_text(settings_record.parse(key, settings_record.to_text(value)))
        self._store.settings.set(key, text)
        return self._changes.publish(Changes(settings=True))
