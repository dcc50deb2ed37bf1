"""What listeners download: a copy with clean tags, its chapters, and the transcripts; from publish to other readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import eyed3
import pytest
import urllib3
from lxml import etree
from mutagen.id3 import ID3
from tests import programs
from tests.parts import need
from tests.pictures import jpeg
from tests.servers import S3Server
from tests.sounds import id3, mp3
from tests.studio import NOW, Studio
from tests.test_probe_real import MADE, run
from tests.test_probe_real import desk as sounds
from tests.test_tags_real import samples, seen

from feedpub.audio.tagged_copy import TaggedCopy
from feedpub.commands.new import new
from feedpub.errors import Invalid, Refused
from feedpub.ingest import derive
from feedpub.model.measured import Audio
from feedpub.source import read_episode
from feedpub.standards.namespaces import NAMESPACES
from feedpub.transcripts import files as transcripts

pytestmark = pytest.mark.slow

PODCAST = "{" + NAMESPACES["podcast"] + "}"
PSC = "{" + NAMESPACES["psc"] + "}"
__all__ = ["sounds"]
LISTED = ["0:00 Intro", "0:10 The tide tables", "0:20 Slack water"]


@pytest.fixture
def desk(tmp_path: Path) -> Studio:
    """A show, and a recording of half a minute with an editor's tag in front."""
    studio = Studio(tmp_path)
    studio.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", people=["Ada Lovelace"])
    studio.episode()
    (studio.folder / "first-light.mp3").write_bytes(mp3(30, tag=id3(400, content=b"\x01")))
    return studio


def written(desk: Studio, **fields: Any) -> Path:
    """The episode with these fields; its audio stays."""
    sound = (desk.folder / "first-light.mp3").read_bytes()
    path = desk.episode(**fields)
    (desk.folder / "first-light.mp3").write_bytes(sound)
    return path


def item(desk: Studio) -> etree._Element:
    """The only one of the feed."""
    found = etree.fromstring(desk.feed().encode()).find("channel/item")
    assert found is not None
    return found


def stored(desk: Studio) -> Path:
    """The audio that the feed names."""
    return desk.site / desk.catalog().items[0].enclosure.key


def starts(of: Path) -> list[tuple[int, str]]:
    """Milliseconds and titles of the CHAP frames."""
    tag: Any = ID3(of)  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    frames = sorted(tag.getall("CHAP"), key=lambda frame: frame.start_time)
    return [(frame.start_time, str(frame.sub_frames["TIT2"])) for frame in frames]


def in_json(desk: Studio) -> list[tuple[int, str]]:
    """The same of the chapters file that the feed names."""
    tag = item(desk).find(f"{PODCAST}chapters")
    assert tag is not None
    key = "chapters/" + str(tag.attrib["url"]).rsplit("/", 1)[1]
    listed = json.loads((desk.site / key).read_bytes())["chapters"]
    return [(round(1000 * one["startTime"]), one["title"]) for one in listed]


def in_feed(desk: Studio) -> list[tuple[str, str]]:
    """Podlove's, with their times as they are written."""
    return [(str(one.attrib["start"]), str(one.attrib["title"])) for one in item(desk).iter(f"{PSC}chapter")]


WANTED = [(0, "Intro"), (10_000, "The tide tables"), (20_000, "Slack water")]


def test_chapters_of_one_list_are_everywhere(desk: Studio) -> None:
    """File, feed, audio and notes; two libraries read the same frames."""
    written(desk, chapters=LISTED, notes="Words.")

    desk.publish()

    eyes = eyed3.load(str(stored(desk)))
    assert WANTED == in_json(desk) == starts(stored(desk))
    assert [("00:00:00.000", "Intro"), ("00:00:10.000", "The tide tables"), ("00:00:20.000", "Slack water")] == in_feed(
        desk
    )
    assert "(00:10) The tide tables" in item(desk).findtext("description", "")
    assert eyes is not None
    assert [title for _, title in WANTED] == [chapter.title for chapter in eyes.tag.chapters]


def test_chapters_may_stand_only_in_the_notes(desk: Studio) -> None:
    """Three lines with times, joined in Markdown, are a list; they are not added a second time."""
    written(desk, notes="Words.\n\n(0:00) Intro\n(0:10) The tide tables\n(0:20) Slack water")

    desk.publish()

    assert WANTED == in_json(desk) == starts(stored(desk))
    assert 1 == item(desk).findtext("description", "").count("The tide tables")


