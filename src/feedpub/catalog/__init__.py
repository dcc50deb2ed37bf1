"""The only state: how it is stored, what a change of it means, and which objects belong to it.

How shows and episodes become part of it is in `catalog.channel` and `catalog.reconcile`, which import what authors
write: who only reads or changes a catalog needs no pydantic.
"""

from feedpub.catalog.changes import Altered, Change, Transition, changes, dated_by_publication
from feedpub.catalog.codec import RENDERER, SCHEMA, canonical, digest, dumps, loads, plain
from feedpub.catalog.objects import (
    APPLIED,
    CATALOG,
    PublishedDocument,
    is_stamped,
    of_catalog,
    of_item,
    revision_of,
    stamp,
)
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.revise import (
    Decision,
    NextCatalog,
    begin,
    end_claim,
    is_claim_over,
    release_due,
    revise,
    unscheduled,
    with_item,
    without_item,
)

__all__ = [
    "APPLIED",
    "CATALOG",
    "RENDERER",
    "SCHEMA",
    "Altered",
    "Change",
    "Decision",
    "NextCatalog",
    "Overrides",
    "PublishedDocument",
    "Transition",
    "begin",
    "canonical",
    "changes",
    "dated_by_publication",
    "digest",
    "dumps",
    "end_claim",
    "is_claim_over",
    "is_stamped",
    "loads",
    "of_catalog",
    "of_item",
    "plain",
    "release_due",
    "revise",
    "revision_of",
    "stamp",
    "unscheduled",
    "with_item",
    "without_item",
]
