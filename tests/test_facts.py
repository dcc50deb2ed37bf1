"""What files tell beyond what the feed needs: facts about audio and pictures, of anybody's files."""

from __future__ import annotations

import os
import random
import struct
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import mutagen.apev2
import mutagen.id3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests import programs
from tests.measuring import measure, write
from tests.movies import Movie, box
from tests.parts import need
from tests.pictures import jpeg, picture, png
from tests.sounds import frame, id3, mp3, xing

from feedpub import artwork
from feedpub.audio.facts import audio_facts
from feedpub.audio.personal_data import has_place, in_data, in_text
from feedpub.errors import Unusable
from feedpub.feed_view import Element

id3v2: Any = mutagen.id3
ape: Any = mutagen.apev2
"""Untyped, as mutagen is."""


def facts_of(path: Path) -> Element:
    """The fact about an audio file."""
    return audio_facts(path, measure(path))


def left(path: Path) -> list[tuple[str, str, str]]:
    """Kind, text and place of what was left in a file's tags."""
    return [(one.get("kind"), one.get("text"), one.get("where")) for one in facts_of(path).children]


def tagged(path: Path, *frames: Any) -> Path:
    """The file with an ID3 tag."""
    tag = id3v2.ID3()
    for one in frames:
        tag.add(one)
    tag.save(path)
    return path


def listed(**entries: bytes) -> bytes:
    """A list as iTunes writes it: texts, and a picture if it is called `covr`."""
    types = {name: 13 if name == "covr" else 1 for name in entries}
    data = [
        box(name.encode("latin-1"), box(b"data", bytes([0, 0, 0, types[name], 0, 0, 0, 0]), value))
        for name, value in entries.items()
    ]
    return box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdirappl", bytes(9)), box(b"ilst", *data))


def photo(*, latitude: bool = True, kind: str = "JPEG", side: int = 90) -> bytes:
    """A picture as a telephone takes it."""
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({0: b"\2\3\0\0"} | ({1: "N", 2: (50.0, 6.0, 0.0)} if latitude else {}))
    out = BytesIO()
    Image.new("RGB", (side, side), (20, 60, 90)).save(out, kind, exif=exif.tobytes(), dpi=(72, 72))
    return out.getvalue()


# --- audio: measured and beside


def test_what_was_measured_is_in_the_fact(tmp_path: Path) -> None:
    """As the catalog's own facts have it."""
    path = write(tmp_path, "a.mp3", mp3(3.0, kbps=128, rate=48000, mono=False))
    audio = measure(path)

    seen = audio_facts(path, audio)

    assert "seen:audio" == seen.name
    assert ("audio/mpeg", str(audio.size), str(audio.duration_ms)) == (
        seen.get("type"),
        seen.get("size"),
        seen.get("duration-ms"),
    )
    assert ("128000", "48000", "2") == (seen.get("bitrate"), seen.get("sample-rate"), seen.get("channels"))


@pytest.mark.parametrize(
    ("content", "vbr", "has_header"),
    [
        (mp3(3.0), "false", "false"),
        (xing(frames=115) + mp3(3.0), "false", "true"),
        (b"".join(frame(kbps=kbps) for kbps in (32, 64, 128) * 40), "true", "false"),
        (xing(frames=120) + b"".join(frame(kbps=kbps) for kbps in (32, 64, 128) * 40), "true", "true"),
        (frame(kbps=128) * 1000 + frame(kbps=64) * 1000, "true", "false"),
        (b"".join(frame(kbps=32, padding=at % 2 == 0) for at in range(200)), "false", "false"),
        (id3(5000) + bytes(300) + mp3(3.0), "false", "false"),
    ],
    ids=["constant", "constant with Info", "variable", "variable with Xing", "changes late", "padded", "behind junk"],
)
def test_a_variable_bit_rate_is_told_from_a_constant_one(
    tmp_path: Path, content: bytes, vbr: str, has_header: str
) -> None:
    """By the first frames, and by the average of all, which was measured; and whether a header says how many come."""
    seen = facts_of(write(tmp_path, "a.mp3", content))

    assert ("MP3", vbr, has_header) == (seen.get("kind"), seen.get("vbr"), seen.get("xing"))


