r"""Transcripts as programs write them: what is read of each, and that no word of them is lost.

Each line of the issue has relatives from public trackers of caption and podcast tools:

| line | relatives | threads |
| --- | --- | --- |
| a line of blanks is no empty line | blank lines of cards in SubRip; notes and styles; no empty line at the end | ttconv#439, subsrt#12, SwiftSubtitles#13, pysrt#71, Memento#69, cdown/srt#17 |
| captions that roll up | three lines; growing lines; joined lines; a refrain that is sung twice | claude-video#129, #105, #182, ccextractor#1044, GENesis-AGI#1671 |
| several voices in a cue | a voice on its own line; `Last, First (Guest)`; voices that are not closed | ableplayer#348, go-astisub#97, sendrec#158, amphtml#37977 |
| speakers in the text | brackets, `>>`, names on their own lines, `Note:` | subsai#117, SubtitleEdit#14112, #13687, #3318, NuvioTV#3255, GigaAMGUI#37 |
| labels of machines | renamed by the author; one of them unnamed | noScribe#350, Journal-Utilities#15, OpenOats#618 |
| tags | `{\an8}`, `<font>`, `<br>`, `<3` | asbplayer#471, Subler#97, muxtools#10 |
"""  # noqa: E501 - a table

from __future__ import annotations

import json
import random
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

from feedpub import transcripts
from feedpub.standards import TRANSCRIPT_TYPES

pytestmark = pytest.mark.slow

NAMES = {"ann other": "Ann Other", "ann": "Ann Other", "ben someone": "Ben Someone", "ben": "Ben Someone"}
"""The people of the episode, by what a file may call them."""


class Form(NamedTuple):
    """A transcript as a program writes it."""

    about: str
    name: str
    data: str
    spoken: list[tuple[float, str, str]]
    """Start in seconds, speaker, words."""

    speakers: dict[str, str] = {}  # noqa: RUF012 - never changed


def vtt(*cues: str) -> str:
    """WebVTT of cues that follow each other, two seconds each."""
    return "WEBVTT\n\n" + "\n".join(
        f"00:{at * 2:02}.000 --> 00:{at * 2 + 2:02}.000\n{cue}\n" for at, cue in enumerate(cues)
    )


def srt(*cards: str) -> str:
    """SubRip of cards that follow each other, two seconds each."""
    return "\n".join(
        f"{at + 1}\n00:00:{at * 2:02},000 --> 00:00:{at * 2 + 2:02},000\n{card}\n" for at, card in enumerate(cards)
    )


YOUTUBE = """WEBVTT
Kind: captions
Language: en

00:00:00.180 --> 00:00:03.760 align:start position:0%
 
welcome<00:00:00.640><c> to</c><00:00:01.200><c> the</c><00:00:01.600><c> show</c>

00:00:03.760 --> 00:00:03.770 align:start position:0%
welcome to the show
 

00:00:03.770 --> 00:00:06.000 align:start position:0%
welcome to the show
about<00:00:04.000><c> boats</c>

00:00:06.000 --> 00:00:06.010 align:start position:0%
about boats
 

00:00:06.010 --> 00:00:08.000 align:start position:0%
about boats
boats<00:00:07.000><c> and</c><00:00:07.400><c> boats</c>
"""  # noqa: W293 - as YouTube writes

