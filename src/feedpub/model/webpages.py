"""What the show's web pages say beside what its feed says, and how they look."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from feedpub.model.channel import NO_TINT, PICTURES, SLOPES
from feedpub.model.written import ShortWritten, Written, listed
from feedpub.scalars import Count, Day, Email, File, Line, ReadsText, Summary, Switch, Url, did_you_mean, one_of, refuse
from feedpub.scalars.names import read_file, read_https_url
from feedpub.scalars.podcasting import is_key
from feedpub.scalars.scalar import SCALAR, FieldPath, read_line, refuse_all, refuse_at, short
from feedpub.standards import nearest, quoted
from feedpub.standards.colours import DAY, NIGHT, contrast, is_readable, read_colour, readable
from feedpub.standards.locales import PLURAL_FORMS
from feedpub.standards.platforms import PLATFORMS

T = TypeVar("T")

_HTTPS = {"type": "string", "pattern": r"^\s*[Hh][Tt][Tt][Pp][Ss]://"}


def _origin(value: object) -> str:
    url = read_https_url(value)
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise refuse(f"{quoted(url)} is more than an origin", f"write `https://{parts.netloc}`")
    return f"https://{parts.netloc.lower()}"


Origins = Annotated[
    tuple[Annotated[str, BeforeValidator(_origin), WithJsonSchema(_HTTPS)], ...], BeforeValidator(listed)
]

Pairs = tuple[tuple[str, str], ...]
"""Name and text, in the order in which they are written."""

_TEXT = {"type": SCALAR, "minLength": 1}


class PictureEntry(ShortWritten):
    """A picture, with what is said of it on the web pages."""

    example = "a file, or {file: …, alt: …, credit: …}"
    short = "file"

    file: File = Field(examples=["cover.jpg"])
    """Its path from this file's folder."""

    alt: Line | None = Field(default=None, examples=["A lighthouse at dusk"])
    """What can be seen, for those who cannot see it (WCAG 2.2, 1.1.1); on the web pages and where they are shared."""

    credit: Line | None = Field(default=None, examples=["Lena Vos"])
    """Who made it, as the web pages print it; `creditText` of the picture in JSON-LD."""


def _its_url(validated: dict[str, str]) -> str:
    return validated["url"]


class LinkEntry(Written):
    """Background to the episode; printed as a list below the notes (`description`, `content:encoded`)."""

    example = "an address, or {title: …, url: …, kicker: …, note: …, image: …}"
    short = "url"

    url: Url = Field(examples=["https://en.wikipedia.org/wiki/Tide"])
    """Where it leads: `href` of the list's `<a>`."""

    title: Line = Field(default_factory=_its_url)
    """What the link says; its address if left out."""

    note: Line | None = None
    """A few words behind it."""

    kicker: Line | None = Field(default=None, examples=["Background"])
    """A word or two above it, on the episode's page; with it, or with `image`, the link is a card there."""

    image: PictureEntry | None = Field(default=None, examples=["harbour.jpg"])
    """A picture of any shape for the card, JPEG or PNG, 648 × 432 pixels or more."""


class CorrectionEntry(Written):
    """What was changed after the episode was published, as its page says it."""

    example = "{date: 2026-10-26, text: …}"

    date: Day = Field(examples=["2026-10-26"])
    """The day of the change; the latest one is `dateModified` in JSON-LD."""

    text: Summary = Field(examples=["The lighthouse was built in 1911; the episode says 1901."])
    """What was changed, in plain text."""


class ContactEntry(Written):
    """How listeners write to the hosts; on every page of the show."""

    example = "an e-mail address, or {email: …, name: …, subject: …}"
    short = "email"

    email: Email = Field(examples=["post@tidewater.example"])
    """The address, which everybody can read on the pages; it is in no feed, JSON-LD or search index."""

    name: Line | None = Field(default=None, examples=["Ada Lovelace"])
    """Whom listeners write to."""

    subject: Line | None = Field(default=None, examples=["Tidewater"])
    """What the subject line shall say, so that letters find the show."""


HEADER, FOOTER, OFF = "header", "footer", "off"
MENUS = (HEADER, FOOTER, OFF)
"""Where the link to a page stands on all pages of the show."""


