"""FP632, FP633: the chapters inside an author's recording, as far as they are not published."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.rule import WARNING, Fault, fault, rule


@rule("FP632", "item", WARNING, holds=["chp-pictures"])
def lost_chapter_pictures(item: Element, _: FeedView) -> Iterator[Fault]:
    """The chapters inside the recording have pictures or links, and the published ones at the same times have none.

    Forecast, Hindenburg and others write them into the file. A list in `chapters:` or in the notes takes their place,
    in the file that listeners get, too.

    Bad:  <seen:lost pictures="3" links="2"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:lost"):
        named = (("pictures", "picture"), ("links", "link"))
        counts = [(int(one.get(name)), word) for name, word in named if one.get(name)]
        what = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts)
        message = f"the chapters inside the recording have {what} that are not published"
        hint = "`chapters: audio` publishes the recording's own; or write `image:` and `url:` in a list of chapters"
        yield fault(f"{item.path}.enclosure", message, hint)


@rule("FP633", "item", WARNING, holds=["chp-pictures"])
def unusable_chapter_picture(item: Element, _: FeedView) -> Iterator[Fault]:
    """The picture of a chapter inside the recording cannot be published.

    It is damaged, too small to be seen, or of a kind that no app shows. The chapter is published without it.

    Bad:  <seen:unusable picture="chapter 'Chart' at 3:15: it is 40 × 40 pixels, and must have at least 64 a side"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:unusable"):
        message = f"a picture inside the recording is left out: {one.get('picture')}"
        hint = "put another picture into the recording, a JPEG or PNG of up to 1400 pixels a side"
        yield fault(f"{item.path}.enclosure", message, hint)
