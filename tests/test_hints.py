"""Every command that feedpub prints about audio works as it is typed, and what it makes is published.

| line of the requirement | relatives | threads |
| --- | --- | --- |
| the `.qta` hint leads to the next error | spatial sound beside AAC | island-io/mila#69, jessedc/apple-voice-memos#11 |
| | QuickTime that holds only sound | p2r3/convert#177 |
| codecs that browsers do not play | Apple Lossless in Chrome | jellyfin/jellyfin#7662, goldfire/howler.js#1699 |
| | an upload that was taken for AAC | zzstoatzz/plyr.fm#1595 |
| `.m4b` | renaming it is all that is needed | flackbash/AudioAnchor#9, airsonic/airsonic#896 |
| | an app does not know its type | Automattic/pocket-casts-android#2741, ben-xo/dir2cast#59 |
| a name without extension, `..mp3` | names with dots in front | cryptomator/cloud-access-swift#19 |
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from tests import programs
from tests.measuring import measure, refused, write
from tests.parts import need
from tests.studio import NOW, Studio

from feedpub.commands.check.files import check_files
from feedpub.commands.check.result import CheckOptions
from feedpub.errors import Unusable
from feedpub.lint import Finding

pytestmark = [pytest.mark.audio, pytest.mark.slow]

FFMPEG = ("ffmpeg", "-v", "error", "-y", "-i", "in.wav")
PICTURE = ("-f", "lavfi", "-i", "testsrc=d=13:s=160x120:r=10", "-c:v", "mpeg4")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen seconds of noise."""
    need("sox", "lame", "ffmpeg")
    path = tmp_path_factory.mktemp("sound") / "in.wav"
    programs.run(["sox", "-R", "-n", "-r", "44100", "-c", "2", str(path), "synth", "13", "pinknoise", "vol", "0.4"])
    return path


@pytest.fixture
def desk(tmp_path: Path, sound: Path) -> Studio:
    """A show, and the sound beside its files."""
    studio = Studio(tmp_path)
    studio.show()
    write(studio.folder, "in.wav", sound.read_bytes())
    return studio


def command(hint: str) -> list[str]:
    """The ffmpeg line of a hint."""
    found = re.search(r"ffmpeg -i .*", hint)
    assert found, hint
    return shlex.split(found[0])


def findings(desk: Studio, name: str) -> list[Finding]:
    """What `check` says about an episode with that audio file."""
    path = desk.folder / "first-light.yaml"
    path.write_text(f"title: First light\naudio: {name!r}\nnotes: Words.\n", encoding="utf-8")
    return list(check_files([path], options=CheckOptions(), now=NOW).findings)


def type_it(desk: Studio, hint: str) -> str:
    """Type the command of a hint where the files are; the name of the file that it makes."""
    before = {path.name: path.read_bytes() for path in desk.folder.iterdir() if path.is_file()}
    line = command(hint)

    programs.run([line[0], "-v", "error", *line[1:]], cwd=desk.folder)

    assert before == {name: (desk.folder / name).read_bytes() for name in before}, (
        "it wrote over a file of the author's"
    )
    assert line[-1] not in before
    return line[-1]


def published(desk: Studio, name: str) -> None:
    """Publish it; no error, and no word about its audio that has a command."""
    assert [] == [one.hint for one in findings(desk, name) if "ffmpeg" in one.hint]
    desk.publish()
    (item,) = desk.catalog().items
    assert 13_000 == pytest.approx(item.enclosure.duration_ms, abs=100)


