"""A stand-in for numba, so that librosa can be imported without compiling anything.

librosa decorates a few helpers with numba. None of them is used here, but the first import on a machine would compile
for 15 to 25 seconds and take 120 MB more. The stand-in hands back the plain Python functions; all features come out
equal to the last bit. Functions that live off numba (beat tracking, pyin, local maxima) must not be used with it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_DECORATORS = frozenset({"jit", "njit", "vectorize", "guvectorize", "stencil", "generated_jit"})


class _StandIn(ModuleType):
    """Looks like numba to whoever imports it: decorators do nothing, everything else is a type name."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if name in _DECORATORS:
            return _unchanged
        return range if name == "prange" else _Type(name)


class _Type:
    """A numba type such as `float32` or `complex64`: may be called and indexed to spell a signature."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *arguments: object) -> _Type:
        return self

    def __getitem__(self, key: object) -> _Type:
        return self


def _unchanged(*arguments: Any, **options: Any) -> Any:
    """A decorator that returns the function as it is, written with or without arguments."""
    if len(arguments) == 1 and not options and callable(arguments[0]) and not isinstance(arguments[0], _Type):
        return arguments[0]

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        return function

    return decorate


def install() -> None:
    """Put the stand-in in place. Must come before the first import of librosa; does nothing where numba is loaded."""
    if "numba" not in sys.modules:
        module = _StandIn("numba")
        module.__spec__ = ModuleSpec("numba", None)
        sys.modules["numba"] = module