def test_the_length_that_a_header_claims_is_told(tmp_path: Path) -> None:
    """Of files that were joined, it is that of the first; a header without a number claims nothing."""
    part = id3(50) + xing(frames=100) + frame() * 100

    joined, silent = (
        facts_of(write(tmp_path, "a.mp3", part * 3)),
        facts_of(write(tmp_path, "b.mp3", xing() + frame() * 100)),
    )

    assert 2612 == int(joined.get("claimed-ms")) == round(100 * 1152 / 44.1)
    assert round(3 * 100 * 1152 / 44.1) == int(joined.get("duration-ms"))
    assert "" == silent.get("claimed-ms")


def test_fraunhofers_header_claims_a_length_too(tmp_path: Path) -> None:
    """It is called VBRI, and stands elsewhere."""
    plain = bytearray(frame(kbps=128))
    plain[36:40] = b"VBRI"
    plain[50:54] = (100).to_bytes(4, "big")
    path = write(tmp_path, "a.mp3", bytes(plain) + frame(kbps=64) * 50 + frame(kbps=128) * 50)

    seen = facts_of(path)

    assert ("true", "true", "2612") == (seen.get("vbr"), seen.get("xing"), seen.get("claimed-ms"))


def test_tags_and_pictures_are_weighed(tmp_path: Path) -> None:
    """The largest picture counts, those of chapters too."""
    large = id3v2.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=bytes(5000))
    chapter = id3v2.CHAP(
        element_id="ch0", start_time=0, end_time=9, sub_frames=[id3v2.APIC(mime="image/png", data=bytes(9000))]
    )
    path = tagged(write(tmp_path, "a.mp3", mp3(1.0)), large, chapter)

    seen = facts_of(path)

    assert "9000" == seen.get("picture-size")
    assert path.stat().st_size - len(mp3(1.0)) == int(seen.get("tag-size")) > 14_000


@pytest.mark.parametrize("index_first", [True, False])
def test_the_index_of_a_movie_is_in_front_or_behind(tmp_path: Path, *, index_first: bool) -> None:
    """What players wait for."""
    path = write(tmp_path, "a.m4a", Movie(index_first=index_first).build())

    seen = facts_of(path)

    assert ("MP4", "true" if index_first else "false") == (seen.get("kind"), seen.get("faststart"))
    assert "" == seen.get("vbr") == seen.get("xing")


def test_the_pictures_and_tags_of_a_movie_are_weighed(tmp_path: Path) -> None:
    """What iTunes shows is a list in the index."""
    path = write(tmp_path, "a.m4a", Movie(title=listed(covr=bytes(7000))).build())

    seen = facts_of(path)

    assert "7000" == seen.get("picture-size")
    assert int(seen.get("tag-size")) > 7000


# --- audio: what tells of the author

HISTORY = b'<x:xmpmeta><stRef filePath="/Users/ada/Shows/ep 1 FINAL.sesx"/>' + b" " * 2000


def test_private_things_in_an_mp3_are_found(tmp_path: Path) -> None:
    """Paths, addresses, places, a comment, and what programs keep for themselves; each once, with the frame's name."""
    path = tagged(
        write(tmp_path, "a.mp3", mp3(1.0)),
        id3v2.TIT2(encoding=3, text="First light"),
        id3v2.COMM(encoding=3, lang="eng", desc="", text="cut her phone number"),
        id3v2.COMM(encoding=0, lang="eng", desc="iTunNORM", text=" 00000245 00000245"),
        id3v2.TXXX(encoding=1, desc="source", text=r"D:\Work\Ada Lovelace\ep1.aup3"),
        id3v2.TXXX(encoding=3, desc="encoder", text="ask ada.lovelace@mail.example, not me"),
        id3v2.PRIV(owner="XMP", data=HISTORY),
        id3v2.PRIV(owner="PeakValue", data=b"\0\1\2\3"),
        id3v2.GEOB(
            encoding=0, mime="application/octet-stream", filename="C:\\Temp\\marks.sfm", desc="Markers", data=b"x" * 9
        ),
        id3v2.APIC(encoding=3, mime="image/jpeg", type=3, desc="", data=photo()),
    )

    found = left(path)

    assert {
        ("comment", "cut her phone number", "COMM"),
        ("path", r"D:\Work\Ada Lovelace\ep1.aup3", "TXXX:source"),
        ("email", "ada.lovelace@mail.example", "TXXX:encoder"),
        ("path", "/Users/ada/Shows/ep 1 FINAL.sesx", "PRIV:XMP"),
        ("data", f"{len(HISTORY)} bytes", "PRIV:XMP"),
        ("path", "C:\\Temp\\marks.sfm", "GEOB:Markers"),
        ("gps", "", "APIC"),
    } == set(found)
    assert len(found) == len(set(found))


