"""Carries a plan out, phase by phase; says whether somebody else was faster on the way."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from enum import Enum, auto

from feedpub.catalog import (
    APPLIED,
    CATALOG,
    dumps_applied,
    loads_applied,
    read_stored,
    with_tokens,
)
from feedpub.catalog.deleted import marked
from feedpub.deploy.actions import Delete, Phase, Put, Verify
from feedpub.deploy.effects import Effects
from feedpub.deploy.events import ActionDone, Event, PhaseStarted, Planned, Resent
from feedpub.deploy.observe import catalog_changed
from feedpub.deploy.refusals import (
    Sibling,
    refuse_sibling,
)
from feedpub.deploy.target import Area, Observed, Target
from feedpub.deploy.verify import (
    verify_stored,
)
from feedpub.errors import Conflict, Denied, VerificationFailed
from feedpub.storage import Absent, Body, Same, Storage, confirm
from feedpub.storage.steps import Steps


class End(Enum):
    """How far a plan was carried out."""

    DONE = auto()
    LOST = auto()
    """Someone else was faster: nothing of the plan counts."""

    LOST_AFTER_COMMIT = auto()
    """The catalog was committed, and then somebody else published."""


def carry_out(
    target: Target, observed: Observed, planned: Planned, effects: Effects
) -> Generator[Event | None, None, End]:
    """Carry the plan out, unless someone else is faster somewhere on the way.

    An object that is put again under a key that is named already is not protected by the guard of the catalog, as a new
    one is: somebody may mark it for deletion, and delete it, before the put. So the catalog is looked at afterwards.
    """
    tokens: dict[tuple[Area, str], str] = {}
    end = yield from _phases(target, observed, planned, effects, tokens)
    media = [one for phase in planned.plan.phases if phase.name == "media" for one in phase.actions]
    again = [put.key for put in media if isinstance(put, Put) and put.guard]
    sent = {key: tokens[Area.SITE, key] for key in again if (Area.SITE, key) in tokens}
    expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
    if sent and (yield from catalog_changed(target, expected)):
        yield from _take_back(target, sent)
        return _lost(tokens)
    return end


def _take_back(target: Target, sent: Mapping[str, str]) -> Generator[None, None, None]:
    """Delete what was sent again, by the token of its put, and what somebody has marked for deletion meanwhile."""
    yield None
    stored = target.state.read(CATALOG)
    taken = marked(read_stored(stored.data, where=CATALOG).catalog) if stored else frozenset()
    for key in sorted(taken & sent.keys()):
        yield None
        with suppress(Conflict):
            target.site.delete(key, guard=Same(sent[key]))


def _phases(
    target: Target,
    observed: Observed,
    planned: Planned,
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Generator[Event | None, None, End]:
    """Carry out all phases; `tokens` gets those of the puts as they are done."""
    effects = replace(effects, is_deleting=effects.is_deleting or _marks(planned))
    try:
        for phase in planned.plan.phases:
            yield PhaseStarted(phase=phase)
            if phase.name == "history":
                effects.check_files()
            expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
            if not (yield from _phase(target, expected, phase, tokens, effects)):
                break
            if phase.name == "catalog":
                yield from _committed(target, observed, planned, effects)
    except Sibling as found:
        raise Conflict(found.message, where=found.where, hint=found.hint) from None
    except Conflict:
        return _lost(tokens)
    except VerificationFailed:
        expected = replace(observed, token=tokens.get((Area.STATE, CATALOG), observed.token))
        if not (yield from catalog_changed(target, expected)):
            raise
        return _lost(tokens)  # somebody published meanwhile: what was verified may have been taken out, or replaced
    return End.DONE


def _phase(
    target: Target, observed: Observed, phase: Phase, tokens: dict[tuple[Area, str], str], effects: Effects
) -> Generator[Event | None, None, bool]:
    """Carry out a phase; `tokens` gets those of its puts. False where this run may not delete what others have marked.

    It has published all the same; what is marked goes with the next run that may delete. A run that is there to delete,
    or marks something itself, as pictures of who has left, fails.
    """
    actions = [_with_tokens(action, tokens) for action in phase.actions]
    try:
        yield from _actions(target, observed, actions, effects, tokens)
    except Denied:
        if effects.is_deleting or phase.name != "delete":
            raise
        return False
    return True


def _marks(planned: Planned) -> bool:
    """Whether the run itself marks what is to be deleted."""
    before, after = planned.before, planned.after
    is_new = before is None or before.revision != after.revision
    return is_new and any(entry.deleted == after.revision for entry in after.manifest.values())


def _committed(target: Target, observed: Observed, planned: Planned, effects: Effects) -> Generator[None, None, None]:
    note_version(planned, effects)
    if not effects.is_guarded:
        yield from _refuse_sibling(target, observed, planned)


def _lost(tokens: Mapping[tuple[Area, str], str]) -> End:
    return End.LOST_AFTER_COMMIT if (Area.STATE, CATALOG) in tokens else End.LOST


def _refuse_sibling(target: Target, observed: Observed, planned: Planned) -> Generator[None, None, None]:
    digest = planned.plan.version.digest if planned.plan.version else ""
    yield from refuse_sibling(target, observed, planned.after, digest=digest)


def note_version(planned: Planned, effects: Effects) -> None:
    """Tell the witness what is stored now; a catalog of schema 1 has no lineage to remember."""
    if planned.plan.version and planned.plan.version.lineage:
        effects.note(planned.plan.version)


def _with_tokens(action: Put | Verify | Delete, tokens: Mapping[tuple[Area, str], str]) -> Put | Verify | Delete:
    """The action; that of `applied` with the tokens that the puts before it gave, its own among them."""
    if not isinstance(action, Put) or (action.area, action.key) != (Area.STATE, APPLIED):
        return action
    applied = loads_applied(b"".join(action.body.chunks()))
    if applied is None:
        return action
    of_site = {key: token for (area, key), token in tokens.items() if area is Area.SITE}
    body = Body.of_bytes(dumps_applied(with_tokens(applied, of_site)))
    own = tokens.get((Area.STATE, APPLIED))
    return replace(action, body=body, guard=Same(own) if own else action.guard)


def _actions(
    target: Target,
    observed: Observed,
    actions: Sequence[Put | Verify | Delete],
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Generator[Event | None, None, None]:
    """Carry out a phase; `tokens` gets those of its puts. `observed` has the token that the catalog has now.

    Versions that nobody may delete keep no others from being deleted.
    """
    steps = [_action(target, observed, action, effects, tokens) for action in actions]
    refused = [one for one in (yield from effects.together(steps)) if one is not None]
    if refused:
        raise refused[0]


def _action(
    target: Target,
    observed: Observed,
    action: Put | Verify | Delete,
    effects: Effects,
    tokens: dict[tuple[Area, str], str],
) -> Steps[Denied | None]:
    """Carry out one action; gives why versions may not be deleted."""
    refused = None
    match action:
        case Put():
            tokens[action.area, action.key] = yield from _put(target.of(action.area), action, effects)
        case Verify():
            if token := (yield from _verify(target, observed, action, effects)):
                tokens[Area.SITE, action.key] = token
        case Delete():
            yield None
            try:
                _delete(target.of(action.area), action)
            except Denied as error:
                if action.what != "versions":
                    raise
                refused = error
    yield ActionDone(action=action)
    return refused


class HeldByCache(Exception):
    """A cache holds something else under a key that no catalog has named yet: the object gets another key."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _verify(
    target: Target, observed: Observed, action: Verify, effects: Effects
) -> Generator[Event | None, None, str | None]:
    """Verify an object. If the store itself has something else, send it again, once; gives the token of that put.

    The key of an immutable object says which bytes it has, so every later run would find the object there, and fail in
    the same way.
    """
    yield None
    try:
        effects.verify(action)
    except VerificationFailed as failure:
        if (yield from catalog_changed(target, observed)):
            raise
        yield None
        stored = target.site.head(action.key)
        found = _difference(target.site, action)
        if not found:
            if action.key not in observed.manifest and effects.is_cached(action):
                raise HeldByCache(action.key) from None
            raise failure from None
        put = Put(
            key=action.key,
            body=action.body,
            type=action.type,
            cache=action.cache,
            guard=Same(stored.token) if stored else Absent(),
            reason=found,
        )
        token = yield from _put(target.site, put, effects)
        yield Resent(key=action.key, found=found)
        yield None
        effects.verify(action)
        return token
    return None


def _difference(storage: Storage, action: Verify) -> str:
    """What the store has instead of what was sent; empty if nothing is wrong with it."""
    try:
        verify_stored(action, storage=storage)
    except VerificationFailed as failure:
        return failure.message
    return ""


def _delete(storage: Storage, action: Delete) -> None:
    if action.what == "versions":
        storage.delete_versions(action.key)
    elif action.upload is not None:
        storage.delete_upload(action.upload)
    else:
        storage.delete(action.key, guard=action.guard)


def _put(storage: Storage, put: Put, effects: Effects) -> Generator[None, None, str]:
    return (
        yield from confirm.steps(
            storage,
            put.key,
            put.body,
            type=put.type,
            cache=put.cache,
            guard=put.guard,
            on_bytes=lambda count: effects.on_bytes(put, count),
        )
    )
