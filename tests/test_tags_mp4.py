"""The copy of an MP4 that listeners get: index in front, tags and chapters anew, samples as they were."""

from __future__ import annotations

import os
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.mp4 import MP4
from tests.measuring import measure, write
from tests.movies import Movie, Track, box, full, words
from tests.movies import sound as bare
from tests.pictures import jpeg, png
from tests.tagging import CHAPTERS, TEXT, copied, recording
from tests.test_probe_mp4 import fragmented

from feedpub.audio.tag_text import TagText
from feedpub.audio.tags import read_tags
from feedpub.errors import Unusable
from feedpub.model.chapter import Chapter

NOTHING = TagText(title="Flut", show="Tidewater")
PICTURE = Track(id=2, kind=b"vide", codec=b"avc1", samples=[b"sea"] * 25)


def sound(seconds: float, **fields: Any) -> Track:
    """A sound track that mutagen takes for one: with something in the description of its samples."""
    return bare(seconds, extra=box(b"free"), **fields)


def m4a(seconds: float) -> bytes:
    """A sound file."""
    return Movie(tracks=[sound(seconds)]).build()


def read(path: Path) -> Any:
    """What a file says, as mutagen reads it."""
    return MP4(path)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself


def order(data: bytes) -> list[bytes]:
    """The names of the boxes of the top level."""
    names, at = [], 0
    while at < len(data):
        size, name = struct.unpack_from(">I4s", data, at)
        names.append(name)
        at += struct.unpack_from(">Q", data, at + 8)[0] if size == 1 else size
    return names


def test_every_word_has_its_atom(tmp_path: Path) -> None:
    """As iTunes writes them."""
    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), chapters=[], cover=jpeg(20))

    tags = dict(read(path).tags)

    assert [jpeg(20)] == [bytes(picture) for picture in tags.pop("covr")]
    assert {
        "©nam": ["Flut · 夜の潮"],
        "©ART": ["Ada Lovelace"],
        "aART": ["Tidewater"],
        "©alb": ["Tidewater"],
        "©gen": ["Podcast"],
        "©day": ["2026-11-23T07:05:00Z"],
        "©cmt": ["We walk out along the wall.\nThe gulls are real."],
        "desc": ["We walk out along the wall. The gulls are real."],
        "ldes": ["We walk out along the wall.\nThe gulls are real."],
        "catg": ["Arts, Society & Culture"],
        "keyw": ["sea, tide"],
        "purl": ["https://example.com/feed.xml"],
        "egid": ["5f1c8a"],
        "pcst": True,
        "stik": [21],
        "trkn": [(7, 0)],
        "disk": [(2, 0)],
    } == tags


def test_what_is_not_known_is_not_written(tmp_path: Path) -> None:
    """Above all no date."""
    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), text=NOTHING, chapters=[])

    assert {"©nam", "aART", "©alb", "©gen", "pcst", "stik"} == set(read(path).tags)


def test_a_png_is_a_cover(tmp_path: Path) -> None:
    """Said to be one."""
    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), cover=png(20))

    (found,) = read(path).tags["covr"]
    assert (14, png(20)) == (int(found.imageformat), bytes(found))


def test_chapters_stand_in_both_places(tmp_path: Path) -> None:
    """As a track of texts for Apple's players, and as Nero's list; silent ones in neither."""
    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)))

    listed = [(one.start_ms, one.title) for one in CHAPTERS if one.toc]
    assert listed == [(round(1000 * one.start), one.title) for one in read(path).chapters]
    assert listed == [(one.start_ms, one.title) for _, one in read_tags(path).chapters]
    assert box(b"href", struct.pack(">HHB", 0, 9, 21), b"https://example.com/x", b"\0") in path.read_bytes()


def test_a_first_chapter_that_begins_later_does_so(tmp_path: Path) -> None:
    """The track has an empty text before it: tracks know no gaps."""
    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), chapters=[Chapter(start_ms=300, title="One")])

    assert [(300, "One")] == [(round(1000 * one.start), one.title) for one in read(path).chapters]
    assert [(0, ""), (300, "One")] == [(one.start_ms, one.title) for _, one in read_tags(path).chapters]


def test_many_chapters(tmp_path: Path) -> None:
    """The track has them all, Nero's list what it can count; titles end with a whole character."""
    chapters = [Chapter(start_ms=3 * at, title="潮" * 100) for at in range(300)]

    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), chapters=chapters)

    assert ["潮" * 100] * 300 == [one.title for _, one in read_tags(path).chapters]
    assert ["潮" * 85] * 255 == [one.title for one in read(path).chapters]


def test_two_chapters_at_one_moment_are_one(tmp_path: Path) -> None:
    """The first that is listed."""
    chapters = [Chapter(start_ms=0, title="One"), Chapter(start_ms=0, title="Two"), Chapter(start_ms=500, title="End")]

    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), chapters=chapters)

    assert [(0, "One"), (500, "End")] == [(one.start_ms, one.title) for _, one in read_tags(path).chapters]