def test_tags_behind_the_audio_are_looked_at(tmp_path: Path) -> None:
    """Of forty years of tagging, all are still written."""
    path = write(tmp_path, "a.mp3", mp3(1.0))
    tag = ape.APEv2()
    tag["Comment"], tag["Source"] = "for the second edit", "/home/ada/tapes/1.wav"
    tag.save(path)
    with path.open("ab") as file:
        file.write(b"TAG" + bytes(94) + b"mail a.l@mail.example".ljust(30, b"\0") + b"\0")

    assert {
        ("email", "a.l@mail.example"),
        ("comment", "for the second edit"),
        ("path", "/home/ada/tapes/1.wav"),
    } == {(kind, text) for kind, text, _where in left(path)}


def test_private_things_in_a_movie_are_found(tmp_path: Path) -> None:
    """A telephone notes the place; a shop, its customer; an editor, its project."""
    place = box(b"\xa9xyz", b"\x00\x12\x15\xc7+50.1000+008.6000/")
    shown = listed(**{"apID": b"ada@home.example", "©cmt": "take zwölf".encode(), "covr": photo()})
    path = write(tmp_path, "a.m4a", Movie(title=place + box(b"XMP_", HISTORY) + shown).build())

    assert {
        ("gps", "", "©xyz"),
        ("gps", "", "covr"),
        ("path", "/Users/ada/Shows/ep 1 FINAL.sesx", "XMP_"),
        ("email", "ada@home.example", "apID"),
        ("comment", "take zwölf", "©cmt"),
    } == set(left(path))


@pytest.mark.parametrize(
    "text",
    [
        "https://tidewater.example/home/ada/page",
        "music by C: and D:, ratio 1:2",
        "tidewater.example/Users/guide/1",
        "@ada and @tide on the fediverse",
        "https://mastodon.example/@ada",
        "12:30/44:10",
        r"and\or",
        "LAME 64bits version 3.100 (http://lame.sf.net)",
    ],
)
def test_ordinary_words_are_no_leftovers(text: str) -> None:
    """Addresses of the web, times, handles."""
    assert [] == list(in_text(text, "TXXX"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"made from C:\Users\Ada\ep1.wav", r"C:\Users\Ada\ep1.wav"),
        (r"\\nas\shows\ep1.wav", r"\\nas\shows\ep1.wav"),
        ("file:///home/ada/ep1.wav", "/home/ada/ep1.wav"),
        ("file:///C:/Users/Ada/ep1.wav", "file:///C:/Users/Ada/ep1.wav"),
        ("'/Volumes/Tide/ep1.wav'", "/Volumes/Tide/ep1.wav'"),
        ("/home/ada/" + "x" * 500, "/home/ada/" + "x" * 149 + "…"),
    ],
)
def test_paths_are_found_on_every_system(text: str, found: str) -> None:
    """As far as they are worth showing; in UTF-16 too, where programs store them so."""
    assert [("path", found)] == [(one.kind, one.text) for one in in_text(text, "TXXX")]
    assert [found] == [one.text for one in in_data(text.encode("utf-16-le"), "PRIV")]


@given(data=st.binary(max_size=300))
def test_any_bytes_are_looked_through(data: bytes) -> None:
    """Whatever programs have put there."""
    list(in_data(data, "PRIV"))
    has_place(data)
    has_place(b"Exif\0\0II*\0" + data)


