"""What a run may do beyond the ordinary; each is a flag that a refusal names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """What would hit every device, or lose something, needs its own flag.

    >>> feedpub.Overrides(redate=True).redate
    True
    """

    replace_audio: bool = False
    """`--replace-audio`: another recording for a published item; every subscriber may download again."""

    move_enclosures: bool = False
    """`--move-enclosures`: another public address for everything that is published."""

    redate: bool = False
    """`--redate`: another date for a published item."""

    lose_items: bool = False
    """`--lose-items`: a published item leaves the feed."""

    restore: bool = False
    """`--restore`: a slug that was unpublished comes back, with its guid."""

    revert: bool = False
    """`--revert`: a source that equals an earlier one is meant."""

    rerender: bool = False
    """`--rerender`: render the notes of published items again with today's Markdown."""

    retag: bool = False
    """`--retag`: the file listeners get is made anew, with today's words in its tags, under a new address."""

    take_over: bool = False
    """`--take-over`: the show of another folder is from now on that of this one."""

    moved: bool = False
    """`--moved`: the catalog of another bucket was copied here with the show."""

    first: bool = False
    """`--first`: nothing was ever published there, although nobody may look whether there is a history."""

    placeholder: bool = False
    """`--placeholder`: a show begins at a public address with the cover that feedpub has drawn."""

    renamed_from: str = ""
    """`--renamed-from OLD`: the slug this episode had; keeps guid and date."""
