"""The copy of an MP3 that listeners get: its tags, and that nothing of the recording changes."""

from __future__ import annotations

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import eyed3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from tests.measuring import measure, write
from tests.movies import m4a
from tests.pictures import jpeg, png
from tests.sounds import frame, id3, mp3, xing
from tests.tagging import CHAPTERS, TEXT, copied, recording
from tests.test_probe import AROUND

from feedpub.audio.tag_text import TagText
from feedpub.audio.tagged_copy import copy_digest, tagged_copy
from feedpub.audio.tags import read_tags
from feedpub.errors import Unusable
from feedpub.model.chapter import Chapter

NOTHING = TagText(title="Flut", show="Tidewater")


def variable(seed: int = 0, *, rate: int = 44100, mono: bool = True, count: int = 200) -> bytes:
    """Frames of several bit rates without a header."""
    sizes = random.Random(seed)
    return b"".join(
        frame(kbps=sizes.choice([32, 64, 96, 128]), rate=rate, mono=mono, filler=b"sea") for _ in range(count)
    )


def read(path: Path) -> Any:
    """The tag of a file, as mutagen reads it."""
    return ID3(path, translate=False)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself


def length(path: Path) -> float:
    """Seconds, as mutagen reads them."""
    info: Any = MP3(path).info  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    return float(info.length)


def test_every_word_has_its_frame(tmp_path: Path) -> None:
    """In ID3v2.3, and nothing else."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), chapters=[])

    tag = read(path)

    texts = {name: str(value) for name, value in tag.items()}
    assert (2, 3, 0) == tag.version
    assert {
        "TIT2": "Flut · 夜の潮",
        "TALB": "Tidewater",
        "TPE1": "Ada Lovelace",
        "TPE2": "Tidewater",
        "TRCK": "7",
        "TPOS": "2",
        "TYER": "2026",
        "TDAT": "2311",
        "TIME": "0705",
        "TCON": "Podcast",
        "TLEN": "993",
        "TLAN": "deu",
        "COMM::deu": "We walk out along the wall.\nThe gulls are real.",
        "TDES": "We walk out along the wall.\nThe gulls are real.",
        "TCAT": "Arts, Society & Culture",
        "TKWD": "sea, tide",
        "PCST": "PCST(value=1)",
        "TGID": "5f1c8a",
        "WFED": "",  # mutagen knows no encoding there, iTunes writes one
        "WOAF": "https://example.com/flut.html",
        "WOAS": "https://example.com/",
        "WXXX:": "https://example.com/flut.html",
        "WXXX:feed": "https://example.com/feed.xml",
    } == texts


def by_mutagen(frame: Any) -> Any:
    """What mutagen reads in a frame; of a frame that holds frames, those too."""
    match frame.FrameID:
        case "CHAP":
            inner = [(one.FrameID, by_mutagen(one)) for one in frame.sub_frames.values()]
            return frame.element_id, frame.start_time, frame.end_time, sorted(inner)
        case "CTOC":
            return frame.element_id, int(frame.flags), list(frame.child_element_ids)
        case "APIC":
            return frame.data
        case "WXXX":
            return frame.desc, frame.url
        case "PCST":
            return frame.value
    return str(frame.text[0]) if hasattr(frame, "text") else frame.url


def by_eyed3(frame: Any) -> Any:
    """The same by eyeD3."""
    match frame.id:
        case b"CHAP":
            inner = [(name.decode(), by_eyed3(one)) for name, frames in frame.sub_frames.items() for one in frames]
            return frame.element_id.decode(), *frame.times, sorted(inner)
        case b"CTOC":
            flags = 2 * frame.toplevel | frame.ordered
            return frame.element_id.decode(), flags, [child.decode() for child in frame.child_ids]
        case b"APIC":
            return frame.image_data
        case b"WXXX":
            return frame.description, frame.url
        case b"PCST":
            return int.from_bytes(frame.data, "big")
    return frame.url if isinstance(frame, eyed3.id3.frames.UrlFrame) else frame.text


def written(tag: bytes) -> Iterator[str]:
    """The names of the frames of a tag, by their own lengths."""
    at = 10
    while at < len(tag):
        yield tag[at : at + 4].decode()
        at += 10 + int.from_bytes(tag[at + 4 : at + 8], "big")


def test_mutagen_and_eyed3_read_back_every_frame(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """All that is written is read by both, but for the two frames that one of them does not know."""
    caplog.set_level(logging.CRITICAL, "eyed3")  # it takes every TIME for a date, and says so
    cover, chart = jpeg(40), png(20)
    copy, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), cover=cover, pictures={"chart.jpg": chart})
    description = "We walk out along the wall.\nThe gulls are real."
    frames = [
        ("TIT2", "Flut · 夜の潮"),
        ("TALB", "Tidewater"),
        ("TPE1", "Ada Lovelace"),
        ("TPE2", "Tidewater"),
        ("TRCK", "7"),
        ("TPOS", "2"),
        ("TYER", "2026"),
        ("TDAT", "2311"),
        ("TIME", "0705"),
        ("TCON", "Podcast"),
        ("TLEN", "993"),
        ("TLAN", "deu"),
        ("COMM", description),
        ("TDES", description),
        ("TCAT", "Arts, Society & Culture"),
        ("TKWD", "sea, tide"),
        ("PCST", 1),
        ("TGID", "5f1c8a"),
        ("WFED", "https://example.com/feed.xml"),
        ("WOAF", "https://example.com/flut.html"),
        ("WOAS", "https://example.com/"),
        ("WXXX", ("", "https://example.com/flut.html")),
        ("WXXX", ("feed", "https://example.com/feed.xml")),
        ("CTOC", ("toc", 3, ["chp0", "chp1", "chp3"])),
        ("CHAP", ("chp0", 0, 400, [("TIT2", "Intro")])),
        (
            "CHAP",
            ("chp1", 400, 800, [("APIC", chart), ("TIT2", "Später: 夜"), ("WXXX", ("", "https://example.com/x"))]),
        ),
        ("CHAP", ("chp2", 600, 800, [("APIC", chart), ("TIT2", "Only a picture")])),
        ("CHAP", ("chp3", 800, 993, [("TIT2", "Ende")])),
        ("APIC", cover),
    ]

    one = [(frame.FrameID, by_mutagen(frame)) for frame in read(path).values()]
    other = [
        (name.decode(), by_eyed3(frame)) for name, found in eyed3.load(path).tag.frame_set.items() for frame in found
    ]

    assert [name for name, _ in frames] == list(written(copy.head))
    assert [(name, "" if name == "WFED" else value) for name, value in frames] == one  # iTunes writes an encoding there
    assert [(name, "" if name == "TIME" else value) for name, value in frames] == other


def test_what_is_not_known_is_not_written(tmp_path: Path) -> None:
    """Above all no date: the same input gives the same bytes on any day."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), text=NOTHING, chapters=[])

    assert {"TIT2", "TALB", "TPE2", "TCON", "TLEN", "PCST"} == set(read(path))


