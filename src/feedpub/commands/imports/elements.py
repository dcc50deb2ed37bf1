"""Elements of a feed as authors write them: the way back through the classes that write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any, get_args, get_origin

from feedpub.commands.imports.left_out import ASKED, VERIFYING, VERIFYING_REASON, reason
from feedpub.commands.imports.old_host import OldHost
from feedpub.commands.imports.remarks import Remarks
from feedpub.elements.custom import OURS, USUAL, check_namespaces
from feedpub.elements.element import CHANNEL, ITEM, Attribute, Declared, Field, Inner, Text, at, fields_of, of
from feedpub.elements.podcast.media import AlternateEnclosure
from feedpub.elements.xml import rfc2822, seconds
from feedpub.feed_view import Element
from feedpub.model.written import ElementValues, refusal
from feedpub.scalars.names import read_https_url
from feedpub.standards import is_person_role, quoted, read_clock, read_date, written_clock
from feedpub.standards.podcasting import HLS

Written = dict[str, Any]
"""A mapping of YAML."""

SPOTIFY = frozenset({"spotify:limit", "spotify:countryOfOrigin", "dcterms:valid"})
"""What Spotify reads, and `spotify:` holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementReader:
    """Reads the elements of channels and items that have a field."""

    remarks: Remarks
    old: OldHost
    prefixes: Mapping[str, str]
    """URI → prefix, of the namespaces that the document declares."""

    def fields(self, parent: Element, place: str) -> Written:
        """Field → value of everything in a channel or an item that a class of `elements` declares."""
        found: Written = {}
        for name, kind in at(place).items():
            values = [value for xml in _elements(parent, kind) if (value := self._value(xml, kind, name)) is not None]
            if values:
                found[name] = values if kind.many else values[0]
        if (spotify := _spotify(parent, place)) and (valid := self._valid(spotify, at(place)["spotify"], parent)):
            found["spotify"] = valid
        return found

    def meaning(self, parent: Element, place: str, field: str) -> Any:  # noqa: ANN401 - whatever a field holds
        """What the elements of a field mean, however they are spelt; None if none of them is valid."""
        found = self.fields(parent, place).get(field)
        return None if found is None else ElementValues(at(place)[field]).read(found)

    def _value(self, xml: Element, kind: Declared, field: str) -> Written | None:
        """What an author writes for an element; None if it cannot be written, which is reported."""
        if field == "txt" and any(word in xml.get("purpose").casefold() for word in VERIFYING):
            self.remarks.add("left out", "podcast:txt", VERIFYING_REASON, xml.path)
            return None
        texts = [text for one in (xml, *xml.below()) for text in (one.text, *one.attributes.values())]
        if any(map(self.old.is_named_in, texts)):
            self.remarks.add("warning", xml.name, "names an address of the old host, which will end there", xml.path)
        by_hand = {
            "people": person_of,
            "publisher": _publisher,
            "update_frequency": _frequency,
            "alternates": _alternate,
        }
        value = by_hand[field](xml) if field in by_hand else _authored(xml, kind.cls)
        if field == "people" and (
            refused := refusal(partial(read_https_url, value.get("image", "https://x.example/")))
        ):
            self.remarks.add("repaired", xml.name, f"image is left out: {refused[1]}", xml.path)
            del value["image"]
        if valid := self._valid(value, kind, xml):
            self._remark_on_attributes(xml, kind)
        return valid

    def _remark_on_attributes(self, xml: Element, kind: Declared) -> None:
        """Say which attributes have no field: those of older forms of the namespace, or of nobody."""
        known = {one.role.name for one in fields_of(kind.cls) if isinstance(one.role, Attribute)}
        for name, value in xml.attributes.items():
            if name not in known and value.strip() and ":" not in name:
                message = f"is {quoted(value)}, and feedpub knows no such attribute"
                self.remarks.add("left out", f"{xml.name}@{name}", message, xml.at(name))

    def _valid(self, value: Written, kind: Declared, xml: Element) -> Written | None:
        """The value without what the model refuses; None if nothing of it can stay."""
        read = ElementValues(kind, many=False).read
        while refused := refusal(partial(read, value)):
            way, message = refused
            name = str(way[0]) if way else ""
            if (rest := _without_one(value, way)) is not None:
                why = _sentence(str(way[2]) if len(way) > 2 else "", message)
                about = f"one of its {name.replace('_', ' ')} is left out: {why}"
                self.remarks.add("repaired", xml.name, about, xml.path)
                value = rest
                continue
            if len(way) != 1 or name not in value:
                self.remarks.add("left out", xml.name, _sentence(name, message), xml.path)
                return None
            self.remarks.add("repaired", xml.name, f"{name} is left out: {message}", xml.path)
            value = {key: one for key, one in value.items() if key != name}
        return value

    # --- what has no field

    def custom(self, parent: Element, read: frozenset[str], place: str) -> tuple[list[Written], dict[str, str]]:
        """The elements of namespaces that nobody knows and that name no address of the old host; and the namespaces.

        All other elements that are not in `read` are reported with their reasons.
        """
        kept: list[Written] = []
        namespaces: dict[str, str] = {}
        known = read | _names(place)
        for xml in parent.children:
            if xml.name in known:
                continue
            uri, prefix = _namespace(xml, self.prefixes)
            why = self.reason_against(xml)
            if uri and not why:
                written, used = _custom(xml, self.prefixes)
                why = self._refusal(written, used, place)
                if not why:
                    kept.append(written)
                    namespaces |= used
            if why:
                self.remarks.add("asked" if xml.name in ASKED else "left out", _shown(xml.name, prefix), why, xml.path)
        return kept, namespaces

    def reason_against(self, xml: Element) -> str:
        """Why an element without a field is not carried over; empty if nothing speaks against it."""
        uri, prefix = _namespace(xml, self.prefixes)
        return reason(xml.name, prefix) if uri is None else self._why_not(xml, uri, prefix)

    def _why_not(self, xml: Element, uri: str, prefix: str) -> str:
        if why := reason(f"{prefix}:{xml.name.rpartition('}')[2]}", prefix):
            return why
        if ":" not in uri:
            return "its prefix is declared nowhere"
        texts = [text for one in (xml, *xml.below()) for text in (one.text, *one.attributes.values())]
        return "it names an address of the old host" if any(map(self.old.is_named_in, texts)) else ""

    def _refusal(self, written: Written, used: dict[str, str], place: str) -> str:
        refused = refusal(partial(check_namespaces, used)) or refusal(
            partial(ElementValues(at(place)["custom"], many=False).read, written)
        )
        return refused[1] if refused else ""


