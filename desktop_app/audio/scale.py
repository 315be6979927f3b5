"""The grid of the spectrogram, in time and frequency."""

from __future__ import annotations

RATE, N_FFT, HOP, N_MEL = 22_050, 2_048, 1_024, 128
"""Hz, samples, samples, bands. A step of 46 ms costs half of what one of 23 ms does, and finds as well what sounds
alike; tempo is read between the frames."""
FRAMES_PER_SECOND = RATE / HOP
RANGE_DB = 80.0
"""What lies further below the loudest band of a track is inaudible beside it, and differs from codec to codec."""
SILENT = 1e-6
"""Mel power below which a band is taken for silent (the power of a full-scale sine is about 1e4 here)."""
