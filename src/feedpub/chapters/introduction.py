"""The chapter in front of a list that begins later than 0:00: directories take a list only from the beginning.

Sources: Apple 5482 "Chapters on Apple Podcasts", Spotify for Creators "Creating and managing chapters", YouTube "Video
Chapters": the first begins at 0:00, otherwise none is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from feedpub.chapters.outline import TOLERANCE_MS, table_of_contents
from feedpub.model.chapter import Chapter

_ENGLISH = "Introduction"

_TITLES: Mapping[str, str] = {
    "ar": "مقدمة",
    "bg": "Въведение",
    "ca": "Introducció",
    "cs": "Úvod",
    "da": "Introduktion",
    "de": "Einleitung",
    "el": "Εισαγωγή",
    "en": _ENGLISH,
    "es": "Introducción",
    "et": "Sissejuhatus",
    "fa": "مقدمه",
    "fi": "Johdanto",
    "fr": "Introduction",
    "he": "הקדמה",
    "hi": "परिचय",
    "hr": "Uvod",
    "hu": "Bevezetés",
    "id": "Pengantar",
    "it": "Introduzione",
    "ja": "はじめに",
    "ko": "소개",
    "lt": "Įvadas",
    "lv": "Ievads",
    "nb": "Introduksjon",
    "nl": "Inleiding",
    "nn": "Introduksjon",
    "no": "Introduksjon",
    "pl": "Wstęp",
    "pt": "Introdução",
    "ro": "Introducere",
    "ru": "Введение",
    "sk": "Úvod",
    "sl": "Uvod",
    "sr": "Увод",
    "sv": "Introduktion",
    "tr": "Giriş",
    "uk": "Вступ",
    "vi": "Giới thiệu",
    "zh": "引言",
}
"""Language (ISO 639) → what the chapter is called."""


def introduction(language: str) -> str:
    """The title of the chapter in a language (BCP 47); in English where the word is not known."""
    return _TITLES.get(language.partition("-")[0].lower(), _ENGLISH)


def with_introduction(chapters: Sequence[Chapter], title: str) -> tuple[Chapter, ...]:
    """The chapters, behind one at 0 of that title if the first that is listed begins a second later or more.

    `chapters` are in the order of time. Without a title they stay as they are.
    """
    listed = table_of_contents(chapters)
    if not title or not listed or listed[0].start_ms < TOLERANCE_MS:
        return tuple(chapters)
    return (Chapter(start_ms=0, title=title), *chapters)
