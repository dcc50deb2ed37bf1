"""A recording is published whole, or refused: headers and indexes that promise more than is there.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| an MP3 cut at a frame, its header promises more | an upload that ends at 8.9 of 15 MB | BabDev/Podcast-Manager#206 |
| | published before it was converted: truncated | Chocobozzz/PeerTube#1857, umputun/feed-master#74 |
| | a download that broke off stays for ever | snarfed/huffduff-video#30, AntennaPod/AntennaPod#4923 |
| not a false alarm: headers that count themselves | mp3splt does, LAME does not | mp3splt/mp3splt#338 |
| not a false alarm: headers without a count | `Xing` with 0 frames | agersant/mp3-duration#16 |
| | data behind the last frame | spotify/pedalboard#207, Serial-ATA/lofty-rs#413 |
| VBRI | as Xing, with a low first frame | navidrome/navidrome#6047, taglib/taglib#136 |
| a last frame that breaks off | encoders that end in the middle of one | toots/shine#37 |
| an M4A whose tables point behind its end | offsets behind `mdat` | anthwlock/untrunc#39, ponchio/untrunc#250 |
| an M4A without `moov` | never finished; index behind the sound | anthwlock/untrunc#63, pdeljanov/Symphonia#289 |
| a recording that grows while it is read | half a file is taken | owncloud/client#522, advplyr/audiobookshelf#1362 |
| | size and digest while it is uploaded | rommapp/romm#1328, rclone/rclone#1250 |

WAV, Ogg and bare AAC have the same fault, but no directory takes them: their names are refused (`test_probe.py`).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from tests import programs
from tests.measuring import measure, refused, write
from tests.movies import Movie, Track, box, full, m4a, sound, words
from tests.parts import need
from tests.sounds import frame, id3, mp3, xing
from tests.studio import NOW, Studio
from tests.tagging import copied
from tests.test_probe import AROUND, BEHIND, vbri
from tests.test_probe_mp4 import fragmented

from feedpub.audio import probe
from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.errors import Unusable

AGAIN = "export or copy it again"


# --- MP3, by hand


def header(*, count: int = 0, size: int = 0, kind: bytes = b"Info") -> bytes:
    """A header frame that has the count, the bytes or both."""
    plain = bytearray(frame(kbps=64))
    if kind == b"VBRI":
        plain[36:54] = b"VBRI" + bytes(6) + size.to_bytes(4, "big") + count.to_bytes(4, "big")
        return bytes(plain)
    flags = bool(count) | bool(size) << 1
    numbers = [number.to_bytes(4, "big") for number in (count, size) if number]
    body = b"".join([kind, flags.to_bytes(4, "big"), *numbers])
    plain[21 : 21 + len(body)] = body
    return bytes(plain)


HALF_AN_HOUR = round(1754 * 44100 / 1152)
THERE = round(1125 * 44100 / 1152)
"""Frames of 18:45."""

PROMISES: Mapping[str, bytes] = {
    "Xing, frames": header(count=HALF_AN_HOUR, kind=b"Xing"),
    "Info, frames": header(count=HALF_AN_HOUR),
    "Info, frames and bytes": header(count=HALF_AN_HOUR, size=HALF_AN_HOUR * 208),
    "Info, bytes": header(size=(HALF_AN_HOUR + 1) * 208),
    "VBRI": header(count=HALF_AN_HOUR, size=HALF_AN_HOUR * 208, kind=b"VBRI"),
    "LAME": xing(frames=HALF_AN_HOUR, trim=(576, 1000)),
}


@pytest.mark.parametrize("behind", ["nothing", "APE and ID3v1"])
@pytest.mark.parametrize("promise", PROMISES)
def test_an_mp3_with_less_than_its_header_promises_is_refused(tmp_path: Path, promise: str, behind: str) -> None:
    """Cut between two frames nothing else tells; tags that somebody wrote behind it since are no sound."""
    content = PROMISES[promise] + frame() * THERE + BEHIND[behind]

    error = refused(write(tmp_path, "a.mp3", content))

    assert "the file is cut short: 18:45 of 29:14" == error.message
    assert error.hint.startswith(AGAIN)


@pytest.mark.parametrize("missing", [2, 3])
def test_a_few_missing_frames_are_counted(tmp_path: Path, missing: int) -> None:
    """Where both lengths are the same second."""
    error = refused(write(tmp_path, "a.mp3", header(count=100 + missing) + frame() * 100))

    assert f"the file is cut short: {missing} frames are missing" == error.message


KEPT: Mapping[str, bytes] = {
    "counts itself": header(count=101) + frame() * 100,
    "exact": header(count=100) + frame() * 100,
    "bytes with its own": header(size=101 * 208) + frame() * 100,
    "bytes without its own": header(size=100 * 208) + frame() * 100,
    "bytes of the whole file, and a count": header(count=100, size=101 * 208 + 5000) + frame() * 100,
    "joined: promises fewer": header(count=30) + frame() * 100,
    "neither": header() + frame() * 100,
    "VBRI that counts": header(count=100, size=100 * 208, kind=b"VBRI") + frame() * 100,
    "VBRI without numbers": vbri() + frame() * 100,
    "joined, the second promises more": frame() * 50 + id3() + header(count=900) + frame() * 50,
}


@pytest.mark.parametrize("around", ["a tag with a footer in front", "everything", "ID3v1 behind", "Lyrics3 v2 behind"])
@pytest.mark.parametrize("kind", KEPT)
def test_a_whole_mp3_is_taken(tmp_path: Path, kind: str, around: str) -> None:
    """Some writers count the header's own frame, some the bytes of tags; who joins files leaves the first header."""
    front, behind = AROUND[around]

    audio = measure(write(tmp_path, "a.mp3", front + KEPT[kind] + behind))

    assert sha256(frame() * 100).hexdigest() == audio.identity