FORMS = [
    Form(
        "YouTube: a line of one blank, each line twice (ttconv#439, SwiftSubtitles#13, claude-video#182)",
        "a.vtt",
        YOUTUBE,
        [(0.18, "", "welcome to the show"), (3.77, "", "about boats"), (6.01, "", "boats and boats")],
    ),
    Form(
        "a blank in an empty line of the text (subsrt#12)",
        "a.vtt",
        vtt("Lift to the 8th floor\n \n\t\n(next stop: all floors)", "Thanks."),
        [(0, "", "Lift to the 8th floor (next stop: all floors)"), (2, "", "Thanks.")],
    ),
    Form(
        "CR alone, and no empty line at the end (cdown/srt#17)",
        "a.vtt",
        vtt("One.", "Two.").rstrip().replace("\n", "\r"),
        [(0, "", "One."), (2, "", "Two.")],
    ),
    Form(
        "a note, a style, a cue that is called NOTE (hyperaudio-lite-editor#672)",
        "a.vtt",
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE by hand\n\nNOTE 1\n00:01.000 --> 00:02.000 line:91%\nOne.\n",
        [(1, "", "One.")],
    ),
    Form(
        "an empty line in a card (pysrt#71, Memento#69)",
        "a.srt",
        srt("Je suis coincée,\n\nj'aurai 10 minutes de retard.", "Quoi?"),
        [(0, "", "Je suis coincée, j'aurai 10 minutes de retard."), (2, "", "Quoi?")],
    ),
    Form(
        "a blank in a card; a card of a number; numbers without times (SubtitleEdit#2147)",
        "a.srt",
        srt("I bet\n \n500", "Done.").replace("\n2\n", "\n2\n\n"),
        [(0, "", "I bet 500"), (2, "", "Done.")],
    ),
    Form(
        "an empty card, and two empty lines (clappr#1476, ttconv#339)",
        "a.srt",
        srt("One.", "", "Three.").replace("\n\n", "\n\n\n"),
        [(0, "", "One."), (4, "", "Three.")],
    ),
    Form(
        "SubRip with dots, without numbers (whishper#81)",
        "a.srt",
        srt("One.", "Two.").replace(",", ".").replace("1\n", "", 1).replace("\n2\n", "\n"),
        [(0, "", "One."), (2, "", "Two.")],
    ),
    Form(
        "tags of position, font and line; what is none (asbplayer#471, Subler#97, muxtools#10)",
        "a.srt",
        srt('{\\an8}<font color="#ff0">Up</font> <i>here</i><br>we', "I <3 you & <them>"),
        [(0, "", "Up here we"), (2, "", "I <3 you & <them>")],
    ),
    Form(
        "cues that overlap, and two at once (alass#27)",
        "a.srt",
        "1\n00:00:01,000 --> 00:00:05,000\nOne.\n\n2\n00:00:03,000 --> 00:00:06,000\nTwo.\n\n"
        "3\n00:00:03,000 --> 00:00:06,000\nThree.\n",
        [(1, "", "One."), (3, "", "Two."), (3, "", "Three.")],
    ),
    Form(
        "cues that end where they begin are shown until the next (FP647)",
        "a.vtt",
        vtt("One.", "Two.").replace("--> 00:02", "--> 00:00"),
        [(0, "", "One."), (2, "", "Two.")],
    ),
    # --- captions that roll up
    Form(
        "three lines (ccextractor#1044)",
        "a.srt",
        srt("a one\nb two\nc three", "b two\nc three\nd four", "c three\nd four\ne five"),
        [(0, "", "a one b two c three"), (2, "", "d four"), (4, "", "e five")],
    ),
    Form(
        "a line that grows",
        "a.vtt",
        vtt("we go", "we go out and", "we go out and walk along", "we go out and walk along the wall", "And then."),
        [(0, "", "we go"), (2, "", "out and"), (4, "", "walk along"), (6, "", "the wall"), (8, "", "And then.")],
    ),
    Form(
        "two lines in one (claude-video#105)",
        "a.srt",
        srt(
            "right now, modeling this bottle. I'm Kevin and this is day two of",
            "I'm Kevin and this is day two of learn it in 30 days. Today, we're",
            "learn it in 30 days. Today, we're reinforcing concepts from day one",
            "reinforcing concepts from day one while introducing",
        ),
        [
            (0, "", "right now, modeling this bottle. I'm Kevin and this is day two of"),
            (2, "", "learn it in 30 days. Today, we're"),
            (4, "", "reinforcing concepts from day one"),
            (6, "", "while introducing"),
        ],
    ),
    Form(
        "what is said twice, and does not roll (GENesis-AGI#1671)",
        "a.srt",
        srt("No.", "No.", "No.", "Yes, no.", "We walk.", "We walk.", "We walk home."),
        [
            (0, "", "No."),
            (2, "", "No."),
            (4, "", "No."),
            (6, "", "Yes, no."),
            (8, "", "We walk."),
            (10, "", "We walk."),
            (12, "", "We walk home."),
        ],
    ),
    # --- voices
    Form(
        "Teams: two voices in a cue, last names first (sendrec#158)",
        "a.vtt",
        "WEBVTT\n\n3b1f0a2e/12-0\n00:01.000 --> 00:03.000\n<v Other, Ann>Welcome.</v>\n\n3b1f0a2e/13-0\n"
        "00:04.000 --> 00:05.000\n<v Someone, Ben (Guest)>Thanks.</v> <v Other, Ann>Ha.</v>\n",
        [(1, "Ann Other", "Welcome."), (4, "Ben Someone", "Thanks."), (4, "Ann Other", "Ha.")],
    ),
    Form(
        "voices that are not closed, one on its own line, one with a class (ableplayer#348, amphtml#37977)",
        "a.vtt",
        vtt("Ladies: <v Ann>\nGood <i>evening</i>.\n<v.loud Ben Someone>Who <v Zoë>Me?", "And so on."),
        [
            (0, "", "Ladies:"),
            (0, "Ann Other", "Good evening."),
            (0, "Ben Someone", "Who"),
            (0, "Zoë", "Me?"),
            (2, "", "And so on."),
        ],
    ),
    # --- speakers in the text
    Form(
        "Zoom: names in front, in WebVTT (where-did-we-land#1)",
        "a.vtt",
        vtt("Ann Other: Welcome to the show: at 10:30.", "ben: Thanks.", "Note this: it rains."),
        [
            (0, "Ann Other", "Welcome to the show: at 10:30."),
            (2, "Ben Someone", "Thanks."),
            (4, "", "Note this: it rains."),
        ],
    ),
    Form(
        "names that nobody knows: three times, and apart (SubtitleEdit#3318)",
        "a.srt",
        srt("Zoë: Hi.", "Note: rain.", "Zoë: Ho.\nNote: snow.", "Yes.", "Zoë: Well, John: an earring."),
        [
            (0, "Zoë", "Hi."),
            (2, "", "Note: rain."),
            (4, "Zoë", "Ho. Note: snow."),
            (6, "", "Yes."),
            (8, "Zoë", "Well, John: an earring."),
        ],
    ),
    Form(
        "a title is no sentence",
        "a.srt",
        srt("Dr. Cleo Quay: Hi.", "I said so. Now: see.", "Dr. Cleo Quay: Ho.", "Dr. Cleo Quay: Hu."),
        [
            (0, "Dr. Cleo Quay", "Hi."),
            (2, "", "I said so. Now: see."),
            (4, "Dr. Cleo Quay", "Ho."),
            (6, "Dr. Cleo Quay", "Hu."),
        ],
    ),
    Form(
        "three times in neighbours is a list",
        "a.srt",
        srt("Step: mix.\nStep: stir.", "Step: bake.", "Eat."),
        [(0, "", "Step: mix. Step: stir."), (2, "", "Step: bake."), (4, "", "Eat.")],
    ),
    Form(
        "names on their own lines (SubtitleEdit#13687)",
        "a.srt",
        srt("Una Ortegas:\nFirst officer's log.", "Joseph M'Benga:\nGood.", "Note this:\nit rains."),
        [
            (0, "Una Ortegas", "First officer's log."),
            (2, "Joseph M'Benga", "Good."),
            (4, "", "Note this: it rains."),
        ],
    ),
    Form(
        "two speakers in a card, with dashes; a label in a card of its own",
        "a.srt",
        srt("- Ann: I have it.\n- Ben: Good.", "Ann:", "It is heavy."),
        [(0, "Ann Other", "I have it."), (0, "Ben Someone", "Good."), (4, "Ann Other", "It is heavy.")],
    ),
    Form(
        "a name that begins a sentence",
        "a.srt",
        srt("Ann Other\nwas born in 1815.", "Ann Other: So I was."),
        [(0, "", "Ann Other was born in 1815."), (2, "Ann Other", "So I was.")],
    ),
    Form(
        ">> of closed captions, with and without a name (NuvioTV#3255)",
        "a.srt",
        srt(">> ANN OTHER: Hello.", ">> Who is there?", ">> JOHN: me."),
        [(0, "Ann Other", "Hello."), (2, "", "Who is there?"), (4, "JOHN", "me.")],
    ),
    Form(
        "brackets that are no label",
        "a.srt",
        srt("[Music]", "[Ann] Hello.", "(laughs) Well."),
        [(0, "", "[Music]"), (2, "Ann Other", "Hello."), (4, "", "(laughs) Well.")],
    ),
    Form(
        "somebody begins within a line (SubtitleEdit#14112)",
        "a.srt",
        srt(">> How are you? BEN SOMEONE: Fine. >> Good.", "cat >> file, he said. Ann: no", "I told Ben: go."),
        [
            (0, "", "How are you?"),
            (0, "Ben Someone", "Fine."),
            (0, "", "Good."),
            (2, "", "cat"),
            (2, "", "file, he said."),
            (2, "Ann Other", "no"),
            (4, "", "I told Ben: go."),
        ],
    ),
    Form(
        "signs within a line are text where no line begins with them",
        "a.srt",
        srt("cat >> file", "as in (S1) and [S2]"),
        [(0, "", "cat >> file"), (2, "", "as in (S1) and [S2]")],
    ),
    Form(
        "what stands in front of a colon and is no name",
        "a.srt",
        srt(
            "NOTE:\nit rains.", "The thing is: so.", "NOTE:\nit pours.", "The thing is: a.", "Yes.", "The thing is: b."
        ),
        [
            (0, "", "NOTE: it rains."),
            (2, "", "The thing is: so."),
            (4, "", "NOTE: it pours."),
            (6, "", "The thing is: a."),
            (8, "", "Yes."),
            (10, "", "The thing is: b."),
        ],
    ),
    Form(
        "Zoom: each cue begins with a full name, one of them three times",
        "a.vtt",
        vtt(
            "Zoë Quill: Hi.",
            "Cleo van Quay: Ho.",
            "Zoë Quill: So.",
            "Cleo Day: Well. Note This: no.",
            "Zoë Quill: Bye.",
        ),
        [
            (0, "Zoë Quill", "Hi."),
            (2, "", "Cleo van Quay: Ho."),
            (4, "Zoë Quill", "So."),
            (6, "Cleo Day", "Well. Note This: no."),
            (8, "Zoë Quill", "Bye."),
        ],
    ),
    Form(
        "Zoom: names of cues",
        "a.vtt",
        'WEBVTT\n\n1 "Ann Other" (33554)\n00:00.000 --> 00:02.000\nHi.\n\n2 "Zoë" (7)\n00:02.000 --> 00:04.000\nHo.\n',
        [(0, "Ann Other", "Hi."), (2, "Zoë", "Ho.")],
    ),
    Form(
        "Rev and Riverside: times behind names",
        "a.srt",
        srt("Ann Other (00:00):\nHi.", "Zoë (00:02.120)\nHo.", "Ann (00:04)\nSo."),
        [(0, "Ann Other", "Hi."), (2, "Zoë", "Ho."), (4, "Ann Other", "So.")],
    ),
    Form(
        "a voice whose words begin with the name again",
        "a.vtt",
        vtt("<v Ann>Ann: Hi.", "<v Zoë>Zoë: Ho. Ann: no."),
        [(0, "Ann Other", "Hi."), (2, "Zoë", "Ho. Ann: no.")],
    ),
    # --- labels of machines
    Form(
        "whisper.cpp: a turn behind what is said, a label within a line",
        "a.vtt",
        vtt("Hi there. [SPEAKER_TURN]", "Ho. [SPEAKER_01]: Hu."),
        [(0, "", "Hi there."), (2, "", "Ho."), (2, "", "Hu.")],
    ),
    Form(
        "Whisper's JSON",
        "a.json",
        json.dumps(
            {
                "text": "Hi. Ho.",
                "segments": [
                    {"id": 0, "start": 0.0, "end": 2.0, "text": " Hi there.", "speaker": "SPEAKER_00"},
                    {"id": 1, "start": 2.0, "end": 4.0, "text": " Ho there."},
                ],
                "language": "en",
            }
        ),
        [(0, "", "Hi there."), (2, "", "Ho there.")],
    ),
    Form(
        "WhisperX, named by the author, but for one",
        "a.srt",
        srt("[SPEAKER_00]: Welcome.", "[SPEAKER_01]: Thanks.", "[SPEAKER_02]: Hm."),
        [(0, "Ann Other", "Welcome."), (2, "Ben Someone", "Thanks."), (4, "", "Hm.")],
        {"speaker_00": "Ann Other", "speaker_01": "Ben Someone"},
    ),
    Form(
        "labels without names (subsai#117, GigaAMGUI#37, noScribe#350)",
        "a.srt",
        srt("Speaker 1: Hi.", "(Speaker_01)\nHo.", "S01: Hu.", "Спикер №1: Да.", "<Спикер №2> Нет.", "UNKNOWN: Oh."),
        [(0, "", "Hi."), (2, "", "Ho."), (4, "", "Hu."), (6, "", "Да."), (8, "", "Нет."), (10, "", "Oh.")],
    ),
    Form(
        "labels in voices and in JSON",
        "a.json",
        json.dumps(
            {
                "version": "1.0.0",
                "segments": [
                    {"speaker": "spk_0", "startTime": 0, "endTime": 2, "body": "Hi there."},
                    {"speaker": "Ben", "startTime": 2, "endTime": 4, "body": "Ho there."},
                    {"speaker": "spk_0", "startTime": 4, "endTime": 6, "body": "Again so."},
                ],
            }
        ),
        [(0, "", "Hi there."), (2, "Ben Someone", "Ho there."), (4, "", "Again so.")],
    ),
]


