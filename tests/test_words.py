"""What pages say: whole catalogs, plural forms, dates, durations and direction, whatever machine says it."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from feedpub.errors import FeedpubError
from feedpub.pages.i18n import Word, placeholders, reviewed_by, speech, words
from feedpub.standards import bidi_override, control_character, is_nfc, is_visible
from feedpub.standards.locales import PAGE_LANGUAGES, PLURAL_FORMS

DOCS = Path(__file__).parents[1] / "docs" / "words.md"
HEAD = """\
# The words of the web pages

What feedpub's pages say, by name. A show replaces any of it with `theme.words` in its show.yaml, a word with a number
by the plural forms of its language (`zero`, `one`, `two`, `few`, `many`, `other`; CLDR says which it has):

```yaml
theme:
  words:
    longer-and-shorter: "{longer} and {shorter}"
    minutes: { one: "one minute", other: "{count} minutes" }
```

What stands in braces is filled in. (Made from the English catalog; `tests/test_words.py`.)

There is one catalog a language, `src/feedpub/pages/words/<language>.toml`, for all of its regions; that of Chinese is
in simplified characters, and none in traditional ones. A show in any other language has English words with dates,
numbers and plural forms of its own, and `feedpub check` says so ([FP371](rules.md#fp371-untranslated-language)). A
catalog says in its first line whether somebody who grew up with the language has read all of it. Corrections are
welcome: they are a line in that file.

LANGUAGES

"""

NOVEMBER = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
MINUTE, HOUR = 60_000, 3_600_000

OTHERS = [language for language in PAGE_LANGUAGES if language != "en"]


def catalog(language: str) -> dict[str, Any]:
    """What the file of a language says, without the English that stands in for what it lacks."""
    return tomllib.loads((files("feedpub.pages") / "words" / f"{language}.toml").read_text(encoding="utf-8"))


def texts(word: Word) -> list[str]:
    """All forms of a word."""
    return [word] if isinstance(word, str) else list(word.values())


# --- the catalogs


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_every_word(language: str) -> None:
    """None more, none less, in the same order: alphabetical, so that two people's additions do not collide."""
    english = list(words("en"))

    assert sorted(english) == english
    assert ["read-by-speaker", *english] == list(catalog(language))


def test_every_file_is_a_language_that_pages_speak() -> None:
    """None lies there unused, and none is missing."""
    names = [one.name for one in (files("feedpub.pages") / "words").iterdir()]

    assert sorted(names) == [f"{language}.toml" for language in PAGE_LANGUAGES]


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_a_catalog_says_whether_a_speaker_has_read_it(language: str) -> None:
    """False, or the day and who it was; it is no text of the pages."""
    review = catalog(language)["read-by-speaker"]

    assert review is False or re.fullmatch(r"\d{4}-\d{2}-\d{2}, \S.*", review)
    assert (review or "") == reviewed_by(language)
    assert "read-by-speaker" not in words(language)


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_filled_in_with_the_same_values(language: str) -> None:
    """No `{titel}`; a form for one or two may say its number in words."""
    wrong = {}
    for name, english in words("en").items():
        word, has = words(language)[name], placeholders(english)
        forms = [word] if isinstance(word, str) else [word["other"]]
        if placeholders(word) != has or any(placeholders(one) != has for one in forms):
            wrong[name] = word

    assert {} == wrong


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_words_with_a_number_have_the_plural_forms_of_their_language(language: str) -> None:
    """Exactly those of CLDR; whatever counts in English counts everywhere."""
    forms = {*Locale(language).plural_form.tags, "other"}
    counting = {name for name, word in words("en").items() if not isinstance(word, str)}

    assert counting == {name for name, word in words(language).items() if not isinstance(word, str)}
    assert dict.fromkeys(counting, forms) == {name: set(words(language)[name]) for name in counting}
    assert forms <= set(PLURAL_FORMS)


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_texts_are_clean(language: str) -> None:
    """Composed, visible, on one line, without what turns text round, spaces at the ends or HTML."""
    unclean = [
        text
        for word in words(language).values()
        for text in texts(word)
        if not is_visible(text)
        or not is_nfc(text)
        or text != text.strip()
        or "\n" in text
        or control_character(text) is not None
        or bidi_override(text) is not None
        or "<" in text
        or "&" in text
    ]

    assert [] == unclean


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_is_one(language: str) -> None:
    """Few texts are the same in two languages; those that are stand here."""
    same = {name for name, word in words("en").items() if word == words(language)[name]}

    assert same <= SAME.get(language, set()) | {"longer-and-shorter"}


SAME: Mapping[str, set[str]] = {
    "de": {"trailer"},
    "it": {"trailer", "version-audio", "version-video", "volume"},
    "nl": {"trailer", "transcript", "version-audio", "version-video", "volume"},
    "pt": {"trailer", "volume"},
    "sv": {"trailer"},
}


@pytest.mark.parametrize("language", PAGE_LANGUAGES)
def test_a_catalog_is_a_file_of_one_line_each(language: str) -> None:
    """What TOML understands is what stands there: no word is there twice, none is nested."""
    text = (files("feedpub.pages") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]

    assert list(tomllib.loads(text)) == [line.partition(" = ")[0] for line in lines]


def test_the_page_lists_what_the_catalog_says() -> None:
    """`UPDATE_GOLDEN=1` writes it again."""
    rows = [f"| `{name}` | {' · '.join(texts(word))} |" for name, word in words("en").items()]
    spoken = [
        f"| `{language}` | {speech('en').language_name(language)} | {reviewed_by(language) or 'nobody yet'} |"
        for language in PAGE_LANGUAGES
    ]
    languages = "\n".join(["| language | | read by |", "| --- | --- | --- |", *spoken])
    page = HEAD.replace("LANGUAGES", languages) + "\n".join(["| name | in English |", "| --- | --- |", *rows]) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        DOCS.write_text(page, encoding="utf-8")

    assert page == DOCS.read_text(encoding="utf-8")


# --- words


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["0 minutes", "1 minute", "2 minutes", "5 minutes", "21 minutes", "1,100 minutes"]),
        ("de", ["0 Minuten", "1 Minute", "2 Minuten", "5 Minuten", "21 Minuten", "1.100 Minuten"]),
        ("fr", ["0 minute", "1 minute", "2 minutes", "5 minutes", "21 minutes", "1\u202f100 minutes"]),
        ("es", ["0 minutos", "1 minuto", "2 minutos", "5 minutos", "21 minutos", "1100 minutos"]),
        ("ru", ["0 минут", "1 минута", "2 минуты", "5 минут", "21 минута", "1\u00a0100 минут"]),
        ("el", ["0 λεπτά", "1 λεπτό", "2 λεπτά", "5 λεπτά", "21 λεπτά", "1.100 λεπτά"]),
        ("it", ["0 minuti", "1 minuto", "2 minuti", "5 minuti", "21 minuti", "1100 minuti"]),
        ("ja", ["0分", "1分", "2分", "5分", "21分", "1,100分"]),
        ("nl", ["0 minuten", "1 minuut", "2 minuten", "5 minuten", "21 minuten", "1.100 minuten"]),
        ("pl", ["0 minut", "1 minuta", "2 minuty", "5 minut", "21 minut", "1100 minut"]),
        ("pt", ["0 minuto", "1 minuto", "2 minutos", "5 minutos", "21 minutos", "1.100 minutos"]),
        ("sv", ["0 minuter", "1 minut", "2 minuter", "5 minuter", "21 minuter", "1\u00a0100 minuter"]),
        ("tr", ["0 dakika", "1 dakika", "2 dakika", "5 dakika", "21 dakika", "1.100 dakika"]),
        ("uk", ["0 хвилин", "1 хвилина", "2 хвилини", "5 хвилин", "21 хвилина", "1\u00a0100 хвилин"]),
        ("zh", ["0 分钟", "1 分钟", "2 分钟", "5 分钟", "21 分钟", "1,100 分钟"]),
        ("ar", ["0 دقيقة", "دقيقة", "دقيقتان", "5 دقائق", "21 دقيقة", "1,100 دقيقة"]),
    ],
)
def test_numbers_choose_the_form(language: str, expected: list[str]) -> None:
    """By CLDR's rules, the digits grouped as the language groups them."""
    locale = speech(language)

    assert expected == [locale.t("minutes", count=count) for count in (0, 1, 2, 5, 21, 1100)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("es-ES", "9999 10.000"), ("es-MX", "9,999 10,000"), ("pt-PT", "9999 10\u00a0000"), ("pl", "9999 10\u00a0000")],
)
def test_four_digits_stay_together_where_the_language_wants_it(language: str, expected: str) -> None:
    """In Spain, Portugal, Italy and Poland only numbers from 10,000 on are grouped, as browsers write them, too."""
    locale = speech(language)

    assert expected == f"{locale.number(9999)} {locale.number(10_000)}"


