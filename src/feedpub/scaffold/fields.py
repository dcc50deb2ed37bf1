"""The fields of an episode to be, each from whoever knows it: the tags, the file's name, the show's other episodes."""

from __future__ import annotations

from feedpub.probe.told import Told
from feedpub.scaffold.desk import Desk
from feedpub.scaffold.drafted import Draft
from feedpub.scaffold.said import Named, described, one_line, published
from feedpub.vocab import quoted

DATE, DESCRIPTION = "date tag", "description tag"


def fill(draft: Draft, told: Told, name: Named, desk: Desk) -> None:
    """Title, season, number, date and words; who says each is noted in the draft."""
    _title(draft, told, name)
    _season(draft, told, name, desk)
    _number(draft, told, name, desk)
    _published(draft, told, desk)
    words = described(told.description)
    draft.summary, draft.notes, draft.plain = words.summary, words.notes, words.plain
    if draft.summary:
        draft.say("summary", draft.summary, DESCRIPTION)


def _title(draft: Draft, told: Told, name: Named) -> None:
    title = one_line(told.title)
    draft.title = title or name.title
    draft.say("title", draft.title, "title tag" if title else "file name")


def _season(draft: Draft, told: Told, name: Named, desk: Desk) -> None:
    seasons = {one.season: one for one in desk.episodes if one.season}
    said = told.season
    if said == 1 and not seasons and any(one.is_out for one in desk.episodes):
        said = None  # taggers write disc 1 of 1 where nobody has asked
    if season := said or name.season:
        draft.season = season
        draft.say("season", season, "disc number tag" if said else "file name")
    elif seasons:
        draft.season = max(seasons)
        draft.say("season", draft.season, f"as in {seasons[draft.season].file}")


def _number(draft: Draft, told: Told, name: Named, desk: Desk) -> None:
    season = [one for one in desk.episodes if one.season == draft.season and (one.number or one.is_out)]
    numbered = {one.number: one for one in season if one.number}
    wanted = told.number or name.number
    if wanted in numbered:
        draft.left_out.append(f"number {wanted}, which {numbered[wanted].file} has")
    if wanted and wanted not in numbered:
        draft.number = wanted
        draft.say("number", wanted, "track number tag" if told.number else "file name")
    elif numbered:
        draft.number = max(numbered) + 1
        draft.say("number", draft.number, f"next after {max(numbered)}")
    elif not season:
        draft.number = 1
        draft.say("number", 1, f"first of season {draft.season}" if draft.season else "first of the show")


def _published(draft: Draft, told: Told, desk: Desk) -> None:
    show = desk.show.show
    draft.published = published(told.date, timezone=show.timezone, publish_hour=show.publish_hour)
    if draft.published:
        draft.say("published", draft.published, DATE)
    elif told.date:
        draft.left_out.append(f"the date tag, which is no whole date: {quoted(told.date)}")
