"""FP315 to FP338: the audio itself, as it was measured, and its tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedpub import chapters
from feedpub.audio import remedies
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import (
    INSTANT_MS,
    LONGEST_EPISODE_MS,
    MEASURED_AUDIO,
    audio_file,
    duration_of,
    file_extension,
    measured,
    measured_text,
    megabytes,
    whole_number,
)
from feedpub.lint.rule import (
    APPLE,
    ERROR,
    EVERY,
    INFO,
    SPOTIFY,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.standards import AUDIO_TYPES, plain_text, quoted, read_clock, written_clock

# --- what it is


@rule("FP315", "item/enclosure", ERROR, *EVERY, holds=["aud-decodes"])
def damaged_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio file is damaged, cut short or no audio at all.

    Apps stop in the middle, or play nothing.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio damaged="the file is cut short in its last frame"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" duration-ms="720000"/>
          </enclosure>
    """
    if damage := measured_text(enclosure, "damaged"):
        yield fault(enclosure, damage, "export or copy it again")


_CONTENTS: Mapping[str, frozenset[str]] = {
    "MP3": frozenset({"mp3"}),
    "MP4": frozenset({"m4a", "mp4", "m4v", "m4b"}),
    "QuickTime": frozenset({"mov"}),
}
_BY_EXTENSION = frozenset(end for ends in _CONTENTS.values() for end in ends)


