"""Words around lists of times, by language: those that introduce chapters, and names of books with verses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(", "))


INTRODUCTIONS: Mapping[str, Sequence[str]] = {
    "ar": _listed(
        "الفصول, فصول, المحتويات, محتويات الحلقة, محاور الحلقة, الطوابع الزمنية, في هذه الحلقة, جدول المحتويات"
    ),
    "bg": _listed("глави, в този епизод, съдържание"),
    "ca": _listed("capítols, en aquest episodi, continguts"),
    "cs": _listed("kapitoly, časové značky, časová osa, obsah, v této epizodě, v tomto díle, témata"),
    "da": _listed(
        "kapitler, tidsstempler, tidskoder, indhold, i dette afsnit, i denne episode, indholdsfortegnelse, "
        "tidslinje, emner"
    ),
    "de": _listed(
        "kapitel, kapitelmarken, zeitmarken, zeitstempel, sprungmarken, timecodes, inhalt, themen, in dieser "
        "folge, in dieser episode, in dieser ausgabe, in dieser sendung, inhaltsverzeichnis, inhaltsangabe, "
        "kapitelübersicht, kapitel-marken, zeitangaben, zeitleiste, übersicht"
    ),
    "el": _listed("κεφάλαια, χρονοσημάνσεις, περιεχόμενα, σε αυτό το επεισόδιο, θέματα"),
    "en": _listed(
        "chapters, chapter, timestamps, timestamp, time stamps, timecodes, time codes, timeline, show notes, "
        "shownotes, in this episode, topics, contents, table of contents, outline, segments, rundown, tracklist, "
        "track list, jump to, time-stamps, time-codes, time stamp, timecode, key moments, highlights, episode "
        "guide, episode breakdown, episode outline, sections, we discuss, we cover, we talk about, discussed in "
        "this episode, on this episode, in today's episode, in this week's episode, on today's show, on this "
        "week's show, in this show, what we talk about, skip to"
    ),
    "es": _listed(
        "capítulos, marcas de tiempo, minutaje, índice, contenido, temas, en este episodio, en este capítulo, en "
        "este programa, tabla de contenidos, contenidos, cronología, minutos, bloques, secciones, temario, línea "
        "de tiempo"
    ),
    "fa": _listed("فهرست, در این قسمت"),
    "fi": _listed("luvut, aikaleimat, aikakoodit, sisältö, tässä jaksossa, sisällysluettelo, aikajana, aiheet"),
    "fr": _listed(
        "chapitres, chapitrage, minutage, horodatage, timecodes, sommaire, au sommaire, au programme, dans cet "
        "épisode, au menu, table des matières, repères temporels, repères, déroulé, thèmes abordés"
    ),
    "he": _listed("פרקים, חותמות זמן, תוכן, בפרק הזה, בפרק זה"),
    "hr": _listed("poglavlja, u ovoj epizodi, sadržaj"),
    "hu": _listed("fejezetek, időbélyegek, tartalom, ebben az epizódban, ebben az adásban, témák, tartalomjegyzék"),
    "id": _listed("daftar isi, dalam episode ini"),
    "it": _listed(
        "capitoli, minutaggio, indice, sommario, argomenti, in questo episodio, timestamp, in questa puntata, "
        "scaletta, timestamps, timeline, minuti"
    ),
    "ja": _listed("チャプター, タイムスタンプ, 目次, もくじ, 今回の内容, 内容, トピック, このエピソード"),
    "ko": _listed("챕터, 타임스탬프, 목차, 타임라인, 이번 에피소드, 타임코드, 주제"),
    "nb": _listed(
        "kapitler, tidsstempler, tidskoder, innhold, i denne episoden, innholdsfortegnelse, tidslinje, temaer"
    ),
    "nl": _listed(
        "hoofdstukken, tijdstempels, tijdcodes, inhoud, onderwerpen, in deze aflevering, inhoudsopgave, tijdlijn"
    ),
    "pl": _listed("rozdziały, znaczniki czasu, spis treści, w tym odcinku, w odcinku, tematy"),
    "pt": _listed(
        "capítulos, marcações de tempo, minutagem, índice, conteúdo, neste episódio, nesse episódio, sumário, "
        "pauta, blocos, linha do tempo, tópicos, temas"
    ),
    "ro": _listed("capitole, marcaje de timp, cuprins, în acest episod, subiecte"),
    "ru": _listed(
        "главы, таймкоды, тайм-коды, содержание, оглавление, темы, темы выпуска, в этом выпуске, в выпуске, в "
        "этом эпизоде, тайминг, таймлайн, тайм-лайн, таймкод, навигация"
    ),
    "sk": _listed("kapitoly, v tejto epizóde, obsah"),
    "sv": _listed(
        "kapitel, tidsstämplar, tidskoder, innehåll, i det här avsnittet, i detta avsnitt, i veckans avsnitt, "
        "innehållsförteckning, tidslinje"
    ),
    "tr": _listed("bölümler, zaman damgaları, içindekiler, bu bölümde, zaman çizelgesi, konular"),
    "uk": _listed("розділи, таймкоди, зміст, теми, у цьому випуску, таймінг, таймкод"),
    "vi": _listed("mốc thời gian, trong tập này, nội dung"),
    "zh": _listed(
        "章节, 章節, 时间轴, 時間軸, 时间戳, 時間戳, 时间线, 時間線, 时间码, 時間碼, 时间节点, 章節時間, "
        "目录, 目錄, 内容提要, 本期内容, 本期节目"
    ),
}
"""Language (BCP 47) → words over a list of chapters. Shows mix languages, so that all of them count everywhere."""

_WITHOUT_SPACES = frozenset({"ja", "ko", "zh"})

_BOOKS = (
    # English, with the abbreviations of the Chicago Manual of Style
    "genesis gen exodus exod ex leviticus lev numbers num deuteronomy deut joshua josh judges judg ruth samuel sam"
    " kings kgs chronicles chron chr ezra nehemiah neh esther esth job psalm psalms ps pss proverbs prov ecclesiastes"
    " eccles eccl isaiah isa jeremiah jer lamentations lam ezekiel ezek daniel dan hosea hos joel amos obadiah obad"
    " jonah micah mic nahum nah habakkuk hab zephaniah zeph haggai hag zechariah zech malachi mal matthew matt mt mark"
    " mk luke lk john jn acts romans rom corinthians cor galatians gal ephesians eph philippians phil colossians col"
    " thessalonians thess timothy tim titus philemon philem hebrews heb james jas peter pet jude revelation rev"
    # Other scriptures
    " quran qur'an koran coran corán sura surah sure sourate"
    # German
    " mose josua richter könige chronik esra nehemia hiob ijob sprüche spr prediger hoheslied jesaja jes jeremia"
    " klagelieder hesekiel ezechiel hosea obadja jona micha habakuk zefanja haggai sacharja maleachi matthäus markus"
    " lukas johannes joh apostelgeschichte apg römer röm korinther kor galater epheser philipper kolosser"
    " thessalonicher timotheus hebräer hebr jakobus petrus judas offenbarung offb"
    # French
    " genèse exode lévitique nombres deutéronome josué juges rois chroniques esdras néhémie psaume psaumes proverbes"
    " ésaïe isaïe jérémie ézéchiel osée abdias jonas michée matthieu marc luc jean actes romains corinthiens galates"
    " éphésiens philippiens colossiens thessaloniciens timothée hébreux jacques pierre apocalypse"
    # Spanish, Italian and Portuguese
    " génesis éxodo levítico números deuteronomio josué jueces reyes crónicas salmo salmos proverbios isaías jeremías"
    " ezequiel oseas jonás mateo marcos lucas juan hechos romanos corintios gálatas efesios filipenses colosenses"
    " hebreos santiago pedro apocalipsis esodo giosuè giudici isaia geremia matteo marco luca giovanni atti romani"
    " salmi mateus joão atos gênesis êxodo"
    # Dutch
    " mattheüs matteüs marcus lucas johannes handelingen romeinen psalmen openbaring"
    # Russian
    " бытие исход левит псалом псалмы притчи исаия иеремия матфея марка луки иоанна деяния римлянам откровение"
)
_LONGEST = 80
"""Characters of a line that introduces a list; a longer one is a sentence, unless it ends in a colon."""


@cache  # compiled when the first list of times is met, since most runs meet none
def _words() -> re.Pattern[str]:
    words = (
        re.escape(word) if language in _WITHOUT_SPACES else rf"(?<!\w){re.escape(word)}(?!\w)"
        for language, words in INTRODUCTIONS.items()
        for word in sorted(words, key=len, reverse=True)
    )
    return re.compile("|".join(words), re.IGNORECASE)


@cache
def _book() -> re.Pattern[str]:
    books = "|".join(map(re.escape, _BOOKS.split()))
    return re.compile(rf"(?:[1-5]\.?\s?|i{{1,3}}\s)?(?:{books}|song of (?:songs|solomon))\.?", re.IGNORECASE)


def introduces_chapters(line: str) -> bool:
    """Whether a line says that chapters follow: `Timestamps`, `Die Kapitel dieser Folge:`."""
    bare = line.strip()
    last = re.split(r"[.!?…]\s", bare)[-1] if bare.endswith((":", "：")) else bare
    return len(last) <= _LONGEST and bool(_words().search(last))


def is_book(text: str) -> bool:
    """Whether a text is the name of a book that has verses, perhaps behind a colon: `Readings: 1 John`, `Psalm`."""
    return bool(_book().fullmatch(re.split(r"[:;,–—]\s*|\s-\s", text.strip())[-1].strip()))