def test_looking_through_a_blob_takes_no_time() -> None:
    """Megabytes of what almost looks like addresses and paths, again and again."""
    begun = process_time()
    for piece in (b"a" * 64, b"a@", b"a@b.", b"C:\\", b"/home/", b"/Users/a", b"\\\\a\\", b"a.b.c@d.e.f."):
        list(in_data(piece * ((1 << 18) // len(piece)), "PRIV"))

    assert process_time() - begun < 10


def test_noise_holds_nothing() -> None:
    """By chance, a megabyte of it has a drive's letter, colon and backslash somewhere."""
    noise = random.Random(7).randbytes(1 << 20)

    assert b":\\" in noise
    assert [] == list(in_data(noise, "GEOB"))


@pytest.mark.parametrize("seed", range(20))
def test_damaged_tags_say_nothing(tmp_path: Path, seed: int) -> None:
    """And stop nobody: the audio was measured before."""
    chance = random.Random(seed)
    whole = tagged(
        write(tmp_path, "a.mp3", mp3(1.0)),
        id3v2.COMM(encoding=3, lang="eng", desc="", text="a comment"),
        id3v2.PRIV(owner="XMP", data=HISTORY[:300]),
        id3v2.CHAP(
            element_id="ch0", start_time=0, end_time=9, sub_frames=[id3v2.APIC(mime="image/jpeg", data=photo())]
        ),
    ).read_bytes()
    broken = bytearray(whole)
    for _ in range(12):
        broken[chance.randrange(10, 1500)] = chance.randrange(256)
    movie = bytearray(Movie(title=box(b"meta", bytes(4), box(b"ilst", HISTORY[:99]))).build())
    start = movie.index(b"meta")
    movie[start + chance.randrange(4, 60)] ^= 255

    for path in (write(tmp_path, "b.mp3", bytes(broken)), write(tmp_path, "b.m4a", bytes(movie))):
        assert "seen:audio" == facts_of(path).name


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """As measuring says it."""
    path = write(tmp_path, "a.mp3", mp3(1.0))
    audio = measure(path)
    path.unlink()

    with pytest.raises(Unusable, match="there is no such file"):
        audio_facts(path, audio)


@pytest.mark.audio
def test_files_of_real_encoders_are_told_apart(tmp_path: Path) -> None:
    """LAME with and without its header, constant and variable; ffmpeg with and without its index in front."""
    need("lame", "ffmpeg")

    def run(*words: str) -> None:
        programs.run(words, cwd=tmp_path)

    run("ffmpeg", "-f", "lavfi", "-i", "anoisesrc=d=9:a=0.2,volume='if(lt(mod(t,2),1),1,0.01)':eval=frame", "a.wav")
    for name, words in {
        "cbr": ("-b", "96"),
        "bare": ("-b", "96", "-t"),
        "vbr": ("-V", "6"),
        "lost": ("-V", "6", "-t"),
    }.items():
        run("lame", "--quiet", *words, "a.wav", f"{name}.mp3")
    run("ffmpeg", "-i", "a.wav", "-c:a", "aac", "behind.m4a")
    run("ffmpeg", "-i", "a.wav", "-c:a", "aac", "-movflags", "+faststart", "front.m4a")

    seen = {name: facts_of(tmp_path / f"{name}.mp3") for name in ("cbr", "bare", "vbr", "lost")}

    assert {
        "cbr": ("false", "true"),
        "bare": ("false", "false"),
        "vbr": ("true", "true"),
        "lost": ("true", "false"),
    } == {name: (one.get("vbr"), one.get("xing")) for name, one in seen.items()}
    assert all(
        abs(int(one.get("claimed-ms")) - int(one.get("duration-ms"))) < 80
        for one in seen.values()
        if one.get("claimed-ms")
    )
    assert ["false", "true"] == [facts_of(tmp_path / f"{name}.m4a").get("faststart") for name in ("behind", "front")]


# --- pictures


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (jpeg(1400), {"kind": "JPEG", "width": "1400", "height": "1400", "mode": "RGB", "alpha": "false"}),
        (picture(1500, 1400), {"width": "1500", "height": "1400"}),
        (png(90, mode="RGBA", colour=(1, 2, 3, 4)), {"kind": "PNG", "mode": "RGBA", "alpha": "true", "deep": "false"}),
        (png(90, mode="I;16", colour=9), {"deep": "true"}),
        (picture(90, 90, mode="CMYK", colour=(1, 2, 3, 4)), {"kind": "JPEG", "mode": "CMYK"}),
        (picture(90, 90, kind="WEBP"), {"kind": "WebP", "width": "90"}),
        (picture(90, 90, kind="GIF", mode="P", colour=1), {"kind": "GIF", "mode": "P"}),
        (b"\0\0\0\x18ftypheic\0\0\0\0", {"kind": "HEIC"}),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"kind": "SVG"}),
        (photo(), {"gps": "true", "dpi": "72"}),
        (photo(kind="PNG"), {"gps": "true", "dpi": "72"}),
        (photo(kind="WEBP"), {"gps": "true"}),
        (photo(latitude=False), {"gps": "false"}),
        (jpeg(90)[:300], {"damaged": "the picture is damaged or cut short"}),
        (png(90)[:-20], {"kind": "PNG", "width": "90", "damaged": "the picture is damaged or cut short"}),
        (b"<!DOCTYPE html><title>Sign in</title>", {"damaged": "this is not a picture"}),
        (b"", {"size": "0", "damaged": "the picture is empty"}),
    ],
    ids=[
        *("a cover", "oblong", "alpha", "16 bits", "CMYK", "WebP", "GIF", "HEIC", "SVG"),
        *(
            "a place",
            "a place in a PNG",
            "a place in a WebP",
            "no place",
            "half a JPEG",
            "half a PNG",
            "a page",
            "nothing",
        ),
    ],
)
def test_any_picture_is_told(tmp_path: Path, content: bytes, expected: dict[str, str]) -> None:
    """What rules ask; of bytes that were fetched as of a file."""
    seen = artwork.facts_of_bytes(content)

    assert "seen:picture" == seen.name
    assert expected == {name: seen.get(name) for name in expected}
    assert ("damaged" in expected) == ("damaged" in seen.attributes)
    assert str(len(content)) == seen.get("size")
    if content:
        assert seen.attributes == artwork.facts_of_file(write(tmp_path, "a", content)).attributes


