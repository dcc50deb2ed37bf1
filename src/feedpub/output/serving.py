"""`serve`: where to subscribe, and with what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedpub.commands.serve import LOCAL_APPS, PublishedDirectory
from feedpub.output.text import Line
from feedpub.pages.qr import qr_modules


def serving_lines(
    published: PublishedDirectory, base: str, *, folder: str, lan: bool, width: int = 0
) -> Iterator[Line]:
    """The addresses of feed and home below `base`, and the apps that can fetch the feed there.

    `width`: columns of a terminal with colours, where other devices can connect (`lan`): then a QR symbol for phones is
    drawn, if there is room. `folder` is the show's.
    """
    yield Line(base + published.feed, label="feed", style="bold")
    if published.home:
        yield Line(base + published.home, label="home")
    if lan:
        yield from qr_lines(base + (published.subscribe or published.feed), width)
    yield Line(f"subscribe with an app that fetches the feed itself: {', '.join(LOCAL_APPS)}")
    if published.is_old and base != published.base:
        yield Line(
            f"its pages name {published.base}, since another version of feedpub made them; "
            f"to make them anew: feedpub publish {folder} --rerender",
            style="yellow",
        )
    who = "devices in this network can connect" if lan else "only this machine can connect (--lan lets others connect)"
    yield Line(f"{who}; Ctrl-C stops the server", style="dim")


def qr_lines(address: str, width: int) -> Iterator[Line]:
    """A QR symbol of an address for phones, where the terminal has as many columns."""
    rows = qr_modules(address)
    if len(rows) > width:
        return
    yield Line(f"with a phone, scan: {address}")
    for upper, lower in zip(rows[::2], [*rows[1::2], [False] * len(rows)], strict=False):
        yield Line(_half_blocks(upper, lower), style="black on bright_white")


def _half_blocks(upper: Sequence[bool], lower: Sequence[bool]) -> str:
    """Two rows of modules in one line of text."""
    return "".join(" ▄▀█"[2 * above + below] for above, below in zip(upper, lower, strict=True))
