"""What is said, in the forms that apps read: the same words at the same times in each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedpub.transcripts import Cue, read
from feedpub.transcripts.files import cleaned
from feedpub.transcripts.json import to_json
from feedpub.transcripts.writers import to_srt, to_vtt

TRANSCRIPT = (
    Cue(start_ms=0, end_ms=2_500, speaker="Ada", text="At twenty past five the harbour is asleep."),
    Cue(
        start_ms=2_500,
        end_ms=6_000,
        speaker="Ada",
        text="We walk out along the wall with a lamp, and a list of questions.",
    ),
    Cue(start_ms=6_000, end_ms=9_000, speaker="Grace", text="Who is there?"),
)

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
CUES = st.lists(
    st.builds(
        Cue,
        start_ms=st.integers(0, 3_600_000),
        end_ms=st.none() | st.integers(0, 3_700_000),
        speaker=st.sampled_from(["", "Ada", "Grace Hopper"]),
        text=st.lists(WORDS, max_size=30).map(" ".join),
    ),
    max_size=10,
)


def plain(cues: tuple[Cue, ...]) -> str:
    """All that is said."""
    return " ".join(" ".join(cue.text.split()) for cue in cues)


def test_all_forms_say_the_same() -> None:
    """Words, speakers and times."""
    forms = [read(to_vtt(TRANSCRIPT), "text/vtt"), read(to_json(TRANSCRIPT), "application/json")]

    for form in forms:
        assert () == form.faults
        assert [(0, 2_500), (2_500, 6_000), (6_000, 9_000)] == [(cue.start_ms, cue.end_ms) for cue in form.cues]
        assert plain(TRANSCRIPT) == plain(form.cues)


def test_subrip_cards_fit_on_screens() -> None:
    """Two lines of 32, the speaker in front where it changes, numbers without gaps."""
    text = to_srt(TRANSCRIPT).decode()
    form = read(text.encode(), "application/x-subrip")

    assert () == form.faults
    assert 1 == text.count("Ada: ")
    assert "Grace: Who is there?" in text
    assert max(len(line) for line in text.splitlines() if "-->" not in line) <= 32
    assert (0, 9_000) == (form.cues[0].start_ms, form.cues[-1].end_ms)


def test_the_speaker_of_webvtt_is_named_where_it_changes() -> None:
    """By `<v Name>`, which Apple reads."""
    text = to_vtt(TRANSCRIPT).decode()

    assert (1, 1) == (text.count("<v Ada>"), text.count("<v Grace>"))


def test_words_cannot_break_a_file() -> None:
    """Arrows, tags and ampersands are words."""
    evil = (Cue(start_ms=0, end_ms=1_000, text="a --> b <v Eve> & </v> WEBVTT"),)

    for form in (read(to_vtt(evil), "text/vtt"), read(to_srt(evil), "application/x-subrip")):
        assert 1 == len(form.cues)
        assert "a → b" in form.cues[0].text


def test_cues_are_cleaned() -> None:
    """Sorted, without blanks and empty ones, ended by the next, within the recording, with the names of the show."""
    messy = (
        Cue(start_ms=5_000, end_ms=9_999_999, speaker="GRACE", text="  Who\n is   there? "),
        Cue(start_ms=0, end_ms=7_000, speaker="Ada", text="Hello"),
        Cue(start_ms=1_000, text="   "),
        Cue(start_ms=20_000, text="After the end"),
    )

    kept = cleaned(messy, duration_ms=10_000, people={"grace": "Grace Hopper"})

    assert [(0, 5_000, "Ada", "Hello"), (5_000, 10_000, "Grace Hopper", "Who is there?")] == [
        (cue.start_ms, cue.end_ms, cue.speaker, cue.text) for cue in kept
    ]


def test_last_words_that_ring_on_are_published() -> None:
    """A cue that begins up to three seconds after the end; for later ones there is a finding (FP653)."""
    late = [Cue(start_ms=at, end_ms=at + 500, text=str(at)) for at in (9_000, 10_200, 12_999, 13_000)]

    assert ["9000", "10200", "12999"] == [cue.text for cue in cleaned(late, duration_ms=10_000)]


@pytest.mark.slow
@given(CUES)
def test_whatever_is_cleaned_can_be_read_again(cues: list[Cue]) -> None:
    """Every form, without a fault that is an error: cues ascend and have a length."""
    kept = cleaned(cues, duration_ms=3_600_000)

    assert all((cue.end_ms or 0) > cue.start_ms for cue in kept)
    back = read(to_json(kept), "application/json")
    assert [cue.text for cue in kept] == [" ".join(cue.text.split()) for cue in back.cues]
    if kept:
        vtt = read(to_vtt(kept), "text/vtt")
        assert [] == [
            fault.kind for fault in vtt.faults if fault.kind in {"unreadable-transcript", "cues-out-of-order"}
        ]


@pytest.mark.parametrize(("written", "type"), [(to_vtt(()), "text/vtt"), (to_json(()), "application/json")])
def test_nothing_said_is_a_file_without_cues(written: bytes, type: str) -> None:
    """Which is a file of its format all the same."""
    assert () == read(written, type).cues
    assert type == read(written, type).type