def published(form: Form, folder: Path) -> dict[str, bytes]:
    """What is published of a transcript, by its form."""
    path = folder / form.name
    path.write_text(form.data, encoding="utf-8", newline="")
    measured = transcripts.measure(path, file=form.name)
    files = transcripts.published_files([measured], speakers=NAMES | form.speakers)
    return {one.form or "as it is": transcripts.content(one) for one in files}


def segments(files: dict[str, bytes]) -> list[tuple[float, str, str]]:
    """Start, speaker and words of each segment of the published JSON."""
    found = json.loads(files["json"])["segments"]
    return [(one["startTime"], one.get("speaker", ""), one["body"]) for one in found]


def words(text: str) -> list[str]:
    """The letters and digits of a text, in pieces."""
    return re.findall(r"\w+", text)


@pytest.mark.parametrize("form", FORMS, ids=[form.about for form in FORMS])
def test_what_a_program_writes_is_published_with_its_speakers(form: Form, tmp_path: Path) -> None:
    """Each word once, at its time, by whoever says it; in all three forms."""
    files = published(form, tmp_path)

    assert form.spoken == segments(files)
    for extension in ("vtt", "srt"):
        read = transcripts.read(files[extension], TRANSCRIPT_TYPES[extension])
        text = " ".join(cue.text for cue in read.cues)
        names = "|".join(sorted({speaker for _, speaker, _ in form.spoken if speaker}) or ["-"])
        assert words(" ".join(one[2] for one in form.spoken)) == words(re.sub(rf"\b(?:{names}):\s", "", text))
        assert {start for start, _, _ in form.spoken} <= {cue.start_ms / 1000 for cue in read.cues}
        assert () == tuple(fault for fault in read.faults if fault.kind != "overlapping-cues")


