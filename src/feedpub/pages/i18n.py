"""Words, dates and numbers of the pages in the show's language: words by our catalogs, the others by Unicode's CLDR.

The machine's own language never matters. Numbers have European digits, as players and most newsrooms write them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup, escape

from feedpub.errors import FeedpubError
from feedpub.standards import nearest
from feedpub.standards.locales import page_language

Word = str | Mapping[str, str]
"""One text, or one for each plural category; `{count}` and other names in braces are filled in."""

_ENGLISH = "en"
_REVIEW = "read-by-speaker"
"""What a catalog says of itself: `false`, or when and by whom it was read."""

_NO_NAME = "M01"
"""What CLDR calls January in languages whose months it does not know."""

_FOUR_TOGETHER = frozenset({"es", "es_ES", "it", "it_CH", "it_IT", "pl", "pl_PL", "pt_PT"})
"""Locales that group digits from five on. Source: CLDR, `minimumGroupingDigits`, which Babel does not have."""

_PRIVATE = 0xE000
"""The first character that stands for nothing in any script."""

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
_RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Words, dates and numbers in one language: `speech` in templates."""

    language: str
    """BCP 47, for `<html lang>`."""

    direction: str
    """`ltr` or `rtl`, for `<html dir>`."""

    translated: bool
    """Whether there is a catalog for the language; else words are English where `own` says nothing."""

    locale: Locale = field(repr=False)
    """Whose dates and numbers they are; English for languages that CLDR has not."""

    ours: Mapping[str, Word] = field(repr=False)
    rules: Locale = field(repr=False)
    """Whose plurals `ours` has."""

    own: Mapping[str, Word] = field(repr=False)
    """The author's words, which replace ours."""

    @property
    def place(self) -> str:
        """Language and territory, as `og:locale` has them: `en_US`, by CLDR's likely subtags where the tag names none.

        Source: The Open Graph protocol, `og:locale`: `language_TERRITORY`.
        """
        return f"{self.language.partition('-')[0].lower()}_{_territory(self.language)}"

    def t(self, name: str, /, **values: object) -> str:
        """The words of that name, filled in; markup if a value is markup, and all else in it is then escaped.

        `count` is a whole number: it chooses the plural form and is written as the language writes numbers.
        Raises `FeedpubError` for a name that nobody knows and for a value that is missing.
        """
        if name not in self.ours:
            hint = nearest(name, self.ours)
            raise FeedpubError(f"there is no text {name!r}", hint=f"did you mean {hint!r}?" if hint else "")
        try:
            count = values.get("count")
            if isinstance(count, int):
                return _filled(self._form(name, count), {**values, "count": self.number(count)})
            return _filled(self._form(name, None), values)
        except KeyError as missing:
            raise FeedpubError(f"the words {name!r} need a value for {missing.args[0]!r}") from None

    def _form(self, name: str, count: int | None) -> str:
        word, locale = (self.own[name], self.locale) if name in self.own else (self.ours[name], self.rules)
        if isinstance(word, str):
            return word
        if count is None:
            raise KeyError("count")
        return word.get(locale.plural_form(count), word["other"])

    def number(self, value: int) -> str:
        """A number as the language groups its digits: `12,345`, `12.345`."""
        is_grouped = abs(value) >= 10_000 or str(self.locale) not in _FOUR_TOGETHER
        return format_decimal(value, locale=self.locale, group_separator=is_grouped)

    def megabytes(self, size: int) -> str:
        """A size in bytes as people compare sizes: `7.9 MB`; less than a tenth of one is `0.1 MB`."""
        return format_unit(max(size / 1e6, 0.1), "megabyte", length="short", format="#,##0.#", locale=self.locale)

    def date(self, moment: datetime, zone: str = "") -> str:
        """The day in full: `November 23, 2026`. `moment` is aware; `zone` is IANA's name, empty for UTC."""
        here = moment.astimezone(ZoneInfo(zone) if zone else UTC)
        return format_date(here.date(), format="long", locale=self.locale)

    def day(self, text: str) -> str:
        """A day, given in ISO 8601, in full: `November 23, 2026`."""
        return format_date(date.fromisoformat(text), format="long", locale=self.locale)

    def one_of(self, parts: Sequence[str]) -> str:
        """The parts as alternatives: `A, B, or C`; markup if one of them is, and all else is then escaped."""
        return self._listed(parts, "or")

    def all_of(self, parts: Sequence[str]) -> str:
        """The parts together: `A, B, and C`; markup if one of them is, and all else is then escaped."""
        return self._listed(parts, "standard")

    def _listed(self, parts: Sequence[str], style: Literal["or", "standard"]) -> str:
        if len(parts) < 2:
            return Markup().join(parts) if any(hasattr(one, "__html__") for one in parts) else "".join(parts)
        places = [chr(_PRIVATE + at) for at, _ in enumerate(parts)]
        pattern = format_list(places, style=style, locale=self.rules)
        words = (parts[ord(one) - _PRIVATE] if one in places else one for one in pattern)
        is_markup = any(hasattr(one, "__html__") for one in parts)
        return Markup().join(words) if is_markup else "".join(words)

    def duration(self, ms: int) -> str:
        """About how long: `29 minutes`, `1 hour 4 minutes`; seconds only below a minute."""
        seconds = (ms + 500) // 1000
        if seconds < 60:
            return self.t("seconds", count=seconds)
        hours, minutes = divmod((seconds + 30) // 60, 60)
        return self._joined(hours=hours, minutes=minutes)

    def clock(self, ms: int) -> str:
        """A place in the recording, in seconds that are over: `0:00`, `3:15`, `1:04:09`."""
        minutes, seconds = divmod(ms // 1000, 60)
        hours, rest = divmod(minutes, 60)
        return f"{hours}:{rest:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def length(self, ms: int) -> str:
        """How long the recording is, to the nearest second as in the feed: `29:14` for 29 min 13.992 s."""
        return self.clock(ms + 500)

    def _joined(self, **counts: int) -> str:
        texts = [self.t(unit, count=count) for unit, count in counts.items() if count] or [self.t("seconds", count=0)]
        text = texts[0]
        for shorter in texts[1:]:
            text = self.t("longer-and-shorter", longer=text, shorter=shorter)
        return text

    def direction_of(self, tag: str) -> str:
        """`ltr` or `rtl`, of the language of a BCP 47 tag."""
        return _direction(tag)

    def language_name(self, tag: str) -> str:
        """What the language of a BCP 47 tag is called: `German`; the tag if nobody knows."""
        return _locale(tag).get_display_name(self.locale) or tag if _known(tag) else tag


def speech(language: str, own: Mapping[str, str] | None = None) -> Speech:
    """Words, dates and numbers for a show of that language (BCP 47): `pt-BR` as `pt`, and English without a catalog.

    `own` are the author's words by name, a plural form as `episodes.few`, one of which is `other`; without forms a
    text is for all numbers.
    """
    known = page_language(language)
    catalog = known or _ENGLISH
    return Speech(
        language=language,
        direction=_direction(language),
        translated=bool(known),
        locale=_locale(language),
        ours=words(catalog),
        rules=Locale(catalog),
        own=_nested(own or {}),
    )


@cache
def words(language: str) -> Mapping[str, Word]:
    """The catalog of one of `PAGE_LANGUAGES`: name → word; what a translation lacks is in English."""
    both = _file(_ENGLISH) | _file(language)
    return {name: word for name, word in both.items() if name != _REVIEW}


def reviewed_by(language: str) -> str:
    """Who has read the catalog of one of `PAGE_LANGUAGES` as a speaker, and when; empty for nobody yet."""
    return _file(language)[_REVIEW] or ""


def _file(language: str) -> dict[str, Any]:
    return tomllib.loads((files("feedpub.pages") / "words" / f"{language}.toml").read_text("utf-8"))


def placeholders(word: Word) -> frozenset[str]:
    """The names of the values that a word is filled in with."""
    texts = [word] if isinstance(word, str) else list(word.values())
    return frozenset(name for text in texts for name in _PLACEHOLDER.findall(text))


def _nested(own: Mapping[str, str]) -> dict[str, Word]:
    found: dict[str, Word] = {name: text for name, text in own.items() if "." not in name}
    forms: dict[str, dict[str, str]] = {}
    for name, text in own.items():
        word, dot, form = name.partition(".")
        if dot:
            forms.setdefault(word, {})[form] = text
    return {**found, **forms}


def _filled(text: str, values: Mapping[str, object]) -> str:
    parts = _PLACEHOLDER.split(text)
    filled = [values[part] if number % 2 else part for number, part in enumerate(parts)]
    if any(hasattr(one, "__html__") for one in filled):
        return Markup().join(escape(one) for one in filled)
    return "".join(map(str, filled))


def _known(language: str) -> bool:
    return language.partition("-")[0].lower() == _locale(language).language


@cache
def _locale(language: str) -> Locale:
    """CLDR's locale nearest to a tag: variants, regions and scripts that it has not are left out one by one."""
    parts = language.split("-")
    for end in range(len(parts), 0, -1):
        try:
            found = Locale.parse("-".join(parts[:end]), sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if found.months["format"]["wide"][1] != _NO_NAME:
            return found
    return Locale(_ENGLISH)


def _direction(language: str) -> str:
    """By the script: the tag's, or the one that the language has in that region by CLDR's likely subtags."""
    return "rtl" if (_script(language) or _likely(language)[1]) in _RIGHT_TO_LEFT else "ltr"


def _territory(language: str) -> str:
    """The tag's territory, or the one where most people read the language in that script: `pt-BR` BR, `zh-Hant` TW."""
    return _region(language) or _likely(language)[2]


def _script(language: str) -> str:
    return next((part.title() for part in language.split("-")[1:] if len(part) == 4 and part.isalpha()), "")


def _region(language: str) -> str:
    return next((part.upper() for part in language.split("-")[1:] if len(part) == 2), "")


def _likely(language: str) -> list[str]:
    """Language, script and territory, by CLDR's likely subtags."""
    primary = language.partition("-")[0].lower()
    likely = get_global("likely_subtags")
    names = (f"{primary}_{part}" for part in (_region(language), _script(language)) if part)
    found = next((likely[name] for name in names if name in likely), likely.get(primary))
    return (found or "und_Latn_US").split("_")