def _names(place: str) -> frozenset[str]:
    names = {kind.around or kind.name for name, kind in at(place).items() if name not in {"live", "custom"}}
    return frozenset(names - {""}) | SPOTIFY


def _elements(parent: Element, kind: Declared) -> Iterator[Element]:
    if kind.field in {"live", "custom", "spotify"}:
        return
    if not kind.around:
        yield from parent.all(kind.name)
        return
    for around in parent.all(kind.around):
        yield from around.all(kind.name)


def _sentence(name: str, message: str) -> str:
    """Why an element is left out, with the field that is at fault unless the message names a value."""
    if message.startswith("'") or not name:
        return message
    are_many = name.endswith("s") and not name.endswith("ss") and message.startswith("is ")
    return f"its {name.replace('_', ' ')} {message.replace('is ', 'are ', 1) if are_many else message}"


def _without_one(value: Written, way: Sequence[int | str]) -> Written | None:
    """The value without the entry of a list that is refused; None if there is no other one, or it is no list's."""
    name, at = (str(way[0]), way[1]) if len(way) > 1 else ("", None)
    entries = value.get(name)
    if not isinstance(entries, list) or not isinstance(at, int) or len(entries) < 2:
        return None
    return {**value, name: [one for number, one in enumerate(entries) if number != at]}


# --- one element


def _authored(xml: Element, cls: type[Any]) -> Written:
    """What an author writes for an element, by the annotations of its class."""
    found: Written = {}
    for field in fields_of(cls):
        value: Any = None
        match field.role:
            case Attribute(name=name, spell=spell):
                value = _spelt_back(xml.get(name), field, spell)
            case Text(spell=spell):
                value = _spelt_back(xml.value_here, field, spell)
            case Inner() if field.inner is not None:
                inner = [_authored(one, field.inner) for one in xml.all(of(field.inner).name)]
                value = (inner if _is_list(field) else inner[0]) if inner else None
            case _:
                pass
        if value not in (None, "", []):
            found[field.name] = value
    if xml.name == "podcast:block" and "service" not in found:
        found["service"] = "all"
    return found


def _is_list(field: Field) -> bool:
    plain = get_args(field.type)[0] if get_origin(field.type) is Annotated else field.type
    return get_origin(plain) is tuple