def test_an_author_replaces_words() -> None:
    """One text for all numbers, or forms in the language of the show, whose rules are then asked."""
    own = {
        "hours.one": "{count} godzina",
        "hours.few": "{count} godziny",
        "hours.other": "{count} godz.",
        "minutes": "?",
    }
    locale = speech("pl", own)

    assert ["1 godzina", "3 godziny", "5 godz.", "?"] == [
        *(locale.t("hours", count=count) for count in (1, 3, 5)),
        locale.t("minutes", count=3),
    ]


def test_markup_stays_and_all_else_is_escaped() -> None:
    """So a link can stand in a sentence; what the author of words wrote is text."""
    locale = speech("en", {"longer-and-shorter": "<b>{longer}</b> {shorter}"})
    link = Markup("<a>b</a>")

    text = locale.t("longer-and-shorter", longer="<i>", shorter=link)

    assert Markup("&lt;b&gt;&lt;i&gt;&lt;/b&gt; <a>b</a>") == text
    assert isinstance(text, Markup)
    assert "<b>x</b> y" == locale.t("longer-and-shorter", longer="x", shorter="y")


def test_values_are_not_read_as_formats() -> None:
    """Braces in a title are braces."""
    assert "{count} {0.x}" == speech("en").t("longer-and-shorter", longer="{count}", shorter="{0.x}")


