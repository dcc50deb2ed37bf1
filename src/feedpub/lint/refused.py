"""FP000: what no rule needs to look at, because it cannot become a feed in the first place."""

from __future__ import annotations

from feedpub.lint.rule import EVERY, Rule, Severity

UNPUBLISHABLE = Rule(
    code="FP000",
    name="unpublishable",
    severity=Severity.ERROR,
    platforms=EVERY,
    since="",
    source="feedpub's own reading of show.yaml, episode files and the files that they name",
    on="",
    holds=(),
    summary="An author's file cannot be published as it is.",
    why=(
        "A field is missing, unknown or has no sensible value, a file is damaged or is no audio or picture: feedpub "
        "would have to guess what the feed should say. `feedpub publish` refuses the same with the same words. What "
        "feedpub refuses, no rule says again."
    ),
    bad=(),
    good=(),
    check=lambda _subject, _feed: iter(()),
)

IDLE = Rule(
    code="FP009",
    name="idle-silence",
    severity=Severity.WARNING,
    platforms=(),
    since="",
    source="feedpub",
    on="",
    holds=(),
    summary="A comment silences nothing.",
    why=(
        "`# feedpub: ignore …` names a code that no rule has, or a rule that breaks the feed for somebody and is "
        "always reported. Somebody who reads the comment believes that all is well."
    ),
    bad=(),
    good=(),
    check=lambda _subject, _feed: iter(()),
)
