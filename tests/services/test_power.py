"""Heavy work waits on battery and in a hot machine, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.services.power import LOOK_EVERY_S, Power


class Machine:
    """A made-up /sys/class."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 0.0
        self.power = Power(folder, lambda: self.now)

    def write(self, place: str, **files: str | int) -> None:
        folder = self.folder / place
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_text(f"{content}\n")

    def reason(self, *, on_battery: bool = False) -> str:
        self.now += LOOK_EVERY_S
        return self.power.reason(on_battery=on_battery)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_machine_that_tells_nothing_never_waits(machine: Machine) -> None:
    assert machine.reason() == ""
    machine.write("power_supply/odd")
    machine.write("thermal/thermal_zone0", temp="hot", trip_point_0_type="passive", trip_point_0_temp="")
    assert machine.reason() == ""


def test_on_battery_it_waits_unless_the_person_wants_otherwise(machine: Machine) -> None:
    machine.write("power_supply/AC", type="Mains", online=0)
    machine.write("power_supply/BAT0", type="Battery", status="Discharging")
    assert machine.reason() == "battery"
    assert machine.reason(on_battery=True) == ""
    machine.write("power_supply/AC", online=1)
    assert machine.reason() == ""
    machine.write("power_supply/AC", online=0)
    machine.write("power_supply/BAT0", status="Full")
    assert machine.reason() == ""


def test_the_battery_of_a_mouse_is_none_of_the_machine(machine: Machine) -> None:
    machine.write("power_supply/mouse", type="Battery", scope="Device", status="Discharging")
    assert machine.reason() == ""


def test_a_hot_machine_waits_until_it_is_clearly_cooler(machine: Machine) -> None:
    zone = "thermal/thermal_zone0"
    machine.write(zone, temp=80_000, trip_point_0_type="passive", trip_point_0_temp=95_000)
    machine.write(zone, trip_point_1_type="critical", trip_point_1_temp=105_000)
    machine.write(zone, trip_point_2_type="active", trip_point_2_temp=50_000)
    assert machine.reason() == ""
    machine.write(zone, temp=91_000)
    assert machine.reason(on_battery=True) == "heat"
    machine.write(zone, temp=87_000)
    assert machine.reason() == "heat"
    machine.write(zone, temp=84_000)
    assert machine.reason() == ""
    machine.write(zone, temp=87_000)
    assert machine.reason() == ""


def test_it_looks_only_now_and_then(machine: Machine) -> None:
    assert machine.reason() == ""
    machine.write("power_supply/BAT0", type="Battery", status="Discharging")
    machine.now += LOOK_EVERY_S / 2
    assert machine.power.reason(on_battery=False) == ""
    assert machine.reason() == "battery"
