"""FP315 to FP321: the recording itself, as it was measured: what it is and how it sounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedpub.lint.facts import file_extension, measured, measured_text
from feedpub.lint.rule import (
    APPLE,
    AUDIO_GUIDE,
    ERROR,
    EVERY,
    GUIDE,
    INFO,
    SPOTIFY,
    SPOTIFY_SPEC,
    WARNING,
    Fault,
    fault,
    rule,
)
from feedpub.view import Element, Feed

# --- what it is


@rule("FP315", "item/enclosure", ERROR, *EVERY, source="feedpub", holds=["aud-decodes"])
def damaged_audio(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP316", "item/enclosure", ERROR, APPLE, since="2005", source=GUIDE, holds=["aud-magic"])
def content_of_another_kind(enclosure: Element, _: Feed) -> Iterator[Fault]:
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
    kind, end = measured_text(enclosure, "kind"), file_extension(enclosure)
    if kind and end in _BY_EXTENSION and end not in _CONTENTS.get(kind, ()):
        message = f"the address ends in .{end}, but the content is {kind[:60]}"
        yield fault(enclosure, message, f"publish a real .{end} file, or name it as what it is")


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


@rule("FP317", "item/enclosure", WARNING, APPLE, SPOTIFY, since="2021", source=AUDIO_GUIDE, holds=["aud-bitrate"])
def low_bit_rate(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP318", "item/enclosure", INFO, SPOTIFY, since="2018", source=SPOTIFY_SPEC, holds=["aud-bitrate"])
def bit_rate_under_96(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP319", "item/enclosure", INFO, APPLE, SPOTIFY, since="2021", source=AUDIO_GUIDE, holds=["aud-bitrate"])
def high_bit_rate(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP320", "item/enclosure", WARNING, APPLE, since="2021", source=AUDIO_GUIDE, holds=["aud-samplerate"])
def unusual_sample_rate(enclosure: Element, _: Feed) -> Iterator[Fault]:
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


@rule("FP321", "item/enclosure", WARNING, APPLE, since="2021", source=AUDIO_GUIDE, holds=["aud-channels"])
def surround_sound(enclosure: Element, _: Feed) -> Iterator[Fault]:
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
