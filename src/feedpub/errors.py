"""What can go wrong, as a tree.

    FeedpubError                exit 2    message + where + hint
    ├── Invalid                           author files; carries every problem at once
    │   └── Rejected            exit 1    they could be published, but directories would refuse it
    ├── Together                          several of these, from several files
    ├── Unusable                          a media file that cannot be what it is named as
    ├── Refused                           allowed only with a flag, or never
    ├── StorageError                      the store said no
    │   ├── Conflict            exit 3    someone else wrote first; run again
    │   ├── Unanswered                    no answer: the call may have succeeded
    │   ├── Unsupported                   the store cannot do what was asked
    │   └── Changed                       the author's file changed while it was sent
    ├── ProofFailed                       listeners would not get what was sent
    └── WebError                          an address could not be fetched

Findings of `check` are values, not exceptions. Anything outside this tree is a bug and shows its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file something stands; prints as `file:line:column`."""

    file: str
    """As the author would type it, relative to where the command runs if it lies below."""

    line: int = 0
    """1-based; 0 means the file as a whole."""

    column: int = 0
    """1-based, in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The place that prints as this text; None if that has no line and column."""
        file, *numbers = text.rsplit(":", 2)
        if len(numbers) == 2 and all(number.isascii() and number.isdigit() for number in numbers):
            return cls(file, int(numbers[0]), int(numbers[1]))
        return None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an author's file."""

    place: Place
    subject: str
    """The field, as a path (`people[1].role`); empty when it is about the file."""

    message: str
    """What is wrong; does not repeat the subject."""

    hint: str = ""
    """What to write instead."""

    def __str__(self) -> str:
        subject = f"{self.subject}: " if self.subject else ""
        return f"{self.place}: {subject}{self.message}"


class FeedpubError(Exception):
    """What feedpub could not do; prints as `where: message`."""

    exit_code: ClassVar[int] = 2
    kind: ClassVar[str] = "FeedpubError"
    """Its name in `--json`: that of the class, or an older one."""

    def __init_subclass__(cls, *, kind: str = "") -> None:
        cls.kind = kind or cls.__name__

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = str(where)
        self.hint = hint
        self.place = where if isinstance(where, Place) else Place.of(where)
        """Where in a file; None if it is elsewhere (an address), or nobody knows the line."""


class Invalid(FeedpubError):
    """Author files that cannot be published; holds all their problems, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Rejected(Invalid):
    """Files that could be published, but break a rule of a directory, an app or a standard."""

    exit_code: ClassVar[int] = 1


class Together(FeedpubError):
    """Several failures of one run, each with its own place and hint, in the order of the files."""

    def __init__(self, errors: Iterable[FeedpubError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class Unusable(FeedpubError):
    """A media file that cannot be used for what the author names it as; the message names no place."""


class Refused(FeedpubError):
    """Something that would hit every subscriber's device, or lose something."""

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "", flag: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.flag = flag
        """The flag that allows it (`--replace-audio`); empty where nothing does."""


class StorageError(FeedpubError):
    """The store said no, in our words."""


class Conflict(StorageError):
    """Someone else wrote the object after we looked at it; running again is safe."""

    exit_code: ClassVar[int] = 3


class Unanswered(StorageError):
    """The answer was lost: the call may have succeeded. Read back before believing either."""


class Unsupported(StorageError):
    """The store cannot do what was asked, for example conditional writes."""


class Changed(StorageError):
    """The author's file changed between being measured and being sent."""


class ProofFailed(FeedpubError):
    """The address that listeners use does not deliver what was sent."""


class WebError(FeedpubError):
    """An address could not be fetched."""
