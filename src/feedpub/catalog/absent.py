"""The refusal of what needs a file that is not here."""

from __future__ import annotations

from collections.abc import Iterable

from feedpub.errors import Place, Refused
from feedpub.model.measured import Elsewhere


def no_file(named: str, elsewhere: Iterable[Elsewhere], *, where: Place, so: str = "", hint: str = "") -> Refused:
    """That there is no file that is `named` so, or that only a pointer to it is here; `so` is what follows of it."""
    for one in elsewhere:
        if one.file == named:
            return Refused(f"{one.message}{so}", where=str(where), hint=one.hint)
    hint = hint or f"save it as {where.beside(named)}, or correct the path (git-lfs: git lfs pull)"
    return Refused(f"there is no file {named}{so}", where=str(where), hint=hint)