def test_the_date_is_told_in_utc(tmp_path: Path) -> None:
    """Two ways to write one moment are the same bytes."""
    path = write(tmp_path, "a.mp3", mp3(1.0))
    tokyo = datetime(2026, 1, 1, 8, 30, tzinfo=timezone(timedelta(hours=9)))

    _, copy = copied(path, text=replace(NOTHING, published=tokyo))

    assert ["2025", "3112", "2330"] == [str(read(copy)[name]) for name in ("TYER", "TDAT", "TIME")]


def test_chapters_have_titles_links_and_pictures(tmp_path: Path) -> None:
    """One table lists them; a silent one is there, but not in it."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), pictures={"chart.jpg": jpeg(20)})

    tag = read(path)

    assert [
        ("chp0", 0, 400, 0xFFFFFFFF, 0xFFFFFFFF, ["TIT2"]),
        ("chp1", 400, 800, 0xFFFFFFFF, 0xFFFFFFFF, ["APIC:", "TIT2", "WXXX:"]),
        ("chp2", 600, 800, 0xFFFFFFFF, 0xFFFFFFFF, ["APIC:", "TIT2"]),
        ("chp3", 800, 993, 0xFFFFFFFF, 0xFFFFFFFF, ["TIT2"]),
    ] == [
        (mark.element_id, mark.start_time, mark.end_time, mark.start_offset, mark.end_offset, sorted(mark.sub_frames))
        for mark in tag.getall("CHAP")
    ]
    assert [("toc", 3, ["chp0", "chp1", "chp3"])] == [
        (table.element_id, int(table.flags), table.child_element_ids) for table in tag.getall("CTOC")
    ]
    assert jpeg(20) == tag["CHAP:chp1"].sub_frames["APIC:"].data
    assert "https://example.com/x" == tag["CHAP:chp1"].sub_frames["WXXX:"].url


def test_a_table_lists_no_more_than_it_can_count(tmp_path: Path) -> None:
    """Its last entry is another table then; only one is the outermost."""
    chapters = [Chapter(start_ms=3 * at, title=f"Chapter {at}") for at in range(300)]

    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), chapters=chapters)

    tables = read(path).getall("CTOC")
    assert [("toc", 3, 255), ("toc+", 1, 46)] == [
        (table.element_id, int(table.flags), len(table.child_element_ids)) for table in tables
    ]
    assert [*(f"chp{at}" for at in range(254)), "toc+"] == tables[0].child_element_ids
    assert 300 == len(read(path).getall("CHAP"))


def test_chapters_outside_of_the_recording_are_left_out(tmp_path: Path) -> None:
    """Those that are left stand in order, and end inside it."""
    chapters = [
        Chapter(start_ms=5000, title="Too late"),
        Chapter(start_ms=900, title="Last", end_ms=4000),
        Chapter(start_ms=100, title="First", end_ms=50),
    ]

    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), chapters=chapters)

    found = [(str(mark.sub_frames["TIT2"]), mark.start_time, mark.end_time) for mark in read(path).getall("CHAP")]
    assert [("First", 100, 101), ("Last", 900, 993)] == found


@pytest.mark.parametrize(("cover", "kind"), [(jpeg(20), "image/jpeg"), (png(20), "image/png")])
def test_the_cover_is_in_front(tmp_path: Path, cover: bytes, kind: str) -> None:
    """As the front cover, its bytes as they are."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), cover=cover)

    (found,) = read(path).getall("APIC")
    assert (kind, 3, cover) == (found.mime, int(found.type), found.data)