def test_a_speech_of_29_14_with_a_late_first_chapter(desk: Studio) -> None:
    """Eight lines under a heading, the first not at zero: everywhere behind an introduction, and nothing is wrong."""
    (desk.folder / "first-light.mp3").write_bytes(mp3(29 * 60 + 14, kbps=32))
    times = [45 + 200 * number for number in range(8)]
    lines = "\n".join(f"({at // 60}:{at % 60:02}) Part {number}" for number, at in enumerate(times, start=1))
    written(desk, notes=f"Words.\n\n## Timestamps\n\n{lines}")

    planned = desk.plan()
    desk.publish()

    wanted = [(0, "Introduction"), *((1000 * at, f"Part {number}") for number, at in enumerate(times, start=1))]
    assert wanted == in_json(desk) == starts(stored(desk))
    assert 9 == len(in_feed(desk))
    assert set() == {one.rule.code for one in planned.gate.findings if one.rule.code.startswith("FP6")}


def test_the_files_own_chapters_count_where_there_are_no_others(desk: Studio) -> None:
    """A tag that is replaced takes nothing with it that listeners had."""
    written(desk, chapters=LISTED)
    desk.publish()
    (desk.folder / "second.mp3").write_bytes(stored(desk).read_bytes() + mp3(1, seed=9))
    desk.folder.joinpath("second.yaml").write_text("title: Second\naudio: second.mp3\n")

    desk.publish(desk.folder / "second.yaml")

    second = desk.catalog().item("second")
    assert second is not None
    assert WANTED == [(one.start_ms, one.title) for one in second.chapters]


def test_pictures_of_chapters_are_uploaded_named_and_in_the_tags(desk: Studio) -> None:
    """Measured and under their digest, as all artwork; in the file as small as a screen needs."""
    (desk.folder / "chart.jpg").write_bytes(jpeg(200))
    written(desk, chapters=[{"start": "0:00", "title": "Intro", "image": "chart.jpg"}, *LISTED[1:]])

    desk.publish()

    [picture] = desk.catalog().items[0].pictures
    tag: Any = ID3(stored(desk))  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    chapter = next(item(desk).iter(f"{PSC}chapter"))
    assert (desk.site / picture.key).read_bytes() == jpeg(200)
    assert str(chapter.attrib["image"]).endswith(picture.key)
    assert tag.getall("CHAP")[0].sub_frames.getall("APIC")[0].data.startswith(b"\xff\xd8\xff")


def test_a_picture_that_is_none_is_refused_at_its_line(desk: Studio) -> None:
    """Together with everything else that is wrong."""
    (desk.folder / "chart.jpg").write_bytes(b"no picture")
    path = written(desk, chapters=[{"start": "0:00", "title": "Intro", "image": "chart.jpg"}, *LISTED[1:]])

    with pytest.raises(Invalid) as caught:
        desk.publish()

    [problem] = caught.value.problems
    line = path.read_text().splitlines().index("  image: chart.jpg") + 1
    assert (line, "chapters[0].image") == (problem.place.line, problem.subject)


def test_off_means_off(desk: Studio) -> None:
    """Whoever has times in the notes that are no chapters says so."""
    written(desk, chapters="off", notes="(0:00) a\n(0:10) b\n(0:20) c")

    desk.publish()

    assert () == desk.catalog().items[0].chapters
    assert [] == starts(stored(desk))


@pytest.mark.parametrize(
    ("chapters", "message"),
    [
        (["0:00 Intro", "0:40 Late"], "begins at 0:40, and the recording ends at"),
        ("notes", "no line of the notes begins with a time"),
        ("audio", "the audio file has no chapters"),
        ("gone.json", "there is no file 'gone.json'"),
        (["0:10 b", "0:05 a"], "comes before the chapter above it (0:10)"),
        (["0:10 b", "0:10 a"], "is where the chapter above it begins, too"),
        ("nonsense", "is no chapter, and names no place where chapters are"),
    ],
)
def test_chapters_that_cannot_be_are_refused(desk: Studio, chapters: object, message: str) -> None:
    """Before anything is written."""
    written(desk, chapters=chapters)

    with pytest.raises(Invalid, match=message.replace("(", r"\(").replace(")", r"\)")):
        desk.publish()
    assert not desk.site.exists()


def test_chapters_from_a_broken_file_name_its_line(desk: Studio) -> None:
    """The author edits that file, not the YAML."""
    (desk.folder / "list.json").write_text('{"version": "1.2.0",\n "chapters": [\n  {"startTime": "x"}]}')
    written(desk, chapters="list.json")

    with pytest.raises(Invalid, match=r"list\.json:3: .*startTime"):
        desk.publish()


