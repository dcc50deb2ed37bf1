"""`check`: what directories, apps and listeners would find wrong, before they do.

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
    """Check folders and files of shows, feed files and addresses, as the command line names them: one result for each.

    `now` is aware, in any time zone; dates after it are in the future. `options` chooses rules and platforms, `media`
    the episodes of a live feed whose files are requested: without it, the newest 20. Addresses need the
    network; of a show that is published to a bucket, what is there is read if it can be, unless `options.offline`.

    >>> from datetime import UTC, datetime
    >>> for result in feedpub.check("feeds/tidewater/trailer.yaml", now=datetime(2026, 10, 1, 12, tzinfo=UTC)):
    ...     print(result.subject, result.items, result.passed, result.errors)
    ...
    feeds/tidewater/trailer.yaml 1 True ()

    Raises `FeedpubError` for what cannot be checked: there is no such file, the address does not answer, no rule has
    that code. What is wrong with a show or a feed is no error; it is among the findings.
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
