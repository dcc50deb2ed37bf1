"""The only state: how it is stored, what a change of it means, and which objects belong to it.

How shows and episodes become part of it is in `catalog.channel` and `catalog.reconcile`, which import what authors
write: who only reads or changes a catalog needs no pydantic.
"""

from feedpub.catalog.applied import APPLIED, Applied, AppliedObject, dumps_applied, loads_applied, with_tokens
from feedpub.catalog.changes import Altered, Change, Transition, changes, dated_by_publication, summary
from feedpub.catalog.codec import RENDERER, SCHEMA, Stored, canonical, digest, dumps, loads, plain, read_stored, stored
from feedpub.catalog.objects import (
    CATALOG,
    PublishedDocument,
    described,
    is_stamped,
    of_catalog,
    of_item,
    revision_of,
    sizes,
    stamp,
)
from feedpub.catalog.overrides import Overrides
from feedpub.catalog.revise import (
    NO_REMOVAL,
    NOWHERE,
    Decision,
    NextCatalog,
    Origin,
    Removal,
    Rewritten,
    begin,
    end_claim,
    is_claim_over,
    release_due,
    revise,
    unscheduled,
    with_item,
    without_item,
)
from feedpub.catalog.version import Version, feed_version, marker, read_marker

__all__ = [
    "APPLIED",
    "CATALOG",
    "NOWHERE",
    "NO_REMOVAL",
    "RENDERER",
    "SCHEMA",
    "Altered",
    "Applied",
    "AppliedObject",
    "Change",
    "Decision",
    "NextCatalog",
    "Origin",
    "Overrides",
    "PublishedDocument",
    "Removal",
    "Rewritten",
    "Stored",
    "Transition",
    "Version",
    "begin",
    "canonical",
    "changes",
    "dated_by_publication",
    "described",
    "digest",
    "dumps",
    "dumps_applied",
    "end_claim",
    "feed_version",
    "is_claim_over",
    "is_stamped",
    "loads",
    "loads_applied",
    "marker",
    "of_catalog",
    "of_item",
    "plain",
    "read_marker",
    "read_stored",
    "release_due",
    "revise",
    "revision_of",
    "sizes",
    "stamp",
    "stored",
    "summary",
    "unscheduled",
    "with_item",
    "with_tokens",
    "without_item",
]
