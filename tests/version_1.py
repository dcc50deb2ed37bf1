"""What the first version of feedpub left of a show: its catalog, `applied`, feed and marker, made of today's."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from typing import Any

from tests.studio import Studio

from feedpub.catalog import CATALOG, canonical

ADDED = ("lineage", "parent", "commit", "folder", "target", "feed_digest")
"""The fields of the catalog that the second version added."""


def catalog(data: bytes) -> bytes:
    """The catalog in stored bytes, as the first version stored it."""
    values: dict[str, Any] = json.loads(gzip.decompress(data))
    kept = {name: value for name, value in values.items() if name not in ADDED} | {"schema": 1}
    return gzip.compress(canonical(kept), mtime=0)


def feed(data: bytes) -> bytes:
    """A feed with the marker of the first version."""
    return re.sub(rb"\(revision (\d+), lineage [0-9a-f]+, catalog [0-9a-f]+\)", rb"(revision \1)", data)


def downgrade(desk: Studio) -> None:
    """Bring a published show back to what the first version would have left of it."""
    stored, shown = desk.state / CATALOG, desk.site / "feed.xml"
    stored.write_bytes(catalog(stored.read_bytes()))
    shown.write_bytes(feed(shown.read_bytes()))
    (desk.state / "applied").write_text(f"{desk.catalog().revision}\n")
    shutil.rmtree(desk.state / "history", ignore_errors=True)
    (desk.state / "probe").unlink(missing_ok=True)