def test_what_was_read_comes_back(tmp_path: Path) -> None:
    """Title, number, date, cover and chapters, as `new` reads them."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), cover=jpeg(20), pictures={"chart.jpg": jpeg(10)})

    found = read_tags(path)

    assert ("Flut · 夜の潮", "Tidewater", "Ada Lovelace", 7, 2) == (
        found.title,
        found.show,
        found.author,
        found.number,
        found.season,
    )
    assert TEXT.description == found.description
    assert "2026-11-23T07:05:00" == found.date
    assert jpeg(20) == found.cover
    assert [(one.start_ms, one.title, one.url) for one in CHAPTERS] == [
        (one.start_ms, one.title, one.url) for _, one in found.chapters
    ]


HOSTILE = {
    "control characters": ("A\0B\x1b[31m\x7fC", "AB[31mC"),
    "line breaks": ("One\r\nTwo\u2028Three", "One TwoThree"),
    "right to left": ("ערב טוב", "ערב טוב"),
    "half a character": ("A\ud800B", "AB"),
    "beyond the first plane": ("Tide 🌊", "Tide 🌊"),
    "very long": ("潮" * 100_000, "潮" * 100_000),
    "nothing": (" \0 ", None),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_titles_do_no_harm(tmp_path: Path, kind: str) -> None:
    """What cannot be shown is left out; everything behind it is still read."""
    title, expected = HOSTILE[kind]
    words, chapters = replace(TEXT, title=title, description=title), [Chapter(start_ms=0, title=title)]

    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), text=words, chapters=chapters)

    tag = read(path)
    assert [expected] * 2 == [str(one["TIT2"]) if "TIT2" in one else None for one in (tag, tag["CHAP:chp0"].sub_frames)]
    assert "Tidewater" == str(tag["TALB"])


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://exa mple.com/", "", "x" * 70_000])
def test_addresses_that_are_none_are_left_out(tmp_path: Path, url: str) -> None:
    """Of the episode and of chapters."""
    words, chapters = replace(NOTHING, link=url, feed=url), [Chapter(start_ms=0, title="One", url=url)]

    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), text=words, chapters=chapters)

    tag = read(path)
    assert [] == [name for name in tag if name.startswith("W")]
    assert ["TIT2"] == list(tag["CHAP:chp0"].sub_frames)


def test_addresses_become_ascii(tmp_path: Path) -> None:
    """As feeds write them."""
    _, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), text=replace(NOTHING, link="https://bücher.example/ü"))

    assert "https://xn--bcher-kva.example/%C3%BC" == str(read(path)["WOAF"])


def test_tags_are_at_most_a_megabyte(tmp_path: Path) -> None:
    """The cover goes first, then pictures of chapters as long as there is room; what is left out is said."""
    large = jpeg(20) + bytes(300_000)
    chapters = [Chapter(start_ms=at, title=f"{at}", image=f"{at}.jpg") for at in range(5)]
    pictures = {f"{at}.jpg": large if at != 4 else jpeg(10) for at in range(5)}

    copy, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), chapters=chapters, cover=large, pictures=pictures)

    shown = [mark.element_id for mark in read(path).getall("CHAP") if "APIC:" in mark.sub_frames]
    assert ["chp0", "chp1", "chp4"] == shown
    assert ("2.jpg", "3.jpg") == copy.dropped
    assert 900_000 < len(copy.head) <= 1_000_000


def test_a_cover_that_is_too_large_is_left_out(tmp_path: Path) -> None:
    """And said."""
    copy, path = copied(write(tmp_path, "a.mp3", mp3(1.0)), cover=jpeg(20) + bytes(1_000_000))

    assert ("cover",) == copy.dropped
    assert [] == read(path).getall("APIC")


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_words_that_are_too_many_are_refused(tmp_path: Path, name: str) -> None:
    """There is nothing left to leave out."""
    path = write(tmp_path, name, mp3(1.0) if name == "a.mp3" else m4a(1.0))
    with pytest.raises(Unusable) as caught:
        copied(path, text=replace(NOTHING, description="x" * 600_000))

    assert "the tags would be larger than 1 MB" == caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("around", AROUND)
def test_leftovers_are_gone_and_the_recording_is_the_same(tmp_path: Path, around: str) -> None:
    """Whatever stands in front and behind: a copy is tags and frames, nothing else."""
    front, behind = AROUND[around]
    plain = mp3(1.0, seed=3)
    path = write(tmp_path, "a.mp3", front + plain + behind)

    copy, made = copied(path)

    kept = xing(frames=38) if around == "a header frame" else b""
    assert path.read_bytes()[copy.start : copy.stop] in {plain, kept + plain}
    assert recording(measure(path)) == recording(measure(made))


def test_a_constant_bit_rate_needs_no_header(tmp_path: Path) -> None:
    """Nothing is added to what every player understands."""
    copy, _ = copied(write(tmp_path, "a.mp3", mp3(1.0)))

    assert (
        copy.head
        == tagged_copy(tmp_path / "a.mp3", audio=measure(tmp_path / "a.mp3"), text=TEXT, chapters=CHAPTERS).head
    )
    assert copy.head.endswith(b"Ende")


@pytest.mark.parametrize("mono", [True, False])
@pytest.mark.parametrize("rate", [44100, 48000, 32000, 22050, 24000, 16000, 11025, 12000, 8000])
def test_a_variable_bit_rate_gets_a_header(tmp_path: Path, rate: int, *, mono: bool) -> None:
    """One silent frame of the same stream; mutagen, which guessed before, knows the length then."""
    path = write(tmp_path, "a.mp3", variable(rate=rate, mono=mono))
    before = measure(path)

    copy, made = copied(path)

    after = measure(made)
    assert recording(before) == recording(after)
    assert length(made) == pytest.approx(before.duration_ms / 1000, abs=0.001)
    assert before.frames
    assert after.frames
    assert (False, True) == (before.frames.seekable, after.frames.seekable)
    assert path.read_bytes() == made.read_bytes()[len(copy.head) :]


def test_the_header_says_where_everything_is(tmp_path: Path) -> None:
    """Frames, bytes, and a hundred places: each is at most one part of 256 beside the frame that plays then."""
    frames = [frame(kbps=32)] * 500 + [frame(kbps=128)] * 500
    _, made = copied(write(tmp_path, "a.mp3", b"".join(frames)), chapters=[])

    data = made.read_bytes()
    at = data.index(b"Xing")
    body = data[data.index(b"\xff\xfb") :]
    flags, count, size = (int.from_bytes(data[at + 4 * part :][:4], "big") for part in (1, 2, 3))
    assert (7, 1000, len(body)) == (flags, count, size)
    table = data[at + 16 : at + 116]
    places = [len(body) - sum(map(len, frames[10 * hundredth :])) for hundredth in range(100)]
    assert list(table) == [place * 256 // len(body) for place in places]


def test_memory_for_places_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Of a long file only some are noted, and still each hundredth is found."""
    frames = [frame(kbps=32)] * 9000 + [frame(kbps=64)] * 9000
    audio = measure(write(tmp_path, "a.mp3", b"".join(frames)))

    assert audio.frames
    exact = [sum(map(len, frames[: 180 * hundredth])) for hundredth in range(100)]
    assert max(abs(one - other) for one, other in zip(exact, audio.frames.toc, strict=True)) < 1000


