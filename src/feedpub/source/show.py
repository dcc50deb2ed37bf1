"""`show.yaml`, and the files that it extends: which field stands where, and what the whole of it says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import get_args

from feedpub.errors import FeedpubError, Invalid, Problem
from feedpub.model.files import ShowFile, Suppression
from feedpub.model.show import Show
from feedpub.model.written import Written, model_in
from feedpub.scalars import File, Target
from feedpub.source.files import digest_of, digest_of_texts, read_suppressions, read_text
from feedpub.source.own_pages import digest_with_pages, read_own_pages
from feedpub.source.paths import SHOW, display_path, find_file, find_workspace, real_path, workspace_shows
from feedpub.source.text_fields import TextField, excerpts, text_fields
from feedpub.source.validation import validate
from feedpub.source.yaml import Node, NodePlaces, Pair, compose

COMBINED = ("publish", "theme", "check")
"""Mappings of settings, which are put together key by key; every other field is taken whole from one file."""

SHOW_NAME = "{show}"
"""Stands for the name of the show's folder in what a shared file says of `publish`."""

_FieldName = tuple[str, ...]
"""`publish`, or `publish`, `to`."""

_ONE_PLACE: tuple[_FieldName, ...] = (("publish", "to"), ("publish", "url"), ("publish", "state"))
_ONE_SHOW: tuple[_FieldName, ...] = (("guid",), ("new_feed_url",))


def read_show(path: Path) -> ShowFile:
    """A show from its `show.yaml`, with the fields of the files that it extends.

    Raises `Invalid` with every problem of these files, `FileAbsent` if there is none, `FeedpubError` if it cannot be
    read.
    """
    workspace = find_workspace(path)
    own, *shared = layers = _layers(path, workspace)
    for one in shared:
        _as_from(path, one)
    places = _together(layers)
    problems = [problem for one in layers for problem in one.problems]
    is_whole = "extends" not in (layers[-1].root.pairs or {})
    show = validate(Show, places.root, places, problems) if is_whole else None
    pages = read_own_pages(path, problems)
    if show is None or problems:
        raise Invalid(problems)
    return ShowFile(
        path=path,
        name=own.name,
        show=show,
        digest=digest_with_pages(digest_of(show), pages),
        workspace=workspace,
        places=places,
        suppressions=tuple(one for layer in layers for one in layer.suppressions(show=path)),
        excerpts=tuple(one for layer in layers for one in excerpts(layer.texts(), layer.text, layer.name)),
        extends=tuple(one.path for one in shared),
        bytes_digest=digest_of_texts(*(text for layer in layers for text in (layer.name, layer.text))),
        own_pages=pages,
    )


@dataclass(slots=True)
class _Layer:
    """One of the files that a show is written in."""

    path: Path
    name: str
    text: str
    root: Node
    problems: list[Problem]
    extends: Path | None = None
    """The file that it extends, which may be malformed."""

    used: Node | None = None
    """The fields that are taken from it."""

    def texts(self) -> Iterator[TextField]:
        """The free texts among those fields."""
        return text_fields(Show, self.used or self.root)

    def suppressions(self, *, show: Path) -> Iterator[Suppression]:
        """Its comments that leave out findings; those of a shared file name it."""
        name = "" if self.path == show else self.name
        return (replace(one, file=name) for one in read_suppressions(self.text))


def _layers(path: Path, workspace: Path) -> list[_Layer]:
    """The show's file, then the one that it extends, and so on."""
    layers = [_layer(path)]
    seen = [real_path(path)]
    while (pair := (layers[-1].root.pairs or {}).get("extends")) is not None:
        last = layers[-1]
        try:
            last.extends = _extended(pair, last, workspace, seen)
            layers.append(_layer(last.extends))
        except Invalid as invalid:
            last.problems += invalid.problems
        except FeedpubError as error:
            place = NodePlaces(last.name, last.root).of("extends")
            last.problems.append(Problem(place, "extends", error.message, error.hint))
        if layers[-1] is last:
            break
        seen.append(real_path(layers[-1].path))
    return layers


def _layer(path: Path) -> _Layer:
    name = display_path(path)
    text = read_text(path, name)
    composed = compose(text, name)
    return _Layer(path, name, text, composed.root, composed.problems)


def _extended(pair: Pair, by: _Layer, workspace: Path, seen: list[Path]) -> Path:
    """The file that `extends` names. Raises `FeedpubError` for one that cannot be extended."""
    written = (pair.value.text or "").strip()
    if not written or pair.value.refused or "://" in written:
        what = "is an address; a file is wanted here" if "://" in written else "names no file"
        raise FeedpubError(what, hint="write the path of a YAML file, from this file's folder")
    found = find_file(written, beside=by.path, workspace=workspace)
    if found in seen:
        circle = ", ".join(display_path(one) for one in (*seen[seen.index(found) :], found))
        raise FeedpubError(f"leads in a circle: {circle}", hint="delete the line, or name another file")
    if _is_in_a_show(found, real_path(workspace)):
        hint = "move it beside the folders of the shows: extends: ../shared.yaml"
        raise FeedpubError("is in the folder of a show, where YAML files are episodes", hint=hint)
    return Path(os.path.normpath((by.path.parent / written).absolute()))


def _is_in_a_show(path: Path, workspace: Path) -> bool:
    folders = [one for one in path.parents if one.is_relative_to(workspace)]
    return any((one / SHOW).is_file() for one in folders)