def cut(data: bytes) -> bytes:
    """The file without its last third."""
    return data[: len(data) * 2 // 3]


REFUSED: Mapping[str, Sequence[str]] = {
    "it's loud.flac": FFMPEG,
    "talk.ogg": (*FFMPEG, "-c:a", "libopus"),
    "talk.aac": FFMPEG,
    "talk.aiff": FFMPEG,
    "talk.mka": (*FFMPEG, "-c:a", "flac"),
    "talk.webm": (*FFMPEG, *PICTURE, "-c:v", "libvpx", "-b:v", "100k", "-c:a", "libopus"),
    "-talk.wav": ("cp", "in.wav"),
    "surround.wav": (*FFMPEG, "-ac", "6"),
    "layer2.mp3": (*FFMPEG, "-f", "mp2"),
    "adts.m4a": (*FFMPEG, "-c:a", "aac", "-f", "adts"),
    "memo.qta": (*FFMPEG, "-c:a", "aac", "-f", "mov"),
    "spatial.qta": (
        *FFMPEG, "-map", "0:a", "-map", "0:a", "-c:a:0", "pcm_s16le", "-ac:a:0", "4", "-c:a:1", "aac", "-f", "mov",
    ),
    "lossless.qta": (*FFMPEG, "-c:a", "alac", "-f", "mov"),
    "memo.mov": (*FFMPEG, "-c:a", "aac"),
    "memo.m4a": (*FFMPEG, "-c:a", "aac", "-f", "mov"),
    "pcm.mov": (*FFMPEG, "-c:a", "pcm_s16le"),
    "lossless.mp4": (*FFMPEG, "-c:a", "alac"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_command_for_what_is_refused_makes_an_episode(desk: Studio, name: str) -> None:
    """Once, without another error behind it."""
    programs.run([*REFUSED[name], f"./{name}"], cwd=desk.folder)
    (error,) = [one for one in findings(desk, name) if one.rule.code == "FP000" or "audio" in one.message]

    published(desk, type_it(desk, error.hint))


RENAMED: Mapping[str, tuple[str, Sequence[str], str]] = {
    "no extension, MP3": ("talk", (*FFMPEG, "-f", "mp3"), "talk.mp3"),
    "no extension, M4A": ("talk", (*FFMPEG, "-c:a", "aac", "-f", "ipod"), "talk.m4a"),
    "MP3 called WAV": ("talk.wav", (*FFMPEG, "-f", "mp3"), "talk.mp3"),
    "M4A called MP3": ("my talk.mp3", (*FFMPEG, "-c:a", "aac", "-f", "ipod"), "my talk.m4a"),
    "sound called MP4": ("talk.mp4", (*FFMPEG, "-c:a", "aac"), "talk.m4a"),
    "a ringtone": ("talk.m4r", (*FFMPEG, "-c:a", "aac", "-f", "ipod"), "talk.m4a"),
    "video called MOV": ("talk.mov", (*FFMPEG, *PICTURE, "-c:a", "aac", "-f", "mp4"), "talk.mp4"),
    "only an extension": ("..mp3", (*FFMPEG, "-f", "mp3"), "recording.mp3"),
    "a hidden extension": (".mp3", (*FFMPEG, "-f", "mp3"), "recording.mp3"),
    "only an extension, M4A": ("..m4a", (*FFMPEG, "-c:a", "aac", "-f", "ipod"), "recording.m4a"),
}


@pytest.mark.parametrize("kind", RENAMED)
def test_the_name_of_a_hint_makes_an_episode(desk: Studio, kind: str) -> None:
    """Where another name is enough, the hint says which."""
    name, make, other = RENAMED[kind]
    programs.run([*make, name], cwd=desk.folder)

    hint = refused(desk.folder / name).hint
    (desk.folder / name).rename(desk.folder / other)

    assert hint.endswith(other)
    published(desk, other)


FOUND: Mapping[str, tuple[str, Sequence[str]]] = {
    "lossless.m4a": ("FP343", (*FFMPEG, "-c:a", "alac")),
    "flac.m4a": ("FP343", (*FFMPEG, "-c:a", "flac", "-strict", "-2", "-f", "mp4")),
    "dolby.m4a": ("FP343", (*FFMPEG, "-c:a", "ac3")),
    "dolby-plus.m4a": ("FP343", (*FFMPEG, "-c:a", "eac3", "-f", "mp4")),
    "opus.m4a": ("FP343", (*FFMPEG, "-c:a", "libopus", "-f", "mp4")),
    "mp3.m4a": ("FP343", (*FFMPEG, "-c:a", "libmp3lame", "-f", "mp4")),
    "film.mov": ("FP343", (*FFMPEG, *PICTURE, "-c:a", "alac")),
    "film.mp4": ("FP343", (*FFMPEG, *PICTURE, "-c:a", "ac3")),
    "late index.m4a": ("FP329", (*FFMPEG, "-c:a", "aac")),
    "place.m4a": (
        "FP334",
        (*FFMPEG, "-c:a", "aac", "-movflags", "+faststart", "-metadata", "location=+54.1300+008.8600/"),
    ),
    "variable.mp3": ("FP327", (*FFMPEG, "-q:a", "5", "-write_xing", "0")),
}


@pytest.mark.parametrize("name", FOUND)
def test_the_command_of_a_finding_makes_an_episode(desk: Studio, name: str) -> None:
    """And the finding is gone. It speaks of the author's own file, so it is asked of one that is kept as it is."""
    code, make = FOUND[name]
    desk.show(tags="keep")
    programs.run([*make, name], cwd=desk.folder)
    (finding,) = [one for one in findings(desk, name) if one.rule.code == code]

    other = type_it(desk, finding.hint)

    assert [] == [one.message for one in findings(desk, other) if one.rule.code == code]
    published(desk, other)


def test_the_command_for_a_joined_file_makes_an_episode(desk: Studio) -> None:
    """Its header promises the first part only (FP328)."""
    desk.show(tags="keep")
    programs.run([*FFMPEG, "-t", "6.5", "-b:a", "96k", "half.mp3"], cwd=desk.folder)
    write(desk.folder, "joined.mp3", (desk.folder / "half.mp3").read_bytes() * 2)
    (finding,) = [one for one in findings(desk, "joined.mp3") if one.rule.code == "FP328"]

    published(desk, type_it(desk, finding.hint))


@pytest.mark.parametrize("options", [("-b:a", "96k"), ("-q:a", "4")], ids=["CBR", "VBR"])
def test_the_command_for_what_was_cut_on_purpose_makes_an_episode(desk: Studio, options: Sequence[str]) -> None:
    """A cutter left the header of the whole recording; ffmpeg writes one of what is left."""
    programs.run(["ffmpeg", "-v", "error", "-stream_loop", "1", "-i", "in.wav", *options, "long.mp3"], cwd=desk.folder)
    data = (desk.folder / "long.mp3").read_bytes()
    path = write(desk.folder, "cut.mp3", half(data))
    error = refused(path)

    assert error.message.startswith("the file is cut short: 0:13 of 0:26")
    published(desk, type_it(desk, error.hint))


def half(data: bytes) -> bytes:
    """An MP3 up to the frame in which its second half begins."""
    from tests.test_cut_short import boundaries

    places = boundaries(data)
    return data[: places[len(places) // 2]]


def test_the_command_for_a_broken_last_frame_makes_an_episode(desk: Studio) -> None:
    """Its header counts the frame, so something may be missing; who knows better codes it again."""
    programs.run([*FFMPEG, "-b:a", "96k", "talk.mp3"], cwd=desk.folder)
    path = write(desk.folder, "cut.mp3", (desk.folder / "talk.mp3").read_bytes()[:-50])

    published(desk, type_it(desk, refused(path).hint))


# --- names and protection

PROTECTED: Mapping[bytes, str] = {
    b"drms": "the file is copy-protected (drms, Apple's FairPlay)",
    b"aavd": "the file is copy-protected (aavd, Audible)",
    b"enca": "the file is copy-protected (enca, common encryption)",
}


@pytest.mark.parametrize("code", PROTECTED)
@pytest.mark.parametrize("name", ["book.m4b", "book.aax", "book.m4a", "book.m4p"])
def test_protection_is_called_by_its_name(tmp_path: Path, sound: Path, name: str, code: bytes) -> None:
    """Whatever the file is called; no command would open it."""
    programs.run(["ffmpeg", "-v", "error", "-y", "-i", str(sound), "-c:a", "aac", "a.m4a"], cwd=tmp_path)
    content = (tmp_path / "a.m4a").read_bytes().replace(b"mp4a", code, 1)

    error = refused(write(tmp_path, name, content))

    assert PROTECTED[code] == error.message
    assert "ffmpeg" not in error.hint


def test_an_audio_book_is_published_as_m4a(desk: Studio) -> None:
    """It is the same container; Apple lists only the one name."""
    programs.run([*FFMPEG, "-c:a", "aac", "-movflags", "+faststart", "-f", "ipod", "book.m4b"], cwd=desk.folder)

    published(desk, "book.m4b")

    (item,) = desk.catalog().items
    assert ("audio/x-m4a", True, "book.m4b") == (
        item.enclosure.type,
        item.enclosure.key.endswith(".m4a"),
        item.enclosure.file,
    )


def test_nothing_is_measured_under_a_name_that_is_only_an_extension(tmp_path: Path) -> None:
    """`..mp3` is no name, whatever is in it."""
    with pytest.raises(Unusable, match=r"the name \.\.mp3 is only an extension"):
        measure(write(tmp_path, "..mp3", b"anything"))