LAYOUTS = {
    "index in front": Movie(tracks=[sound(2.0)]).build(),
    "index behind": Movie(tracks=[sound(2.0)], index_first=False).build(),
    "offsets of eight bytes": Movie(tracks=[sound(2.0, large=True)], index_first=False).build(),
    "small chunks": Movie(tracks=[sound(2.0, per_chunk=1)]).build(),
    "a title": Movie(tracks=[sound(2.0)], title=b"First light" * 50).build(),
    "an edit": Movie(tracks=[sound(2.0, edit=(1500, 1024))]).build(),
    "old chapters": Movie(
        tracks=[sound(2.0, chapters=2), Track(id=2, kind=b"text", samples=[b"One", b"Two"])], index_first=False
    ).build(),
    "old pictures of chapters": Movie(
        tracks=[sound(2.0, chapters=2), Track(id=2, kind=b"vide", codec=b"jpeg", samples=[b"One", b"Two"])]
    ).build(),
    "where a camera was": Movie(
        tracks=[sound(2.0), Track(id=2, kind=b"meta", codec=b"gpmd", samples=[b"52.5 N", b"13.4 E"])]
    ).build(),
    "no first box": Movie(tracks=[sound(2.0)]).build()[20:],
    "holes": box(b"free", bytes(500)) + Movie(tracks=[sound(2.0)], index_first=False).build() + box(b"free", bytes(99)),
    "junk behind": Movie(tracks=[sound(2.0)], index_first=False).build() + b"TAG" + bytes(125),
    "somebody's own boxes": Movie(tracks=[sound(2.0)], index_first=False).build()
    + box(b"uuid", b"/Users/ada/secret.wav")
    + box(b"udta", box(b"name", b"/Users/ada/secret.wav")),
}


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name not in {"no first box", "holes"}])
def test_the_recording_is_the_same(tmp_path: Path, layout: str) -> None:
    """Wherever its samples lay; the index is in front, and nothing else is left."""
    path = write(tmp_path, "a.m4a", LAYOUTS[layout])

    copy, made = copied(path, cover=jpeg(20))

    assert "" == copy.unchanged
    assert recording(measure(path)) == recording(measure(made))
    assert [b"ftyp", b"moov", b"mdat", b"mdat"] == order(made.read_bytes())
    assert b"secret" not in made.read_bytes()
    assert "Flut · 夜の潮" == read(made).tags["©nam"][0]
    assert ["Intro", "Später: 夜", "Ende"] == [one.title for _, one in read_tags(made).chapters]


def test_without_chapters_none_are_left(tmp_path: Path) -> None:
    """Also none of the file's own: what its author writes is what there is."""
    path = write(tmp_path, "a.m4a", LAYOUTS["old chapters"])

    _, made = copied(path, chapters=[])

    assert () == read_tags(made).chapters
    assert [b"ftyp", b"moov", b"mdat"] == order(made.read_bytes())
    assert recording(measure(path)) == recording(measure(made))


@pytest.mark.parametrize("name", ["a.mp4", "a.m4v", "a.mov"])
@pytest.mark.parametrize("index_first", [True, False])
def test_a_video_is_the_same(tmp_path: Path, name: str, *, index_first: bool) -> None:
    """Sound, picture and subtitles; both of the first name the chapters."""
    tracks = [sound(2.0), PICTURE, Track(id=7, kind=b"sbtl", codec=b"tx3g", samples=[b"One", b"Two"])]
    brand = b"qt  " if name == "a.mov" else b"isom"
    path = write(tmp_path, name, Movie(tracks=tracks, brand=brand, index_first=index_first).build())

    _, made = copied(path)

    data = made.read_bytes()
    assert recording(measure(path)) == recording(measure(made))
    assert 2 == data.count(box(b"chap", words(3)))
    assert b"OneTwo" in data
    assert ["Intro", "Später: 夜", "Ende"] == [one.title for _, one in read_tags(made).chapters]


def test_several_boxes_of_samples_are_one_slice(tmp_path: Path) -> None:
    """With whatever stands between them."""
    whole = Movie(tracks=[sound(2.0, per_chunk=43)], index_first=False).build()
    at, samples = whole.index(b"mdat") + 4, b"".join(sound(2.0).samples)
    first, second = b"".join(sound(2.0).samples[:43]), b"".join(sound(2.0).samples[43:])
    gap = box(b"free", bytes(92))
    parts = box(b"mdat", first) + gap + box(b"mdat", second)
    moved = (
        whole[: at - 8]
        + parts
        + whole[at + len(samples) :].replace(words(at + len(first)), words(at + len(first) + len(gap) + 8))
    )
    path = write(tmp_path, "a.m4a", moved)

    copy, made = copied(path)

    assert first + gap + box(b"mdat", second)[:8] + second == moved[copy.start : copy.stop]
    assert recording(measure(write(tmp_path, "b.m4a", whole))) == recording(measure(path)) == recording(measure(made))