def test_several_voices_share_the_times_of_their_cue(tmp_path: Path) -> None:
    """In WebVTT they are one cue, in SubRip one card, in JSON a segment each."""
    form = Form("", "a.vtt", "WEBVTT\n\n00:04.000 --> 00:05.000\n<v Ben>Thanks.</v> <v Ann>Ha.</v>\n", [])

    files = published(form, tmp_path)

    assert "00:00:04.000 --> 00:00:05.000\n<v Ben Someone>Thanks.</v>\n<v Ann Other>Ha.</v>\n" in files["vtt"].decode()
    assert "00:00:04,000 --> 00:00:05,000\nBen Someone: Thanks.\nAnn Other: Ha.\n" in files["srt"].decode()
    assert [(4, 5), (4, 5)] == [(one["startTime"], one["endTime"]) for one in json.loads(files["json"])["segments"]]


def test_an_unknown_speaker_takes_the_word_from_a_known_one(tmp_path: Path) -> None:
    """By `>>` in captions and an empty speaker in JSON, so that nobody's words are Ann's."""
    form = Form("", "a.srt", srt("Ann: Hi.", "SPEAKER_01: Ho.", "And on.", "Ann: So."), [])

    files = published(form, tmp_path)

    assert ["Ann Other", "", None, "Ann Other"] == [one.get("speaker") for one in json.loads(files["json"])["segments"]]
    assert ["Ann Other: Hi.", ">> Ho.", "And on.", "Ann Other: So."] == files["srt"].decode().splitlines()[2::4]
    assert "<v Ann Other>So." in files["vtt"].decode()