# --- a last frame that breaks off


def test_a_partial_frame_is_left_out_of_the_copy(tmp_path: Path) -> None:
    """What a decoder would stumble over; the author's file stays as it is."""
    whole = mp3(2.0, seed=4)
    content = whole + frame()[:111]
    path = write(tmp_path, "a.mp3", content)

    copy = copied(path)[1].read_bytes()

    assert copy.endswith(whole)
    assert content == path.read_bytes()


def test_the_header_of_the_copy_counts_what_is_there(tmp_path: Path) -> None:
    """It is written anew where it counted the bytes of the frame that broke off."""
    whole = frame(filler=b"sea") * 100
    path = write(tmp_path, "a.mp3", header(count=100, size=101 * 208 + 111) + whole + frame()[:111])

    copy = copied(path)[1].read_bytes()

    at = copy.index(b"Info")
    count, size = struct.unpack(">II", copy[at + 8 : at + 16])
    assert (100, len(copy) - at + 4 + 17) == (count, size)
    assert copy.endswith(whole)
    assert 0 == measure(write(tmp_path, "b.mp3", copy)).frames.partial  # type: ignore[union-attr]  # of an MP3


# --- MP3, by real encoders

LAME = ["lame", "--quiet"]
FFMPEG = ["ffmpeg", "-v", "error", "-y", "-i", "in.wav"]
ENCODED: Mapping[str, Sequence[str]] = {
    "CBR": [*LAME, "-b", "128", "in.wav"],
    "VBR": [*LAME, "-V", "4", "in.wav"],
    "VBR, old method": [*LAME, "-V", "4", "--vbr-old", "in.wav"],
    "ABR": [*LAME, "--abr", "100", "in.wav"],
    "checksums": [*LAME, "-b", "128", "-p", "in.wav"],
    "MPEG-2": [*LAME, "-b", "64", "--resample", "22.05", "in.wav"],
    "MPEG-2.5": [*LAME, "-b", "24", "--resample", "11.025", "-m", "m", "in.wav"],
    "tags at both ends": [*LAME, "-V", "2", "--tt", "First light", "--add-id3v2", "in.wav"],
    "replay gain": [*LAME, "-b", "96", "--replaygain-accurate", "in.wav"],
    "ffmpeg, CBR": [*FFMPEG, "-b:a", "96k"],
    "ffmpeg, VBR": [*FFMPEG, "-q:a", "5"],
    "ffmpeg, no bit reservoir": [*FFMPEG, "-b:a", "64k", "-reservoir", "0"],
    "ffmpeg, tags of all kinds": [
        *FFMPEG,
        "-b:a",
        "64k",
        "-metadata",
        "title=A",
        "-write_id3v1",
        "1",
        "-write_apetag",
        "1",
    ],
    "shine": [*FFMPEG, "-c:a", "libshine", "-b:a", "96k"],
}
WITHOUT_A_HEADER: Mapping[str, Sequence[str]] = {
    "LAME": [*LAME, "-b", "128", "-t", "in.wav"],
    "ffmpeg": [*FFMPEG, "-b:a", "96k", "-write_xing", "0", "-id3v2_version", "0"],
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four seconds of noise."""
    need("sox", "lame", "ffmpeg")
    folder = tmp_path_factory.mktemp("desk")
    run(folder, "sox", "-R", "-n", "-r", "44100", "-c", "2", "in.wav", "synth", "4.3", "pinknoise", "vol", "0.4")
    return folder


def run(folder: Path, *command: str) -> None:
    """Run a program there."""
    programs.run(command, cwd=folder)


def encoded(desk: Path, command: Sequence[str], end: str = "mp3") -> bytes:
    """What a program makes of the noise."""
    run(desk, *command, f"out.{end}")
    return (desk / f"out.{end}").read_bytes()


def boundaries(data: bytes) -> list[int]:
    """Where frames of an MP3 begin."""
    start, stop, places = data.index(b"\xff\xfb") if b"\xff\xfb" in data else 0, len(data), []
    from feedpub.audio.mp3 import SIZES

    while start + 3 <= stop and data[start] == 0xFF and (size := SIZES[data[start + 1] << 8 | data[start + 2]]):
        places.append(start)
        start += size
    return places


@pytest.mark.audio
@pytest.mark.parametrize("encoder", ENCODED)
def test_files_of_real_encoders_are_whole(desk: Path, encoder: str) -> None:
    """No false alarm, and no frame is missing that the encoder counted."""
    audio = measure(write(desk, "whole.mp3", encoded(desk, ENCODED[encoder])))

    assert 4300 == pytest.approx(audio.duration_ms, abs=200)
    assert audio.frames
    assert (True, 0) == (audio.frames.seekable, audio.frames.partial)


@pytest.mark.audio
@pytest.mark.parametrize("encoder", ["CBR", "VBR", "ABR", "ffmpeg, CBR", "ffmpeg, VBR", "shine"])
def test_a_real_file_cut_between_two_frames_is_refused(desk: Path, encoder: str) -> None:
    """Wherever it is cut; with the last frame alone missing it cannot be told from a header that counts itself."""
    data = encoded(desk, ENCODED[encoder])
    places = boundaries(data)

    for keep in (len(places) // 2, len(places) - 3):
        error = refused(write(desk, "cut.mp3", data[: places[keep]]))
        assert error.message.startswith("the file is cut short: ")


@pytest.mark.audio
@pytest.mark.parametrize("encoder", WITHOUT_A_HEADER)
def test_a_real_file_without_a_header_ends_where_its_last_frame_does(desk: Path, encoder: str) -> None:
    """Nothing tells how long it should be; what is left of a frame is left out."""
    data = encoded(desk, WITHOUT_A_HEADER[encoder])

    whole, cut = measure(write(desk, "whole.mp3", data)), measure(write(desk, "cut.mp3", data[:-99]))

    assert whole.frames
    assert cut.frames
    assert (whole.frames.count - 1, 0) == (cut.frames.count, whole.frames.partial)
    assert cut.frames.partial


# --- MP4

M4A = Movie(tracks=[sound(120.0, per_chunk=50)])


def stts(count: int, each: int) -> bytes:
    """How long samples play."""
    return full(b"stts", words(1, count, each))


def timed(times: bytes, *, seconds: float = 120.0, claimed: int | None = None) -> bytes:
    """A file whose index says how long its samples play, and how long it claims to be."""
    track = sound(seconds)
    data = Movie(tracks=[track], index_first=False).build()
    place = data.index(b"stsz") - 4
    grown = data[:place] + times + data[place:]
    for name in (b"moov", b"trak", b"mdia", b"minf", b"stbl"):
        at = grown.index(name) - 4
        size = int.from_bytes(grown[at : at + 4], "big") + len(times)
        grown = grown[:at] + size.to_bytes(4, "big") + grown[at + 4 :]
    if claimed is not None:
        at = grown.index(b"mdhd") + 20
        grown = grown[:at] + claimed.to_bytes(4, "big") + grown[at + 4 :]
    return grown


SAMPLES = len(sound(120.0).samples)
SOUND = len(b"".join(sound(120.0).samples))
A_DAY = 25 * 3600 * 44100
INDEXES: Mapping[str, tuple[bytes, str]] = {
    "cut in its sound": (
        M4A.build()[: -len(b"".join(M4A.tracks[0].samples)) // 2],
        "the file is cut short: 1:00 of 2:00",
    ),
    "claims 25 hours": (timed(stts(SAMPLES, 1024), claimed=A_DAY), "the file is cut short: 2:00 of 25:00:00"),
    "samples of a minute each": (
        timed(stts(SAMPLES, -(-A_DAY // SAMPLES)), claimed=A_DAY),
        f"the file is cut short: its index claims 25:00:00, but there are {SOUND:,} bytes of sound",
    ),
    "claims 25 hours, and no times": (
        timed(b"", claimed=A_DAY),
        f"the file is cut short: its index claims 25:00:00, but there are {SOUND:,} bytes of sound",
    ),
    "more times than samples": (timed(stts(2 * SAMPLES, 1024)), "the file is cut short: 2:00 of 4:00"),
    "no index": (box(b"ftyp", b"M4A ", bytes(8)) + box(b"mdat", bytes(100)), "the file has no index (moov); it is"),
}


@pytest.mark.parametrize("kind", INDEXES)
def test_an_m4a_with_less_than_its_index_promises_is_refused(tmp_path: Path, kind: str) -> None:
    """Whichever table promises it."""
    content, message = INDEXES[kind]

    assert refused(write(tmp_path, "a.m4a", content)).message.startswith(message)


def test_an_m4a_without_room_for_its_samples_is_refused(tmp_path: Path) -> None:
    """Sizes of more samples than the chunks have."""
    track = Track(samples=[bytes(100)] * SAMPLES, per_chunk=10, uniform=True)
    data = Movie(tracks=[track]).build()
    at = data.index(b"stco") + 8
    count = int.from_bytes(data[at : at + 4], "big")

    error = refused(write(tmp_path, "a.m4a", data[:at] + (count // 2).to_bytes(4, "big") + data[at + 4 :]))

    assert "the file is cut short: 1:00 of 2:00" == error.message


WHOLE: Mapping[str, bytes] = {
    "with times": timed(stts(SAMPLES, 1024)),
    "with a time of another sample": timed(stts(SAMPLES + 1, 1024)),
    "claims a moment more": timed(stts(SAMPLES, 1024), claimed=SAMPLES * 1024 + 40000),
    "claims less": timed(stts(SAMPLES, 1024), claimed=44100),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_whole_m4a_is_taken(tmp_path: Path, kind: str) -> None:
    """Its length is that of its samples."""
    assert 120_000 == pytest.approx(measure(write(tmp_path, "a.m4a", WHOLE[kind])).duration_ms, abs=50)


def with_length(data: bytes, seconds: int) -> bytes:
    """A fragmented file that says how long its fragments are together."""
    mehd = full(b"mehd", words(seconds * 1000))
    at = data.index(b"mvex")
    for name in (b"moov", b"mvex"):
        place = data.index(name) - 4
        data = (
            data[:place]
            + (int.from_bytes(data[place : place + 4], "big") + len(mehd)).to_bytes(4, "big")
            + data[place + 4 :]
        )
    return data[: at + 4] + mehd + data[at + 4 :]


def test_fragments_that_are_missing_are_missed(tmp_path: Path) -> None:
    """Between two fragments nothing else breaks off. The places in the file move with the length: they are relative."""
    data = fragmented(base=0x20000)

    error = refused(write(tmp_path, "a.m4a", with_length(data, 60)))

    assert "the file is cut short: 0:00 of 1:00" == error.message


@pytest.mark.audio
def test_a_real_fragmented_file_cut_between_fragments_is_refused(desk: Path) -> None:
    """Where an index of its fragments stands in front (`sidx`), as streaming servers want it."""
    options = ["-c:a", "aac", "-movflags", "+dash+global_sidx+empty_moov", "-frag_duration", "900000"]
    data = encoded(desk, [*FFMPEG, *options], "m4a")

    whole = measure(write(desk, "whole.m4a", data))
    error = refused(write(desk, "cut.m4a", data[: data.rindex(b"moof") - 4]))

    assert 4300 == pytest.approx(whole.duration_ms, abs=50)
    assert "the file is cut short" == error.message.partition(":")[0]


def test_check_says_what_is_wrong_and_not_that_it_is_missing(tmp_path: Path) -> None:
    """At the line that names it; a file that is here and refused is not one that was not checked."""
    studio = Studio(tmp_path)
    studio.show()
    path = studio.episode()
    write(studio.folder, "first-light.mp3", PROMISES["VBRI"] + frame() * THERE)

    result = check_files([path], options=CheckOptions(), now=NOW)

    errors = [one for one in result.findings if one.rule.code == "FP000"]
    assert ["audio: the file is cut short: 18:45 of 29:14"] == [one.message for one in errors]
    assert [2] == [one.place.line for one in errors if one.place]
    assert () == result.unchecked


# --- files that are still being written


def growing(path: Path, change: Callable[[Path], None]) -> Unusable:
    """What measuring a file is refused with that another program changes meanwhile."""
    before: list[int] = []

    def on_bytes(count: int) -> None:
        if not before:
            change(path)
        before.append(count)

    with pytest.raises(Unusable) as caught:
        probe.measure(path, file=path.name, on_bytes=on_bytes)
    return caught.value


def append(path: Path) -> None:
    """An export goes on."""
    with path.open("ab") as file:
        file.write(frame() * 9)


def finish_header(path: Path) -> None:
    """An encoder comes back to fill its header in: the file is as large as before."""
    with path.open("r+b") as file:
        file.write(header(count=38))


def cut_off(path: Path) -> None:
    """An export begins anew."""
    path.write_bytes(path.read_bytes()[:2080])


def replace_it(path: Path) -> None:
    """A sync client puts another version in its place."""
    other = path.with_name("other")
    other.write_bytes(mp3(1.0, seed=9))
    other.replace(path)


@pytest.mark.parametrize("change", [append, finish_header, cut_off, replace_it])
@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, name: str, change: Callable[[Path], None]
) -> None:
    """Its first part would be published, or bytes that never were together in one file."""
    path = write(tmp_path, name, mp3(3.0) if name == "a.mp3" else m4a(3.0))

    error = growing(path, change)

    assert "the file changed while it was read" == error.message
    assert "wait until it is written completely, then run again" == error.hint


def test_an_empty_file_may_be_in_the_cloud(tmp_path: Path) -> None:
    """Some clients leave an empty file where the other one will be."""
    error = refused(write(tmp_path, "a.mp3", b""))

    assert "the file is empty" == error.message
    assert "Dropbox, OneDrive or iCloud" in error.hint


def test_a_track_without_a_clock_is_damaged_not_a_crash(tmp_path: Path) -> None:
    """Tables of nothing."""
    empty = Movie(tracks=[Track(samples=[])]).build()

    assert "there is no sound in this file" == refused(write(tmp_path, "a.m4a", empty)).message


# --- zeros where the end should be


def test_zeros_at_the_end_of_an_mp3_are_refused(tmp_path: Path) -> None:
    """A torrent or an online drive makes room for the whole file first; without a header nothing else tells."""
    whole = mp3(60.0)
    cut = whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2)

    error = refused(write(tmp_path, "a.mp3", cut))

    assert "the file is cut short: its last 238,888 bytes are zeros" in error.message
    assert error.hint.startswith(AGAIN)
    assert 60_003 == measure(write(tmp_path, "b.mp3", whole + bytes(4096))).duration_ms  # padding


def test_zeros_at_the_end_of_an_m4a_are_refused(tmp_path: Path) -> None:
    """Its index stands in front of the sound, and says nothing about it."""
    track = sound(200.0)
    half = len(track.samples) // 2
    zeros = [*track.samples[:half], *(bytes(len(one)) for one in track.samples[half:])]

    error = refused(write(tmp_path, "a.m4a", Movie(tracks=[Track(samples=zeros)]).build()))

    assert "bytes are zeros" in error.message
    assert measure(write(tmp_path, "b.m4a", m4a(200.0)))
