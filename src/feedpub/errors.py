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
    │   ├── Denied                        the credentials have no right to do it
    │   └── FileChanged                   the author's file changed while it was sent
    ├── VerificationFailed                the public address does not deliver what was sent
    └── FetchError                        an address could not be fetched

Findings of `check` are values, not exceptions. An exception outside this tree is a bug and shows its traceback.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file; prints as `file:line:column`.

    >>> str(feedpub.Place("feeds/tidewater/show.yaml", line=18, column=12))
    'feeds/tidewater/show.yaml:18:12'
    >>> feedpub.Place.of("feeds/tidewater/show.yaml:18:12").line
    18
    """

    file: str
    """As the author would type it, relative to where the command runs if it lies below."""

    line: int = 0
    """1-based; 0 means the file as a whole."""

    column: int = 0
    """1-based, in characters."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def beside(self, path: str) -> str:
        """A path that is written in this file, from where the command runs.

        >>> feedpub.Place("feeds/tidewater/show.yaml").beside("../../media/cover.jpg")
        'media/cover.jpg'
        """
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.file), path))

    @classmethod
    def of(cls, text: str) -> Self | None:
        """The place that is printed as this text; None if the text has no line and column."""
        file, *numbers = text.rsplit(":", 2)
        if len(numbers) == 2 and all(number.isascii() and number.isdigit() for number in numbers):
            return cls(file, int(numbers[0]), int(numbers[1]))
        return None


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with an author's file.

    >>> place = feedpub.Place("feeds/tidewater/show.yaml", line=12, column=1)
    >>> str(feedpub.Problem(place, "language", "is missing", hint="write language: en"))
    'feeds/tidewater/show.yaml:12:1: language: is missing'
    """

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
    """What feedpub could not do; prints as `where: message`.

    `exit_code` is the exit status of the command line.

    >>> try:
    ...     feedpub.open_storage("ftp://example.com/podcast")
    ... except feedpub.FeedpubError as error:
    ...     print(error, error.hint, error.exit_code, sep="; ")
    ...
    ftp://example.com/podcast: feedpub cannot write to ftp://; write s3://bucket/prefix, ...
    """

    exit_code: ClassVar[int] = 2

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.message = message
        self.where = str(where)
        self.hint = hint
        self.place = where if isinstance(where, Place) else Place.of(where)
        """The place in a file; None if it is an address, or the line is unknown."""


class Invalid(FeedpubError):
    """Author files that cannot be published; holds all their problems, in reading order.

    >>> from pathlib import Path
    >>> folder = Path("feeds/nameless")
    >>> folder.mkdir()
    >>> _ = (folder / "show.yaml").write_text("title: Nameless")
    >>> try:
    ...     feedpub.load([folder])
    ... except feedpub.Invalid as error:
    ...     print([problem.subject for problem in error.problems])
    ...
    ['author', 'categories', 'description', 'explicit', 'image', 'language']
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Rejected(Invalid):
    """Files that could be published, but break a rule of a directory, an app or a standard.

    >>> place = feedpub.Place("feeds/tidewater/trailer.yaml", line=5, column=8)
    >>> error = feedpub.Rejected([feedpub.Problem(place, "title", "has 300 characters")])
    >>> isinstance(error, feedpub.Invalid), error.exit_code
    (True, 1)
    """

    exit_code: ClassVar[int] = 1