def test_text_outside_of_cues_leaves_a_file_as_it_is(tmp_path: Path) -> None:
    """WebVTT says that it belongs to no cue; findings name it, and say what becomes of the file."""
    form = Form("", "a.vtt", vtt("One.", "Two.") + "\nThree\nfour.\n", [])

    assert ["as it is"] == list(published(form, tmp_path))
    assert ["'Three' and 1 more line belong to no cue"] == [
        one.message for one in transcripts.read(form.data.encode(), "text/vtt").faults
    ]


# --- no word is lost

LEXICON = [
    "tide",
    "ebb",
    "flood",
    "harbour",
    "lamp",
    "wall",
    "boat",
    "pilot",
    "Zoë",
    "Ελένη",
    "море",
    "燈台",
    "10:30",
    "AT&T",
    "I'm",
    "<3",
    "a<b",
    "-->",
    "<b>",
    "<v>",
]
SPEAKERS = ("Ann Other", "Ben Someone", "Zoë Quill", "SPEAKER_00", "Speaker 2")
BLANKS = (" ", "\t", "  ")


def sentence(rng: random.Random) -> str:
    """Words that people say, and signs that are markup elsewhere."""
    return " ".join(rng.choice(LEXICON) for _ in range(rng.randint(1, 14))) + rng.choice([".", "?", "", "!"])


