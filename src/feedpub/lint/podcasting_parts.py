"""FP525 to FP532: Podcasting 2.0, an episode: its numbers, its parts and its other files."""

from __future__ import annotations

from collections.abc import Iterator

from feedpub.lint.facts import DECIMAL, WHOLE, duration_of, not_one_of
from feedpub.lint.namespace import SOURCE
from feedpub.lint.rule import APPLE, ERROR, NAMESPACE, WARNING, Fault, fault, rule
from feedpub.lint.rules.transcripts import captions_meant
from feedpub.view import Element, Feed
from feedpub.vocab import CHAPTERS_TYPE, TRANSCRIPT_TYPES, is_language, quoted
from feedpub.vocab.podcasting import INTEGRITY_TYPES, is_base64, is_sri


@rule("FP525", "item", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-season-episode"])
def odd_podcast_number(item: Element, _: Feed) -> Iterator[Fault]:
    """A season or episode of the namespace is no number, or another one than Apple's.

    Apps that know both show either.

    Bad:  <itunes:episode>3</itunes:episode><podcast:episode>4</podcast:episode>
    Bad:  <podcast:season>two</podcast:season>
    Good: <itunes:episode>3</itunes:episode><podcast:episode display="Ch.3">3</podcast:episode>
    """
    for name, form in (("season", WHOLE), ("episode", DECIMAL)):
        element = item.first(f"podcast:{name}")
        said, other = (element.value_here if element else ""), item.value(f"itunes:{name}")
        if not element or not said:
            continue
        if not form.fullmatch(said):
            yield fault(element, f"{quoted(said)} is no number", "write a number; words go into the attribute")
        elif other and other != said and DECIMAL.fullmatch(other) and float(other) != float(said):
            yield fault(element, f"it says {said}, `itunes:{name}` says {other}", "say the same in both")


@rule("FP526", "item", WARNING, NAMESPACE, since="2020", source=SOURCE, holds=["p20-soundbite"])
def odd_soundbite(item: Element, _: Feed) -> Iterator[Fault]:
    """A soundbite is no part of the episode.

    Its times are seconds within the recording, 15 to 120 long.

    Bad:  <podcast:soundbite startTime="700" duration="60"/>
    Bad:  <podcast:soundbite startTime="1:10" duration="60"/>
    Good: <podcast:soundbite startTime="70.5" duration="60">The gulls</podcast:soundbite>
    """
    length = duration_of(item)
    for bite in item.all("podcast:soundbite"):
        start, duration = bite.get("startTime"), bite.get("duration")
        if not start or not duration:
            continue
        if not DECIMAL.fullmatch(start) or not DECIMAL.fullmatch(duration):
            yield fault(bite, f"{quoted(f'{start} + {duration}')} are no seconds", "write seconds, `70.5`")
        elif length and (float(start) + float(duration)) * 1000 > length.ms + 1000:
            yield fault(bite, "the soundbite ends behind the episode", "correct its times")
        elif not 15 <= float(duration) <= 120:
            yield fault(bite, f"the soundbite has {duration} s", "15 to 120 seconds are recommended")


@rule("FP527", "podcast:alternateEnclosure", ERROR, NAMESPACE, since="2021", source=SOURCE, holds=["p20-alt-enclosure"])
def alternate_without_source(alternate: Element, _: Feed) -> Iterator[Fault]:
    """An alternate enclosure has no source.

    There is nothing that an app could play.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" length="1000"/>
    Good: <podcast:alternateEnclosure type="audio/mpeg" length="1000">
          <podcast:source uri="https://tidewater.example/low.mp3"/></podcast:alternateEnclosure>
    """
    if alternate.first("podcast:source") is None:
        yield fault(alternate, "there is no `podcast:source` in it", 'add `<podcast:source uri="https://…"/>`')


@rule("FP528", "item", WARNING, NAMESPACE, since="2021", source=SOURCE, holds=["p20-alt-enclosure"])
def two_default_alternates(item: Element, _: Feed) -> Iterator[Fault]:
    """Two alternate enclosures claim to be the default.

    Apps take either of the two.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg" default="true"><podcast:source uri="https://a.example/a.mp3"/>
          </podcast:alternateEnclosure><podcast:alternateEnclosure type="audio/mp4" default="true">
          <podcast:source uri="https://a.example/a.m4a"/></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg" default="true"><podcast:source uri="https://a.example/a.mp3"/>
          </podcast:alternateEnclosure>
    """
    chosen = [one for one in item.all("podcast:alternateEnclosure") if one.get("default") == "true"]
    for second in chosen[1:2]:
        yield fault(second.at("default"), "a second default", "let one be the default")


@rule("FP529", "podcast:integrity", ERROR, NAMESPACE, since="2021", source=SOURCE, holds=["p20-integrity"])
def unreadable_integrity(integrity: Element, _: Feed) -> Iterator[Fault]:
    """The digest of an alternate enclosure has not the form of one.

    Apps that compare it take the file for damaged.

    Bad:  <podcast:alternateEnclosure type="audio/mpeg"><podcast:source uri="https://a.example/a.mp3"/>
          <podcast:integrity type="sri" value="d41d8cd98f00b204e9800998ecf8427e"/></podcast:alternateEnclosure>
    Good: <podcast:alternateEnclosure type="audio/mpeg"><podcast:source uri="https://a.example/a.mp3"/>
          <podcast:integrity type="sri" value="sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="/>
          </podcast:alternateEnclosure>
    """
    kind, value = integrity.get("type"), integrity.get("value")
    yield from not_one_of(integrity.at("type"), kind, INTEGRITY_TYPES, "kind of proof")
    if (kind == "sri" and value and not is_sri(value)) or (kind == "pgp-signature" and value and not is_base64(value)):
        hint = "write `sha256-` and the digest in base64" if kind == "sri" else "write the signature in base64"
        yield fault(integrity.at("value"), f"{quoted(value)} has not the form of it", hint)


@rule("FP530", "podcast:chapters", ERROR, APPLE, NAMESPACE, since="2020", source=SOURCE, holds=["chp-tag-type"])
def mistyped_chapters_tag(chapters: Element, _: Feed) -> Iterator[Fault]:
    """`podcast:chapters` says another type than that of JSON chapters.

    Apple and other apps look for `application/json+chapters`, in just this order, and skip anything else.

    Bad:  <podcast:chapters url="https://tidewater.example/c.json" type="application/json"/>
    Good: <podcast:chapters url="https://tidewater.example/c.json" type="application/json+chapters"/>
    """
    said = chapters.get("type")
    if said and said != CHAPTERS_TYPE:
        yield fault(chapters.at("type"), f"{quoted(said)} is not the type of chapters", f"write `{CHAPTERS_TYPE}`")


@rule("FP531", "podcast:transcript", ERROR, NAMESPACE, since="2020", source=SOURCE, holds=["trn-type"])
def unknown_transcript_type(transcript: Element, _: Feed) -> Iterator[Fault]:
    """A transcript says a type that no app reads.

    It is offered nowhere.

    Bad:  <podcast:transcript url="https://tidewater.example/t.docx" type="application/msword"/>
          <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt"/>
    Bad:  <podcast:transcript url="https://tidewater.example/t.srt" type="text/srt"/>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt"/>
    """
    said = transcript.get("type").partition(";")[0].strip().lower()
    if said and said not in (*TRANSCRIPT_TYPES.values(), "application/srt"):
        meant = captions_meant(said)
        hint = f"write `{meant}`" if meant else f"one of {', '.join(TRANSCRIPT_TYPES.values())}"
        yield fault(transcript.at("type"), f"{quoted(said)} is no type of transcript", hint)


@rule("FP532", "podcast:transcript", WARNING, NAMESPACE, since="2020", source=SOURCE)
def unknown_transcript_language(transcript: Element, _: Feed) -> Iterator[Fault]:
    """A transcript's language is no language code.

    Apps offer transcripts by language; one that they do not know is offered to nobody.

    Bad:  <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt" language="English"/>
    Good: <podcast:transcript url="https://tidewater.example/t.vtt" type="text/vtt" language="en"/>
    """
    said = transcript.get("language")
    if said and not is_language(said):
        yield fault(transcript.at("language"), f"{quoted(said)} is no language code", "write `en`, `pt-BR`")
