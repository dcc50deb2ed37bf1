"""`serve`: where to subscribe, and with what."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.serve import LOCAL_APPS
from feedpub.output.text import Line


def serving_lines(address: str, *, lan: bool) -> Iterator[Line]:
    """The feed's address, and the apps that can fetch it there."""
    yield Line(address, label="feed", style="bold")
    yield Line(f"subscribe with an app that fetches feeds without a server of its own: {', '.join(LOCAL_APPS)}")
    who = "devices in this network" if lan else "only this machine (--lan opens it to devices in this network)"
    yield Line(f"the address works for {who}; Ctrl-C stops the server", style="dim")
