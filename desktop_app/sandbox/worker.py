"""The life of a worker: limits, imports, seal, then one message after another until the end of file.

The order matters: address space is limited before a library can grab it, every lazy import is forced by `warm_up`,
and only then is the process sealed; whatever a file makes it do afterwards, it can open nothing.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

from desktop_app.sandbox import limits as limiting
from desktop_app.sandbox import seccomp
from desktop_app.sandbox.channel import Channel, ChannelBroken, Message
from desktop_app.sandbox.limits import Limits

Handler = Callable[[Message, Channel], None]
"""Does one job, closes the message's descriptors, sends its replies itself. An exception that escapes ends the worker:
its state is unknown."""


def serve(channel: Channel, handlers: Mapping[str, Handler], *, warm_up: Callable[[], None], limits: Limits) -> int:
    """Run a worker to its end.

    Args:
        handlers: by the message's "op".
        warm_up: triggers every import and every file that the handlers will need.
    Returns:
        The exit code: 0 at the end of file, 1 for a message that no handler knows.
    """
    limiting.apply(limits)
    warm_up()
    seccomp.seal()
    with contextlib.suppress(ChannelBroken):
        while (message := channel.receive(descriptors=True)) is not None:
            handler = handlers.get(str(message.body.get("op")))
            if handler is None:
                return 1
            limiting.start_job(limits)
            handler(message, channel)
    return 0
