"""What MP4 and QuickTime files are, measured from their boxes; and what is refused, in which words."""

from __future__ import annotations

import os
import struct
import tracemalloc
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.measuring import measure, refused, write
from tests.movies import Movie, Track, box, full, m4a, sound, words

from feedpub.audio.tracks import ByteRanges
from feedpub.errors import Unusable
from feedpub.model import Audio


def test_an_mp4_is_measured(tmp_path: Path) -> None:
    """Type as Apple spells it; average bit rate of the samples."""
    samples = [b"\x21" * 100] * 441

    audio = measure(write(tmp_path, "a.m4a", Movie(tracks=[Track(samples=samples)]).build()))

    assert ("audio/x-m4a", "m4a") == (audio.type, audio.extension)
    assert (10240, 44100, 2, 34453) == (audio.duration_ms, audio.sample_rate, audio.channels, audio.bitrate)


def test_boxes_that_nobody_knows_are_passed_over(tmp_path: Path) -> None:
    """ISO/IEC 14496-12 §4.2: unknown types are skipped, also at the top level, in front of the index."""
    whole = Movie(index_first=False).build()
    type_box = 20

    audio = measure(write(tmp_path, "a.m4a", whole[:type_box] + box(b"XYZ_", bytes(99)) + whole[type_box:]))

    assert measure(write(tmp_path, "b.m4a", whole)).duration_ms == audio.duration_ms


@pytest.mark.parametrize(
    "movie",
    [
        Movie(tracks=[sound(2.0)], index_first=False),
        Movie(tracks=[sound(2.0)], title=b"First light" * 50),
        Movie(tracks=[sound(2.0, per_chunk=1)]),
        Movie(tracks=[sound(2.0, per_chunk=1000, large=True)]),
        Movie(tracks=[sound(2.0, chapters=2), Track(id=2, kind=b"text", samples=[b"One", b"Two"])]),
        Movie(tracks=[sound(2.0, chapters=2), Track(id=2, kind=b"vide", codec=b"jpeg", samples=[b"One", b"Two"])]),
    ],
    ids=["index behind", "another title", "small chunks", "one chunk", "chapter texts", "chapter pictures"],
)
def test_identity_of_an_mp4_is_that_of_its_samples(tmp_path: Path, movie: Movie) -> None:
    """Wherever the index lies and whatever else it says."""
    samples = b"".join(sound(2.0).samples)

    audio = measure(write(tmp_path, "a.m4a", movie.build()))

    assert sha256(samples).hexdigest() == audio.identity
    assert 1997 == audio.duration_ms


def test_samples_of_one_size_are_found(tmp_path: Path) -> None:
    """The last chunk has fewer of them than its run says; what lies behind it is no sound."""
    track = Track(samples=[bytes([at]) * 100 for at in range(43)], uniform=True)

    audio = measure(write(tmp_path, "a.m4a", Movie(tracks=[track], index_first=False).build()))

    assert sha256(b"".join(track.samples)).hexdigest() == audio.identity


def test_identity_of_a_video_is_that_of_sound_and_picture(tmp_path: Path) -> None:
    """Either changed is another recording; the order of the boxes is not."""

    def video(name: str, picture: bytes, voice: int, *, first: bool = True) -> Audio:
        tracks = [sound(seed=voice), Track(id=2, kind=b"vide", codec=b"avc1", samples=[picture] * 25)]
        return measure(write(tmp_path, name, Movie(tracks=tracks, brand=b"isom", index_first=first).build()))

    one, same = video("a.mp4", b"sea", 1), video("b.m4v", b"sea", 1, first=False)
    others = [video("c.mp4", b"sky", 1), video("d.mp4", b"sea", 2)]

    assert one.identity == same.identity
    assert 3 == len({one.identity, *(other.identity for other in others)})
    assert ("video/mp4", "video/x-m4v") == (one.type, same.type)


