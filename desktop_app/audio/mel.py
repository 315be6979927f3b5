"""Mel spectrograms as the shipped models were trained on them, from 16,000 samples per second in one channel.

Source of the parameters: musicnn 0.1.0 (`configuration`, `extractor.batch_data`) and vibenet 0.1.0 (`extract_mel`);
both use Slaney's mel scale with triangles of equal area, as librosa does.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import librosa
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from desktop_app.domain.tables import Float32Array

RATE = 16_000
PATCH_FRAMES = 187
"""The taggers hear three seconds at a time."""
_TAG_FFT, _TAG_HOP, _TAG_BANDS = 512, 256, 96
_MOOD_FFT, _MOOD_WINDOW, _MOOD_HOP, _MOOD_BANDS = 1024, 640, 320, 128
_MOOD_RANGE_DB = np.float32(80)


def patches_in(samples: int) -> int:
    """How many patches that do not overlap so many samples hold."""
    return (1 + samples // _TAG_HOP) // PATCH_FRAMES


def patches(sound: Float32Array, count: int) -> Float32Array:
    """So many patches for the taggers, spread evenly over a sound.

    Args:
        sound: shape (n_samples,), with `patches_in(n_samples)` >= count >= 1.
    Returns:
        log10(1 + 10,000 * power) per mel band, shape (count, PATCH_FRAMES, 96); 16 ms a frame, the first one centred
        on the first sample.
    """
    frames = 1 + len(sound) // _TAG_HOP
    padded = np.pad(sound, _TAG_FFT // 2, mode="reflect")
    windows = sliding_window_view(padded, _TAG_FFT)[::_TAG_HOP]
    firsts = ((np.arange(count) + 0.5) * frames / count - PATCH_FRAMES / 2).astype(int)
    rows = (firsts[:, None] + np.arange(PATCH_FRAMES)).ravel()
    mel = _mel(windows[rows], _TAG_FFT, _TAG_BANDS)
    scaled: Float32Array = np.log10(1 + np.float32(10_000) * mel)
    return scaled.reshape(count, PATCH_FRAMES, _TAG_BANDS)


def mood_input(sounds: Sequence[Float32Array]) -> Float32Array:
    """What the mood model hears of sounds of shape (n_samples,), at least 640 samples each, one after the other.

    Returns:
        Power per mel band in dB, at most 80 dB below the loudest, shape (1, 128, n_frames); 20 ms a frame.
    """
    windows = [sliding_window_view(sound, _MOOD_WINDOW)[::_MOOD_HOP] for sound in sounds]
    mel = np.concatenate([_mel(part, _MOOD_FFT, _MOOD_BANDS) for part in windows])
    level = 10 * np.log10(np.maximum(mel, np.float32(1e-10)))
    return np.ascontiguousarray(np.maximum(level, level.max() - _MOOD_RANGE_DB).T[None])


def _mel(windows: Float32Array, n_fft: int, bands: int) -> Float32Array:
    spectrum = fft.rfft(windows * _hann(windows.shape[1]), n_fft, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    mel: Float32Array = power @ _filters(n_fft, bands)
    return mel


@lru_cache(maxsize=2)
def _filters(n_fft: int, bands: int) -> Float32Array:
    """Shape (n_fft / 2 + 1, bands)."""
    return np.ascontiguousarray(librosa.filters.mel(sr=RATE, n_fft=n_fft, n_mels=bands).T, np.float32)


@lru_cache(maxsize=2)
def _hann(length: int) -> Float32Array:
    return np.asarray(0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length), np.float32)
