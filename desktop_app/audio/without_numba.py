"""A stand-in for numba, so that librosa can be imported without compiling anything.

librosa decorates a few helpers with numba. None of them is used here, but the first import on a machine would compile
for 15 to 25 seconds and take 120 MB more. The stand-in hands back the plain Python functions; all features come out
equal to the last bit. Functions that live off numba (beat tracking, pyin, local maxima) must not be used with it.

librosa also imports scipy.signal, which brings scipy.stats and 150 modules more: a third of the start, for functions
that are not used here. It is loaded when something asks for it.
"""

from __future__ import annotations

import importlib
import importlib.util
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


class _Later(ModuleType):
    """A package that is loaded with the first use of what is in it. (importlib.util.LazyLoader loads it with the first
    `import` statement already, up to Python 3.11.)"""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


def _load_later(name: str) -> None:
    spec = importlib.util.find_spec(name)
    if spec is not None and name not in sys.modules:
        module = _Later(name)
        module.__spec__, module.__path__ = spec, list(spec.submodule_search_locations or ())
        sys.modules[name] = module


def install() -> None:
    """Put the stand-in in place. Must come before the first import of librosa; does nothing where numba is loaded."""
    _load_later("scipy.signal")
    if "numba" not in sys.modules:
        module = _StandIn("numba")
        module.__spec__ = ModuleSpec("numba", None)
        sys.modules["numba"] = module
