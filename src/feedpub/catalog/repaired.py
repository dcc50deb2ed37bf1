"""The next catalog of a repair: as a rule the same one, whose objects are put again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from feedpub.catalog.objects import of_catalog
from feedpub.catalog.revise import NextCatalog
from feedpub.model.catalog import Catalog
from feedpub.storage import Body


def repaired(
    before: Catalog,
    wrong: Mapping[str, str],
    objects: Mapping[str, Body],
    *,
    renewed: Callable[[Catalog], Catalog],
    design: str,
    assets: Collection[str],
) -> NextCatalog:
    """What is put again of `wrong`: key → token of what was found there.

    `objects` are bytes of immutable keys; what is neither among them nor among `assets`, those of pages as they are
    rendered today, stays as it is. `renewed` gives what could not be made again another key. Where a page is wrong, or
    an asset, and pages have another design than today's, nobody can make those bytes any more: all pages are rendered
    with today's as a new revision.
    """
    catalog = renewed(before)
    immutable, loaded = of_catalog(before), dict(before.assets)
    pages = [key for key in wrong if key in before.manifest and key not in immutable and key != before.channel.feed]
    lost = [key for key in wrong if key in loaded and key not in assets]
    if lost or (pages and before.design != design):
        catalog = replace(catalog, design="")
    made = {*objects, *assets}
    again = {key: token for key, token in wrong.items() if key not in immutable or key in made}
    return NextCatalog(catalog=catalog, objects=objects, again=again)
