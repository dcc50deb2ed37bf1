"""`check`: what directories, apps and listeners will say, before they do.

It checks an author's files (`files`), a feed in a file (`feed`), or a live feed with all that it names (`live`). Each
of these modules is imported when it is needed: loading one takes as long as checking a small feed.
"""

from collections.abc import Iterator
from datetime import datetime

from feedpub.commands.check.result import CheckOptions, CheckResult, MediaSelection
from feedpub.commands.check.subjects import FeedAddress, FeedFile, subjects

__all__ = ["CheckOptions", "CheckResult", "MediaSelection", "check"]


def check(
    *arguments: str, options: CheckOptions | None = None, now: datetime, media: MediaSelection | None = None
) -> Iterator[CheckResult]:
    """Check folders and files of shows, feed files and addresses, as the command line names them. `now` is aware.

    Raises `FeedpubError` for what cannot be checked.
    """
    options = options or CheckOptions()
    for subject in subjects(arguments):
        match subject:
            case FeedAddress(url):
                from feedpub.commands.check.live import check_live_feed  # noqa: PLC0415 - see above

                yield check_live_feed(url, options=options, now=now, media=media or MediaSelection())
            case FeedFile(path):
                from feedpub.commands.check.feed import check_feed_file  # noqa: PLC0415 - see above

                yield check_feed_file(path, options=options, now=now)
            case _:
                from feedpub.commands.check.files import check_files  # noqa: PLC0415 - see above

                yield check_files(subject.paths, options=options, now=now)