def escaped(text: str, form: str) -> str:
    """Text in a file: WebVTT and SubRip have signs that mean something."""
    return text if form == "json" else text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "→")


def generated(seed: int) -> tuple[str, str, list[str]]:
    """Name and text of a transcript, and what is said in it."""
    rng = random.Random(seed)
    form = rng.choice(["vtt", "srt", "json"])
    spoken = [sentence(rng) for _ in range(rng.randint(2, 25))]
    who = [rng.choice(SPEAKERS) for _ in spoken]
    if form == "json":
        listed = [
            {"startTime": at * 2, "body": text, **({"speaker": name} if rng.random() < 0.7 else {})}
            for at, (text, name) in enumerate(zip(spoken, who, strict=True))
        ]
        return "a.json", json.dumps({"version": "1.0.0", "segments": listed}), spoken
    texts = [escaped(text, form) for text in spoken]
    if rng.random() < 0.3 and len(texts) > 4:
        return f"a.{form}", rolled(texts, form), spoken
    cues = [cue(rng, text, name, form) for text, name in zip(texts, who, strict=True)]
    end = rng.choice(["\n", "\r\n", "\r"])
    made = vtt(*cues) if form == "vtt" else srt(*cues)
    return f"a.{form}", made.rstrip("\n" * rng.randint(0, 1)).replace("\n", end), spoken


