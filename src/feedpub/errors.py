"""The errors of feedpub, as a tree.

    FeedpubError                exit 2    message + where + hint
    ├── Invalid                           author files that cannot be published; has all their problems
    │   └── Rejected            exit 1    they could be published, but break a rule of a directory
    ├── ErrorGroup                        several errors of one run
    ├── Unusable                          a media file that cannot be used
    ├── Refused                           allowed only with a flag, or never
    ├── StorageError                      the store refuses or fails
    │   ├── Conflict            exit 3    somebody else wrote first; run again
    │   ├── NoResponse                    no answer: the call may have succeeded
    │   ├── Unsupported                   the store cannot do what was asked
    │   └── FileChanged                   the author's file changed while it was sent
    ├── VerificationFailed                the public address does not deliver what was sent
    └── FetchError                        an address could not be fetched

Findings of `check` are values, not exceptions. An exception outside this tree is a bug and shows its traceback.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; prints as `file:line:column`."""

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
        """The place that is printed as this text; None if the text has no line and column."""
        file, *numbers = text.rsplit(":", 2)
        if len(numbers) == 2 and all(number.isascii() and number.isdigit() for number in numbers):
            return cls(file, int(numbers[0]), int(numbers[1]))
        return None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an author's file."""

    place: Place
    subject: str
    """The field, as a path (`people[1].role`); empty if the problem is in the file as a whole."""

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

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = str(where)
        self.hint = hint
        self.place = where if isinstance(where, Place) else Place.of(where)
        """The place in a file; None if it is an address, or the line is unknown."""


class Invalid(FeedpubError):
    """Author files that cannot be published; holds all their problems, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Rejected(Invalid):
    """Files that could be published, but break a rule of a directory, an app or a standard."""

    exit_code: ClassVar[int] = 1


class ErrorGroup(FeedpubError):
    """Several errors of one run, each with its own place and hint, in the order of the files."""

    def __init__(self, errors: Iterable[FeedpubError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class Unusable(FeedpubError):
    """A media file that cannot be used as what the author names it; the message does not contain its path."""


class Refused(FeedpubError):
    """A change that would affect every subscriber, or lose something; some have a flag that allows them."""

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "", flag: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.flag = flag
        """The flag that allows it (`--replace-audio`); empty where nothing does."""


class StorageError(FeedpubError):
    """The store refuses or fails; the message says why and what to do."""


class Conflict(StorageError):
    """Somebody else wrote the object after it was read; running again is safe."""

    exit_code: ClassVar[int] = 3


class NoResponse(StorageError):
    """The store gave no answer, so the call may have succeeded. Only reading back tells."""


class Unsupported(StorageError):
    """The store cannot do what was asked, for example conditional writes."""


class FileChanged(StorageError):
    """The author's file changed between being measured and being sent."""


class VerificationFailed(FeedpubError):
    """The address that listeners use does not deliver what was sent."""


class FetchError(FeedpubError):
    """An address could not be fetched."""