def test_the_same_input_gives_the_same_bytes_on_another_day(desk: Studio, tmp_path: Path) -> None:
    """So a run that was interrupted finds what it has sent."""
    written(desk, chapters=LISTED, guid="tag:example.com,2026:1")
    desk.publish(to=str(tmp_path / "one"))
    desk.publish(to=str(tmp_path / "two"), now=NOW + timedelta(days=1))

    one, two = (next((tmp_path / name / "media").iterdir()) for name in ("one", "two"))
    assert (one.name, one.read_bytes()) == (two.name, two.read_bytes())


def test_an_edit_issues_no_audio_anew_and_says_what_the_file_still_says(desk: Studio) -> None:
    """One chapter later and another title: the same address, and a finding."""
    written(desk, chapters=LISTED)
    desk.publish()
    before = stored(desk)

    written(desk, title="Last light", chapters=[*LISTED[:2], "0:21 Slack water"])
    planned = desk.plan()
    desk.publish()

    [finding] = [one for one in planned.gate.findings if one.rule.code != "FP341"]  # the recording is silence
    assert before == stored(desk)
    assert (21_000, "Slack water") == in_json(desk)[2]
    assert "FP337" == finding.rule.code
    assert "title 'First-Light' (now 'Last light')" in finding.message
    assert "--retag" in finding.hint


def test_retag_makes_the_file_anew_under_a_new_address(desk: Studio) -> None:
    """The recording is the same, and so is the guid; the old file stays reachable."""
    written(desk)
    desk.publish()
    before, guid = stored(desk), desk.catalog().items[0].guid
    written(desk, title="Last light")

    desk.publish(retag=True)

    assert before != stored(desk)
    assert before.exists()
    assert (guid, "Last light") == (
        desk.catalog().items[0].guid,
        str(ID3(stored(desk))["TIT2"]),  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    )
    assert not desk.plan().gate.findings


def test_retag_needs_the_recording(desk: Studio) -> None:
    """There is nothing to make a copy of."""
    path = written(desk)
    desk.publish()
    (desk.folder / "first-light.mp3").unlink()

    with pytest.raises(Refused, match="cannot be written anew"):
        desk.publish(path, retag=True)


def test_what_nobody_has_yet_is_tagged_with_its_last_words(desk: Studio) -> None:
    """A scheduled episode was downloaded by nobody: its file follows every edit."""
    written(desk, published="2027-01-01T06:00:00Z")
    desk.publish()

    written(desk, title="Last light", published="2027-01-01T06:00:00Z")
    desk.publish()

    tag: Any = ID3(stored(desk))  # type: ignore[no-untyped-call]  # mutagen types only parts of itself
    assert "Last light" == str(tag["TIT2"])


def test_tags_are_made_once_while_there_is_room_and_again_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a copy begins with is kept until it is sent; listeners get the same bytes either way."""
    made: dict[str, list[str]] = {}
    copied = derive._copy

    def copy(audio: Audio, *parts: Any) -> TaggedCopy:
        made[name].append(audio.path.name)
        return copied(audio, *parts)

    monkeypatch.setattr(derive, "_copy", copy)
    published: dict[str, dict[str, bytes]] = {}
    for name, room in {"room": derive._ROOM, "none": 0}.items():
        made[name] = []
        monkeypatch.setattr(derive, "_ROOM", room)
        studio = Studio(tmp_path / name)
        studio.show(guid="917393e3-1b1e-5cef-ace4-edaa54e1f810")
        studio.publish(*(studio.episode(slug, guid=slug) for slug in ("first", "second")))
        published[name] = {path.name: path.read_bytes() for path in (studio.site / "media").iterdir()}

    assert ["first.mp3", "second.mp3"] == sorted(made["room"])
    assert set(made["room"]) == set(made["none"])
    assert len(made["none"]) > len(made["room"])
    assert 2 == len(published["room"])
    assert published["room"] == published["none"]


def test_tags_that_are_kept_keep_every_byte(desk: Studio) -> None:
    """For those who tag themselves."""
    path = written(desk, tags="keep", chapters=LISTED)

    desk.publish()

    assert path.with_suffix(".mp3").read_bytes() == stored(desk).read_bytes()
    assert WANTED == in_json(desk)


def test_leftovers_are_gone_and_the_authors_file_is_not_touched(desk: Studio) -> None:
    """The private data that an editor left in front, and nothing of the sound."""
    own = written(desk).with_suffix(".mp3").read_bytes()

    desk.publish()

    assert own == (desk.folder / "first-light.mp3").read_bytes()
    assert b"\x01" * 400 not in stored(desk).read_bytes()
    assert stored(desk).read_bytes().endswith(mp3(30))


def test_the_feed_tells_the_copys_length(desk: Studio) -> None:
    """Players seek with it."""
    desk.publish()

    enclosure = item(desk).find("enclosure")
    assert enclosure is not None
    assert str(stored(desk).stat().st_size) == enclosure.attrib["length"]
    assert sha256(stored(desk).read_bytes()).hexdigest() == desk.catalog().items[0].enclosure.digest


@pytest.mark.audio
def test_ffprobe_reads_title_cover_and_chapters(desk: Studio) -> None:
    """As every program that uses ffmpeg does."""
    need("ffprobe")
    written(desk, chapters=LISTED)
    desk.publish()

    ffprobe = ["ffprobe", "-v", "error", "-show_format", "-show_chapters", "-show_streams", "-of", "json"]
    probed = json.loads(programs.run([*ffprobe, stored(desk)]).stdout)

    assert ("First-Light", "Podcast") == (probed["format"]["tags"]["title"], probed["format"]["tags"]["genre"])
    assert WANTED == [(round(1000 * float(one["start_time"])), one["tags"]["title"]) for one in probed["chapters"]]
    assert ["mp3", "mjpeg"] == [stream["codec_name"] for stream in probed["streams"]]


def test_new_on_a_published_file_gives_back_title_and_chapters(desk: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """From YAML to the listeners' file, and back."""
    written(desk, chapters=LISTED)
    desk.publish()
    monkeypatch.chdir(desk.root)
    copy = desk.folder / "downloaded.mp3"
    copy.write_bytes(stored(desk).read_bytes())

    new([copy], show=desk.folder, slug="again", notes=False)

    again = read_episode(desk.folder / "again.yaml").episode
    assert "First-Light" == again.title
    assert WANTED == [(one.start, one.title) for one in again.chapters]


