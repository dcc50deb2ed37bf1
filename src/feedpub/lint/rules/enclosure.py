"""FP310 to FP314: the address of an enclosure: its extension, its query, its host."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from feedpub.lint.enclosure import LISTED
from feedpub.lint.facts import file_address
from feedpub.lint.rule import APPLE, ERROR, GUIDE, REQUIREMENTS, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted, slug_of

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


@rule("FP310", "item/enclosure", ERROR, APPLE, since="2005", source=GUIDE, holds=["enc-extension", "enc-type"])
def unlisted_format(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP311", "item/enclosure", ERROR, APPLE, since="2005", source=GUIDE, holds=["enc-extension"])
def audio_without_extension(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The address of the audio does not end in the extension of an audio file.

    Apple looks at the address, not at what the server says: without `.mp3` or its like at the end of the path, in front
    of any `?`, the episode is not listed.

    Bad:  <enclosure url="https://tidewater.example/download?id=5" length="11534336" type="audio/mpeg"/>
    Bad:  <enclosure url="https://tidewater.example/get.php?file=first-light.mp3" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://op3.example/e/tidewater.example/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address and address.extension not in LISTED and address.extension not in _UNLISTED:
        said = f"ends in {quoted('.' + address.extension)}" if address.extension else "has no extension"
        hint = "let the path end in `.mp3`, even if the server does not need it"
        yield fault(enclosure.at("url"), f"the path of the address {said}", hint)


_OTHERS_TELL = re.compile(
    r"(?:^|[&;])(?:x-(?:amz|goog)-[a-z-]+|awsaccesskeyid|key-pair-id|expires|sig|token|access_token|auth|auth_token|"
    r"authtoken|api_key|apikey|secret|password|jwt)=",
    re.IGNORECASE,
)
"""Signatures and keys in addresses, whose rules ask to take away all that is behind the `?`."""


@rule("FP312", "item/enclosure", WARNING, APPLE, since="2005", source=GUIDE, holds=["enc-extension"])
def query_behind_extension(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The address of the audio goes on behind its extension.

    Programs that take what is behind the last dot for the extension do not find `.mp3`; and whoever counts or caches by
    address takes every new `?` for another episode.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3?_=1" length="11534336" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    address = file_address(enclosure)
    if address and address.extension in LISTED and address.query and not _OTHERS_TELL.search(address.query):
        yield fault(enclosure.at("url"), f"{quoted('?' + address.query)} stands behind the extension", "leave it out")


@rule("FP313", "channel", ERROR, APPLE, since="2012", source=REQUIREMENTS, holds=["enc-unique"])
def repeated_audio_address(_: Element, feed: Feed) -> Iterator[Fault]:
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


@rule("FP314", "item/enclosure", WARNING, APPLE, since="2012", source=REQUIREMENTS, holds=["enc-url-ascii-name"])
def odd_file_name(enclosure: Element, _: Feed) -> Iterator[Fault]:
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
        stem, dot, end = name.rpartition(".")
        plain = slug_of(stem if dot else name)
        hint = f"name it `{plain}{dot}{end}`" if plain and _PLAIN.fullmatch(end) else "use letters, digits and hyphens"
        yield fault(enclosure.at("url"), f"the file is called {quoted(name)}", f"{hint}, for new episodes")
