"""A picture that was decoded to its end is not decoded again; whatever lies in the cache, the facts are the same."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pictures import jpeg, png

from feedpub import artwork
from feedpub.artwork.cache import decode_once
from feedpub.cache import Cache
from feedpub.errors import Unusable

pytestmark = pytest.mark.slow


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A cover."""
    path = tmp_path / "cover.png"
    path.write_bytes(png(mode="RGB"))
    return path


def test_a_picture_is_decoded_once(tmp_path: Path) -> None:
    """The second run asks only for the digest; another picture is another digest."""
    whole, decoded = Cache(tmp_path / "cache"), list[Path]()
    for digest in ("a" * 64, "a" * 64, "b" * 64):
        decode_once(tmp_path, digest, whole, decoded.append)

    assert [tmp_path, tmp_path] == decoded


def test_a_damaged_picture_is_never_noted(tmp_path: Path, picture: Path) -> None:
    """Each run refuses it anew."""
    picture.write_bytes(picture.read_bytes()[:-2000])
    whole = Cache(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(Unusable, match="damaged or cut short"):
            artwork.measure(picture, file="cover.png", whole=whole)

    assert not (tmp_path / "cache").exists()


def test_a_picture_with_the_same_name_size_and_time_is_another(tmp_path: Path, picture: Path) -> None:
    """What a picture is, its bytes say: one that is damaged without growing is refused."""
    whole, before = Cache(tmp_path / "cache"), picture.stat()
    artwork.measure(picture, file="cover.png", whole=whole)
    data = bytearray(picture.read_bytes())
    data[len(data) // 2] ^= 0xFF
    picture.write_bytes(data)
    os.utime(picture, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Unusable):
        artwork.measure(picture, file="cover.png", whole=whole)


@settings(max_examples=10, deadline=None)
@given(st.one_of(st.binary(max_size=40), st.just(json.dumps({"pillow": "1.0"}).encode())))
def test_whatever_lies_in_the_cache_the_facts_are_the_same(noted: bytes) -> None:
    """Warm, cold, foreign or damaged: a note decides only whether a picture is decoded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cover.jpg"
        path.write_bytes(jpeg())
        expected = artwork.measure(path, file="cover.jpg")
        whole = Cache(Path(folder) / "cache")
        assert expected == artwork.measure(path, file="cover.jpg", whole=whole)
        (note,) = (Path(folder) / "cache" / "pictures").iterdir()
        note.write_bytes(noted)
        assert expected == artwork.measure(path, file="cover.jpg", whole=whole)


def test_a_picture_that_another_pillow_has_decoded_is_decoded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one may have found no fault where this one does."""
    whole, decoded = Cache(tmp_path / "cache"), list[Path]()
    for version in ("12.0", "12.0", "12.1"):
        monkeypatch.setattr("feedpub.artwork.cache.version", lambda _name, version=version: version)
        decode_once(tmp_path, "a" * 64, whole, decoded.append)

    assert [tmp_path, tmp_path] == decoded