@pytest.mark.s3
@pytest.mark.audio
@pytest.mark.parametrize("name", ["no-header.mp3", "constant.mp3", "aac.m4a"])
def test_from_a_bucket_every_sample_is_the_authors(
    sounds: Path, tmp_path: Path, s3_server: S3Server, signed_in: None, name: str
) -> None:
    """Published to a real store, fetched by address: other people's software reads it, and hears the same."""
    run(sounds, *MADE[name], name)
    prefix = f"shows/{uuid4().hex[:12]}"
    s3_server.make_public(prefix)
    target = {"to": f"s3://{s3_server.bucket}/{prefix}", "endpoint": s3_server.endpoint}
    studio = Studio(tmp_path)
    studio.show(publish={**target, "url": s3_server.url(prefix) + "/"})
    (studio.folder / name).write_bytes((sounds / name).read_bytes())
    (studio.folder / "tone.yaml").write_text(
        f"title: A tone\naudio: {name}\nchapters: [0:00 Intro, 0:01 Middle, 0:02 End]\n"
    )

    studio.publish()
    feed = etree.fromstring(urllib3.request("GET", s3_server.url(prefix) + "/feed.xml").data)
    enclosure = next(feed.iter("enclosure"))
    fetched = tmp_path / f"fetched{Path(name).suffix}"
    fetched.write_bytes(urllib3.request("GET", str(enclosure.attrib["url"])).data)

    shown = seen(fetched)
    assert samples(studio.folder / name) == samples(fetched)
    assert "A tone" == shown["format"]["tags"]["title"]
    assert ["Intro", "Middle", "End"] == [one["tags"]["title"] for one in shown["chapters"]]
    assert any(stream["disposition"]["attached_pic"] for stream in shown["streams"])


# --- transcripts

VTT = """WEBVTT

00:00.000 --> 00:04.000
<v ada>At twenty past five the harbour is asleep.

00:04.000 --> 00:40.000
And the boats lie on their sides like cattle, all along the wall.
"""


def forms(desk: Studio) -> Mapping[str, str]:
    """Type → what is stored."""
    return {
        str(tag.attrib["type"]): (desk.site / "transcripts" / str(tag.attrib["url"]).rsplit("/", 1)[1]).read_text()
        for tag in item(desk).iter(f"{PODCAST}transcript")
    }


def test_a_transcript_is_published_in_every_form(desk: Studio) -> None:
    """From one file; who speaks is called as the show calls them, and nothing lasts longer than the recording."""
    (desk.folder / "first-light.vtt").write_text(VTT)
    written(desk, transcripts=["first-light.vtt"])

    desk.publish()

    found = forms(desk)
    segments = json.loads(found["application/json"])["segments"]
    assert ["text/vtt", "application/x-subrip", "application/json"] == list(found)
    assert "Ada Lovelace" == segments[0]["speaker"]
    assert 30.0 == pytest.approx(segments[1]["endTime"], abs=0.05)
    assert max(len(line) for line in found["application/x-subrip"].splitlines()) <= 32
    assert "<v Ada Lovelace>" in found["text/vtt"]