def parted() -> bytes:
    """An index between two boxes of samples."""
    whole = Movie(tracks=[sound(2.0)], index_first=False).build()
    return whole + box(b"mdat", b"more")


def elsewhere() -> bytes:
    """Samples that lie in what calls itself a hole."""
    whole = Movie(tracks=[sound(2.0)], index_first=False).build()
    return whole.replace(b"mdat", b"free") + box(b"mdat", bytes(8))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (fragmented(), "its index lies in many places between its sound (a fragmented file)"),
        (parted(), "its index lies between two parts of its sound"),
        (elsewhere(), "some of its samples lie outside of its media data"),
    ],
    ids=["fragments", "parted", "elsewhere"],
)
def test_what_is_no_slice_stays_as_it_is(tmp_path: Path, content: bytes, reason: str) -> None:
    """And says why."""
    path = write(tmp_path, "a.m4a", content)

    copy, made = copied(path)

    assert (b"", 0, len(content), reason) == (copy.head, copy.start, copy.stop, copy.unchanged)
    assert content == made.read_bytes()


def test_sound_without_a_language_gets_that_of_the_episode(tmp_path: Path) -> None:
    """What the file says of itself stays."""
    content = m4a(1.0)
    clock = full(b"mdhd", words(0, 0, 44100, 43 * 1024, 0))
    french = clock[:-4] + struct.pack(">HH", 0x1A41, 0)

    names = []
    for at, one in enumerate((content, content.replace(clock, french))):
        _, path = copied(write(tmp_path, f"{at}.m4a", one), chapters=[])
        data = path.read_bytes()
        names.append(data[data.index(b"mdhd") + 24 :][:2].hex())

    assert ["10b5", "1a41"] == names  # deu, fra


def test_a_file_beyond_four_gigabytes_has_wide_offsets(tmp_path: Path) -> None:
    """A hole on the disk stands for the first samples."""
    tail, hole = b"the end", 5 << 30
    whole = Movie(tracks=[Track(samples=[tail])], index_first=False).build()
    at = whole.index(tail)
    index = whole[at + len(tail) :].replace(
        full(b"stco", words(1, at)), full(b"co64", struct.pack(">IQ", 1, at + 8 + hole))
    )
    grown = index.replace(b"moov", b"moov")
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        place = grown.index(name) - 4
        grown = grown[:place] + words(int.from_bytes(grown[place : place + 4], "big") + 4) + grown[place + 4 :]
    path = tmp_path / "a.m4a"
    with path.open("wb") as file:
        file.write(whole[: at - 8] + struct.pack(">I4sQ", 1, b"mdat", 16 + hole + len(tail)))
        file.seek(at + 8 + hole)
        file.write(tail + grown)
    from feedpub.audio import mp4_tags

    with path.open("rb") as file:
        found = mp4_tags.read_layout(file, path.stat().st_size, end=0)
    assert isinstance(found, mp4_tags.Layout)
    head = mp4_tags.head(found, b"", [], duration_ms=23, language="")

    place = head.index(b"co64") + 12
    assert len(head) + hole == int.from_bytes(head[place : place + 8], "big")
    assert struct.pack(">I4sQ", 1, b"mdat", 16 + hole + len(tail)) == head[-16:]
    assert b"stco" not in head


@pytest.mark.slow
@given(data=st.data())
def test_a_damaged_index_is_copied_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever was measured: never another failure, and never another recording."""
    content = bytearray(data.draw(st.sampled_from([m4a(0.3), LAYOUTS["old chapters"]])))
    start = content.index(b"moov")
    for at in data.draw(st.lists(st.integers(start, min(len(content), start + 700) - 1), min_size=1, max_size=4)):
        content[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    path = tmp_path_factory.getbasetemp() / f"damaged-{os.getpid()}.m4a"
    path.write_bytes(content)

    try:
        before = measure(path)
        copy, made = copied(path)
    except Unusable:
        return

    assert copy.unchanged or recording(before)[:2] == recording(measure(made))[:2]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Wherever the file lies and whatever it is called."""
    first, second = (copied(write(tmp_path, name, m4a(1.0)), cover=jpeg(20))[0] for name in ("a.m4a", "b.m4a"))

    assert first == second


def test_hostile_words_do_no_harm(tmp_path: Path) -> None:
    """What cannot be shown is left out; large numbers are cut to what an atom holds."""
    hostile = replace(TEXT, title="A\0\ud800B" + "潮" * 100_000, number=1 << 40, description="潮" * 200)

    _, path = copied(write(tmp_path, "a.m4a", m4a(1.0)), text=hostile, chapters=[])

    tags = read(path).tags
    assert ["AB" + "潮" * 100_000] == tags["©nam"]
    assert ["潮" * 85] == tags["desc"]
    assert [(65535, 0)] == tags["trkn"]