class OwnPageEntry(Written):
    """The front matter of a page of one's own; all of it is optional if the text begins with `# Its title`."""

    example = "{title: …, menu: header}"

    title: Line | None = Field(default=None, examples=["About us"])
    """Its heading, and what the link to it says; the heading that the text begins with if left out."""

    menu: Annotated[str, BeforeValidator(one_of(*MENUS)), WithJsonSchema({"enum": list(MENUS)})] = FOOTER
    """Where every page of the show links to it: `header`, `footer`, or `off` for nowhere."""

    order: Count | None = None
    """Its place in that menu, from 1 on; pages without one follow by the names of their files."""

    description: Summary | None = None
    """What search engines show of it, in plain text; the beginning of its text if left out."""

    draft: Switch = False
    """Whether it is left out of what is published; a preview shows it."""


class PageLinkEntry(Written):
    """A link at the top or the bottom of every page."""

    example = "{title: …, url: …}"

    title: Line = Field(examples=["About us"])
    """Its text."""

    url: Url = Field(examples=["https://tidewater.example/about"])
    """Where it leads."""


PageLinks = Annotated[tuple[PageLinkEntry, ...], BeforeValidator(listed)]


def _accent(name: str, paper: str) -> Callable[[object], str]:
    """Reads a colour that can be read on one of our backgrounds, which is called `name`."""

    def read(value: object) -> str:
        text = read_line(value)
        if (colour := read_colour(text)) is None:
            raise refuse(f"{quoted(text)} is not a colour", "write six hexadecimal digits in quotes: '#8b1a1a'")
        if not is_readable(colour, on=paper):
            ratio = f"{contrast(colour, paper):.1f} : 1"
            message = f"{colour} cannot be read on the {name} background ({ratio}; WCAG asks for 4.5)"
            raise refuse(message, f"write '{readable(colour, on=paper)}', the nearest that can")
        return colour

    return read


def _tint(value: object) -> str:
    text = read_line(value)
    if text.lower() == NO_TINT:
        return NO_TINT
    if (colour := read_colour(text)) is None:
        raise refuse(f"{quoted(text)} is not a colour", "write six hexadecimal digits in quotes: '#1f4e79', or `none`")
    return colour


_COLOUR = {"type": SCALAR, "pattern": "^\\s*#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})\\s*$"}
Accent = Annotated[str, BeforeValidator(_accent("light", DAY)), WithJsonSchema(_COLOUR)]
_TINT = {"anyOf": [_COLOUR, {"const": NO_TINT}]}
Tint = Annotated[str, BeforeValidator(_tint), WithJsonSchema(_TINT)]
AccentDark = Annotated[str, BeforeValidator(_accent("dark", NIGHT)), WithJsonSchema(_COLOUR)]


def _entries(value: object, like: str) -> dict[str, object]:
    if not isinstance(value, Mapping):
        what = "a list" if isinstance(value, list | tuple) else "one value"
        raise refuse(f"is {what}; a mapping is wanted here", f"write {like}")
    return {str(key): one for key, one in value.items()}


def _read_all(entries: Iterable[tuple[FieldPath, Callable[[], T]]]) -> tuple[T, ...]:
    """What each entry reads as; every refusal at once, each at its place."""
    found: list[T] = []
    refused: list[tuple[FieldPath, PydanticCustomError | str]] = []
    for way, read in entries:
        try:
            found.append(read())
        except PydanticCustomError as error:
            refused.append((way, error))
    if refused:
        raise refuse_all(refused)
    return tuple(found)


def _platforms(value: object) -> object:
    """Name, address and badge of each platform: proper names for keys that are known, others as they are written."""
    if isinstance(value, tuple):
        return value
    entries = _entries(value, "`spotify: https://…`").items()
    return _read_all(((key,), partial(_platform, key, url)) for key, url in entries)


def _platform(key: str, url: object) -> tuple[str, ...]:
    name = short(60)(key)
    if (known := PLATFORMS.get(name.casefold())) is not None:
        return known, *_address_and_badge(url)
    if name.isascii() and name.islower() and (guess := nearest(name, PLATFORMS, cutoff=0.8)):
        raise refuse(f"{quoted(name)} is no platform that feedpub knows", f"did you mean `{guess}`? Or write its name")
    return name, *_address_and_badge(url)


def _address_and_badge(value: object) -> tuple[str, ...]:
    """The address, and the file of the badge if one is written."""
    if not isinstance(value, Mapping):
        return (read_https_url(value),)
    parts = {str(name): one for name, one in value.items()}
    if other := next((name for name in parts if name not in {"url", "badge"}), ""):
        raise refuse(f"has a field {quoted(other)}, which nobody reads", "write `{url: https://…, badge: apple.png}`")
    if parts.get("url") is None:
        raise refuse("has no `url`", "write `{url: https://…, badge: apple.png}`")
    badge = (read_file(parts["badge"]),) if parts.get("badge") is not None else ()
    return (read_https_url(parts["url"]), *badge)


