"""The author's own pages: about the show, a legal notice, a newsletter."""

from __future__ import annotations

from markupsafe import Markup

from feedpub.model.address import page_key
from feedpub.model.channel import OwnPage
from feedpub.pages import linked_data
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import excerpt
from feedpub.pages.site import Site


def own_page(site: Site, page: OwnPage) -> bytes:
    """A page of the author's own."""
    key = page_key(page.name)
    head = Head(
        title=f"{page.title} – {site.channel.title}",
        description=page.description or excerpt(page.html),
        canonical=site.absolute(key),
        image=site.card(),
        breadcrumbs=linked_data.breadcrumbs(site, (page.title, key)),
    )
    # Sanitised when it entered the catalog, as notes are.
    return print_page(site, "page.html", head=head, title=page.title, text=Markup(page.html))  # noqa: S704 - as above