LIES = {
    "far too few": xing(frames=10),
    "none": xing(frames=0),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_header_that_lies_is_replaced(tmp_path: Path, lie: str) -> None:
    """Editors join files and leave the header of the first: players would show its length."""
    path = write(tmp_path, "a.mp3", LIES[lie] + frame() * 200)

    copy, made = copied(path)

    assert frame() * 200 == path.read_bytes()[copy.start : copy.stop]
    assert recording(measure(path)) == recording(measure(made))
    assert length(made) == pytest.approx(200 * 1152 / 44100, abs=0.001)


def test_silence_in_front_is_still_known(tmp_path: Path) -> None:
    """A header that takes another's place tells the encoder's delay, but not what was behind the part that was cut."""
    path = write(tmp_path, "a.mp3", xing(frames=100, trim=(576, 1000)) + frame() * 200)

    _, made = copied(path)

    audio = measure(made)
    assert round(1000 * (200 * 1152 - 576) / 44100) == audio.duration_ms == measure(path).duration_ms
    assert audio.frames
    assert (576, "LAME3.100") == (audio.frames.delay, audio.frames.encoder)


def test_an_honest_header_stays(tmp_path: Path) -> None:
    """With all that its encoder knew."""
    path = write(tmp_path, "a.mp3", id3() + xing(frames=200, trim=(576, 1000)) + frame() * 200)

    copy, made = copied(path)

    assert xing(frames=200, trim=(576, 1000)) + frame() * 200 == path.read_bytes()[copy.start : copy.stop]
    assert recording(measure(path)) == recording(measure(made))


def test_joined_files_get_one_header(tmp_path: Path) -> None:
    """Of another sample rate too: the length is that of both."""
    first, second = xing(frames=100) + frame() * 100, frame(rate=24000) * 100
    path = write(tmp_path, "a.mp3", id3() + first + id3() + second)

    _, made = copied(path)

    assert recording(measure(path)) == recording(measure(made))
    assert length(made) == pytest.approx(measure(path).duration_ms / 1000, abs=0.03)


@pytest.mark.slow
@given(data=st.data())
def test_the_recording_is_the_same_whatever_it_is_made_of(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Streams, tags and junk, in any order."""
    streams = st.sampled_from([44100, 24000, 11025]).flatmap(
        lambda rate: st.lists(st.sampled_from([32, 64, 128]), min_size=3, max_size=9).map(
            lambda rates: b"".join(frame(kbps=kbps, rate=rate, filler=b"sea") for kbps in rates)
        )
    )
    parts = data.draw(st.lists(st.one_of(streams, st.sampled_from([id3(90), b"TAG" + bytes(125), xing(), b"??"]))))
    path = tmp_path_factory.mktemp("parts") / "a.mp3"
    path.write_bytes(b"".join([*parts, data.draw(streams)]))
    try:
        before = measure(path)
    except Unusable:
        return

    _, made = copied(path)

    assert recording(before) == recording(measure(made))


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever the file lies and whatever it is called."""
    (tmp_path / "other").mkdir()
    places = [write(tmp_path, "a.mp3", variable()), write(tmp_path / "other", "b.mp3", variable())]

    first, second = (copied(path, cover=jpeg(20))[0] for path in places)

    assert first == second


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_the_digest_is_that_of_the_copy(tmp_path: Path, name: str) -> None:
    """In one pass, which counts every byte of the file."""
    path, read = write(tmp_path, name, variable() if name == "a.mp3" else m4a(3.0)), list[int]()
    copy, made = copied(path)

    digest = copy_digest(path, copy, audio=measure(path), on_bytes=read.append)

    assert (measure(made).digest, made.stat().st_size) == (digest, copy.size)
    assert path.stat().st_size == sum(read)


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
@pytest.mark.parametrize("now", [b"", b"something else", None])
def test_a_file_that_is_another_by_now_is_refused(tmp_path: Path, name: str, now: bytes | None) -> None:
    """It was measured, and then exported again or taken away."""
    path = write(tmp_path, name, variable() if name == "a.mp3" else m4a(3.0))
    audio, (copy, _) = measure(path), copied(path)
    path.unlink()
    if now is not None:
        path.write_bytes(now)

    with pytest.raises(Unusable) as caught:
        copy_digest(path, copy, audio=audio)

    message = "the file cannot be read" if now is None else "the file changed while it was read"
    assert message == caught.value.message


@pytest.mark.parametrize("now", [b"", b"something else", None])
def test_an_index_that_is_gone_is_refused(tmp_path: Path, now: bytes | None) -> None:
    """There is nothing to write anew."""
    path = write(tmp_path, "a.m4a", m4a(3.0))
    audio = measure(path)
    path.unlink()
    if now is not None:
        path.write_bytes(now)

    with pytest.raises(Unusable) as caught:
        tagged_copy(path, audio=audio, text=TEXT)

    message = "the file cannot be read" if now is None else "the file changed while it was read"
    assert message == caught.value.message