def badge_of(platform: tuple[str, ...]) -> str:
    """The file of a platform's badge, as the author wrote it; empty for none."""
    return platform[2] if len(platform) > 2 else ""


_PLATFORMS = {
    "type": "object",
    "properties": {key: {"description": name} for key, name in PLATFORMS.items()},
    "patternProperties": {
        "": {
            **_HTTPS,
            "type": ["string", "object"],
            "properties": {"url": _HTTPS, "badge": _TEXT},
            "required": ["url"],
            "additionalProperties": False,
        }
    },
}
Platforms = Annotated[tuple[tuple[str, ...], ...], BeforeValidator(_platforms), WithJsonSchema(_PLATFORMS)]


def _words(value: object) -> object:
    """Texts by name; those of plural forms as `episodes.few`."""
    if isinstance(value, tuple):
        return value
    return _read_all(_word_entries(_entries(value, "`play: Listen`")))


def _word_entries(words: Mapping[str, object]) -> Iterator[tuple[FieldPath, Callable[[], tuple[str, str]]]]:
    for name, text in words.items():
        if isinstance(text, Mapping):
            for form, one in text.items():
                yield (name, str(form)), partial(_plural, name, str(form), one)
            if "other" not in text:
                yield (name,), partial(_no_other, name)
        else:
            yield (name,), partial(_word, name, text)


def _word(name: str, text: object) -> tuple[str, str]:
    if not is_key(name):
        raise refuse(f"{quoted(name)} is no name of a word", "see the names in docs/words.md")
    return name, read_line(text)


def _plural(name: str, form: str, text: object) -> tuple[str, str]:
    if form not in PLURAL_FORMS:
        hint = did_you_mean(nearest(form, PLURAL_FORMS), f"write {', '.join(PLURAL_FORMS)}")
        raise refuse(f"{quoted(form)} is no plural form", hint)
    _, word = _word(name, text)
    return f"{name}.{form}", word


def _no_other(_name: str) -> tuple[str, str]:
    raise refuse("has no text for all other numbers", "add `other: …`")


_FORMS = {"type": "object", "propertyNames": {"enum": list(PLURAL_FORMS)}, "additionalProperties": _TEXT}
_WORDS = {"type": "object", "additionalProperties": {"anyOf": [_TEXT, {**_FORMS, "required": ["other"]}]}}
Words = Annotated[Pairs, ReadsText(_words), WithJsonSchema(_WORDS)]


def _weight(value: object) -> str:
    text = " ".join(read_line(value).split())
    weights = [int(one) for one in text.split() if one.isdecimal() and 1 <= int(one) <= 1000]
    if len(weights) != len(text.split()) or len(weights) > 2 or weights != sorted(weights):
        raise refuse(f"{quoted(text)} is no weight", "write one of 1 to 1000, as 400, or two: '400 700'")
    return text


Weight = Annotated[str, BeforeValidator(_weight), WithJsonSchema({"type": SCALAR, "pattern": "^[0-9]+( +[0-9]+)?$"})]
Slope = Annotated[str, BeforeValidator(one_of(*SLOPES)), WithJsonSchema({"enum": list(SLOPES)})]


class FontEntry(ShortWritten):
    """A file of letters for the web pages."""

    example = "a file, or {file: …, style: …, weight: …}"
    short = "file"

    file: File = Field(examples=["Headline.woff2"])
    """WOFF2 up to 256 KiB; for `pictures` also TTF, OTF and TTC, up to 32 MiB. Whoever wrote it must allow its use."""

    style: Slope | None = Field(default=None, examples=["italic"])
    """`normal` or `italic`; what the file says of itself if left out (`font-style` in CSS)."""

    weight: Weight | None = Field(default=None, examples=["400 700"])
    """One weight, or from which to which; what the file says of itself if left out (`font-weight` in CSS)."""


Fonts = Annotated[tuple[FontEntry, ...], BeforeValidator(listed)]


class FontsEntry(Written):
    """The letters of the web pages, from files of one's own; feedpub's stand in for what these do not have."""

    example = "{display: Headline.woff2, text: [Text.woff2, Text-Italic.woff2]}"

    display: Fonts = ()
    """Of headings, and of `reading` where that is left out: a file, or several of the same family."""

    reading: Fonts = ()
    """Of what is read at length: notes and transcripts."""

    text: Fonts = ()
    """Of everything else."""

    pictures: Fonts = ()
    """Of pictures for links shared elsewhere, where those of `display` lack letters (Japanese, Arabic, …); no page
    loads them.
    """


