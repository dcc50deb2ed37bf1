"""Storage of objects: one protocol, three stores. Only `storage.open` imports the stores themselves."""

from feedpub.storage.body import Body
from feedpub.storage.protocol import (
    Absent,
    Bucket,
    Content,
    Guard,
    ListedObject,
    ObjectInfo,
    OnBytes,
    Same,
    Storage,
    UnfinishedUpload,
    uncounted,
)

__all__ = [
    "Absent",
    "Body",
    "Bucket",
    "Content",
    "Guard",
    "ListedObject",
    "ObjectInfo",
    "OnBytes",
    "Same",
    "Storage",
    "UnfinishedUpload",
    "uncounted",
]
