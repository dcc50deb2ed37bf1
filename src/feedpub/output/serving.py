"""`serve`: where to subscribe, and with what."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.serve import LOCAL_APPS
from feedpub.output.text import Line


def serving_lines(address: str, *, lan: bool) -> Iterator[Line]:
    """The feed's address, and the apps that can fetch it there."""
    yield Line(address, label="feed", style="bold")
    yield Line(f"subscribe with an app that fetches feeds itself: {', '.join(LOCAL_APPS)}")
    where = "from this network" if lan else "from this machine; with --lan from others in this network, too"
    yield Line(f"reachable {where}; Ctrl-C ends it", style="dim")
