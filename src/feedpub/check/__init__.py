"""`check`: what directories, apps and listeners will say, before they do.

Of an author's files (`authors`), of any feed file (`documents`), of a live feed with all that it names (`addresses`).
"""

from collections.abc import Iterator
from datetime import datetime

from feedpub.check.addresses import check_address
from feedpub.check.authors import check_authors
from feedpub.check.checked import Checked, Options
from feedpub.check.documents import check_document, check_input
from feedpub.check.live import Media
from feedpub.check.subjects import Address, FeedFile, subjects

__all__ = [
    "Checked",
    "Media",
    "Options",
    "check",
    "check_address",
    "check_authors",
    "check_document",
    "check_input",
]


def check(
    *written: str, options: Options | None = None, now: datetime, media: Media | None = None
) -> Iterator[Checked]:
    """Check folders and files of shows, feed files and addresses, as the command line names them. `now` is aware.

    Raises `FeedpubError` for what cannot be checked.
    """
    options = options or Options()
    for subject in subjects(written):
        match subject:
            case Address(url):
                yield check_address(url, options=options, now=now, media=media or Media())
            case FeedFile(path):
                yield check_document(path, options=options, now=now)
            case _:
                yield check_authors(subject.paths, options=options, now=now)
