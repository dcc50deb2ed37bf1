"""`check`: what directories, apps and listeners will say, before they do.

Of an author's files (`authors`), of any feed file (`documents`), of a live feed with all that it names (`addresses`);
each is imported when it is asked for, since what it needs takes as long to load as a small feed to check.
"""

from collections.abc import Iterator
from datetime import datetime

from feedpub.commands.check.checked import Checked, Options
from feedpub.commands.check.media import Media
from feedpub.commands.check.subjects import Address, FeedFile, subjects

__all__ = ["Checked", "Media", "Options", "check"]


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
                from feedpub.commands.check.addresses import check_address  # noqa: PLC0415 - see above

                yield check_address(url, options=options, now=now, media=media or Media())
            case FeedFile(path):
                from feedpub.commands.check.documents import check_document  # noqa: PLC0415 - see above

                yield check_document(path, options=options, now=now)
            case _:
                from feedpub.commands.check.authors import check_authors  # noqa: PLC0415 - see above

                yield check_authors(subject.paths, options=options, now=now)
