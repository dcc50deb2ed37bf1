"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], *, cutoff: float = 0.7) -> str | None:
    """The known word that `word` was most likely meant to be; None where a guess would be a wild one.

    `cutoff` (0 to 1) is how alike they must be; lower among few.
    """
    by_fold = {one.casefold(): one for one in known}
    matches = get_close_matches(word.casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[matches[0]] if matches else None
