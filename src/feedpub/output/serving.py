"""`serve`: where to subscribe, and with what."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.commands.serve import LOCAL_APPS
from feedpub.output.text import Line


def serving_lines(address: str, *, lan: bool) -> Iterator[Line]:
    """The feed's address, and the apps that can fetch it there."""
    yield Line(address, label="feed", style="bold")
    yield Line(f"subscribe with an app that fetches the feed itself: {', '.join(LOCAL_APPS)}")
    who = "devices in this network can connect" if lan else "only this machine can connect (--lan lets others connect)"
    yield Line(f"{who}; Ctrl-C stops the server", style="dim")
