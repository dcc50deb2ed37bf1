"""Comments and settings that ignore rules, and silence nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from feedpub.catalog.inputs import Inputs
from feedpub.commands.check.feed import run_rules
from feedpub.errors import Place
from feedpub.feed_view import FeedView
from feedpub.lint import IDLE_SUPPRESSION, Finding, Severity
from feedpub.lint.rules import RULES
from feedpub.model.files import EpisodeFile, ShowFile
from feedpub.source import episode_files, real_path


def idle_comments(inputs: Inputs) -> Iterator[Finding]:
    """Comments that can suppress nothing: no rule has such a code, or it may not be suppressed."""
    for written in _files(inputs):
        for comment in written.suppressions:
            for code in comment.codes or ("",):
                if message := _why_idle(code):
                    place = Place(comment.file or written.name, comment.line, 1)
                    yield _finding(place, message, "see: feedpub rule --all")


def unused_comments(
    inputs: Inputs, used: Collection[tuple[str, int, str]], *, unread: Collection[str]
) -> Iterator[Finding]:
    """Comments that could suppress something, and did not; `unread` are the files that could not be checked whole.

    A comment in a shared file may be for another show, as one in the file of an episode that is in several.
    """
    shared = {one.name for one, _ in inputs.episodes if one.written_in or one.episode.also_in}
    for written in _files(inputs):
        for comment in written.suppressions if written.name not in {*unread, *shared} else ():
            for code in comment.codes if not comment.file else ():
                is_used = (written.name, comment.line, code) in used or _why_idle(code)
                if not is_used and not code.startswith(inputs.show.show.check.ignore):
                    message = f"this comment ignores {code}, which finds nothing here"
                    yield _finding(Place(written.name, comment.line, 1), message, "delete it, or the code in it")


def unused_settings(inputs: Inputs, feed: FeedView) -> Iterator[Finding]:
    """Codes in `check: ignore:` that no rule has, or whose rules find nothing in any episode of the show."""
    show, ignored = inputs.show, inputs.show.show.check.ignore
    idle = {code: why for code in ignored if (why := _why_idle(code))}
    codes = [code for code in ignored if code not in idle]
    if codes and _is_whole(inputs):
        rules = [rule for rule in RULES.values() if rule.may_be_suppressed and rule.code.startswith(tuple(codes))]
        found = {one.rule.code for one in run_rules(feed, rules)}
        unused = [code for code in codes if not any(one.startswith(code) for one in found)]
        idle |= {code: f"`check: ignore:` has {code}, which finds nothing in this show" for code in unused}
    for number, code in enumerate(ignored):
        if code in idle:
            yield _finding(show.place(f"check.ignore[{number}]"), idle[code], "delete it")


def _is_whole(inputs: Inputs) -> bool:
    """Whether every episode of the show is in this run, with its recording."""
    checked = {real_path(written.path) for written, _ in inputs.episodes}
    there = {real_path(path) for path in episode_files(inputs.show.path.parent)}
    return there <= checked and all(measured.audio for _, measured in inputs.episodes)


def _files(inputs: Inputs) -> list[ShowFile | EpisodeFile]:
    return [inputs.show, *(episode for episode, _ in inputs.episodes)]


def _finding(place: Place, message: str, hint: str) -> Finding:
    return Finding(rule=IDLE_SUPPRESSION, severity=Severity.WARNING, place=place, path="", message=message, hint=hint)


def _why_idle(code: str) -> str:
    """Why a comment that ignores `code` suppresses nothing; empty if it may suppress something."""
    if not code:
        return "this comment names no rule to ignore"
    rules = [rule for rule in RULES.values() if rule.code.startswith(code)]
    if not rules:
        return f"no rule has a code that begins with {code}"
    if not any(rule.may_be_suppressed for rule in rules):
        return f"{code} ({rules[0].name}) breaks the feed for somebody and cannot be ignored"
    return ""
