"""FP339 to FP343, FP632, FP633: whether a recording is whole, is heard, and is played everywhere; its chapters."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.audio import remedies
from feedpub.audio.sound_description import AAC
from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import INSTANT_MS, MEASURED_AUDIO, audio_file, measured, measured_text, whole_number
from feedpub.lint.rule import WARNING, Fault, fault, rule
from feedpub.standards import written_clock, written_length

# --- whether it is whole, and what sounds in it


@rule("FP339", "item/enclosure", WARNING, holds=["aud-decodes"])
def partial_last_frame(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """An MP3 without a header that counts its frames ends in the middle of one.

    So does a copy that broke off, and nothing else in the file tells. A player may click there. The copy that listeners
    get ends before that frame; with `tags: keep` they get the file as it is.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" partial="211"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio kind="MP3" duration-ms="720000"/>
          </enclosure>
    """
    if size := measured(enclosure, "partial"):
        exact = measured(enclosure, "duration-ms")
        at = f" (at {written_clock(exact // 1000 * 1000)})" if exact else ""
        is_kept = measured_text(enclosure, "copied") == "false"
        what = "it is published so" if is_kept else "they are left out of the published copy"
        message = f"the file breaks off after {size} bytes of its last frame{at}; {what}"
        yield fault(enclosure, message, "listen to its end; if something is missing, export or copy it again")


@rule("FP343", "item/enclosure", WARNING, holds=["aud-codec"])
def unplayable_codec(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The sound of an MP4 file is not AAC.

    The name says M4A, and any sound can be in it; apps and browsers play AAC. Apple Lossless is silent in Chrome and
    Firefox, FLAC and Opus in older apps, Dolby nearly everywhere but in a television.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.m4a" length="71534336" type="audio/x-m4a">
            <seen:audio kind="MP4" codec="Apple Lossless"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.m4a" length="11534336" type="audio/x-m4a">
            <seen:audio kind="MP4" codec="AAC"/>
          </enclosure>
    """
    if (codec := measured_text(enclosure, "codec")) and codec != AAC:
        hint = remedies.encode(audio_file(enclosure, "old.m4a"))
        yield fault(enclosure, f"its sound is {codec[:60]}, which many apps and browsers do not play", hint)


# --- whether there is anything to hear

_DEAD_AIR_MS = 10_000
"""From what length on silence is hardly meant; broadcasters raise an alarm earlier."""

_SILENT_SHARE = 0.98

_FEW = 3


def _silences(enclosure: Element) -> list[tuple[int, int]]:
    """Where it is silent for long, and how long; in milliseconds."""
    found = (one for facts in enclosure.all(MEASURED_AUDIO) for one in facts.all("seen:silence"))
    stretches = ((whole_number(one.get("start-ms")) or 0, whole_number(one.get("ms")) or 0) for one in found)
    return [one for one in stretches if one[1] >= _DEAD_AIR_MS]


def _is_silent(enclosure: Element) -> bool:
    exact = measured(enclosure, "duration-ms")
    return bool(exact) and sum(length for _, length in _silences(enclosure)) >= _SILENT_SHARE * (exact or 0)


@rule("FP340", "item/enclosure", WARNING, holds=["aud-sound"])
def instant_recording(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The recording is shorter than half a second.

    Apps show 0:00 or 0:01. Mostly a region of nothing was exported.

    Bad:  <itunes:duration>1</itunes:duration>
          <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="26"/>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="720000"/>
          </enclosure>
    """
    if (exact := measured(enclosure, "duration-ms")) and exact < INSTANT_MS:
        yield fault(enclosure, f"the recording is {exact} ms long, not even a second", "was the right part exported?")


@rule("FP341", "item/enclosure", WARNING, holds=["aud-sound"])
def silent_recording(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """There is nothing to hear in the recording.

    All of it is digital silence: a muted track, or the wrong one, was exported. Hiss and hum are sound, and not found.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="720000"><seen:silence start-ms="0" ms="720000"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="720000"><seen:silence start-ms="0" ms="1200"/></seen:audio>
          </enclosure>
    """
    if _is_silent(enclosure):
        exact = written_length(measured(enclosure, "duration-ms") or 0)
        yield fault(enclosure, f"all {exact} of the recording are silent", "export it again: is a track muted?")


@rule("FP342", "item/enclosure", WARNING, holds=["aud-sound"])
def long_silence(enclosure: Element, _: FeedView) -> Iterator[Fault]:
    """The recording is silent for ten seconds or more.

    Listeners think that their player hangs. Editors leave digital silence where a clip was moved or muted, and behind
    the last clip. Hiss and hum are sound, and not found.

    Bad:  <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="720000"><seen:silence start-ms="61000" ms="20000"/></seen:audio>
          </enclosure>
    Good: <enclosure url="https://tidewater.example/media/first-light.mp3" length="11534336" type="audio/mpeg">
            <seen:audio duration-ms="720000"><seen:silence start-ms="61000" ms="2000"/></seen:audio>
          </enclosure>
    """
    stretches = [] if _is_silent(enclosure) else _silences(enclosure)
    if stretches:
        listed = ", ".join(
            f"{round(length / 1000)} s from {written_clock(start // 1000 * 1000)}" for start, length in stretches[:_FEW]
        )
        more = f" and {len(stretches) - _FEW} more times" if len(stretches) > _FEW else ""
        yield fault(enclosure, f"nothing is heard for {listed}{more}", "listen there; cut it out if it is not meant")


# --- the chapters inside it


@rule("FP632", "item", WARNING, holds=["chp-pictures"])
def lost_chapter_pictures(item: Element, _: FeedView) -> Iterator[Fault]:
    """The chapters inside the recording have pictures or links, and the published ones at the same times have none.

    Forecast, Hindenburg and others write them into the file. A list in `chapters:` or in the notes takes their place,
    in the file that listeners get, too.

    Bad:  <seen:lost pictures="3" links="2"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:lost"):
        named = (("pictures", "picture"), ("links", "link"))
        counts = [(int(one.get(name)), word) for name, word in named if one.get(name)]
        what = " and ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts)
        message = f"the chapters inside the recording have {what} that are not published"
        hint = "`chapters: audio` publishes the recording's own; or write `image:` and `url:` in a list of chapters"
        yield fault(f"{item.path}.enclosure", message, hint)


@rule("FP633", "item", WARNING, holds=["chp-pictures"])
def unusable_chapter_picture(item: Element, _: FeedView) -> Iterator[Fault]:
    """The picture of a chapter inside the recording cannot be published.

    It is damaged, too small to be seen, or of a kind that no app shows. The chapter is published without it.

    Bad:  <seen:unusable picture="chapter 'Chart' at 3:15: it is 40 × 40 pixels, and must have at least 64 a side"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:unusable"):
        message = f"a picture inside the recording is left out: {one.get('picture')}"
        hint = "put another picture into the recording, a JPEG or PNG of up to 1400 pixels a side"
        yield fault(f"{item.path}.enclosure", message, hint)