@pytest.mark.parametrize(
    ("name", "values", "message", "hint"),
    [
        ("minutse", {}, "there is no text 'minutse'", "did you mean 'minutes'?"),
        ("minutes", {}, "the words 'minutes' need a value for 'count'", ""),
        ("longer-and-shorter", {"longer": 1}, "the words 'longer-and-shorter' need a value for 'shorter'", ""),
    ],
)
def test_what_a_template_asks_wrongly_is_said(name: str, values: dict[str, int], message: str, hint: str) -> None:
    """Authors write templates, too."""
    with pytest.raises(FeedpubError) as caught:
        speech("en").t(name, **values)

    assert (message, hint) == (caught.value.message, caught.value.hint)


# --- languages


@pytest.mark.parametrize(
    ("language", "direction", "translated", "hour", "date"),
    [
        ("en", "ltr", True, "1 hour", "November 23, 2026"),
        ("en-GB", "ltr", True, "1 hour", "23 November 2026"),
        ("en-GB-oxendict", "ltr", True, "1 hour", "23 November 2026"),
        ("de-AT", "ltr", True, "1 Stunde", "23. November 2026"),
        ("fr-CA", "ltr", True, "1 heure", "23 novembre 2026"),
        ("es-419", "ltr", True, "1 hora", "23 de noviembre de 2026"),
        ("ru", "ltr", True, "1 час", "23 ноября 2026\u202fг."),
        ("ar-EG", "rtl", True, "ساعة", "23 نوفمبر 2026"),
        ("he", "rtl", False, "1 hour", "23 בנובמבר 2026"),
        ("ur", "rtl", False, "1 hour", "23 نومبر، 2026"),
        ("uz-Arab", "rtl", False, "1 hour", "23 نچی نومبر 2026"),
        ("pa-PK", "rtl", False, "1 hour", "23 نومبر 2026"),
        ("dv", "rtl", False, "1 hour", "November 23, 2026"),
        ("az-Latn-IR", "ltr", False, "1 hour", "23 noyabr 2026"),
        ("az", "ltr", False, "1 hour", "23 noyabr 2026"),
        ("pt-BR", "ltr", True, "1 hora", "23 de novembro de 2026"),
        ("pt-PT", "ltr", True, "1 hora", "23 de novembro de 2026"),
        ("zh-Hant-TW", "ltr", False, "1 hour", "2026年11月23日"),
        ("zh-HK", "ltr", False, "1 hour", "2026年11月23日"),
        ("zh-SG", "ltr", True, "1 小时", "2026年11月23日"),
        ("zh-Hans-HK", "ltr", True, "1 小时", "2026年11月23日"),
        ("uk", "ltr", True, "1 година", "23 листопада 2026 р."),
        ("el", "ltr", True, "1 ώρα", "23 Νοεμβρίου 2026"),
        ("ja-JP", "ltr", True, "1時間", "2026年11月23日"),
        ("ru-Latn", "ltr", False, "1 hour", "23 ноября 2026 г."),
        ("tlh", "ltr", False, "1 hour", "November 23, 2026"),
    ],
)
def test_how_a_language_speaks(language: str, direction: str, translated: bool, hour: str, date: str) -> None:
    """Regions fall to their language; languages and scripts without a catalog have English words and own dates."""
    locale = speech(language)

    assert (language, direction, translated) == (
        locale.language,
        locale.direction,
        locale.translated,
    )
    assert hour == locale.duration(HOUR)
    assert date.replace("\u202f", " ") == locale.date(NOVEMBER).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.slow