def _spelt_back(text: str, field: Field, spell: object) -> str:
    """The text of a feed as YAML holds it: seconds as a playing time, dates in ISO form."""
    if spell is seconds and text:
        milliseconds = read_clock(text)
        return written_clock(milliseconds) if milliseconds is not None else text
    if field.is_moment or spell is rfc2822:
        return _moment(text)
    return text


def _moment(text: str) -> str:
    """A date of RFC 2822 or ISO 8601 in ISO form, in UTC if it has an offset; as it is if it cannot be read."""
    if (moment := read_date(text).moment) is None:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return text
    return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat(timespec="seconds")


def person_of(xml: Element) -> Written:
    """Role and group in small letters; those that the taxonomy does not have are left to the namespace's defaults."""
    role, group = xml.get("role").casefold(), xml.get("group").casefold()
    part = {"role": role, "group": group} if role and group else {"role": role} if role else {"group": group}
    if role and group and not is_person_role(role, group):
        part = {"role": role}
    found = {"name": " ".join(xml.value_here.split()), **part, "image": xml.get("img"), "link": xml.get("href")}
    return {name: value for name, value in found.items() if value}


def _publisher(xml: Element) -> Written:
    found = {"guid": xml.get("feedGuid"), "url": xml.get("feedUrl"), "title": xml.get("title")}
    return {name: value for name, value in found.items() if value}


def _frequency(xml: Element) -> Written:
    found: Written = {"rule": xml.get("rrule"), "label": xml.value_here, "start": _moment(xml.get("dtstart"))}
    if xml.get("complete").casefold() == "true":
        found["complete"] = True
    return {name: value for name, value in found.items() if value}


def _alternate(xml: Element) -> Written:
    """Without the length of a stream, which is 0 whether a feed says it or not."""
    found = _authored(xml, AlternateEnclosure)
    is_stream = xml.get("type").casefold() == HLS.casefold()
    return {name: value for name, value in found.items() if not (is_stream and (name, value) == ("length", "0"))}


def _spotify(parent: Element, place: str) -> Written:
    found: Written = {}
    if place == CHANNEL:
        if (limit := parent.first("spotify:limit")) and limit.get("recentCount").isdigit():
            found["limit"] = limit.get("recentCount")
        if origin := parent.value("spotify:countryOfOrigin"):
            found["origin"] = origin.upper().split()
        restriction = parent.first("media:restriction")
        if restriction and (restriction.get("type"), restriction.get("relationship")) == ("country", "allow"):
            found["countries"] = restriction.value_here.upper().split()
    elif place == ITEM and (valid := parent.value("dcterms:valid")):
        parts = dict(part.strip().partition("=")[::2] for part in valid.split(";"))
        found = {"available": _moment(parts.get("start", "")), "until": _moment(parts.get("end", ""))}
    return {name: value for name, value in found.items() if value}


# --- elements of other namespaces


def _namespace(xml: Element, prefixes: Mapping[str, str]) -> tuple[str | None, str]:
    """URI (None for one that feeds usually hold) and prefix of an element."""
    if xml.name.startswith("{"):
        uri = xml.name[1:].partition("}")[0]
        return uri, prefixes.get(uri, uri)
    return None, xml.name.rpartition(":")[0]


def shown(name: str, prefixes: Mapping[str, str]) -> str:
    """The name of an element as its document writes it, for messages: `acme:page`."""
    uri, _, local = name[1:].partition("}")
    return _shown(name, prefixes.get(uri, uri)) if local and name.startswith("{") else name


def _shown(name: str, prefix: str) -> str:
    return f"{prefix}:{name.rpartition('}')[2]}".removeprefix(":") if name.startswith("{") else name


def _custom(xml: Element, prefixes: Mapping[str, str]) -> tuple[Written, dict[str, str]]:
    uri, prefix = _namespace(xml, prefixes)
    used = {prefix: uri} if uri and prefix else {}
    found: Written = {"element": _shown(xml.name, prefix)}
    if text := xml.value_here:
        found["text"] = text
    if attributes := {key: value for key, value in xml.attributes.items() if value and not key.startswith("{")}:
        found["attributes"] = dict(attributes)
    inner = [_custom(one, prefixes) for one in xml.children]
    if inner:
        found["children"] = [written for written, _ in inner]
        for _, more in inner:
            used |= more
    return found, {one: name for one, name in used.items() if one not in USUAL and one not in OURS}
