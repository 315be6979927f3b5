"""Whether this is a good time for heavy work: not on battery, not while the machine is hot.

Source: the Linux kernel's sysfs ABI, /sys/class/power_supply and /sys/class/thermal (temperatures in 1/1000 degree
Celsius). Where a system tells neither, nothing ever holds the work up.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

SYSTEM = Path("/sys/class")
LOOK_EVERY_S = 5.0
_MARGIN = 5_000
"""Work stops so far below the point at which the machine would slow down by itself, and goes on twice as far below."""
_TRIPS = ("passive", "hot", "critical")


class Power:
    """Asked now and then by long work; remembers only whether it was hot."""

    def __init__(self, system: Path = SYSTEM, clock: Callable[[], float] = time.monotonic) -> None:
        self._system = system
        self._clock = clock
        self._hot = False
        self._asked: tuple[float, bool, str] | None = None

    def reason(self, *, on_battery: bool) -> str:
        """ "battery" or "heat" where the work had better wait, else ''.

        Args:
            on_battery: the person wants it done on battery as well.
        """
        now = self._clock()
        if self._asked is None or now - self._asked[0] >= LOOK_EVERY_S or self._asked[1] != on_battery:
            self._asked = now, on_battery, self._look(on_battery)
        return self._asked[2]

    def _look(self, on_battery: bool) -> str:
        if not on_battery and self._discharges():
            return "battery"
        margin = 2 * _MARGIN if self._hot else _MARGIN
        self._hot = any(heat >= trip - margin for heat, trip in self._heats())
        return "heat" if self._hot else ""

    def _discharges(self) -> bool:
        """Whether a battery of the machine itself is all that feeds it; that of a mouse does not count."""
        battery = False
        for supply in self._folders("power_supply"):
            kind = _text(supply / "type")
            if kind == "Battery" and _text(supply / "scope") != "Device":
                battery = battery or _text(supply / "status") == "Discharging"
            elif kind and kind != "Battery" and _text(supply / "online") == "1":
                return False
        return battery

    def _heats(self) -> Iterator[tuple[int, int]]:
        """(temperature, the lowest point at which something is done about it) of every zone that has one."""
        for zone in self._folders("thermal"):
            trips = [
                trip
                for kind in sorted(zone.glob("trip_point_*_type"))
                if _text(kind) in _TRIPS
                and (trip := _number(kind.with_name(kind.name.replace("_type", "_temp")))) is not None
                and trip > 40_000  # lower ones are placeholders of the firmware
            ]
            heat = _number(zone / "temp")
            if trips and heat is not None:
                yield heat, min(trips)

    def _folders(self, name: str) -> list[Path]:
        with contextlib.suppress(OSError):
            return sorted((self._system / name).iterdir())
        return []


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""


def _number(path: Path) -> int | None:
    try:
        return int(_text(path))
    except ValueError:
        return None
