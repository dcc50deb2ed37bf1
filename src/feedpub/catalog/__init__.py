"""The only state: how items and channel settle into it, how it is stored, and what a change of it means."""

from feedpub.catalog.changes import Altered, Change, Kind, changes
from feedpub.catalog.channel import EXAMPLE_GUID, Prepared, Settled, settle_channel
from feedpub.catalog.codec import RENDERER, SCHEMA, canonical, digest, dumps, loads, plain
from feedpub.catalog.documents import Document, revision_of
from feedpub.catalog.keys import APPLIED, CATALOG, of_catalog, of_item
from feedpub.catalog.permissions import Permissions
from feedpub.catalog.revise import begin, release_due, revise, with_item, without_item
from feedpub.catalog.settle import Finish, settle

__all__ = [
    "APPLIED",
    "CATALOG",
    "EXAMPLE_GUID",
    "RENDERER",
    "SCHEMA",
    "Altered",
    "Change",
    "Document",
    "Finish",
    "Kind",
    "Permissions",
    "Prepared",
    "Settled",
    "begin",
    "canonical",
    "changes",
    "digest",
    "dumps",
    "loads",
    "of_catalog",
    "of_item",
    "plain",
    "release_due",
    "revise",
    "revision_of",
    "settle",
    "settle_channel",
    "with_item",
    "without_item",
]
