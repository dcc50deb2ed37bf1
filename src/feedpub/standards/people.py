"""Who does what: the groups and roles of `podcast:person`.

Source: podcast namespace, `taxonomy.json`. Compared without regard to case; we write lower case.
"""

from __future__ import annotations

from collections.abc import Mapping

from feedpub.standards.nearest import nearest

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "creative direction": (
        "director",
        "assistant director",
        "executive producer",
        "senior producer",
        "producer",
        "associate producer",
        "development producer",
        "creative director",
    ),
    "cast": ("host", "co-host", "guest host", "guest", "voice actor", "narrator", "announcer", "reporter"),
    "writing": (
        "author",
        "editorial director",
        "co-writer",
        "writer",
        "songwriter",
        "guest writer",
        "story editor",
        "managing editor",
        "script editor",
        "script coordinator",
        "researcher",
        "editor",
        "fact checker",
        "translator",
        "transcriber",
        "logger",
    ),
    "audio production": (
        "studio coordinator",
        "technical director",
        "technical manager",
        "audio engineer",
        "remote recording engineer",
        "post production engineer",
    ),
    "audio post-production": (
        "audio editor",
        "sound designer",
        "foley artist",
        "composer",
        "theme music",
        "music production",
        "music contributor",
    ),
    "administration": (
        "production coordinator",
        "booking coordinator",
        "production assistant",
        "content manager",
        "marketing manager",
        "sales representative",
        "sales manager",
    ),
    "visuals": ("graphic designer", "cover art designer"),
    "community": ("social media manager",),
    "misc.": ("consultant", "intern"),
    "video production": ("camera operator", "lighting designer", "camera grip", "assistant camera"),
    "video post-production": ("editor", "assistant editor"),
}
"""Group → its roles. `editor` exists in two groups, so only the pair says who somebody is."""


def is_person_role(role: str, group: str) -> bool:
    """Whether the taxonomy has this role in this group."""
    return role.casefold() in PEOPLE.get(group.casefold(), ())


def groups_of(role: str) -> tuple[str, ...]:
    """The groups that have this role."""
    return tuple(group for group, roles in PEOPLE.items() if role.casefold() in roles)


def nearest_role(role: str, group: str) -> tuple[str, str] | None:
    """Role and group that were most likely meant: the group's own roles first."""
    if guess := nearest(role, PEOPLE.get(group.casefold(), ())):
        return guess, group.casefold()
    guess = nearest(role, (one for roles in PEOPLE.values() for one in roles))
    return (guess, groups_of(guess)[0]) if guess else None
