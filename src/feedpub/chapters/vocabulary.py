"""Words around lists of times, by language: those that introduce chapters, and names of books with verses."""

from __future__ import annotations

import re
from collections.abc import Mapping

INTRODUCTIONS: Mapping[str, tuple[str, ...]] = {
    "ar": ("الفصول", "فصول", "المحتويات", "محتويات الحلقة", "محاور الحلقة", "الطوابع الزمنية"),
    "cs": ("kapitoly", "časové značky", "časová osa", "obsah"),
    "da": ("kapitler", "tidsstempler", "tidskoder", "indhold"),
    "de": ("kapitel", "kapitelmarken", "zeitmarken", "zeitstempel", "sprungmarken", "timecodes", "inhalt", "themen"),
    "el": ("κεφάλαια", "χρονοσημάνσεις", "περιεχόμενα"),
    "en": (
        *("chapters", "chapter", "timestamps", "timestamp", "time stamps", "timecodes", "time codes", "timeline"),
        *(
            "show notes",
            "shownotes",
            "in this episode",
            "topics",
            "contents",
            "table of contents",
            "outline",
            "segments",
        ),
        *("rundown", "tracklist", "track list", "jump to"),
    ),
    "es": ("capítulos", "marcas de tiempo", "minutaje", "índice", "contenido", "temas", "en este episodio"),
    "fi": ("luvut", "aikaleimat", "aikakoodit", "sisältö"),
    "fr": ("chapitres", "chapitrage", "minutage", "horodatage", "timecodes", "sommaire", "au sommaire", "au programme"),
    "he": ("פרקים", "חותמות זמן", "תוכן"),
    "hu": ("fejezetek", "időbélyegek", "tartalom"),
    "it": ("capitoli", "minutaggio", "indice", "sommario", "argomenti", "in questo episodio", "timestamp"),
    "ja": ("チャプター", "タイムスタンプ", "目次", "もくじ"),
    "ko": ("챕터", "타임스탬프", "목차", "타임라인"),
    "nb": ("kapitler", "tidsstempler", "tidskoder", "innhold"),
    "nl": ("hoofdstukken", "tijdstempels", "tijdcodes", "inhoud", "onderwerpen"),
    "pl": ("rozdziały", "znaczniki czasu", "spis treści"),
    "pt": ("capítulos", "marcações de tempo", "minutagem", "índice", "conteúdo", "neste episódio"),
    "ro": ("capitole", "marcaje de timp", "cuprins"),
    "ru": ("главы", "таймкоды", "тайм-коды", "содержание", "оглавление", "темы", "темы выпуска"),
    "sv": ("kapitel", "tidsstämplar", "tidskoder", "innehåll"),
    "tr": ("bölümler", "zaman damgaları", "içindekiler"),
    "uk": ("розділи", "таймкоди", "зміст", "теми"),
    "zh": ("章节", "章節", "时间轴", "時間軸", "时间戳", "時間戳", "时间线", "目录", "目錄", "本期内容"),
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
_BOOK = re.compile(
    rf"(?:[1-5]\.?\s?|i{{1,3}}\s)?(?:{'|'.join(map(re.escape, _BOOKS.split()))}|song of (?:songs|solomon))\.?",
    re.IGNORECASE,
)
_WORDS = re.compile(
    "|".join(
        re.escape(word) if language in _WITHOUT_SPACES else rf"(?<!\w){re.escape(word)}(?!\w)"
        for language, words in INTRODUCTIONS.items()
        for word in sorted(words, key=len, reverse=True)
    ),
    re.IGNORECASE,
)
_LONGEST = 80
"""Characters of a line that introduces a list; a longer one is a sentence, unless it ends in a colon."""


def introduces_chapters(line: str) -> bool:
    """Whether a line says that chapters follow: `Timestamps`, `Die Kapitel dieser Folge:`."""
    bare = line.strip()
    last = re.split(r"[.!?…]\s", bare)[-1] if bare.endswith((":", "：")) else bare
    return len(last) <= _LONGEST and bool(_WORDS.search(last))


def is_book(text: str) -> bool:
    """Whether a text is the name of a book that has verses, perhaps behind a colon: `Readings: 1 John`, `Psalm`."""
    return bool(_BOOK.fullmatch(re.split(r"[:;,–—]\s*|\s-\s", text.strip())[-1].strip()))
