"""The colours that a style sheet of the author gives to pages: can text in them be read, by day and by night?

Ours are custom properties with one value for the day and one for the night. A value that the author writes for `:root`
holds by night, too, whatever ours is, since the author's rules win over ours (CSS Cascading 5, §6.4.3: layers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from feedpub.model.channel import Theme
from feedpub.standards.colours import READABLE, contrast

DAY, NIGHT = "day", "night"

Node = Any
"""What tinycss2 makes of CSS; the library has no types."""

PAIRS: Mapping[str, Sequence[str]] = {
    "--ink": ("--paper", "--panel", "--masthead"),
    "--quiet": ("--paper", "--panel", "--masthead"),
    "--accent": ("--paper", "--panel", "--masthead"),
    "--on-accent": ("--accent",),
}
"""Text → what it stands on."""


class Colour(NamedTuple):
    """A colour of the pages."""

    value: str
    """`#rrggbb`; empty for one that only a browser knows, such as `color-mix(…)`, or that one can see through."""

    written: bool = False
    """Whether it is the author's."""

    is_for_both: bool = False
    """Whether the same rule is for day and night."""

    line: int = 0
    """In the author's style sheet, counted from 1."""

    column: int = 0


class Unreadable(NamedTuple):
    """Text that can hardly be read, by a colour of the author's."""

    name: str
    """The property that the author has set: `--paper`."""

    colour: Colour
    text: str
    """The property of the text: `--ink`."""

    on: str
    """The property of what it stands on: `--paper`."""

    ratio: float
    """Its contrast, from 1 to 21."""

    scheme: str
    """`day` or `night`."""


def unreadable(theme: Theme, tint: str = "") -> tuple[Unreadable, ...]:
    """What can hardly be read by a theme's style sheet; of each colour and scheme the worst, in the order of the sheet.

    `tint`: what pages have their colours from.

    Source: WCAG 2.2, 1.4.3: text has a contrast of at least 4.5 : 1.
    """
    if "--" not in theme.css:
        return ()
    from feedpub.pages.static import colours  # noqa: PLC0415 - dates and numbers of pages take time to import

    ours = (files("feedpub.pages") / "assets" / "base.css").read_text("utf-8")
    palettes: dict[str, dict[str, Colour]] = {DAY: {}, NIGHT: {}}
    for sheet, is_written in ((ours, False), (colours(theme, tint), False), (theme.css, True)):
        for scheme, name, colour in _colours(sheet, is_written=is_written):
            palettes[scheme][name] = colour
    worst: dict[tuple[str, Colour, str], Unreadable] = {}
    for one in (found for scheme, palette in palettes.items() for found in _unreadable(palette, scheme)):
        key = (one.name, one.colour, one.scheme)
        worst[key] = min(worst.get(key, one), one, key=lambda it: it.ratio)
    return tuple(sorted(worst.values(), key=lambda one: (one.colour.line, one.colour.column, one.scheme)))


def _unreadable(palette: Mapping[str, Colour], scheme: str) -> Iterator[Unreadable]:
    for text, grounds in PAIRS.items():
        for on in grounds:
            ratio = _ratio(palette.get(text), palette.get(on))
            name = on if on in palette and palette[on].written else text
            if ratio < READABLE and palette[name].written:
                yield Unreadable(name, palette[name], text, on, ratio, scheme)


def _ratio(one: Colour | None, other: Colour | None) -> float:
    return contrast(one.value, other.value) if one and other and one.value and other.value else READABLE


def _colours(sheet: str, *, is_written: bool) -> Iterator[tuple[str, str, Colour]]:
    """Scheme, name and value of the properties that `:root` has, in order."""
    import tinycss2  # noqa: PLC0415 - few shows have a style sheet

    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        schemes = _schemes(rule)
        inner = rule.content or [] if rule.type == "at-rule" else []
        rules = tinycss2.parse_rule_list(inner, skip_comments=True, skip_whitespace=True) if inner else [rule]
        for name, value, at in _declared(rules if schemes else []):
            colour = Colour(value, is_written, is_written and len(schemes) == 2, at.source_line, at.source_column)
            yield from ((scheme, name, colour) for scheme in schemes)


def _schemes(rule: Node) -> Sequence[str]:
    """Whether a rule is for the day, the night or both; empty for what is for neither, or for something else."""
    if rule.type == "qualified-rule":
        return (DAY, NIGHT)
    if rule.type != "at-rule" or rule.lower_at_keyword != "media":
        return ()
    query = "".join(_serialised(rule.prelude).lower().split())
    return {"(prefers-color-scheme:dark)": (NIGHT,), "(prefers-color-scheme:light)": (DAY,)}.get(query, ())


def _declared(rules: Iterable[Node]) -> Iterator[tuple[str, str, Node]]:
    import tinycss2  # noqa: PLC0415 - as above

    for rule in rules:
        if rule.type != "qualified-rule" or _serialised(rule.prelude).strip() != ":root":
            continue
        for one in tinycss2.parse_declaration_list(rule.content, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration" and one.name in PAIRS.keys() | {"--paper", "--panel", "--masthead"}:
                yield one.name, _value(one.value), one


def _serialised(tokens: Sequence[Node]) -> str:
    import tinycss2  # noqa: PLC0415 - as above

    return str(tinycss2.serialize(tokens))


def _value(tokens: Sequence[Node]) -> str:
    from tinycss2.color4 import Color, parse_color  # noqa: PLC0415 - as above

    meant = [token for token in tokens if token.type not in {"whitespace", "comment"}]
    read = parse_color(meant[0]) if len(meant) == 1 else None
    if not isinstance(read, Color) or read.alpha < 1:
        return ""
    try:
        channels = tuple(read.to("srgb"))[:3]
    except NotImplementedError:
        return ""
    return "#" + "".join(f"{round(255 * min(1, max(0, channel))):02x}" for channel in channels)
