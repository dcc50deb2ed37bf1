"""Did you mean …?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was most likely meant to be; None where a guess would be a wild one."""
    by_fold = {one.casefold(): one for one in known}
    matches = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.7)
    return by_fold[matches[0]] if matches else None
