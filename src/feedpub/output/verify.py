"""`verify` as a JSON document, and from it as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote

from feedpub.catalog.inventory import Discrepancy
from feedpub.commands.verify import SENT_AGAIN, Verified
from feedpub.deploy.verify.survey import Depth
from feedpub.output.errors import SCHEMA, Document, moved_away_lines
from feedpub.output.text import Line, columns, count, iso, moment


def verify_document(done: Sequence[Verified], plans: Sequence[Document]) -> Document:
    """All shows; `plans` are the last ones of their repairs, empty for those that needed none."""
    return {
        "schema": SCHEMA,
        "command": "verify",
        "damage": sum(len(one.damage) for one in done),
        "shows": [_plain(one, plan) for one, plan in zip(done, plans, strict=True)],
    }


def _plain(done: Verified, plan: Document) -> Document:
    survey, supply = done.survey, done.repaired.supply if done.repaired else {}
    remaining = {one.key for one in done.damage}
    return {
        "show": done.show,
        "title": done.title,
        "to": done.where.to,
        "feed_url": done.where.feed_url,
        "timezone": survey.catalog.channel.timezone or None,
        "revision": survey.catalog.revision,
        "moved_to": done.moved_to or None,
        "looked_at": {
            "objects": sum(survey.looked.values()),
            "absent": survey.looked.get(Depth.ABSENT, 0),
            "listed": survey.looked.get(Depth.LISTED, 0),
            "by_headers": survey.looked.get(Depth.HEADERS, 0),
            "read": survey.looked.get(Depth.READ, 0),
            "public_addresses": survey.asked,
            "superseded": survey.superseded,
        },
        "not_looked_at": list(_not_looked_at(done)),
        "findings": [_finding(one, supply, remaining, repaired=done.repaired is not None) for one in survey.findings],
        "damage": len(done.damage),
        "other_objects": survey.others,
        "cached_until": iso(survey.cached_until) if survey.cached_until else None,
        "repair": plan or None,
    }


def _finding(one: Discrepancy, supply: Mapping[str, str], remaining: set[str], *, repaired: bool) -> Document:
    return {
        "key": one.key,
        "what": one.what,
        "fault": one.fault.value,
        "message": one.message,
        "hint": supply.get(one.key) or one.hint or None,
        "damage": one.is_damage,
        "repairable": one.fault in SENT_AGAIN and one.key not in supply,
        "repaired": repaired and one.is_damage and one.key not in remaining,
    }


def _not_looked_at(done: Verified) -> Iterator[str]:
    """What nobody should take for verified."""
    looked = done.survey.looked
    if unread := looked.get(Depth.LISTED, 0) + looked.get(Depth.HEADERS, 0):
        yield f"the bytes of {count(unread, 'object')}: --deep reads them, --sample 5% a part of them"
    if looked.get(Depth.LISTED, 0) and done.survey.superseded and not done.scope.deep:
        yield f"{count(done.survey.superseded, 'object')} that nothing refers to any more, but for their being there"
    if not done.where.has_address:
        yield "any public address: the show has none"
    elif not done.scope.asks_public:
        yield "the public address (--store-only)"
    if not done.survey.is_listed:
        yield "what else is there: these credentials may not list (s3:ListBucket)"
    if done.survey.unread:
        yield f"{count(done.survey.unread, 'object')} that no manifest names, and that may be pages of this show"


# --- for people


def verify_lines(document: Document, *, details: bool = False) -> Iterator[Line]:
    """A few lines for each show: what was looked at, what is wrong, what was not looked at; `details`: all of it."""
    for show in document["shows"]:
        yield from _show(show, details=details)


def _show(show: Document, *, details: bool) -> Iterator[Line]:
    yield Line(f'"{show["title"]}" at {show["to"]}, revision {show["revision"]}', style="bold")
    yield from moved_away_lines(show["moved_to"], indent=2)
    yield Line(_looked_at(show["looked_at"]), indent=2)
    damage = [one for one in show["findings"] if one["damage"]]
    notes = [one for one in show["findings"] if not one["damage"]]
    yield from _table(damage, label="damaged", style="red", most=None)
    yield from _table(notes, label="to know", style="dim", most=None if details else _MOST)
    if show["other_objects"] and details:
        yield Line(f"{count(show['other_objects'], 'other object')} there, which feedpub did not put", indent=2)
    if show["cached_until"]:
        until = moment(show["cached_until"], show["timezone"])
        yield Line(f"caches may show an older feed until {until}", indent=2)
    for text in show["not_looked_at"]:
        yield Line(f"not looked at: {text}", indent=2, style="dim")
    yield from _end(show, damage)


_MOST = 5
"""Harmless findings that are named."""


def _looked_at(looked: Document) -> str:
    ways = [
        (looked["listed"], "by the listing alone (existence, size)"),
        (looked["by_headers"], "by their headers (size, type, caching, the digest stored with them)"),
        (looked["read"], "by reading them"),
        (looked["absent"], "not there"),
    ]
    how = ", ".join(f"{number} {way}" for number, way in ways if number)
    asked = looked["public_addresses"]
    outside = f"; {count(asked, 'public address')}{'' if asked == 1 else 'es'}".replace("addresss", "address")
    return f"looked at {count(looked['objects'], 'object')}: {how}{outside if asked else ''}"


def _table(findings: Sequence[Document], *, label: str, style: str, most: int | None) -> Iterator[Line]:
    if not findings:
        return
    yield Line(f"{label}: {count(len(findings), 'object')}", indent=2, style=style)
    shown = findings if most is None else findings[:most]
    rows: list[tuple[str, ...]] = [(one["key"], _word(one), one["what"], one["message"]) for one in shown]
    yield from (Line(line, indent=4) for line in columns(rows))
    if rest := len(findings) - len(shown):
        yield Line(f"… and {rest} more: -v shows them", indent=4)
    for hint in dict.fromkeys(one["hint"] for one in shown if one["hint"] and not one["repaired"]):
        yield Line(hint, label="help", indent=4)


def _word(finding: Document) -> str:
    return "repaired" if finding["repaired"] else finding["fault"]


def _end(show: Document, damage: Sequence[Document]) -> Iterator[Line]:
    left = [one for one in damage if not one["repaired"]]
    if not left:
        yield Line("everything that was looked at is as it was published", indent=2, style="green")
    elif any(one["repairable"] for one in left) and show["repair"] is None:
        yield Line(f"to send again what can be: feedpub verify {quote(show['show'])} --repair", indent=2)
    else:
        yield Line(f"still damaged: {count(len(left), 'object')}", indent=2, style="red")