@rule("FP316", "item/enclosure", ERROR, APPLE, holds=["aud-magic"])
def content_of_another_kind(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio file is something else than its extension says.

    Apps choose their decoder by the extension or the type: a video called `.mp3` stays silent.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP4"/>
          </enclosure>
    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="a web page or XML"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4"/>
          </enclosure>
    """
    kind, extension = measured_text(enclosure, "kind"), file_extension(enclosure)
    if kind and extension in _BY_EXTENSION and extension not in _CONTENTS.get(kind, ()):
        message = f"the address ends in .{extension}, but the content is {kind[:60]}"
        yield fault(enclosure, message, f"publish a real .{extension} file, or name it as what it is")


# --- how it sounds


_LOW_RATES, _HIGH_RATES = frozenset({22050, 24000}), frozenset({44100, 48000})
_BIT_RATES: Mapping[tuple[int, bool], tuple[int, int]] = {
    (1, False): (40_000, 80_000),
    (2, False): (80_000, 160_000),
    (1, True): (64_000, 128_000),
    (2, True): (128_000, 256_000),
}
"""Channels, and whether the sample rate is high → from where to where Apple recommends the bit rate to be."""

_SPOTIFY_LEAST = 96_000
_TOLERANCE = 0.02
_SOUNDS: Mapping[int, str] = {1: "mono", 2: "stereo"}


def _recommended(enclosure: Element) -> tuple[int, int, int, str] | None:
    """Bit rate, from where to where it should be, and for what; None where Apple recommends nothing."""
    bitrate, rate, channels = (measured(enclosure, name) for name in ("bitrate", "sample-rate", "channels"))
    if not bitrate or not rate or not channels or channels not in _SOUNDS or rate not in _LOW_RATES | _HIGH_RATES:
        return None
    least, most = _BIT_RATES[channels, rate in _HIGH_RATES]
    return bitrate, least, most, f"{_SOUNDS[channels]} at {rate / 1000:g} kHz"


def _kbps(bitrate: int) -> str:
    return f"{round(bitrate / 1000)} kbps"


@rule("FP317", "item/enclosure", WARNING, APPLE, SPOTIFY, holds=["aud-bitrate"])
def low_bit_rate(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The bit rate is lower than Apple recommends for that kind of sound.

    Listeners hear it: sibilants hiss, music bubbles.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="2949120" type="audio/mpeg">
            <seen:audio bitrate="32000" sample-rate="44100" channels="1"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio bitrate="128000" sample-rate="44100" channels="2"/>
          </enclosure>
    """
    if (found := _recommended(enclosure)) and found[0] < found[1] * (1 - _TOLERANCE):
        bitrate, least, most, what = found
        hint = f"Apple recommends {_kbps(least)} to {_kbps(most)}"
        yield fault(enclosure, f"{_kbps(bitrate)} is little for {what}", hint)


@rule("FP318", "item/enclosure", INFO, SPOTIFY, holds=["aud-bitrate-spotify"])
def bit_rate_under_96(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The bit rate is lower than 96 kbps.

    It is enough for a voice, and Apple says so; Spotify's specification asks for 96 to 320 kbps and recommends 128.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="5760000" type="audio/mpeg">
            <seen:audio bitrate="64000" sample-rate="44100" channels="1"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio bitrate="128000" sample-rate="44100" channels="1"/>
          </enclosure>
    """
    if (found := _recommended(enclosure)) and found[1] * (1 - _TOLERANCE) <= found[0] < _SPOTIFY_LEAST * 0.98:
        yield fault(enclosure, f"{_kbps(found[0])} is less than Spotify asks for (96)", "128 kbps suits everybody")


@rule("FP319", "item/enclosure", INFO, APPLE, SPOTIFY, holds=["aud-bitrate"])
def high_bit_rate(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The bit rate is higher than Apple recommends for that kind of sound.

    Nobody hears the difference; listeners pay for it with data and space, and you with traffic.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="28800000" type="audio/mpeg">
            <seen:audio bitrate="320000" sample-rate="44100" channels="2"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio bitrate="128000" sample-rate="44100" channels="2"/>
          </enclosure>
    """
    if (found := _recommended(enclosure)) and found[0] > found[2] * (1 + _TOLERANCE):
        bitrate, least, most, what = found
        hint = f"Apple recommends {_kbps(least)} to {_kbps(most)}"
        yield fault(enclosure, f"{_kbps(bitrate)} is much for {what}", hint)


@rule("FP320", "item/enclosure", WARNING, APPLE, holds=["aud-samplerate"])
def unusual_sample_rate(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The sample rate is none of those that Apple lists.

    44.1 and 48 kHz are played everywhere (22.05 and 24 for a voice). Others are converted on the way, and some players
    and web browsers refuse them, or play too fast.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="5760000" type="audio/mpeg">
            <seen:audio bitrate="64000" sample-rate="16000" channels="1"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio bitrate="128000" sample-rate="48000" channels="2"/>
          </enclosure>
    """
    if (rate := measured(enclosure, "sample-rate")) and rate not in _LOW_RATES | _HIGH_RATES:
        yield fault(enclosure, f"the sample rate is {rate / 1000:g} kHz", "export it again at 44.1 or 48 kHz")


@rule("FP321", "item/enclosure", WARNING, APPLE, holds=["aud-channels"])
def surround_sound(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio has more than two channels.

    Podcast apps play mono and stereo; of the rest some leave out the centre, where the voices are.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio channels="6"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio channels="2"/>
          </enclosure>
    """
    if (channels := measured(enclosure, "channels")) and channels > 2:
        yield fault(enclosure, f"the audio has {channels} channels", "mix it down to stereo, or mono")


# --- how large it is, and how long

_LARGEST = 200_000_000


@rule("FP322", "item/enclosure", WARNING, SPOTIFY, holds=["aud-size-200mb"])
def overlarge_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The audio file is larger than 200 MB.

    That was Spotify's limit, and is still that of some apps and hosts; on a telephone it is an hour's download.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="254000000" type="audio/mpeg"/>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg"/>
    """
    size = measured(enclosure, "size") or whole_number(enclosure.get("length"))
    if size and size > _LARGEST and file_extension(enclosure) in AUDIO_TYPES:
        yield fault(enclosure, f"the file has {megabytes(size)}", "export it at 128 kbps, or make two episodes of it")


@rule("FP323", "item", WARNING, SPOTIFY, holds=["aud-length-12h"])
def overlong_episode(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode is longer than twelve hours.

    Spotify's documented limit; mostly it is a length in the wrong unit.

    Bad:  <itunes:duration>720000</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    duration = duration_of(item)
    if duration and duration.ms > LONGEST_EPISODE_MS:
        at = item.first("itunes:duration") or item
        yield fault(at, f"the episode is {duration.written} long", "is that right? the length is in whole seconds")


@rule("FP324", "item", INFO, holds=["aud-one-minute"])
def shorter_than_a_minute(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode is shorter than a minute.

    Downloads are counted when a minute of audio was fetched; here only those that fetched all of it.

    Bad:  <itunes:duration>45</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="720000" type="audio/mpeg"/>
    Good: <itunes:duration>720</itunes:duration>
    """
    duration = duration_of(item)
    if duration and INSTANT_MS <= duration.ms < 60_000 and not _minutes(item):
        at = item.first("itunes:duration") or item
        yield fault(at, f"the episode is {duration.ms // 1000} s long", "fine for a trailer; its downloads count less")


@rule("FP325", "item", WARNING, APPLE, holds=["it-duration-match"])
def wrong_duration(item: Element, _: FeedView) -> Iterator[Fault]:
    """The length that the feed says is not that of the recording.

    Apps show it before anybody plays, and sort and filter by it. It was guessed from a header, or is that of another
    cut.

    Bad:  <itunes:duration>1754</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="28064000" type="audio/mpeg">
            <seen:audio duration-ms="508300"/>
          </enclosure>
    Good: <itunes:duration>508</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="8132800" type="audio/mpeg">
            <seen:audio duration-ms="508300"/>
          </enclosure>
    """
    enclosure, duration = item.first("enclosure"), item.first("itunes:duration")
    written = read_clock(duration.value_here) if duration else None
    if (
        enclosure
        and duration
        and written
        and (exact := measured(enclosure, "duration-ms"))
        and abs(written - exact) > 1000
    ):
        seconds = round(exact / 1000)
        message = f"the feed says {written_clock(written)}, but the recording is {written_clock(seconds * 1000)} long"
        yield fault(duration, message, f"write `{seconds}`")


_HIGHEST_BIT_RATE = 2_500_000
"""Bits per second of sound without loss; more is no sound, but a length in minutes."""

_MOST_MINUTES = 600


@rule("FP326", "item", WARNING, APPLE, holds=["it-duration"])
def duration_in_minutes(item: Element, _: FeedView) -> Iterator[Fault]:
    """The length that the feed says is far too short for the file: it is in minutes.

    `itunes:duration` is in seconds. Apps show an hour's talk as a minute, and hide it from who wants something long.

    Bad:  <itunes:duration>12</itunes:duration>
    Good: <itunes:duration>720</itunes:duration>
    """
    duration = item.first("itunes:duration")
    if duration and (minutes := _minutes(item)):
        message = f"{quoted(duration.value_here)} is far too short for a file of this size: is it in minutes?"
        yield fault(duration, message, f"write the length in whole seconds: about {minutes * 60}")


def _minutes(item: Element) -> int | None:
    """What the feed says is the length, if it cannot be seconds; None if it can, or was measured."""
    enclosure, written = item.first("enclosure"), read_clock(item.value("itunes:duration"))
    if (
        not enclosure
        or not written
        or written > _MOST_MINUTES * 1000
        or measured(enclosure, "duration-ms")
        or file_extension(enclosure) not in AUDIO_TYPES
    ):
        return None
    size = measured(enclosure, "size") or whole_number(enclosure.get("length")) or 0
    return written // 1000 if size * 8000 > _HIGHEST_BIT_RATE * written else None


# --- how players find their way


@rule("FP327", "item/enclosure", WARNING, holds=["aud-vbr-header"])
def variable_rate_without_header(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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
        hint = f"export it at a constant bit rate, or run: {remedies.rewrite(audio_file(enclosure, 'old.mp3'))}"
        yield fault(enclosure, "the MP3 has a variable bit rate and no Xing header", hint)


@rule("FP328", "item/enclosure", WARNING, holds=["aud-vbr-header"])
def misleading_header(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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
        stated, real = (written_clock(ms // 1000 * 1000) for ms in (claimed, exact))
        hint = f"write the header anew: {remedies.rewrite(audio_file(enclosure, 'old.mp3'))}"
        yield fault(enclosure, f"the MP3's header says {stated}, but there are {real} of audio", hint)


@rule("FP329", "item/enclosure", WARNING, APPLE, holds=["aud-faststart"])
def index_behind_audio(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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
        command = remedies.rewrite(audio_file(enclosure, "old.m4a"))
        hint = f"move it to the front: {command}"
        yield fault(enclosure, "the index (moov) stands behind the audio", hint)


# --- its tags


_LARGE_TAG, _LARGE_PICTURE = 1_000_000, 500_000


@rule("FP330", "item/enclosure", WARNING, holds=["aud-id3-size"])
def overlarge_tag(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP331", "item/enclosure", WARNING, holds=["aud-id3-size"])
def large_picture_in_tag(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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
    for facts in enclosure.all(MEASURED_AUDIO):
        for one in facts.all("seen:leftover"):
            if one.get("kind") == kind:
                yield one.get("text"), f" in {one.get('where')[:60]}" if one.get("where") else " in the tags"


@rule("FP332", "item/enclosure", WARNING, holds=["aud-private-data"])
def path_in_tags(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP333", "item/enclosure", WARNING, holds=["aud-private-data"])
def email_in_tags(enclosure: Element, feed: FeedView) -> Iterator[Fault]:
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


def _is_public(address: str, feed: FeedView) -> bool:
    return any(address.lower() in element.text.lower() for element in feed.channel.below() if element.name != "item")


@rule("FP334", "item/enclosure", WARNING, holds=["aud-private-data"])
def place_in_tags(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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
        hint = f"leave it out: {remedies.rewrite(audio_file(enclosure, 'old.m4a'), '-map_metadata', '-1')}"
        yield fault(enclosure, f"the coordinates of a place are{where}", hint)


@rule("FP335", "item", INFO, holds=["aud-private-data"])
def comment_in_tags(item: Element, _: FeedView) -> Iterator[Fault]:
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


@rule("FP336", "item/enclosure", INFO, holds=["aud-private-data"])
def program_data_in_tags(enclosure: Element, _: FeedView) -> Iterator[Fault]:
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


# --- tags and the feed

_FEW = 3


@rule("FP337", "item/enclosure", WARNING, holds=["aud-tags"])
def outdated_tags(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The tags of the audio file say something else than the feed does now.

    Whoever keeps the file, and apps that read its tags (chapters: Overcast, Pocket Casts, Castro, AntennaPod; titles:
    cars, music players, `Files`), see the old words. An edit changes no audio by itself: every subscriber might
    download it again.

    Bad:  <enclosure url="https://tidewater.example/a.mp3" length="11534336" type="audio/mpeg">
            <seen:tag field="title" before="First ligth" now="First light"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/a.mp3" length="11534336" type="audio/mpeg"/>
    """
    outdated = [
        f"{one.get('field')} {quoted(one.get('before'))} (now {quoted(one.get('now'))})"
        for one in enclosure.all("seen:tag")
    ]
    if outdated:
        message = f"its tags, which Overcast, Pocket Casts, AntennaPod and cars read, still say {'; '.join(outdated)}"
        hint = "if it is worth another download: feedpub publish --retag makes the file anew, under a new address"
        yield fault(enclosure, message, hint)


_NAMES = {"notes": "the notes list", "chapters": "`chapters:` lists"}


@rule("FP338", "item", WARNING, holds=["chp-consistent"])
def overruled_chapters(item: Element, _: FeedView) -> Iterator[Fault]:
    """The audio file lists other chapters than those that are published.

    What is written in the episode's file or its notes wins, and takes their place in the file that listeners get. If
    the recording was cut again since, the list may be the one that is wrong.

    Bad:  <seen:overruled by="chapters" count="2"><seen:chapter start-ms="61000" title="Flood"/></seen:overruled>
    Good: <title>First light</title>
    """
    for one in item.all("seen:overruled"):
        listed = chapters.from_facts(one).chapters
        starts = ", ".join(f"{written_clock(each.start_ms)} {each.title}".strip() for each in listed[:_FEW])
        more = ", …" if len(listed) > _FEW else ""
        winner = _NAMES.get(one.get("by"), f"{one.get('by')} lists")
        message = f"{winner} {one.get('count')} chapters and wins; the audio file has {len(listed)} ({starts}{more})"
        hint = "make them agree, or delete those in the audio file; `chapters: audio` publishes its own"
        yield fault(f"{item.path}.enclosure", message, hint)