def shows_extending(path: Path) -> list[Path]:
    """The shows of the workspace that extend a YAML file; none of a file in a show's folder.

    Raises `FeedpubError` if no show does. A show whose files cannot be read extends none.
    """
    if any((folder / SHOW).is_file() for folder in Path(os.path.normpath(path.absolute())).parents):
        return []
    if not (shows := workspace_shows(path)):
        return []
    whole = real_path(path)
    found = [show for show in shows if whole in _files_of(show)]
    if not found:
        written = os.path.relpath(path, shows[0].parent).replace(os.sep, "/")
        hint = f"no show extends it; write `extends: {written}` into a {SHOW}"
        raise FeedpubError(f"belongs to no show: no {SHOW} in its folder or above", where=display_path(path), hint=hint)
    return found


def _files_of(show: Path) -> list[Path]:
    try:
        return [real_path(one.extends) for one in _layers(show, find_workspace(show)) if one.extends]
    except FeedpubError:
        return []


# --- what a shared file says, as the show would say it


def _as_from(show: Path, shared: _Layer) -> None:
    """Write the paths in a shared file from the show's folder, and the show's name; note what is no field of many."""
    folder = Path(os.path.normpath(show.absolute())).parent
    places = NodePlaces(shared.name, shared.root)
    for path in (*_ONE_SHOW, *_ONE_PLACE):
        node = _scalar_at(shared.root, path)
        if node is not None and (path in _ONE_SHOW or SHOW_NAME not in (node.text or "")):
            shared.problems.append(_same_for_all(places, path))
        elif node is not None:
            node.text = (node.text or "").replace(SHOW_NAME, folder.name)
    for node in (*(_scalar_at(shared.root, path) for path in _file_fields(Show)), *_pictures(shared.root)):
        if node is not None and _is_relative(written := (node.text or "").strip()):
            node.text = os.path.relpath(shared.path.parent / written, folder).replace(os.sep, "/")


def _pictures(root: Node) -> Iterator[Node]:
    """The files of the cover and of portraits, each in its short or its long form, and of badges."""
    pairs = root.pairs or {}
    platforms = (pairs["platforms"].value.pairs or {}).values() if "platforms" in pairs else ()
    badges = ((one.value.pairs or {}).get("badge") for one in platforms)
    yield from (one.value for one in badges if one and one.value.text is not None)
    people = pairs["people"].value if "people" in pairs else None
    roster = pairs["roster"].value if "roster" in pairs else None
    listed = [people, *(people.items or ())] if people else []
    listed += [pair.value for pair in (roster.pairs or {}).values()] if roster else []
    for node in (root, *listed):
        if (pair := (node.pairs or {}).get("image")) is not None:
            inner = (pair.value.pairs or {}).get("file")
            file = inner.value if inner else pair.value
            yield from [file] if file.text is not None else []


def _same_for_all(places: NodePlaces, path: _FieldName) -> Problem:
    field = ".".join(path)
    hint = f"write it into each {SHOW}"
    if path in _ONE_PLACE:
        hint = f"write {SHOW_NAME} where the name of the show's folder belongs, or {hint.removeprefix('write ')}"
    return Problem(places.of(field), field, "is the same for every show that extends this file", hint)


def _is_relative(path: str) -> bool:
    return bool(path) and "://" not in path and not path.startswith(("/", "~")) and "\\" not in path


def _scalar_at(root: Node, path: _FieldName) -> Node | None:
    nodes = NodePlaces("", root).nodes(path)
    return nodes[-1] if len(nodes) == len(path) + 1 and nodes[-1].text is not None else None


@cache
def _file_fields(model: type[Written], above: _FieldName = ()) -> tuple[_FieldName, ...]:
    """The fields that hold a path: those of the type `File` or `Target`."""
    found: list[_FieldName] = []
    for name, field in model.model_fields.items():
        if any(one in _PATHS for one in _metadata((*field.metadata, field.annotation))):
            found.append((*above, name))
        elif name in COMBINED and (inner := model_in(field)):
            found += _file_fields(inner, (*above, name))
    return tuple(found)


_PATHS = tuple(get_args(one)[1] for one in (File, Target))
"""How these types are read."""


def _metadata(parts: tuple[object, ...]) -> Iterator[object]:
    for part in parts:
        yield part
        yield from _metadata((*get_args(part), *getattr(part, "__metadata__", ())))


# --- the whole


def _together(layers: list[_Layer]) -> NodePlaces:
    """The fields of all files, with their places: each from the first file that has it."""
    *nearer, last = layers
    places, last.used = NodePlaces(last.name, last.root), last.root
    for layer in reversed(nearer):
        places = _over(layer, places)
    return places


def _over(layer: _Layer, shared: NodePlaces) -> NodePlaces:
    """The fields of a file over those that it extends."""
    pairs = dict(layer.root.pairs or {})
    inherited: dict[_FieldName, NodePlaces] = {}
    layer.used = layer.root
    for name, pair in (shared.root.pairs or {}).items():
        own = pairs.get(name)
        if own is None:
            pairs[name] = pair
            inherited[(name,)] = shared
        elif name in COMBINED and own.value.pairs is not None and pair.value.pairs is not None:
            new = {key: one for key, one in pair.value.pairs.items() if key not in own.value.pairs}
            inherited |= {(name, key): shared for key in new}
            pairs[name] = replace(own, value=replace(own.value, pairs=own.value.pairs | new))
    return NodePlaces(layer.name, replace(layer.root, pairs=pairs), inherited)