def test_enormous_pictures_are_not_decoded() -> None:
    """A header of some bytes can claim any size: what a picture is, is told; whether it is whole, is not asked."""

    def claims(side: int) -> bytes:
        whole = bytearray(png(90))
        whole[16:24] = struct.pack(">II", side, side)
        return bytes(whole)

    assert "7000" == artwork.facts_of_bytes(header_only(7000)).get("width")
    assert "" == artwork.facts_of_bytes(header_only(7000)).get("damaged")
    assert "the picture is damaged or cut short" == artwork.facts_of_bytes(header_only(3000)).get("damaged")
    assert "the picture is far too large to be artwork" == artwork.facts_of_bytes(header_only(60_000)).get("damaged")
    assert artwork.facts_of_bytes(claims(7000)).get("damaged")


def header_only(side: int) -> bytes:
    """A PNG that claims a size and holds nothing."""
    import zlib

    ihdr = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 100) + b"IDAT"


def test_what_is_no_file_is_told_as_damage(tmp_path: Path) -> None:
    """A view is made of it, not an exception."""
    os.mkfifo(tmp_path / "pipe")

    damages = [artwork.facts_of_file(path).get("damaged") for path in (tmp_path / "none", tmp_path, tmp_path / "pipe")]

    assert ["there is no such file", "this is a folder", "this is no ordinary file"] == damages


@given(data=st.binary(max_size=200))
def test_any_bytes_are_a_fact(data: bytes) -> None:
    """Never an exception: they come from strangers' servers."""
    for head in (
        b"",
        b"\xff\xd8\xff\xe0",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\x40\0\0\0WEBPVP8 ",
        b"II*\0\x08\0\0\0",
    ):
        assert "seen:picture" == artwork.facts_of_bytes(head + data).name


@given(at=st.integers(2, 4000), byte=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "TIFF"]))
def test_a_changed_byte_breaks_nothing(at: int, byte: int, kind: str) -> None:
    """Nor what it does to EXIF, palettes and tables."""
    whole = bytearray(photo(kind=kind) if kind in {"JPEG", "PNG", "WEBP"} else picture(40, 40, kind=kind))
    whole[at % len(whole)] = byte

    assert "seen:picture" == artwork.facts_of_bytes(bytes(whole)).name