@given(
    st.from_regex(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?(-[a-z0-9]{5,8})?(-x-[a-z]{1,8})?", fullmatch=True)
)
def test_any_language_speaks(language: str) -> None:
    """Whatever passes for a language tag."""
    locale = speech(language)

    assert locale.date(NOVEMBER)
    assert locale.duration(HOUR)
    assert locale.direction in {"ltr", "rtl"}
    assert locale.language_name(language)


def test_the_machine_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its language nor its time zone."""
    before = [speech(language).date(NOVEMBER) for language in PAGE_LANGUAGES]
    for name in ("LANGUAGE", "LC_ALL", "LANG"):
        monkeypatch.setenv(name, "ja_JP.UTF-8")
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")

    assert before == [speech(language).date(NOVEMBER) for language in PAGE_LANGUAGES]


def test_a_date_is_that_of_the_shows_clock() -> None:
    """Half past eleven in the evening at Greenwich is tomorrow in Berlin."""
    assert ["November 23, 2026", "November 24, 2026"] == [
        speech("en").date(NOVEMBER, zone) for zone in ("", "Europe/Berlin")
    ]


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("de", "en", "German"),
        ("pt-BR", "de", "Portugiesisch (Brasilien)"),
        ("tlh", "en", "tlh"),
        ("ar", "ar", "العربية"),
    ],
)
def test_languages_have_names(tag: str, language: str, name: str) -> None:
    """In the language of the page; a tag that nobody knows stays one."""
    assert name == speech(language).language_name(tag)


# --- time


@pytest.mark.parametrize(
    ("ms", "duration", "clock", "length"),
    [
        (0, "0 seconds", "0:00", "0:00"),
        (999, "1 second", "0:00", "0:01"),
        (45_400, "45 seconds", "0:45", "0:45"),
        (59_600, "1 minute", "0:59", "1:00"),
        (29 * MINUTE + 14_900, "29 minutes", "29:14", "29:15"),
        (29 * MINUTE + 40_000, "30 minutes", "29:40", "29:40"),
        (HOUR - 10_000, "1 hour", "59:50", "59:50"),
        (HOUR + 4 * MINUTE + 9_000, "1 hour 4 minutes", "1:04:09", "1:04:09"),
        (26 * HOUR, "26 hours", "26:00:00", "26:00:00"),
    ],
)
def test_durations(ms: int, duration: str, clock: str, length: str) -> None:
    """About how long, as a headline says it; a place, as a player shows it; the whole, rounded as in the feed."""
    locale = speech("en")

    assert (duration, clock, length) == (
        locale.duration(ms),
        locale.clock(ms),
        locale.length(ms),
    )


@pytest.mark.parametrize(
    ("language", "duration", "alternatives"),
    [
        ("el", "1 ώρα και 4 λεπτά", "A, B ή C"),
        ("it", "1 ora e 4 minuti", "A, B o C"),
        ("ja", "1時間4分", "A、B、またはC"),
        ("nl", "1 uur en 4 minuten", "A, B of C"),
        ("pl", "1 godzina 4 minuty", "A, B lub C"),
        ("pt", "1 hora e 4 minutos", "A, B ou C"),
        ("sv", "1 timme 4 minuter", "A, B eller C"),
        ("tr", "1 saat 4 dakika", "A, B veya C"),
        ("uk", "1 година 4 хвилини", "A, B або C"),
        ("zh", "1 小时 4 分钟", "A、B或C"),
    ],
)
def test_durations_and_lists_are_joined_as_the_language_does(language: str, duration: str, alternatives: str) -> None:
    """With its own words and spaces between the parts."""
    locale = speech(language)

    assert (duration, alternatives) == (locale.duration(HOUR + 4 * MINUTE), locale.one_of(["A", "B", "C"]))


def test_durations_in_arabic_are_joined_by_and() -> None:
    """The word is written together with what follows it."""
    assert "ساعة ودقيقتان" == speech("ar").duration(HOUR + 2 * MINUTE)
