"""FP531, FP532, FP641 to FP659: transcripts."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import duration_of, file_faults
from feedpub.lint.rule import APPLE, ERROR, INFO, NAMESPACE, PSP, WARNING, Fault, fault, rule
from feedpub.standards import (
    LONGEST_MS,
    RINGING_MS,
    TRANSCRIPT_TYPES,
    common_type,
    is_language,
    quoted,
    written_length,
)

_MEASURED = "seen:transcript"


def _is_mended(tag: Element) -> bool:
    """Whether it is an author's file of which feedpub publishes a corrected one."""
    return any(one.get("published") == "mended" for one in tag.all(_MEASURED))


def caption_type(type: str) -> str:
    """The type that Apple reads and that this one is, or is meant to be (`text/srt`); empty for all others."""
    name = type.rpartition("/")[2]
    if name in {"srt", "x-srt", "subrip", "x-subrip"}:
        return "application/x-subrip"
    return "text/vtt" if name in {"vtt", "x-vtt", "webvtt"} else ""


@rule("FP641", "item", INFO, APPLE, PSP, holds=["trn-missing"])
def missing_transcript(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode has no transcript.

    Who cannot hear it is left out, and nobody can search it. Apple makes one by machine, for some languages; yours is
    better.

    Bad:  <!-- no podcast:transcript -->
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    YAML: transcripts: [first-light.vtt]
    """
    if not item.all("podcast:transcript"):
        hint = 'add `<podcast:transcript url="https://…" type="text/vtt"/>`'
        yaml = "add `transcripts:` with a WebVTT or SubRip file, like `transcripts: [first-light.vtt]`"
        yield fault(item, "the episode has no transcript", hint, yaml=yaml)


_TYPES = frozenset((*TRANSCRIPT_TYPES.values(), "application/srt"))
"""Types that some app reads; what has another one is reported as that alone."""


@rule("FP642", "item", WARNING, APPLE, holds=["trn-captions"])
def transcript_without_captions(item: Element, _: FeedView) -> Iterator[Fault]:
    """An episode's transcripts are in no format that Apple reads.

    Apple takes WebVTT and SubRip; from plain text, HTML and JSON it makes nothing.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.html" type="text/html"/>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.html" type="text/html"/>
          <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    tags = item.all("podcast:transcript")
    types = [common_type(tag.get("type")) for tag in tags]
    if types and set(types) <= _TYPES and not any(map(caption_type, types)):
        yield fault(tags[0], "no transcript of the episode is WebVTT or SubRip", "add one: Apple reads no other")


@rule("FP531", "podcast:transcript", ERROR, NAMESPACE, holds=["trn-type"])
def unknown_transcript_type(transcript: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript says a type that no app reads.

    It is offered nowhere.

    Bad:  <podcast:transcript url="https://tidewater.example/t.docx" type="application/msword"/>
          <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt"/>
    Bad:  <podcast:transcript url="https://tidewater.example/t.srt" type="text/srt"/>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt"/>
    """
    value = transcript.get("type").partition(";")[0].strip().lower()
    if value and value not in _TYPES:
        correct = caption_type(value)
        hint = f"write `{correct}`" if correct else f"one of {', '.join(TRANSCRIPT_TYPES.values())}"
        yield fault(transcript.at("type"), f"{quoted(value)} is no type of transcript", hint)


@rule("FP532", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-language"])
def unknown_transcript_language(transcript: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript's language is no language code.

    Apps offer transcripts by language; one that they do not know is offered to nobody.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt" language="English"/>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt" language="en"/>
    """
    value = transcript.get("language")
    if value and not is_language(value):
        yield fault(transcript.at("language"), f"{quoted(value)} is no language code", "write `en`, `pt-BR`")


@rule("FP643", "podcast:transcript", ERROR, APPLE, NAMESPACE, holds=["trn-type"])
def transcript_of_another_type(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript is something else than its type says.

    Apps read it by its type and show nothing. Often it is the page that says that a file is gone, or SubRip by the name
    of WebVTT.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="application/x-subrip" cues="412" last-cue-ms="719000">
              <seen:fault kind="transcript-of-another-type" message="it is SubRip (SRT), not WebVTT"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000"/>
          </podcast:transcript>
    """
    return file_faults(tag, _MEASURED, "transcript-of-another-type")


@rule("FP644", "podcast:transcript", ERROR, APPLE, NAMESPACE, holds=["trn-valid"])
def unreadable_transcript(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript is not written as its format wants it.

    A missing `WEBVTT` hides all of it; a comma in place of a dot, or a blank line too few, hides lines or all.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="unreadable-transcript" line="4" more="407"
                message="'00:00:00,820 --> 00:00:04,799' has commas, as in SubRip"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000"/>
          </podcast:transcript>
    """
    yield from file_faults(tag, _MEASURED, "unreadable-transcript")
    if not _is_mended(tag):
        yield from file_faults(tag, _MEASURED, "miswritten-transcript")


@rule("FP645", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def transcript_without_version(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A JSON transcript does not say its version.

    The format requires `"version": "1.0.0"`: apps may read another version differently.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
          <podcast:transcript url="https://tidewater.example/transcripts/1.json" type="application/json">
            <seen:transcript type="application/json" cues="412" last-cue-ms="719000">
              <seen:fault kind="transcript-without-version" message="the file does not say its `version`"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
          <podcast:transcript url="https://tidewater.example/transcripts/1.json" type="application/json"/>
    """
    return file_faults(tag, _MEASURED, "transcript-without-version")


@rule("FP646", "podcast:transcript", ERROR, NAMESPACE, holds=["trn-valid"])
def cues_out_of_order(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript goes back in time.

    WebVTT wants every cue to begin no earlier than the one in front; apps that scroll along jump about.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="cues-out-of-order" line="88" message="the cue at 1:02 comes after the cue at 1:14"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    if not _is_mended(tag):  # FP656 says that the published files are in order
        yield from file_faults(tag, _MEASURED, "cues-out-of-order")


@rule("FP647", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def cue_without_length(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A cue of a transcript ends when it begins, or before.

    It is never shown: a sentence is missing.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="cue-without-length" line="88" message="'Good night.' begins at 1:14 and ends at 1:02"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    return file_faults(tag, _MEASURED, "cue-without-length")


@rule("FP648", "podcast:transcript", INFO, NAMESPACE, holds=["trn-valid"])
def overlapping_cues(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A cue of a transcript begins before the one in front has ended.

    That is allowed where two speak at once. Mostly it is a machine's rounding, and screens show two lines that jump.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="overlapping-cues" line="88"
                message="the cue at 1:14 begins before the previous one ends (1:15)"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    return file_faults(tag, _MEASURED, "overlapping-cues")


@rule("FP649", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def arrow_in_cue(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The text of a cue has `-->` in it.

    Readers take it for times: the rest of the cue is lost.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="arrow-in-cue" line="88" message="the text 'ebb --> flood' has an arrow (-->) in it"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    return file_faults(tag, _MEASURED, "arrow-in-cue")


@rule("FP650", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def text_outside_cues(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript has text that belongs to no cue.

    An empty line ends a cue in WebVTT, so a paragraph behind one is lost: players do not show it. Such a file is
    published as it is (FP654).

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="text-outside-cues" line="88" message="'And so to bed.' belongs to no cue"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    return file_faults(tag, _MEASURED, "text-outside-cues")


@rule("FP651", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def gap_in_card_numbers(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The cards of a SubRip file are not numbered one by one.

    Most apps do not mind; some stop at the gap. It is also what is left of cards that got lost.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip">
            <seen:transcript type="application/x-subrip" cues="412" last-cue-ms="719000">
              <seen:fault kind="gap-in-card-numbers" line="88" message="the card has the number 24, but 23 is next"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip"/>
    """
    return file_faults(tag, _MEASURED, "gap-in-card-numbers")


@rule("FP652", "podcast:transcript", INFO, NAMESPACE, holds=["trn-line-len"])
def long_caption_line(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A line of a transcript is longer than screens show.

    The podcast namespace recommends 65 characters in WebVTT; in SubRip 32, and two lines a card.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="long-caption-line" line="88" message="the line has 90 characters; 65 fit on screens"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    return file_faults(tag, _MEASURED, "long-caption-line")


@rule("FP653", "item", WARNING, holds=["trn-range"])
def transcript_past_the_end(item: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript is longer than the episode.

    It is another episode's, or of a cut with advertising that is gone. Then every line is late.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="780000"/>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="722500"/>
          </podcast:transcript>
    """
    if (duration := duration_of(item)) is None:
        return
    for tag in item.all("podcast:transcript"):
        for facts in tag.all(_MEASURED):
            last = facts.get("last-cue-ms")
            ends = int(last) if last.isascii() and last.isdigit() and len(last) < 16 else 0
            if duration.ms + RINGING_MS < ends <= LONGEST_MS:
                message = f"the transcript ends at {written_length(ends)}, the episode at {duration.written}"
                hint = "is it the right file, and of the same cut?"
                lost = "; what begins after the end is not published" if _is_mended(tag) else ""
                yield fault(tag, message + lost, hint)


@rule("FP654", "podcast:transcript", WARNING, holds=["trn-as-written"])
def transcript_as_is(tag: Element, _: FeedView) -> Iterator[Fault]:
    """An author's transcript cannot be read whole, so it is published as it is.

    It is not on the page, there is no WebVTT, SubRip or JSON made of it, and its speakers keep their labels. The other
    findings about the file say what cannot be read.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000" published="as-is"/>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000" published="mended"/>
          </podcast:transcript>
    """
    if any(one.get("published") == "as-is" for one in tag.all(_MEASURED)):
        message = "the transcript cannot be read whole: it is published as it is, and not on the page"
        yield fault(tag, message, "correct what the other findings about it name")


@rule("FP655", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-valid"])
def blank_line_in_card(tag: Element, _: FeedView) -> Iterator[Fault]:
    """An empty line stands inside a card of a SubRip file.

    SubRip has no specification, and players differ: ffmpeg, mpv and Subtitle Edit read on until the next times, others
    show nothing behind the line, or nothing at all. feedpub reads on, and publishes the card without the line.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip">
            <seen:transcript type="application/x-subrip" cues="412" last-cue-ms="719000">
              <seen:fault kind="blank-line-in-card" line="88"
                message="an empty line stands in front of 'And so to bed.', which has no times"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip"/>
    """
    return file_faults(tag, _MEASURED, "blank-line-in-card")


@rule("FP656", "podcast:transcript", INFO, holds=["trn-as-written"])
def mended_transcript(tag: Element, _: FeedView) -> Iterator[Fault]:
    """An author's transcript is not written as its format wants it, or goes back in time; what is published is right.

    Every word and time of it can be read, so feedpub writes the published files anew, as their formats want them, and
    sorts the cues. Other programs may refuse the author's own file.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip">
            <seen:transcript type="application/x-subrip" cues="412" last-cue-ms="719000" published="mended">
              <seen:fault kind="miswritten-transcript" line="2"
                message="'00:00:00.820 --> 00:00:04.799' has dots, as in WebVTT"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.srt" type="application/x-subrip"/>
    """
    if _is_mended(tag):
        for kind in ("miswritten-transcript", "cues-out-of-order"):
            for one in file_faults(tag, _MEASURED, kind):
                yield Fault(one.path, f"{one.message}; the published files are correct", one.hint)


@rule("FP657", "podcast:transcript", INFO, NAMESPACE, holds=["trn-valid"])
def rolling_captions(tag: Element, _: FeedView) -> Iterator[Fault]:
    """The captions of a transcript roll up: each cue shows again what the one in front showed.

    So do YouTube's automatic captions and those of live television. On a screen that is right; whoever reads or
    searches the transcript finds each line twice or three times. feedpub publishes each line once, at the time at which
    it appears first.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="rolling-captions"
                message="the captions roll up: 5975 words are written for 3035 that are spoken"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    """
    for one in file_faults(tag, _MEASURED, "rolling-captions"):
        mended = _is_mended(tag)
        yield Fault(one.path, f"{one.message}; each is published once" if mended else one.message, one.hint)


@rule("FP658", "podcast:transcript", WARNING, NAMESPACE, holds=["trn-speakers"])
def unnamed_speakers(tag: Element, _: FeedView) -> Iterator[Fault]:
    """A transcript calls its speakers what a machine calls them (`SPEAKER_00`, `Speaker 1`, `spk_0`, `Unknown`).

    Nobody knows who that is. feedpub never publishes such a label: what is said has no speaker until `speakers:` gives
    the name, or the key of somebody of the show's `roster`.

    Bad:  <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt">
            <seen:transcript type="text/vtt" cues="412" last-cue-ms="719000">
              <seen:fault kind="unnamed-speakers" message="the label SPEAKER_00 is no name of a speaker"/>
            </seen:transcript>
          </podcast:transcript>
    Good: <podcast:transcript url="https://tidewater.example/transcripts/1.vtt" type="text/vtt"/>
    YAML: {title: Moths, speakers: {SPEAKER_00: Ada Lovelace}}
    """
    return file_faults(tag, _MEASURED, "unnamed-speakers")


@rule("FP659", "item", WARNING, holds=["trn-speakers"])
def unknown_speaker(item: Element, _: FeedView) -> Iterator[Fault]:
    """A label of `speakers:` occurs in no transcript of the episode.

    Most often it is a slip, and somebody has no name; or the transcript is another one by now.

    Bad:  <seen:unknown-speaker number="0" label="SPEAKER_OO"/>
    Good: <title>First light</title>
    """
    for one in item.all("seen:unknown-speaker"):
        path = f"{item.path}.seen:unknown-speaker[{one.get('number')}]"
        message = f"no transcript of the episode has a speaker {quoted(one.get('label'))}"
        yield Fault(path, message, "write it as the transcript does, or delete the line")
