"""Driving `transact` without a network: effects that do nothing, and a run to its end."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from feedpub.catalog import NextCatalog, Origin
from feedpub.catalog.inventory import Flaw, fault, inventory
from feedpub.catalog.repaired import repaired
from feedpub.deploy.observe import Target, observe
from feedpub.deploy.transaction import CatalogChange, Effects, Outcome, transact
from feedpub.deploy.verify.survey import vouched
from feedpub.model import Catalog
from feedpub.storage import Body

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
ORIGIN = Origin(lineage="1f" * 16, author="ada@studio", command="publish")


def no_preflight(
    _target: Target, _before: Catalog | None, _after: Catalog, *, writes: bool
) -> Generator[None, None, None]:
    """A store that needs no probing."""
    yield from ()


def quiet_effects(seed: int = 0, **changes: Any) -> Effects:
    """Proofs that succeed, sleeps that take no time."""
    quiet: dict[str, Any] = {
        "verify": lambda _action: None,
        "preflight": no_preflight,
        "on_bytes": lambda _put, _count: None,
        "sleep": lambda _seconds: None,
        "random": Random(seed),
    }
    return Effects(**(quiet | changes))


def with_objects(change: CatalogChange, objects: Mapping[str, Body]) -> CatalogChange:
    """The change that also brings these objects."""

    def changed(before: Catalog | None) -> NextCatalog:
        return replace(change(before), objects=objects)

    return changed


def repairing(
    target: Target, objects: Mapping[str, Body], *, effects: Effects, origin: Origin = ORIGIN, now: datetime = NOW
) -> Generator[Any, None, None]:
    """`verify --repair`, call by call: look at everything, then put again what was found to be wrong."""
    observed = yield from observe(target, read_only=True)
    if observed.catalog is None:
        return
    wrong = {}
    for one in inventory(observed.catalog, vouched(observed, observed.catalog)):
        yield None
        found = fault(one, target.site.head(one.key))
        if found and found.fault is not Flaw.GONE:
            wrong[one.key] = found.token
    design = observed.catalog.design

    def change(before: Catalog | None) -> NextCatalog:
        assert before is not None
        return repaired(before, wrong, objects, renewed=lambda same: same, design=design, assets=())

    yield from transact(target, change, now=now, origin=origin, effects=effects)


def transacted(
    target: Target,
    change: CatalogChange,
    *,
    bodies: Mapping[str, Body],
    effects: Effects | None = None,
    now: datetime = NOW,
    origin: Origin = ORIGIN,
) -> Outcome:
    """Run a transaction to its end; `bodies` are the bytes that the change brings."""
    steps = transact(target, with_objects(change, bodies), now=now, origin=origin, effects=effects or quiet_effects())
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            outcome: Outcome = stop.value
            return outcome
