"""What a transcript may call the people of an episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from feedpub.elements.podcast.people import Person


def speakers(people: Sequence[Person]) -> Mapping[str, str]:
    """Case-folded name → name as the show writes it: full names, and first or last names that only one person has."""
    names = [one.name for one in people]
    parts = [(part.casefold(), name) for name in dict.fromkeys(names) for part in {*_ends(name)}]
    count = Counter(part for part, _ in parts)
    single = {part: name for part, name in parts if count[part] == 1}
    return {**single, **{name.casefold(): name for name in names}}


def _ends(name: str) -> tuple[str, ...]:
    words = name.split()
    return (words[0], words[-1]) if len(words) > 1 else ()
