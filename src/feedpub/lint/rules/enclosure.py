"""FP301 to FP314, FP068 to FP070: the enclosure: its address, length and type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import (
    LONGEST_EPISODE_MS,
    cached,
    duration_of,
    file_address,
    file_extension,
    measured,
    whole_number,
)
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    PSP,
    SPOTIFY,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.standards import ENCLOSURE_TYPES, LIST_MEDIUMS, quoted, read_clock, slug_of, written_clock

LISTED: Mapping[str, str] = {**ENCLOSURE_TYPES, "pdf": "application/pdf"}
"""Extension → type of what Apple lists."""

_SPELLINGS: Mapping[str, frozenset[str]] = {
    "m4a": frozenset({"audio/x-m4a", "audio/mp4", "audio/m4a"}),
    "m4v": frozenset({"video/x-m4v", "video/m4v"}),
}
"""Where Apple, PSP-1 and IANA spell a type in several ways."""

_NEAR: Mapping[str, frozenset[str]] = {
    "mp3": frozenset({"audio/mp3", "audio/x-mp3", "audio/mpeg3", "audio/x-mpeg-3", "audio/x-mpeg", "audio/mpg"}),
    "m4a": frozenset({"audio/aac", "audio/x-aac", "audio/aacp", "audio/x-mp4", "audio/mp4a-latm"}),
    "mp4": frozenset({"video/x-mp4", "audio/mp4"}),
    "m4v": frozenset({"video/mp4"}),
}
"""What others write for the same thing, and most apps understand."""


# --- the tag


@rule("FP301", "item", ERROR, *EVERY, holds=["enc-one"])
def missing_enclosure(item: Element, feed: FeedView) -> Iterator[Fault]:
    """An episode has no audio.

    Podcast apps and directories skip what has no `<enclosure>`; a link to the file in the notes does not count.

    Bad:  <!-- no enclosure -->
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    medium = feed.channel.value("podcast:medium")
    if item.first("enclosure") is None and medium not in {"newsletter", "blog", *LIST_MEDIUMS}:
        hint = 'add `<enclosure url="https://…/….mp3" length="…" type="audio/mpeg"/>`'
        yield fault(item, "the episode has no `<enclosure>`: nothing to play", hint)


