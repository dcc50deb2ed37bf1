"""The text of an episode's transcripts: on its own page, or each on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

from markupsafe import Markup, escape

from feedpub.model import Channel, Item, Transcript
from feedpub.model.address import page_key, transcript_key
from feedpub.pages.site import Site, relative
from feedpub.transcripts import Paragraph, gap, paragraphs

Objects = Mapping[str, bytes]
"""Key → bytes of immutable objects of the target."""

NOTHING: Objects = MappingProxyType({})

_FORMS = ("application/json", "text/vtt", "application/x-subrip", "application/srt", "text/html", "text/plain")
"""Types of transcripts, from the one that says most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A transcript in one language, and where its text stands."""

    transcript: Transcript
    """The file that says most."""

    language: str
    """BCP 47."""

    page: str
    """Key of the page."""

    is_own_page: bool
    """Whether that is a page for this text alone, and not that of the episode."""


def texts_of(channel: Channel, item: Item) -> tuple[PageText, ...]:
    """The texts of an episode's transcripts, one a language; the show's language first, else the author's first.

    That one stands on the episode's page, if it is short enough; each other one has a page of its own. Empty where
    `transcript: {page: off}` is said, and for an episode without transcripts.
    """
    if not item.shows_transcript:
        return ()
    best = dict[str, Transcript]()
    for one in sorted(item.transcripts, key=lambda one: _form(one.type)):
        best.setdefault((one.language or channel.language).lower(), one)
    order = list(dict.fromkeys((one.language or channel.language).lower() for one in item.transcripts))
    order.sort(key=lambda language: _primary(language) != _primary(channel.language))
    return tuple(_text(channel, item, best[language], is_first=at == 0) for at, language in enumerate(order))


def _text(channel: Channel, item: Item, one: Transcript, *, is_first: bool) -> PageText:
    language = one.language or channel.language
    is_own = not is_first or one.own_page
    page = transcript_key(item.slug, "" if is_first else language) if is_own else page_key(item.slug)
    return PageText(transcript=one, language=language, page=page, is_own_page=is_own)


def _form(type: str) -> int:
    return _FORMS.index(type) if type in _FORMS else len(_FORMS)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def read_text(text: PageText, objects: Objects) -> tuple[Paragraph, ...]:
    """What stands in it; empty if its file is not among the objects, or has no words."""
    data = objects.get(text.transcript.key)
    return paragraphs(data, text.transcript.type) if data else ()


# --- on pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A paragraph: an entry of `text.turns` in templates."""

    speaker: str
    """Empty where the one before speaks on, and where nobody is named."""

    start: str
    """Seconds, as in `#t=12.5`; empty where the file has no times."""

    clock: str
    """`0:12`."""

    words: Markup
    """Spans of the phrases, each with the second at which it begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextValues:
    """The text of a transcript on a page: `player.text` in templates."""

    language: str
    direction: str
    """`ltr` or `rtl`."""

    turns: tuple[Turn, ...]
    has_times: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TextLink:
    """Where the text in one language is: an entry of `player.texts` in templates."""

    url: str
    language: str
    direction: str
    name: str
    """Of the language, in that of the page."""

    is_own_page: bool
    is_here: bool
    """Whether it is the one that this page shows."""


def text_values(site: Site, text: PageText, objects: Objects) -> TextValues | None:
    """The text for a page; None if there is nothing to show."""
    found = read_text(text, objects)
    if not found:
        return None
    turns = tuple(_by_speaker(site, found))
    return TextValues(
        language=text.language,
        direction=site.speech.direction_of(text.language),
        turns=turns,
        has_times=any(one.start for one in turns),
    )


def text_links(site: Site, texts: Sequence[PageText], here: PageText | None) -> tuple[TextLink, ...]:
    """The texts of an episode by language, for a page that shows one of them, or none."""
    return tuple(
        TextLink(
            url=relative(one.page) + ("" if one.is_own_page else "#transcript"),
            language=one.language,
            direction=site.speech.direction_of(one.language),
            name=site.speech.language_name(one.language),
            is_own_page=one.is_own_page,
            is_here=one == here,
        )
        for one in texts
    )


def _by_speaker(site: Site, text: Sequence[Paragraph]) -> Iterator[Turn]:
    for speaker, spoken in groupby(text, key=lambda one: one.speaker):
        for at, one in enumerate(spoken):
            start_ms = one.phrases[0].start_ms
            yield Turn(
                speaker="" if at else speaker,
                start=seconds(start_ms),
                clock="" if start_ms is None else site.speech.clock(start_ms),
                words=_words(one),
            )


def _words(one: Paragraph) -> Markup:
    html = before = ""
    for phrase in one.phrases:
        start, text = seconds(phrase.start_ms), str(escape(phrase.text))
        html += gap(before) + (f'<span class="transcript-phrase" data-start="{start}">{text}</span>' if start else text)
        before = phrase.text
    return Markup(html)  # noqa: S704 - escaped above


def seconds(ms: int | None) -> str:
    """Seconds as links say them: `12`, `12.5`; empty for none."""
    if ms is None:
        return ""
    whole, rest = divmod(ms, 1000)
    return f"{whole}.{rest:03}".rstrip("0") if rest else str(whole)