def test_a_second_language_is_its_own(desk: Studio) -> None:
    """Three forms each, with their language."""
    (desk.folder / "first-light.vtt").write_text(VTT)
    (desk.folder / "de.vtt").write_text(VTT.replace("harbour", "Hafen"))
    written(desk, transcripts=["first-light.vtt", {"file": "de.vtt", "language": "de"}])

    desk.publish()

    languages = [tag.attrib.get("language", "") for tag in item(desk).iter(f"{PODCAST}transcript")]
    assert ["", "", "", "de", "de", "de"] == languages


def test_a_transcript_that_would_lose_words_stays_as_it_is(desk: Studio) -> None:
    """Text outside of cues is in no other form; a finding tells the line."""
    lossy = VTT + "\nSomebody forgot the times here.\n"
    (desk.folder / "first-light.vtt").write_text(lossy)
    written(desk, transcripts=["first-light.vtt"])

    desk.publish()

    assert {"text/vtt": lossy} == forms(desk)


def test_an_edited_file_is_published_though_the_yaml_says_the_same(desk: Studio) -> None:
    """Transcript, artwork, list of chapters: each alone; and without an edit there is nothing to do."""
    (desk.folder / "first-light.vtt").write_text(VTT)
    (desk.folder / "list.txt").write_text("0:00 Intro\n0:10 Flood\n0:20 Ebb\n")
    (desk.folder / "own.jpg").write_bytes(jpeg(1400))
    written(desk, transcripts=["first-light.vtt"], chapters="list.txt", image="own.jpg")
    desk.publish()
    own = desk.catalog().items[0].image

    (desk.folder / "first-light.vtt").write_text(VTT.replace("asleep", "awake"))
    desk.publish()
    (desk.folder / "list.txt").write_text("0:00 Intro\n0:10 Flood\n0:21 Ebb\n")
    desk.publish()
    (desk.folder / "own.jpg").write_bytes(jpeg(1500))
    desk.publish()

    assert all("awake" in text for text in forms(desk).values())
    assert (21_000, "Ebb") == in_json(desk)[-1]
    assert own != desk.catalog().items[0].image
    assert not desk.plan().plan


def test_files_that_are_not_here_change_nothing(desk: Studio) -> None:
    """An edit of the text needs neither artwork nor audio (git-lfs, another machine)."""
    (desk.folder / "own.jpg").write_bytes(jpeg(1400))
    path = written(desk, image="own.jpg")
    desk.publish()
    (desk.folder / "own.jpg").unlink()
    (desk.folder / "first-light.mp3").unlink()

    assert not desk.plan(path).plan


def test_a_version_that_reads_transcripts_otherwise_edits_no_episode(
    desk: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is published stays until the author edits the episode, or renders everything anew."""
    (desk.folder / "first-light.vtt").write_text(VTT)
    written(desk, transcripts=["first-light.vtt"])
    with monkeypatch.context() as older:
        older.setattr(transcripts, "_WRITERS", {"vtt": lambda _: b"WEBVTT\n\n00:00.000 --> 00:01.000\nAs ever.\n"})
        desk.publish()
    before = desk.catalog().items[0].transcripts

    desk.publish()
    kept = desk.catalog().items[0].transcripts
    desk.publish(rerender=True)

    assert [1, 3] == [len(before), len(desk.catalog().items[0].transcripts)]
    assert before == kept
    assert "harbour" in forms(desk)["text/vtt"]


def test_a_machine_s_labels_are_names_of_the_roster(desk: Studio) -> None:
    """`speakers` takes a key of the roster, somebody of the cast, or any other name; all else stays unnamed."""
    desk.show(
        guid="917393e3-1b1e-5cef-ace4-edaa54e1f810", people=["Ada Lovelace"], roster={"grace": {"name": "Grace H."}}
    )
    labelled = (f"{at}\n00:00:0{at},000 --> 00:00:0{at},900\n[SPEAKER_0{at}]: The tide {at}.\n" for at in range(1, 5))
    (desk.folder / "first-light.srt").write_text("\n".join(labelled))
    names = {"SPEAKER_01": "grace", "speaker_02": "ada", "SPEAKER_03": "Bo"}
    written(desk, transcripts=["first-light.srt"], speakers=names)

    desk.publish()

    segments = json.loads(forms(desk)["application/json"])["segments"]
    assert ["Grace H.", "Ada Lovelace", "Bo", ""] == [one["speaker"] for one in segments]
    assert "SPEAKER_" not in "".join(forms(desk).values())