@rule("FP302", "item", ERROR, APPLE, PSP, holds=["enc-one"])
def repeated_enclosure(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has more than one enclosure.

    One app plays the first, the next the last, and Apple may drop the episode. Other versions of the same episode have
    a tag of their own, `podcast:alternateEnclosure`.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
          <enclosure url="https://tidewater.example/media/first-light.m4a" length="9437184" type="audio/x-m4a"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for enclosure in item.all("enclosure")[1:]:
        hint = "leave one; for other versions write `<podcast:alternateEnclosure>`"
        yield fault(enclosure, "the episode has another `<enclosure>` already", hint)


@rule("FP303", "item/enclosure", ERROR, *EVERY, holds=["enc-attrs"])
def incomplete_enclosure(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure lacks its address, its length or its type.

    RSS requires the three, and Spotify refuses the episode without any of them.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type=""/>
    Bad:  <enclosure href="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    if missing := [name for name in ("url", "length", "type") if not enclosure.get(name)]:
        listed = " and ".join(f"`{name}`" for name in missing)
        hints = {"url": "the file's address", "length": "its size in bytes", "type": "for example `audio/mpeg`"}
        yield fault(enclosure, f"the enclosure has no {listed}", "add " + ", ".join(hints[name] for name in missing))


# --- type


@rule("FP308", "item/enclosure", ERROR, APPLE, PSP, holds=["enc-type"])
def wrong_type(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure's type is not that of its file.

    Apps choose their player by it: an MP3 that is called `text/html` or `video/mp4` is not played, or not listed.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/x-m4a"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="mp3"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/mp4"/>
    """
    extension, value = _extension_and_type(enclosure)
    if extension and not is_type_of(value, extension):
        message = f"{quoted(value)} is not the type of a .{extension} file"
        yield fault(enclosure.at("type"), message, f"write `{LISTED[extension]}`")


@rule("FP309", "item/enclosure", WARNING, APPLE, PSP, holds=["enc-type"])
def unusual_type(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure's type is spelt in a way that only some apps know.

    `audio/mp3` is no type that anybody has registered; apps that compare letter by letter do not know it.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mp3"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="Audio/MPEG"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    extension, value = _extension_and_type(enclosure)
    if extension and is_type_of(value, extension) and value not in _spellings(extension):
        yield fault(enclosure.at("type"), f"{quoted(value)} is an unusual spelling", f"write `{LISTED[extension]}`")


def _extension_and_type(enclosure: Element) -> tuple[str, str]:
    """Extension and type; an empty extension where one of them says nothing that a type could be compared with."""
    address, value = file_address(enclosure), enclosure.get("type")
    return (address.extension if value and address and address.extension in LISTED else ""), value


def _spellings(extension: str) -> frozenset[str]:
    return _SPELLINGS.get(extension, frozenset({LISTED[extension]}))


def is_type_of(value: str, extension: str) -> bool:
    """Whether a type is that of files with an extension of `LISTED`, as it is or in a spelling that some apps know."""
    bare = value.partition(";")[0].strip().lower()
    return bare in _spellings(extension) or bare in _NEAR.get(extension, ())


# --- length


@rule("FP304", "item/enclosure", ERROR, *EVERY, holds=["enc-length"])
def odd_length(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure's length is no whole number of bytes.

    Apps read it with the strictest of parsers: some drop the episode, some the feed.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11 MB" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11,534,336" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="-1" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    value = enclosure.get("length")
    if value and whole_number(value) is None:
        digits = re.sub(r"[,. '_\u00a0\u202f]", "", value)
        is_grouped = re.fullmatch(r"[0-9]{1,3}(?:[,. '_\u00a0\u202f][0-9]{3})+", value) is not None
        hint = f"write `{digits}`" if is_grouped else "write the size of the file in bytes, with digits only"
        yield fault(enclosure.at("length"), f"{quoted(value)} is no number of bytes", hint)


@rule("FP305", "item/enclosure", WARNING, *EVERY, holds=["enc-length"])
def zero_length(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure's length is 0.

    That means "unknown". Apps then show neither progress nor how much there is to download, and some leave the episode
    out.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="0" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    if whole_number(enclosure.get("length")) == 0:
        size = measured(enclosure, "size")
        hint = f"write `{size}`" if size else "write the size of the file in bytes"
        yield fault(enclosure.at("length"), "the length is 0", hint)


_LEAST_PER_SECOND = 500
"""Bytes of a second of any audio: 4 kbps, half of what the poorest MP3 has."""

_LEAST = 10_000
"""Bytes of any recording."""


@rule("FP306", "item", ERROR, *EVERY, holds=["enc-length"])
def length_in_other_units(item: Element, _: FeedView) -> Iterator[Fault]:
    """An enclosure's length is far too small: it is in seconds, or in kilobytes.

    It is the size of the file in bytes. Apps stop the download there, or count more than 100 %.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="720" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11264" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    for enclosure in item.all("enclosure"):
        if (value := whole_number(enclosure.get("length"))) and (guess := other_unit(value, enclosure, item)):
            size = measured(enclosure, "size")
            hint = f"write `{size}`" if size else "write the size of the file in bytes"
            yield fault(enclosure.at("length"), f"a length of {value} bytes is far too small: is it {guess}?", hint)


def other_unit(value: int, enclosure: Element, item: Element) -> str:
    """What the length of an item's enclosure is instead of bytes (`in seconds`); empty if it may well be bytes."""
    address = file_address(enclosure)
    if value == measured(enclosure, "size") or (address and address.extension == "pdf"):
        return ""
    duration = duration_of(item)
    if duration is None or duration.ms > LONGEST_EPISODE_MS:
        return "in megabytes" if value < 1000 else "in kilobytes" if value < _LEAST else ""
    seconds = duration.ms / 1000
    if value >= seconds * _LEAST_PER_SECOND and abs(value - duration.ms) > 1000:
        return ""
    if abs(value - seconds) <= 2:
        return "in seconds"
    return (
        "in milliseconds"
        if abs(value - duration.ms) <= 1000
        else "in kilobytes"
        if value >= seconds
        else "in megabytes"
    )


@rule("FP307", "item", WARNING, *EVERY, holds=["enc-length"])
def wrong_length(item: Element, feed: FeedView) -> Iterator[Fault]:
    """An enclosure's length is not the size of the file.

    Players find their way by it, and apps check their downloads by it. Mostly the file was tagged or exchanged after
    the feed was made; where advertising is put in on request, it cannot be right.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio size="11601920"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio size="11534336"/>
          </enclosure>
    """
    if feed.measured:
        return
    for enclosure in item.all("enclosure"):
        value, size = whole_number(enclosure.get("length")), measured(enclosure, "size")
        if value and size and value != size and not other_unit(value, enclosure, item):
            message = f"the length is {value} bytes, but the file has {size}"
            yield fault(enclosure.at("length"), message, f"write `{size}`")


# --- lengths and durations that nobody measured

_MEBIBYTE, _MILLION = 1 << 20, 1_000_000


@cached
def _unmeasured_lengths(feed: FeedView) -> Mapping[int, Sequence[Element]]:
    """Length → enclosures of different files that all have it, where no recordings are so alike.

    Three that say a round number of megabytes, or ten that are more than half of the show.
    """
    found: dict[int, list[Element]] = {}
    files: dict[int, set[str]] = {}
    for item in feed.items:
        for enclosure in item.all("enclosure"):
            if value := whole_number(enclosure.get("length")):
                found.setdefault(value, []).append(enclosure)
                files.setdefault(value, set()).add(enclosure.get("url"))
    return {
        value: some
        for value, some in found.items()
        if len(files[value]) >= (3 if _is_round(value) else 10)
        and (_is_round(value) or len(some) > len(feed.items) // 2)
        and not any(value == measured(one, "size") for one in some)
    }


def _is_round(value: int) -> bool:
    return value % _MEBIBYTE == 0 or value % _MILLION == 0


@rule("FP068", "channel", WARNING, *EVERY, holds=["enc-length"])
def placeholder_lengths(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Many enclosures have the same length: nobody measured it.

    A program writes `5242880` where it does not know better. Players find their way by the length, and apps that check
    their downloads by it load them again and again.

    Bad:  <item><enclosure url="https://tidewater.example/1.mp3" length="5242880" type="audio/mpeg"/></item>
          <item><enclosure url="https://tidewater.example/2.mp3" length="5242880" type="audio/mpeg"/></item>
          <item><enclosure url="https://tidewater.example/3.mp3" length="5242880" type="audio/mpeg"/></item>
    Good: <item><enclosure url="https://tidewater.example/1.mp3" length="5242880" type="audio/mpeg"/></item>
          <item><enclosure url="https://tidewater.example/2.mp3" length="5301207" type="audio/mpeg"/></item>
    """
    for value, enclosures in _unmeasured_lengths(feed).items():
        message = f"{len(enclosures)} enclosures have the length {value}: nobody measured it"
        yield fault(enclosures[0].at("length"), message, "write the size of each file in bytes")


_ALIKE = 1.25
"""How much larger of two files of the same duration one may be."""


@rule("FP069", "channel", WARNING, *EVERY, holds=["it-duration"])
def placeholder_durations(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Many episodes have the same round duration: nobody measured it.

    Their files are not as alike as that. Apps show a wrong length, and count a listener who heard all of it as one who
    stopped early.

    Bad:  <item><enclosure url="https://tidewater.example/1.mp3" length="45301207" type="audio/mpeg"/>
          <itunes:duration>3600</itunes:duration></item>
          <item><enclosure url="https://tidewater.example/2.mp3" length="69301207" type="audio/mpeg"/>
          <itunes:duration>3600</itunes:duration></item>
          <item><enclosure url="https://tidewater.example/3.mp3" length="57301207" type="audio/mpeg"/>
          <itunes:duration>3600</itunes:duration></item>
    Good: <item><enclosure url="https://tidewater.example/1.mp3" length="45301207" type="audio/mpeg"/>
          <itunes:duration>2831</itunes:duration></item>
    """
    found: dict[int, list[Element]] = {}
    for item in feed.items:
        if ms := read_clock(item.value("itunes:duration")):
            found.setdefault(ms, []).append(item)
    for ms, items in found.items():
        if ms % 60_000 == 0 and len(items) >= 3 and _is_guessed(items, feed):
            message = f"{len(items)} episodes have the duration {written_clock(ms)}: nobody measured it"
            at = items[0].first("itunes:duration") or items[0]
            yield fault(at, message, "write the length of each recording in seconds")


def _is_guessed(items: Sequence[Element], feed: FeedView) -> bool:
    """Whether files of one duration differ too much in size; many of unknown size are a guess as well."""
    unmeasured = _unmeasured_lengths(feed)
    enclosures = [enclosure for item in items if (enclosure := item.first("enclosure"))]
    lengths = [length for one in enclosures if (length := whole_number(one.get("length"))) and length not in unmeasured]
    return max(lengths) > _ALIKE * min(lengths) if len(lengths) > 1 else len(items) >= 10


# --- address

_UNLISTED: Mapping[str, str] = {
    "wav": "WAV",
    "wave": "WAV",
    "ogg": "Ogg",
    "oga": "Ogg",
    "opus": "Opus",
    "flac": "FLAC",
    "aac": "AAC without a container",
    "aif": "AIFF",
    "aiff": "AIFF",
    "m4b": "an audio book",
    "m4r": "a ringtone",
    "amr": "AMR",
    "wma": "Windows Media",
    "wmv": "Windows Media",
    "webm": "WebM",
    "weba": "WebM",
    "mka": "Matroska",
    "mkv": "Matroska",
    "avi": "AVI",
    "mpg": "MPEG video",
    "mpeg": "MPEG video",
    "ogv": "Ogg",
    "mp2": "MPEG audio layer II",
    "mid": "MIDI",
    "m3u": "a playlist",
    "m3u8": "a playlist",
    "mpd": "a playlist",
    "pls": "a playlist",
    "torrent": "a torrent",
    "zip": "a ZIP archive",
    "jpg": "a picture",
    "jpeg": "a picture",
    "png": "a picture",
    "webp": "a picture",
    "gif": "a picture",
    "epub": "a book",
}
"""Extensions of what Apple does not list → what that is."""


@rule("FP310", "item/enclosure", ERROR, APPLE, holds=["enc-extension", "enc-type"])
def unlisted_format(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An episode is in a format that Apple does not list.

    Apple takes MP3, M4A, MP4, M4V, MOV and PDF. An episode in another format is not shown, and a feed of nothing else
    is "without episodes".

    Bad:  <enclosure url="https://tidewater.example/media/first-light.wav" length="11534336" type="audio/wav"/>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.opus" length="11534336" type="audio/ogg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address and address.extension in _UNLISTED:
        what = _UNLISTED[address.extension]
        message = f".{address.extension} is {what}, which Apple does not list"
        yield fault(
            enclosure.at("url"), message, "publish an MP3 or an M4A; for others: `<podcast:alternateEnclosure>`"
        )


@rule("FP070", "item/enclosure", WARNING, SPOTIFY, PSP, holds=["enc-type"])
def document_as_enclosure(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An episode is a document, with nothing to play.

    Apple shows PDF files of subscribed shows. Spotify and all other apps leave such an episode out, or play silence.

    Bad:  <enclosure url="https://tidewater.example/tides.pdf" length="115343" type="application/pdf"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    if file_extension(enclosure) == "pdf" or enclosure.get("type").lower() == "application/pdf":
        hint = "link the document in the notes, and publish a recording"
        yield fault(enclosure, "the enclosure is a PDF: most apps cannot play the episode", hint)


@rule("FP311", "item/enclosure", ERROR, APPLE, holds=["enc-extension"])
def audio_without_extension(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The address of the audio does not end in the extension of an audio file.

    Apple looks at the address, not at what the server says: without `.mp3` or its like at the end of the path, in front
    of any `?`, the episode is not listed.

    Bad:  <enclosure url="https://tidewater.example/download?id=5" length="11534336" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/get.php?file=first-light.mp3" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://op3.example/e/tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address and address.extension not in LISTED and address.extension not in _UNLISTED:
        ending = f"ends in {quoted('.' + address.extension)}" if address.extension else "has no extension"
        hint = "let the path end in `.mp3`, even if the server does not need it"
        yield fault(enclosure.at("url"), f"the path of the address {ending}", hint)


_SIGNED = re.compile(
    r"(?:^|[&;])(?:x-(?:amz|goog)-[a-z-]+|awsaccesskeyid|key-pair-id|expires|sig|token|access_token|auth|auth_token|"
    r"authtoken|api_key|apikey|secret|password|jwt)=",
    re.IGNORECASE,
)
"""Signatures and keys in addresses, whose rules ask to take away all that is behind the `?`."""


@rule("FP312", "item/enclosure", WARNING, APPLE, holds=["enc-extension"])
def query_behind_extension(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The address of the audio goes on behind its extension.

    Programs that take what is behind the last dot for the extension do not find `.mp3`; and whoever counts or caches by
    address takes every new `?` for another episode.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3?_=1" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address and address.extension in LISTED and address.query and not _SIGNED.search(address.query):
        yield fault(enclosure.at("url"), f"{quoted('?' + address.query)} stands behind the extension", "leave it out")


@rule("FP313", "channel", ERROR, APPLE, holds=["enc-unique"])
def repeated_audio_address(_: Element, feed: FeedView) -> Iterator[Fault]:
    """Two episodes have the same audio file.

    Apple ignores the second one; apps download it once and play it under both titles.

    Bad:  <item><enclosure url="https://tidewater.example/new.mp3" length="11534336" type="audio/mpeg"/></item>
          <item><enclosure url="https://tidewater.example/new.mp3" length="12582912" type="audio/mpeg"/></item>
    Good: <item><enclosure url="https://tidewater.example/new.mp3" length="11534336" type="audio/mpeg"/></item>
          <item><enclosure url="https://tidewater.example/old.mp3" length="12582912" type="audio/mpeg"/></item>
    """
    first: dict[str, Element] = {}
    for item in feed.items:
        for enclosure in item.all("enclosure"):
            url = enclosure.get("url")
            if url and (other := first.setdefault(url, item)) is not item:
                message = f"the audio is that of {quoted(other.value('title'))} too"
                yield fault(enclosure.at("url"), message, "give each episode its own file, under a name of its own")


_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
_ENCODED = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*")


@rule("FP314", "item/enclosure", WARNING, APPLE, holds=["enc-url-ascii-name"])
def odd_file_name(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The name of the audio file has more in it than ASCII letters, digits, dots and hyphens.

    Apple asks for ASCII names. Blanks, accents and signs are encoded by one program and not by the next: `+` is a blank
    to S3, `%20` becomes `%2520` on the way, and the download fails for some.

    Bad:  <enclosure url="https://tidewater.example/media/first%20light.mp3" length="11534336" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/media/%C3%A9pisode.mp3" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address is None or _PLAIN.fullmatch(address.name) or not _ENCODED.fullmatch(address.name):
        return
    name = unquote(address.name).rpartition("/")[2]
    if not _PLAIN.fullmatch(name):
        stem, dot, extension = name.rpartition(".")
        plain = slug_of(stem if dot else name)
        hint = (
            f"name it `{plain}{dot}{extension}`"
            if plain and _PLAIN.fullmatch(extension)
            else "use letters, digits and hyphens"
        )
        yield fault(enclosure.at("url"), f"the file is called {quoted(name)}", f"{hint}, for new episodes")
