"""The spectrogram and what is read off it at once are what librosa's own functions give, only cheaper."""

import numpy as np
import pytest

from desktop_app.audio import without_numba
from desktop_app.audio.scale import HOP, N_FFT, N_MEL, RATE

without_numba.install()
import librosa  # noqa: E402  (after the stand-in)

from desktop_app.audio import spectrogram, timbre  # noqa: E402


@pytest.fixture
def signal() -> np.ndarray:
    generator = np.random.default_rng(0)
    ticks = np.arange(RATE * 4) / RATE
    noise = generator.standard_normal(len(ticks)) * np.linspace(0, 0.3, len(ticks))
    return (0.4 * np.sin(2 * np.pi * 440 * ticks) + noise).astype(np.float32)


def test_mel_power_is_that_of_librosa(signal):
    window = np.hanning(N_FFT + 1)[:N_FFT].astype(np.float32)
    spectrum = librosa.stft(signal, n_fft=N_FFT, hop_length=HOP, window=window, center=False)
    expected = librosa.feature.melspectrogram(S=np.square(np.abs(spectrum)), sr=RATE, n_fft=N_FFT, n_mels=N_MEL)
    found = spectrogram.frames_of(signal)
    assert found.mel.shape == expected.shape == (N_MEL, spectrogram.frame_count(len(signal)))
    assert found.mel.flags.c_contiguous
    np.testing.assert_allclose(found.mel, expected, rtol=1e-4)


def test_colour_is_that_of_librosa(signal):
    mel = spectrogram.frames_of(signal).mel
    amplitude, centres = np.sqrt(mel), librosa.mel_frequencies(n_mels=N_MEL + 2, fmin=0.0, fmax=RATE / 2)[1:-1]
    feature = librosa.feature
    expected = [
        np.log2(feature.spectral_centroid(S=amplitude, sr=RATE, freq=centres) + 50)[0],
        np.log2(feature.spectral_bandwidth(S=amplitude, sr=RATE, freq=centres) + 50)[0],
        np.log2(feature.spectral_rolloff(S=amplitude, sr=RATE, freq=centres) + 50)[0],
        np.log10(feature.spectral_flatness(S=amplitude) + 1e-6)[0],
    ]
    np.testing.assert_allclose(timbre.colour(np.ascontiguousarray(mel.T)), expected, atol=2e-5)


def test_silence_has_a_finite_colour():
    found = timbre.colour(np.zeros((3, N_MEL), np.float32))
    assert np.isfinite(found).all()
    assert found[0] == pytest.approx(np.full(3, np.log2(50)))  # a centroid of 0 Hz
    assert found[3] == pytest.approx(np.zeros(3), abs=1e-4)  # as flat as can be
