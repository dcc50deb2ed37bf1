"""A plan before anything is done: what listeners will notice, then each object with size and reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from feedpub.catalog import AT_PUBLICATION, Altered, Change, Transition, dated_by_publication
from feedpub.deploy import Planned
from feedpub.deploy.plan import Action, Delete, Phase, Plan, Put, Verify
from feedpub.model.catalog import Catalog
from feedpub.output.findings import plain_findings
from feedpub.output.text import Line, columns, count, moment, size

NOW_HINT = "leave out `published` to publish now"

_PHASES = {
    "media": "upload",
    "proof": "prove that listeners get",
    "catalog": "record",
    "pages": "publish pages",
    "links": "prove that readers get",
    "feed": "publish",
    "applied": "note that all is out",
}
_MOST = 12
"""Lines of a phase that people read; `--json` has all."""

_TRANSITIONS = {
    Transition.BEGIN: "new show",
    Transition.ADD: "add",
    Transition.SCHEDULE: "schedule",
    Transition.RELEASE: "release",
    Transition.UNSCHEDULE: "take off the schedule:",
    Transition.REMOVE: "remove",
    Transition.RESTORE: "restore",
}


def plan_lines(planned: Planned) -> Iterator[Line]:
    """The whole plan, or that there is nothing to do."""
    if not planned.plan:
        return
    undated = dated_by_publication(planned.before, planned.after)
    for change in planned.changes:
        yield from _change(change, planned.after, is_undated=change.slug in undated)
    yield from _phases(planned.plan)


def _change(change: Change, after: Catalog, *, is_undated: bool) -> Iterator[Line]:
    name = f'{change.slug} "{change.title}"' if change.slug else f'"{change.title}"'
    if change.renamed_from:
        yield Line(f"rename {change.renamed_from} to {name}", style="bold")
    if change.transition:
        item = after.item(change.slug)
        until = f": {scheduled_for(after, change.slug)}" if item and item.scheduled else ""
        yield Line(f"{_TRANSITIONS[change.transition]} {name}{until}", style="bold")
    if is_undated and change.transition is Transition.ADD:
        yield Line(f"{change.slug}: published: {AT_PUBLICATION}")
    for altered in change.altered:
        yield Line(f"{change.slug or 'show'}: {_altered(altered)}")


def scheduled_for(after: Catalog, slug: str) -> str:
    """When it is due, and how to publish it at once."""
    item = after.item(slug)
    when = moment(item.published, after.channel.timezone) if item else "later"
    return f"scheduled for {when}; {NOW_HINT}"


def _altered(altered: Altered) -> str:
    return f"{altered.field}: {_quoted(altered.before)} → {_quoted(altered.after)}"


def _quoted(text: str) -> str:
    return text if text in ("nothing", "yes", "no", AT_PUBLICATION) else f'"{text}"'


def _phases(plan: Plan) -> Iterator[Line]:
    shown = [(phase, _shown(phase, before)) for before, phase in pairwise((None, *plan.phases)) if phase]
    rows = iter(list(columns([_row(action) for _, some in shown for action in some], right=frozenset({1}))))
    for phase, some in shown:
        yield Line(_PHASES.get(phase.name, phase.name) + ":", style="dim")
        yield from (Line(next(rows), indent=2) for _ in some)
        if rest := phase.actions[len(some) :]:
            what = f"… and {count(len(rest), 'more object')}" if some else f"each of these {count(len(rest), 'object')}"
            yield Line(f"{what}, {size(_bytes(rest))}", indent=2)


def _shown(phase: Phase, before: Phase | None) -> tuple[Action, ...]:
    """Those actions of a phase that are named: all that fit; none if they prove just what the phase before puts."""
    keys = [action.key for action in phase.actions]
    if before and len(keys) > 1 and keys == [action.key for action in before.actions]:
        return ()
    return phase.actions if len(phase.actions) <= _MOST else phase.actions[: _MOST - 1]


def _bytes(actions: Sequence[Action]) -> int:
    return sum(action.body.size for action in actions if isinstance(action, Put | Verify))


def _row(action: Action) -> tuple[str, str, str]:
    match action:
        case Put():
            return action.key, size(action.body.size), action.reason
        case Verify():
            return action.key, size(action.size), action.reason
        case Delete():
            return action.key, "", f"delete: {action.reason}"


def phase_line(phase: Phase) -> Line:
    """A phase that begins, in few words."""
    total = _bytes([action for action in phase.actions if isinstance(action, Put)])
    what = count(len(phase.actions), "object") + (f", {size(total)}" if total else "")
    return Line(f"{phase.name}: {_PHASES.get(phase.name, phase.name)} {what}", style="dim")


def plan_document(planned: Planned) -> dict[str, Any]:
    """Plan and changes as JSON."""
    return {
        "plan": [
            {"phase": phase.name, "actions": [_plain(action) for action in phase.actions]}
            for phase in planned.plan.phases
        ],
        "changes": [
            {
                "kind": _kind(change),
                "slug": change.slug,
                "title": change.title,
                "renamed_from": change.renamed_from,
                "altered": [{"field": one.field, "before": one.before, "after": one.after} for one in change.altered],
            }
            for change in planned.changes
        ],
        "warnings": list(planned.warnings),
        "findings": plain_findings(planned.gate.findings),
        "older_findings": planned.gate.older,
    }


def _kind(change: Change) -> str:
    """The most of what a change is, in one word; `renamed_from` and `altered` tell the rest."""
    if change.transition:
        return change.transition.value
    return "rename" if change.renamed_from else "edit"


def _plain(action: Action) -> dict[str, Any]:
    match action:
        case Put():
            more = {"area": action.area.value, "size": action.body.size, "type": action.type, "cache": action.cache}
            return {"action": "put", "key": action.key, "reason": action.reason, **more}
        case Verify():
            more = {"url": action.url, "size": action.size, "type": action.type}
            return {"action": "prove", "key": action.key, "reason": action.reason, **more}
        case Delete():
            return {"action": "delete", "key": action.key, "reason": action.reason}
