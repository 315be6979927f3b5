"""Change of sampling rate, carried on from one item to the next."""

from __future__ import annotations

import numpy as np
import soxr

from desktop_app.domain.tables import Float32Array


class Conversion:
    """One run of the resampler over any number of items of one rate that follow each other without a gap.

    One run, because the filter looks some milliseconds ahead and back: a run per item would hear silence there and
    put a ripple on each join of a live recording. Equal rates pass unchanged. The result is stereo.
    """

    def __init__(self, rate_in: int, rate_out: int) -> None:
        self.rate_in = rate_in
        self._rate_out = rate_out
        self._frames_in = 0
        self._soxr = None if rate_in == rate_out else soxr.ResampleStream(rate_in, rate_out, 2, dtype="float32")

    @property
    def expected(self) -> int:
        """Frames that come out for all that went in, once the run is finished."""
        return scaled(self._frames_in, self.rate_in, self._rate_out)

    def add(self, samples: Float32Array) -> Float32Array:
        """What comes out for samples of shape (n_frames, 1 or 2): shape (m_frames, 2), finite numbers only.

        With unequal rates it lags behind by the length of the filter.
        """
        self._frames_in += len(samples)
        stereo = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
        if stereo.shape[1] == 1:
            stereo = np.repeat(stereo, 2, axis=1)
        return stereo if self._soxr is None else self._convert(stereo, last=False)

    def finish(self) -> Float32Array:
        """The rest; the run is over."""
        nothing = np.zeros((0, 2), np.float32)
        return nothing if self._soxr is None else self._convert(nothing, last=True)

    def _convert(self, stereo: Float32Array, *, last: bool) -> Float32Array:
        assert self._soxr is not None
        out: Float32Array = np.asarray(self._soxr.resample_chunk(stereo, last=last), np.float32)
        return out


def scaled(frames: int, rate_in: int, rate_out: int) -> int:
    """A count of frames at another rate, rounded to the nearest."""
    return (frames * rate_out + rate_in // 2) // rate_in