def test_a_video_is_as_long_as_its_longest_track(tmp_path: Path) -> None:
    """The picture may go on when the sound has ended."""
    picture = Track(id=2, kind=b"vide", codec=b"avc1", samples=[b"sea"] * 441)

    video = measure(write(tmp_path, "a.mp4", Movie(tracks=[sound(2.0), picture], brand=b"isom").build()))

    assert 10240 == video.duration_ms


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(0, 10), (10, 30), (40, 50)], [(0, 30), (40, 50)]),
        ([(40, 50), (0, 10)], [(0, 10), (40, 50)]),
        ([(5, 5)], []),
    ],
    ids=["touching", "not in order", "empty"],
)
def test_parts_of_a_file_are_kept_few_and_in_order(
    parts: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    """Chunks of sound lie beside each other; so a long file needs no more memory than a short one."""
    assert expected == list(ByteRanges(parts))


@pytest.mark.parametrize(
    ("edit", "expected"),
    [((1500, 1024), 1500), ((0, 1024), 1974), ((9999, 0), 1997), ((2500, -1), 2500)],
    ids=["cut at both ends", "cut in front", "more than there is", "silence"],
)
def test_edits_of_an_mp4_count(tmp_path: Path, edit: tuple[int, int], expected: int) -> None:
    """What is cut away by the index is not heard."""
    audio = measure(write(tmp_path, "a.m4a", Movie(tracks=[sound(2.0, edit=edit)]).build()))

    assert expected == audio.duration_ms


def fragmented(*, base: int = 0x20000, run: int = 0x301, place: int = 0, before: int = 0) -> bytes:
    """Two fragments of three samples of 20 bytes, behind so many of another track.

    `base` says what places are counted from, `run` what each run of samples tells; `place` is put for the right one.
    """

    def traf(track: int, at: int, begin: int, flags: int, count: int, size: int) -> bytes:
        start = struct.pack(">Q", begin) if base & 1 else b""
        rows = words(*[1024, size] * count) if flags & 0x100 else b""
        where = struct.pack(">i", at) if flags & 1 else b""
        return box(
            b"traf",
            full(b"tfhd", words(track), start, flags=base),
            full(b"trun", words(count), where, rows, flags=flags),
        )

    def moof(begin: int, data: int) -> bytes:
        other = traf(2, data, begin, 0x301, 1, before) if before else b""
        counted = 0 if before and not base else data + before
        return box(b"moof", other, traf(1, place or counted, begin, run, 3, 20))

    def fragment(begin: int) -> bytes:
        sound = b"".join(bytes([begin % 251, at]) * 10 for at in range(3))
        return moof(begin, len(moof(begin, 0)) + 8) + box(b"mdat", bytes(before), sound)

    index = Movie(tracks=[Track(samples=[])]).build()
    moov = index.index(b"moov") - 4
    trex = box(b"mvex", full(b"trex", words(1, 1, 1024, 20, 0)))
    head = index[:moov] + box(b"moov", index[moov + 8 : index.index(b"mdat") - 4], trex)
    first = fragment(len(head))
    return head + first + fragment(len(head) + len(first))


@pytest.mark.parametrize("before", [0, 50])
@pytest.mark.parametrize(("base", "run"), [(0x20000, 0x301), (0x0, 0x301), (0x1, 0x301), (0x20000, 0x1)])
def test_fragments_of_an_mp4_count(tmp_path: Path, base: int, run: int, before: int) -> None:
    """However they say where their data are, and how long and large a sample is."""
    data = fragmented(base=base, run=run, before=before)
    first, last = (at + 4 + before for at in (data.index(b"mdat"), data.rindex(b"mdat")))

    audio = measure(write(tmp_path, "a.m4a", data))

    assert round(1000 * 6 * 1024 / 44100) == audio.duration_ms
    assert sha256(data[first : first + 60] + data[last : last + 60]).hexdigest() == audio.identity


MOVIES: dict[str, tuple[str, bytes, str]] = {
    "video called M4A": (
        "a.m4a",
        Movie(tracks=[sound(), Track(id=2, kind=b"vide", codec=b"avc1", samples=[b"sea"])]).build(),
        "the name says .m4a, but the content is MP4 with picture | rename it to a.mp4",
    ),
    "sound called MP4": (
        "a.mp4",
        m4a(),
        "the name says .mp4, but the content is MP4 with sound only | rename it to a.m4a",
    ),
    "QuickTime called MP4": (
        "a.mp4",
        Movie(brand=b"qt  ", tracks=[sound(), Track(id=2, kind=b"vide", codec=b"avc1", samples=[b"sea"])]).build(),
        "the name says .mp4, but the content is QuickTime with picture | rename it to a.mov",
    ),
    "sound in QuickTime": (
        "a.mov",
        Movie(brand=b"qt  ").build(),
        "the name says .mov, but the content is QuickTime with sound only | copy its sound into an M4A: ",
    ),
    "protected": (
        "a.m4a",
        Movie(tracks=[sound(codec=b"drms")]).build(),
        "the file is copy-protected (drms, Apple's FairPlay) | listeners could not play it: ",
    ),
    "silent": (
        "a.mp4",
        Movie(tracks=[Track(kind=b"vide", codec=b"avc1", samples=[b"sea"])]).build(),
        "there is no sound in this file | name the right one, or export it again",
    ),
    "without samples": (
        "a.m4a",
        Movie(tracks=[Track(samples=[])]).build(),
        "there is no sound in this file | name the right one, or export it again",
    ),
    "without an index": (
        "a.m4a",
        box(b"ftyp", b"M4A ", bytes(8)) + box(b"mdat", bytes(100)),
        "the file has no index (moov); it is cut short or was never finished | export or copy it again",
    ),
    "with data before the file": (
        "a.m4a",
        fragmented(place=-(1 << 20)),
        "the index of the file is damaged | export or copy it again",
    ),
    "with half an index": (
        "a.m4a",
        m4a().replace(b"stsz", b"xxxx"),
        "the index of the file is damaged | export or copy it again",
    ),
}


@pytest.mark.parametrize("kind", MOVIES)
def test_what_is_no_episode_in_an_mp4_is_refused(tmp_path: Path, kind: str) -> None:
    """By what is in it, with something to do about it."""
    name, content, message = MOVIES[kind]

    error = refused(write(tmp_path, name, content))

    assert f"{error.message} | {error.hint}".startswith(message)


@pytest.mark.slow
@pytest.mark.parametrize("content", [m4a(), Movie(index_first=False).build(), fragmented()], ids=["", "late", "parts"])
def test_an_mp4_cut_short_is_refused(tmp_path: Path, content: bytes) -> None:
    """Wherever it breaks off; only between two fragments nothing tells."""
    between = content.rindex(b"moof") - 4 if b"moof" in content else len(content)
    cuts = [size for size in range(40, len(content), 7) if size not in range(between, between + 8)]

    messages = {refused(write(tmp_path, "a.m4a", content[:size])).message.partition(":")[0] for size in cuts}

    assert messages <= {
        "the file is cut short",
        "the file has no index (moov); it is cut short or was never finished",
        "there is no sound in this file",
    }


@pytest.mark.parametrize("behind", [b"TAG" + bytes(125), bytes(3), bytes(100), box(b"free", bytes(9))])
def test_what_stands_behind_an_mp4_does_not_matter(tmp_path: Path, behind: bytes) -> None:
    """Tags and padding that other programs add."""
    plain, longer = measure(write(tmp_path, "a.m4a", m4a())), measure(write(tmp_path, "b.m4a", m4a() + behind))

    assert (plain.identity, plain.duration_ms) == (longer.identity, longer.duration_ms)


@given(data=st.data())
def test_a_damaged_mp4_is_measured_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever bytes of the index are changed: never another failure."""
    content = bytearray(data.draw(st.sampled_from([m4a(0.3), fragmented()])))
    for at in data.draw(st.lists(st.integers(8, min(len(content), 900) - 1), min_size=1, max_size=4)):
        content[at] = data.draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]))
    path = tmp_path_factory.getbasetemp() / f"damaged-{os.getpid()}.m4a"
    path.write_bytes(content)

    try:
        outcome: Audio | Unusable = measure(path)
    except Unusable as error:
        outcome = error

    assert isinstance(outcome, Unusable) or outcome.duration_ms >= 0


@pytest.mark.slow
def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """A file of 100 MiB needs a few pieces of 1 MiB, and never itself."""
    samples = [bytes([at % 251]) * (10 << 10) for at in range(10 << 10)]
    path = write(tmp_path, "a.m4a", Movie(tracks=[Track(samples=samples, per_chunk=7)]).build())
    tracemalloc.start()

    try:
        audio = measure(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert sha256(b"".join(samples)).hexdigest() == audio.identity
    assert peak < 12 << 20 < 100 << 20 < path.stat().st_size
