"""FP327 to FP336: what an episode's file says of itself: where players find their way, and its tags."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import MEASURED_AUDIO, measured, measured_text, megabytes
from feedpub.lint.rule import APPLE, AUDIO_GUIDE, IAB, INFO, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import plain_text, quoted, written_clock

# --- how players find their way


@rule("FP327", "item/enclosure", WARNING, source="Xing and Info headers of MP3", holds=["aud-vbr-header"])
def variable_rate_without_header(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An MP3 of variable bit rate has no header that says how long it is.

    Players guess from the first frames: they show 8 minutes for 29, and whoever jumps lands somewhere else.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" vbr="true" xing="false"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" vbr="true" xing="true"/>
          </enclosure>
    """
    if measured_text(enclosure, "vbr") == "true" and measured_text(enclosure, "xing") == "false":
        hint = "export it at a constant bit rate, or run: ffmpeg -i old.mp3 -c copy new.mp3"
        yield fault(enclosure, "the MP3 has a variable bit rate and no Xing header", hint)


@rule("FP328", "item/enclosure", WARNING, source="Xing and Info headers of MP3", holds=["aud-vbr-header"])
def misleading_header(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The header of an MP3 tells another length than its frames have.

    So it is when files are joined byte by byte: players believe the header of the first part, and stop
    where it ends.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" xing="true" claimed-ms="31000" duration-ms="720000"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" xing="true" claimed-ms="720040" duration-ms="720000"/>
          </enclosure>
    """
    claimed, exact = measured(enclosure, "claimed-ms"), measured(enclosure, "duration-ms")
    if claimed and exact and abs(claimed - exact) > max(2000, exact // 100):
        told, real = (written_clock(ms // 1000 * 1000) for ms in (claimed, exact))
        hint = "write the header anew: ffmpeg -i old.mp3 -c copy new.mp3"
        yield fault(enclosure, f"the MP3's header says {told}, but there are {real} of audio", hint)


@rule("FP329", "item/enclosure", WARNING, APPLE, since="2021", source=AUDIO_GUIDE, holds=["aud-faststart"])
def index_behind_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """An MP4 file has its index behind the audio.

    Players need the index before they can play a second of it: without byte ranges, they fetch the whole file first.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4" faststart="false"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4" faststart="true"/>
          </enclosure>
    """
    if measured_text(enclosure, "faststart") == "false":
        hint = "move it to the front: ffmpeg -i old.m4a -c copy -movflags +faststart new.m4a"
        yield fault(enclosure, "the index (moov) stands behind the audio", hint)


# --- its tags


_LARGE_TAG, _LARGE_PICTURE = 1_000_000, 500_000


@rule("FP330", "item/enclosure", WARNING, since="2017", source=IAB, holds=["aud-id3-size"])
def overlarge_tag(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The tags in front of the audio have more than 1 MB.

    Every player fetches them before it plays a second. They count as download where a minute of audio is measured in
    bytes.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio tag-size="2400000"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio tag-size="180000" picture-size="170000"/>
          </enclosure>
    """
    size, picture = measured(enclosure, "tag-size") or 0, measured(enclosure, "picture-size") or 0
    if size - (picture if picture > _LARGE_PICTURE else 0) > _LARGE_TAG:
        hint = "leave out pictures of chapters, and what programs have put there"
        yield fault(enclosure, f"the tags have {megabytes(size)}", hint)


@rule("FP331", "item/enclosure", WARNING, since="2017", source=IAB, holds=["aud-id3-size"])
def large_picture_in_tag(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """A picture in the tags has more than 500 KB.

    It stands in front of the audio and delays every start. Apps take the artwork from the feed.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio tag-size="1820000" picture-size="1800000"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio tag-size="180000" picture-size="170000"/>
          </enclosure>
    """
    if (size := measured(enclosure, "picture-size")) and size > _LARGE_PICTURE:
        hint = "put in a JPEG of 1400 × 1400 pixels, or none"
        yield fault(enclosure, f"a picture in the tags has {megabytes(size)}", hint)


def _leftovers(enclosure: Element, kind: str) -> Iterator[tuple[str, str]]:
    """Text and place (` in PRIV:XMP`) of what was left in the tags."""
    for seen in enclosure.all(MEASURED_AUDIO):
        for one in seen.all("seen:leftover"):
            if one.get("kind") == kind:
                yield one.get("text"), f" in {one.get('where')[:60]}" if one.get("where") else " in the tags"


@rule("FP332", "item/enclosure", WARNING, source="feedpub")
def path_in_tags(enclosure: Element, _: Feed) -> Iterator[Fault]:
    r"""The tags of the audio hold a path on the author's machine.

    Audio editors leave it there. Whoever downloads the episode reads the author's name, and how the work is named.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio><seen:leftover kind="path" text="C:\Users\Ada\first-light.sesx" where="PRIV:XMP"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3"/>
          </enclosure>
    """
    for text, where in _leftovers(enclosure, "path"):
        hint = "export it without metadata, or tag it anew"
        yield fault(enclosure, f"a path on somebody's machine is{where}: {quoted(text)}", hint)


@rule("FP333", "item/enclosure", WARNING, source="feedpub")
def email_in_tags(enclosure: Element, feed: Feed) -> Iterator[Fault]:
    """The tags of the audio hold an e-mail address that the feed does not.

    Shops and editors write their customer's into them; everybody who downloads the episode can read it.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio><seen:leftover kind="email" text="ada.private@mail.example" where="apID"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4"/>
          </enclosure>
    """
    for text, where in _leftovers(enclosure, "email"):
        if not _is_public(text, feed):
            yield fault(enclosure, f"an e-mail address is{where}: {quoted(text)}", "if that is not meant, tag it anew")


def _is_public(address: str, feed: Feed) -> bool:
    return any(address.lower() in element.text.lower() for element in feed.channel.below() if element.name != "item")


@rule("FP334", "item/enclosure", WARNING, source="feedpub")
def place_in_tags(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The tags of the audio say where on earth it was recorded, or its picture taken.

    Telephones note it, to the metre. For many authors that is where they live.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio><seen:leftover kind="gps" where="©xyz"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4"/>
          </enclosure>
    """
    for _text, where in _leftovers(enclosure, "gps"):
        hint = "delete it: exiftool -all= for pictures, ffmpeg -map_metadata -1 for audio"
        yield fault(enclosure, f"the coordinates of a place are{where}", hint)


@rule("FP335", "item", INFO, source="feedpub")
def comment_in_tags(item: Element, _: Feed) -> Iterator[Fault]:
    """The tags of the audio hold a comment that is not in the notes.

    Some apps show it, and everybody can read it. Often it was meant for whoever edits next.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio><seen:leftover kind="comment" text="v3, cut Anna's phone number!" where="COMM"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio><seen:leftover kind="comment" text="What the tide brings." where="COMM"/></seen:audio>
          </enclosure>
    """
    for enclosure in item.all("enclosure"):
        found = list(_leftovers(enclosure, "comment"))
        public = _words(item) if found else ""
        for text, where in found:
            if _squeezed(text.removesuffix("…")) not in public:
                yield fault(enclosure, f"a comment is{where}: {quoted(text)}", "if listeners need it not, delete it")


def _words(item: Element) -> str:
    names = ("title", "description", "content:encoded", "itunes:summary", "itunes:subtitle", "link", "guid")
    return _squeezed(" ".join(plain_text(item.value(name)) for name in names))


def _squeezed(text: str) -> str:
    return " ".join(text.lower().split())


@rule("FP336", "item/enclosure", INFO, source="feedpub")
def program_data_in_tags(enclosure: Element, _: Feed) -> Iterator[Fault]:
    """The tags of the audio hold what a program has noted for itself.

    Markers, histories and settings of editors: no app reads them, everybody downloads them, and they tell how the
    episode was made.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio><seen:leftover kind="data" text="48211 bytes" where="PRIV:XMP"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3"/>
          </enclosure>
    """
    for text, where in _leftovers(enclosure, "data"):
        yield fault(enclosure, f"a program's own data are{where}: {text[:60]}", "export it without metadata")