class ErrorGroup(FeedpubError):
    """Several errors of one run, each with its own place and hint, in the order of the files.

    >>> group = feedpub.ErrorGroup([feedpub.Refused("the date changed"), feedpub.Unusable("the file is empty")])
    >>> [type(error).__name__ for error in group.errors]
    ['Refused', 'Unusable']
    """

    def __init__(self, errors: Iterable[FeedpubError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(map(str, self.errors)))


class Unusable(FeedpubError):
    """A media file that cannot be used as what the author names it; the message does not contain its path.

    >>> from pathlib import Path
    >>> feedpub.measure(Path("media/absent.mp3"), file="absent.mp3")
    Traceback (most recent call last):
        ...
    feedpub.errors.Unusable: there is no such file
    """


class Refused(FeedpubError):
    """A change that would affect every subscriber, or lose something; some have a flag that allows them.

    >>> error = feedpub.Refused("the date changed", where="trailer.yaml:10:12", flag="--redate")
    >>> str(error), error.flag, error.place.line
    ('trailer.yaml:10:12: the date changed', '--redate', 10)
    """

    def __init__(self, message: str, *, where: Place | str = "", hint: str = "", flag: str = "") -> None:
        super().__init__(message, where=where, hint=hint)
        self.flag = flag
        """The flag that allows it (`--replace-audio`); empty where nothing does."""


class StorageError(FeedpubError):
    """The store refuses or fails; the message says why and what to do.

    >>> [error.__name__ for error in feedpub.StorageError.__subclasses__()]
    ['Conflict', 'NoResponse', 'Unsupported', 'Denied', 'FileChanged']
    """


class Conflict(StorageError):
    """Somebody else wrote the object after it was read; running again is safe.

    >>> from feedpub.storage import Absent, Body
    >>> store, body = feedpub.open_storage("public/two-writers"), Body.of_bytes(b"news")
    >>> _ = store.put("news.txt", body, type="text/plain", cache="no-cache", guard=Absent())
    >>> store.put("news.txt", body, type="text/plain", cache="no-cache", guard=Absent())
    Traceback (most recent call last):
        ...
    feedpub.errors.Conflict: public/two-writers/news.txt: ...
    """

    exit_code: ClassVar[int] = 3


class NoResponse(StorageError):
    """The store gave no answer, so the call may have succeeded. Only reading back tells.

    >>> raise feedpub.NoResponse("the store does not answer", where="s3://bucket/feed.xml")
    Traceback (most recent call last):
        ...
    feedpub.errors.NoResponse: s3://bucket/feed.xml: the store does not answer
    """


class Unsupported(StorageError):
    """The store cannot do what was asked, for example conditional writes.

    >>> raise feedpub.Unsupported("the store has no conditional writes", where="s3://bucket/feed.xml")
    Traceback (most recent call last):
        ...
    feedpub.errors.Unsupported: s3://bucket/feed.xml: the store has no conditional writes
    """


class Denied(StorageError):
    """The credentials have no right to do this.

    >>> raise feedpub.Denied("these credentials have no right to do this (s3:ListBucket)", where="s3://bucket")
    Traceback (most recent call last):
        ...
    feedpub.errors.Denied: s3://bucket: these credentials have no right to do this (s3:ListBucket)
    """


class FileChanged(StorageError):
    """The author's file changed between being measured and being sent.

    >>> from pathlib import Path
    >>> from feedpub.storage import Body
    >>> path = Path("media/trailer.mp3")
    >>> body = Body.of_file(path, size=path.stat().st_size, digest="0" * 64)
    >>> feedpub.open_storage("public/copy").put("trailer.mp3", body, type="audio/mpeg", cache="no-cache")
    Traceback (most recent call last):
        ...
    feedpub.errors.FileChanged: ...
    """


class VerificationFailed(FeedpubError):
    """The address that listeners use does not deliver what was sent.

    >>> raise feedpub.VerificationFailed("404 Not Found", where="https://cdn.example/feed.xml")
    Traceback (most recent call last):
        ...
    feedpub.errors.VerificationFailed: https://cdn.example/feed.xml: 404 Not Found
    """


class FetchError(FeedpubError):
    """An address could not be fetched.

    >>> raise feedpub.FetchError("it does not answer", where="https://cdn.example/feed.xml")
    Traceback (most recent call last):
        ...
    feedpub.errors.FetchError: https://cdn.example/feed.xml: it does not answer
    """
