"""The show's home, and the pages with its older episodes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from feedpub.model import Item
from feedpub.model.address import HOME
from feedpub.pages import linked_data
from feedpub.pages.archive import Browse
from feedpub.pages.episode import player, player_scripts
from feedpub.pages.layout import Head, print_page
from feedpub.pages.lists import ListedEpisode, Shelf, excerpt, listed, policy_of_list, seasons
from feedpub.pages.podcasting import chat, comment_scripts, comments, places, recommended
from feedpub.pages.site import Site, cast
from feedpub.pages.subscribe import following


def home_page(
    site: Site, shelf: Shelf, latest: Item | None, trailer: ListedEpisode | None, browse: Browse | None = None
) -> bytes:
    """The show's home, with the newest episodes; the first of all is ready to be played."""
    alone = replace(latest, chapters=(), transcripts=()) if latest else None
    talk = comments(site, site.channel)
    head = Head(
        title=site.channel.title,
        description=excerpt(site.channel.description),
        canonical=site.absolute(HOME),
        image=site.card(),
        data=linked_data.of_show(site),
        policy=policy_of_list(shelf.episodes, comments=talk.origin if talk else ""),
        scripts=(*(player_scripts(alone) if alone else ()), "rows.js", "search.js", *comment_scripts(talk)),
    )
    return print_page(
        site,
        "home.html",
        head=head,
        cast=cast(site),
        following=following(site),
        latest=listed(latest) if latest else None,
        player=player(site, alone) if alone else None,
        trailer=trailer,
        seasons=seasons(site, shelf.episodes),
        shelf=shelf,
        browse=browse,
        recommended=recommended(site.channel),
        places=places(site, site.channel),
        chat=chat(site),
        comments=talk,
    )


def older_page(site: Site, shelf: Shelf) -> bytes:
    """A page with older episodes."""
    years = _years(shelf.episodes)
    head = Head(
        title=f"{site.channel.title} – {years}",
        description=excerpt(site.channel.description),
        canonical=site.absolute(shelf.key),
        image=site.card(),
        scripts=("rows.js",),
        policy=policy_of_list(shelf.episodes),
    )
    return print_page(site, "older.html", head=head, seasons=seasons(site, shelf.episodes), shelf=shelf, years=years)


def _years(episodes: Sequence[ListedEpisode]) -> str:
    """`2019`, `2019–2021`."""
    last, first = episodes[0].published.year, episodes[-1].published.year
    return str(last) if first == last else f"{first}–{last}"
