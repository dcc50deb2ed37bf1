"""The fields of an episode to be, each from whoever knows it: the tags, the file's name, the show's other episodes."""

from __future__ import annotations

from feedpub.audio.tags import Tags
from feedpub.commands.scaffold.desk import Desk
from feedpub.commands.scaffold.drafted import Draft
from feedpub.commands.scaffold.said import Named, described, one_line, published
from feedpub.standards import quoted

DATE, DESCRIPTION = "date tag", "description tag"


def fill(draft: Draft, tags: Tags, name: Named, desk: Desk) -> None:
    """Title, season, number, date and words; who says each is noted in the draft."""
    _title(draft, tags, name)
    _season(draft, tags, name, desk)
    _number(draft, tags, name, desk)
    _published(draft, tags, desk)
    words = described(tags.description)
    draft.summary, draft.notes, draft.plain = words.summary, words.notes, words.plain
    if draft.summary:
        draft.say("summary", draft.summary, DESCRIPTION)


def _title(draft: Draft, tags: Tags, name: Named) -> None:
    title = one_line(tags.title)
    draft.title = title or name.title
    draft.say("title", draft.title, "title tag" if title else "file name")


def _season(draft: Draft, tags: Tags, name: Named, desk: Desk) -> None:
    seasons = {one.season: one for one in desk.episodes if one.season}
    said = tags.season
    if said == 1 and not seasons and any(one.is_out for one in desk.episodes):
        said = None  # taggers write disc 1 of 1 where nobody has asked
    if season := said or name.season:
        draft.season = season
        draft.say("season", season, "disc number tag" if said else "file name")
    elif seasons:
        draft.season = max(seasons)
        draft.say("season", draft.season, f"as in {seasons[draft.season].file}")


def _number(draft: Draft, tags: Tags, name: Named, desk: Desk) -> None:
    season = [one for one in desk.episodes if one.season == draft.season and (one.number or one.is_out)]
    numbered = {one.number: one for one in season if one.number}
    wanted = tags.number or name.number
    if wanted in numbered:
        draft.left_out.append(f"number {wanted}, which {numbered[wanted].file} has")
    if wanted and wanted not in numbered:
        draft.number = wanted
        draft.say("number", wanted, "track number tag" if tags.number else "file name")
    elif numbered:
        draft.number = max(numbered) + 1
        draft.say("number", draft.number, f"next after {max(numbered)}")
    elif not season:
        draft.number = 1
        draft.say("number", 1, f"first of season {draft.season}" if draft.season else "first of the show")


def _published(draft: Draft, tags: Tags, desk: Desk) -> None:
    show = desk.show.show
    draft.published = published(tags.date, timezone=show.timezone, publish_hour=show.publish_hour)
    if draft.published:
        draft.say("published", draft.published, DATE)
    elif tags.date:
        draft.left_out.append(f"the date tag, which is no whole date: {quoted(tags.date)}")
