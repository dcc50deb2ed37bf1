"""Transcript files: taken for what they are, by name and content."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from feedpub import transcripts
from feedpub.errors import Unusable

VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello.\n"


@pytest.mark.parametrize(
    ("name", "data", "type"),
    [
        ("a.vtt", VTT, "text/vtt"),
        ("a.VTT", b"\xef\xbb\xbf" + VTT, "text/vtt"),
        ("a.srt", b"1\n00:00:00,000 --> 00:00:01,000\nHello.\n", "application/x-subrip"),
        ("a.json", b'{"version": "1.0.0", "segments": []}', "application/json"),
        ("a.html", b"<p>Hello.</p>", "text/html"),
        ("a.txt", b"Hello.", "text/plain"),
    ],
)
def test_what_apps_read_is_taken_as_it_is(name: str, data: bytes, type: str, tmp_path: Path) -> None:
    """Its bytes are stored unchanged, with the type of the namespace."""
    (tmp_path / name).write_bytes(data)

    found = transcripts.measure(tmp_path / name, file=name, language="el", rel="captions")

    assert (type, len(data), sha256(data).hexdigest()) == (found.type, found.size, found.digest)
    assert (name, "el", "captions") == (found.file, found.language, found.rel)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.doc", b"Hello.", "a transcript ends in"),
        ("a", b"Hello.", "not nothing"),
        ("a.vtt", b"", "is empty"),
        ("a.vtt", b"00:00.000 --> 00:01.000", "must begin with WEBVTT"),
        ("a.srt", b"Hello.", "no SubRip"),
        ("a.json", b"[]", "no transcript JSON"),
        ("a.json", b"{", "no transcript JSON"),
        ("a.txt", b"Hello \xff", r"not UTF-8 \(byte 7\)"),
        ("a.txt", b"a" * (transcripts.LIMIT + 1), "over 16 MiB"),
    ],
)
def test_what_apps_would_not_read_is_refused(name: str, data: bytes, said: str, tmp_path: Path) -> None:
    """In our words, with what to do."""
    (tmp_path / name).write_bytes(data)

    with pytest.raises(Unusable, match=said) as caught:
        transcripts.measure(tmp_path / name, file=name)

    assert caught.value.hint