_PATH = re.compile(r"/[!-~]*")
_DATA_NAME = re.compile(r"[a-z][a-z0-9-]{0,63}")


def _own_path(value: object) -> str:
    text = read_line(value)
    if "://" in text or text.startswith("//"):
        hint = "write its path, such as /count.js: a CDN or a server can bring another one's script to that address"
        raise refuse(f"{quoted(text)} is on another host, and pages run no script from elsewhere", hint)
    if not _PATH.fullmatch(text):
        raise refuse(f"{quoted(text)} is no path on the host of the pages", "begin it with a slash: /count.js")
    return text


def _data(value: object) -> object:
    if isinstance(value, tuple):
        return value
    entries = _entries(value, "`domain: tidewater.example`").items()
    return _read_all(((name,), partial(_datum, name, text)) for name, text in entries)


def _datum(name: str, text: object) -> tuple[str, str]:
    if not _DATA_NAME.fullmatch(name):
        raise refuse(f"{quoted(name)} is no name of an attribute", "write what stands behind `data-`: domain")
    return name, read_line(text)


OwnPath = Annotated[str, BeforeValidator(_own_path), WithJsonSchema({"type": SCALAR, "pattern": "^\\s*/([^/]|$)"})]
DataAttributes = Annotated[
    Pairs, BeforeValidator(_data), WithJsonSchema({"type": "object", "additionalProperties": _TEXT})
]


class CounterEntry(Written):
    """A script on the pages' own host that counts readers without cookies; pages run none from elsewhere."""

    example = "/count.js, or {src: /count.js, data: {domain: …}}"
    short = "src"

    src: OwnPath = Field(examples=["/count.js"])
    """Its path on the host of the pages."""

    data: DataAttributes = Field(default=(), examples=[{"domain": "tidewater.example"}])
    """Its `data-` attributes, by their names without `data-`."""


class ThemeEntry(Written):
    """How the web pages look; without any of this they look like feedpub's."""

    example = "{accent: …, logo: …}"

    accent: Accent | None = Field(default=None, examples=["#8b1a1a"])
    """Colour of links and buttons, in quotes; it must be readable on a light background (WCAG 2.2, 4.5 : 1)."""

    accent_dark: AccentDark | None = Field(default=None, examples=["#f0a0a0"])
    """The same for readers who set their device to dark; the nearest readable one to `accent` if left out."""

    tint: Tint | None = Field(default=None, examples=["#1f4e79"])
    """Colour, in quotes, of which pages have what is behind their beginning, and their accent where there is no
    `accent`; left out, it is found in the cover. `none`: feedpub's own colours.
    """

    logo: File | None = Field(default=None, examples=["logo.png"])
    """PNG or JPEG at the top of every page, of any shape; 16 to 2400 pixels a side, at most 512 KiB."""

    logo_dark: File | None = Field(default=None, examples=["logo-dark.png"])
    """The same for readers who set their device to dark; `logo` if left out."""

    fonts: FontsEntry | None = None
    """Letters from files of one's own; also those of pictures for links shared elsewhere."""

    css: File | None = Field(default=None, examples=["theme.css"])
    """A style sheet behind ours, at most 64 KiB; it loads nothing itself: no `@import`, no `url(…)`."""

    header: PageLinks = ()
    """Links at the top of every page."""

    footer: PageLinks = ()
    """Links at the bottom of every page."""

    templates: File | None = Field(default=None, examples=["templates"])
    """A folder of Jinja2 templates that replace ours of the same name (`docs/pages.md`); at most 256 KiB."""

    words: Words = Field(
        default=(), examples=[{"play": "Listen", "episodes": {"one": "1 part", "other": "{count} parts"}}]
    )
    """Texts of the pages, by name, that replace ours (`docs/words.md`); those with a number by its plural forms."""

    @model_validator(mode="after")
    def _light_first(self) -> ThemeEntry:
        if self.accent_dark and not self.accent:
            raise refuse_at(("accent_dark",), refuse("has no effect without `accent`", "add `accent:`, for the day"))
        if self.logo_dark and not self.logo:
            raise refuse_at(("logo_dark",), refuse("has no effect without `logo`", "add `logo:`, for the day"))
        return self


def fonts_of(theme: ThemeEntry) -> Iterator[tuple[str, str, FontEntry]]:
    """Where each font of a theme is written, what is set in it, and its entry; in the order of the fields."""
    if theme.fonts is None:
        return
    for role in ("display", "reading", "text", PICTURES):
        for at, entry in enumerate(getattr(theme.fonts, role)):
            yield f"theme.fonts.{role}[{at}]", role, entry