def cue(rng: random.Random, text: str, name: str, form: str) -> str:
    """The text of a cue: with its speaker in a form that programs write, with lines of blanks."""
    lines = text.split(" ")
    text = " ".join(f"{word}\n{rng.choice(BLANKS)}\n" if rng.random() < 0.05 else word for word in lines).strip()
    voice = f"<v {name}>{text}</v>" if form == "vtt" else f"{name}: {text}"
    return rng.choice([text, voice, f"<i>{text}</i>", f"[SPEAKER_01]: {text}", f">> {text}"])


def rolled(texts: list[str], form: str) -> str:
    """Captions of which each shows the line before again."""
    lines = [texts[0], *(f"{before}\n{text}" for before, text in pairwise(texts))]
    return vtt(*lines) if form == "vtt" else srt(*lines)


def letters(text: str) -> Counter[str]:
    """What can be compared when lines are broken and brackets are other ones."""
    return Counter(re.sub(r"\W", "", text))


@pytest.mark.parametrize("block", range(10))
def test_the_words_that_go_in_come_out(block: int, tmp_path: Path) -> None:
    """Of hundreds of transcripts: in JSON, which the page shows, in WebVTT and in SubRip; or a finding names them."""
    for seed in range(block * 30, block * 30 + 30):
        name, data, spoken = generated(seed)
        files = published(Form("", name, data, [], {"zoë quill": "Zoë Quill"}), tmp_path)
        expected = letters(" ".join(spoken))

        assert {"vtt", "srt", "json"} == set(files), seed
        assert expected == letters(" ".join(text for _, _, text in segments(files))), seed
        for extension in ("vtt", "srt"):
            text = files[extension].decode()
            read = " ".join(one.text for one in transcripts.read(text.encode(), TRANSCRIPT_TYPES[extension]).cues)
            for speaker in SPEAKERS if extension == "srt" else ():
                read = re.sub(rf"{speaker.replace(' ', chr(92) + 's')}:\s", "", read)
            assert expected == letters(read), (seed, extension)
        assert not re.search(r"SPEAKER_0|Speaker 2", b"".join(files.values()).decode()), seed


@pytest.mark.parametrize("seed", range(40))
def test_text_that_belongs_to_no_cue_is_named(seed: int, tmp_path: Path) -> None:
    """Wherever it stands: at its line, by its first words; in SubRip the card in front of it has it."""
    rng = random.Random(seed)
    form = rng.choice(["vtt", "srt"])
    made = (vtt if form == "vtt" else srt)(*(f"Word {at}." for at in range(6))).split("\n")
    at = rng.choice([number for number, line in enumerate(made) if line.startswith("Word")]) + 2
    made[at:at] = [f"Lost {seed}", ""]

    files = published(Form("", f"a.{form}", "\n".join(made), []), tmp_path)

    (fault,) = transcripts.read("\n".join(made).encode(), TRANSCRIPT_TYPES[form]).faults
    assert at + 1 == fault.line
    assert f"'Lost {seed}'" in fault.message
    if form == "vtt":
        assert ["as it is"] == list(files)
    else:
        assert f" Lost {seed}" in " ".join(text for _, _, text in segments(files))
