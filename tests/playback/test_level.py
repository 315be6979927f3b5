from __future__ import annotations

import numpy as np
import pytest

from desktop_app.playback.engine.level import Ramp, amplitude


def test_volume_is_cubic_and_bounded():
    assert [amplitude(volume) for volume in (-1, 0, 0.5, 1, 3)] == [0, 0, 0.125, 1, 1]
    assert 20 * np.log10(amplitude(0.5)) == pytest.approx(-18.06, abs=0.01)


@pytest.mark.parametrize("cuts", [[100], [1] * 100, [30, 69, 1], [7] * 14 + [2]])
def test_ramp_is_the_same_line_however_it_is_cut(cuts):
    ramp = Ramp(0.0)
    ramp.go(1.0, 60)
    pieces = []
    for count in cuts:
        piece = np.ones((count, 2), np.float32)
        ramp.apply(piece)
        pieces.append(piece[:, 0])
    whole = np.concatenate(pieces)
    assert whole[:60] == pytest.approx(np.arange(1, 61) / 60, abs=1e-6)
    assert (whole[60:] == 1.0).all()
    assert ramp.frames_left == 0


def test_ramp_turns_round_from_where_it_is():
    ramp = Ramp(1.0)
    ramp.go(0.0, 100)
    ramp.apply(np.ones((50, 2), np.float32))
    ramp.go(1.0, 10)
    after = np.ones((10, 2), np.float32)
    ramp.apply(after)
    assert after[0, 0] == pytest.approx(0.55)
    assert ramp.value == 1.0
