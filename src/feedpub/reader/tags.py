"""Start tags, however badly they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from feedpub.reader.lines import Lines

NAME = re.compile(r"[^\W\d][\w:.-]*")
_ATTRIBUTE = re.compile(
    r"(?P<blank>\s*)(?P<name>[^\W\d][\w:.-]*)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>]+))"
)
_END = re.compile(r"\s*(/?)>")
_JUNK = re.compile(r"\s*[^\s<>]+")
_RUN_ON = re.compile(r"\s[\w:.-]+\s*=\s*\Z")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute as it is written."""

    name: str
    raw: str
    at: int
    """Where its name begins."""

    value_at: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a tag is no XML."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class StartTag:
    """A start tag from `<` to `>`."""

    name: str
    attributes: tuple[Attribute, ...]
    end: int
    """Behind it."""

    is_closed: bool
    """Whether it ends in `/>`."""

    wrong: tuple[Wrong, ...] = ()


def attribute_place(lines: Lines, place: tuple[int, int], name: str) -> tuple[int, int]:
    """Where an attribute of the tag at a line and column stands; the tag's own place if it is not there."""
    tag = start_tag(lines.text, lines.position(*place))
    found = next((one for one in tag.attributes if one.name == name), None) if tag else None
    return lines.place(found.at) if found else place


def start_tag(text: str, at: int) -> StartTag | None:
    """The start tag whose `<` is at a position; None if that `<` begins none."""
    name = NAME.match(text, at + 1)
    if name is None:
        return None
    attributes: list[Attribute] = []
    names: set[str] = set()
    wrong: list[Wrong] = []
    place = name.end()
    while (end := _END.match(text, place)) is None:
        if (found := _ATTRIBUTE.match(text, place)) is not None:
            attribute, place = _read(text, found, wrong)
            if attribute.name in names:
                wrong.append(Wrong(attribute.at, f"`{attribute.name}` is there twice in one tag", "delete one of them"))
            else:
                names.add(attribute.name)
                attributes.append(attribute)
        elif (junk := _JUNK.match(text, place)) is not None:
            wrong.append(
                Wrong(place, f"{_shown(junk[0])} in a tag is no attribute", 'write attributes as `name="value"`')
            )
            place = junk.end()
        else:  # a `<`, or the end of the document
            unclosed = Wrong(at, f"the tag `<{name[0]}` is never closed", "a `>` is missing")
            return StartTag(name[0], tuple(attributes), place, is_closed=False, wrong=(unclosed, *wrong))
    return StartTag(name[0], tuple(attributes), end.end(), is_closed=bool(end[1]), wrong=tuple(wrong))


def _read(text: str, found: re.Match[str], wrong: list[Wrong]) -> tuple[Attribute, int]:
    """An attribute and where to read on: at the end of its value, or where that should have ended."""
    group = next(one for one in ("double", "single", "bare") if found[one] is not None)
    raw, end = found[group], found.end()
    name, at = found["name"], found.start("name")
    unclosed = f"the value of `{name}` has no closing quote"
    if not found["blank"]:
        wrong.append(Wrong(at, f"a blank is missing in front of `{name}`", "or a quote is where it should not be"))
    if group == "bare":
        wrong.append(Wrong(at, f"the value of `{name}` is not in quotes", f'write `{name}="…"`'))
        if raw.endswith("/") and text.startswith(">", end):
            raw, end = raw[:-1], end - 1
    elif "<" in raw and ">" in raw.partition("<")[0]:
        wrong.append(Wrong(at, unclosed, 'add a `"` behind it'))
        raw = raw.partition(">")[0].rstrip().removesuffix("/").rstrip()
        end = found.start(group) + len(raw)
    elif "<" in raw:
        wrong.append(Wrong(at, f"the value of `{name}` has a `<` in it", "write `&lt;`"))
    elif not text.startswith((" ", "\n", "\t", "/", ">"), end) and (run_on := _RUN_ON.search(raw)) is not None:
        wrong.append(Wrong(at, unclosed, 'add a `"` behind it'))
        raw = raw[: run_on.start()]
        end = found.start(group) + run_on.start()
    return Attribute(name, raw, at, found.start(group)), end


def _shown(junk: str) -> str:
    bare = junk.strip()
    return f"`{bare[:30]}…`" if len(bare) > 30 else f"`{bare}`"
