from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXTRACT = """
import sys
if sys.argv[1] == "stand-in":
    from desktop_app.audio import without_numba
    without_numba.install()
from desktop_app.audio.extract import Extractor
from tests.audio import sounds
import numba
assert hasattr(numba, "__version__") == (sys.argv[1] != "stand-in")
extractor = Extractor(44_100, 2)
extractor.push(sounds.music(15))
extractor.push(sounds.noise(5))
features = extractor.finish().features
sys.stdout.buffer.write(b"".join(values.tobytes() for values in features.values()))
"""


def _features(which: str) -> bytes:
    return subprocess.run([sys.executable, "-c", EXTRACT, which], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout


def test_all_features_are_equal_to_the_last_bit_with_numba_and_without():
    own = _features("stand-in")
    assert len(own) > 4000
    assert own == _features("numba")


def test_the_stand_in_looks_like_numba_to_decorators():
    code = """
from desktop_app.audio import without_numba
without_numba.install()
import numba
from numba import jit, guvectorize, float32, uint32, prange

@jit
def a(x): return x + 1
@jit(nopython=True, cache=True)
def b(x): return x + 2
@guvectorize([(float32[:], uint32[:])], "(n)->(n)")
def c(x): return x + 3
@numba.vectorize(["float32(float32)"], nopython=True)
def d(x): return x + 4
@numba.stencil
def e(x): return x + 5
assert [f(0) for f in (a, b, c, d, e)] == [1, 2, 3, 4, 5]
assert list(prange(3)) == [0, 1, 2]
numba_before = numba
without_numba.install()
import sys
assert sys.modules["numba"] is numba_before
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_the_client_loads_neither_decoders_nor_librosa():
    code = """
import sys
from desktop_app.audio import client, groups
heavy = {"librosa", "numba", "av", "soundfile", "soxr", "scipy"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_what_librosa_brings_for_others_is_loaded_when_it_is_used():
    code = """
import sys
from desktop_app.audio import analysis
analysis._warm_up()
assert not any(name.startswith("scipy.stats") for name in sys.modules)
import scipy.signal
import scipy.signal.windows
assert abs(scipy.signal.windows.hann(4)[0]) < 1e-9
assert scipy.signal.lfilter([1.0, -1.0], [1.0], [1.0, 3.0, 6.0]).tolist() == [1.0, 2.0, 3.0]
from scipy.signal import medfilt
assert medfilt([1.0, 9.0, 1.0]).tolist() == [1.0, 1.0, 1.0]
assert sys.modules["scipy.signal"] is scipy.signal and scipy.signal.__file__
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
