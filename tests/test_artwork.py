"""What artwork is, measured from its bytes; and what is refused, in which words."""

from __future__ import annotations

import os
import struct
import zlib
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.measuring import write
from tests.pictures import jpeg, picture, png

from feedpub import artwork
from feedpub.errors import Unusable


def refused(path: Path) -> Unusable:
    """What measuring a picture is refused with."""
    with pytest.raises(Unusable) as caught:
        artwork.measure(path, file=path.name)
    return caught.value


def header_only(width: int, height: int, *, depth: int = 8) -> bytes:
    """A PNG that claims a size and holds nothing: whatever decodes it fails, or takes all memory."""
    ihdr = b"IHDR" + struct.pack(">IIBBBBB", width, height, depth, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + ihdr + struct.pack(">I", zlib.crc32(ihdr))
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 100) + b"IDAT"


def saved(kind: str, *, side: int = 1400, **fields: Any) -> bytes:
    """A square picture, saved with Pillow's own options."""
    out = BytesIO()
    Image.new("RGB", (side, side), (20, 60, 90)).save(out, kind, **fields)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "side", "content", "type", "extension"),
    [
        ("cover.jpg", 1400, jpeg(1400), "image/jpeg", "jpg"),
        ("cover.jpeg", 1401, jpeg(1401), "image/jpeg", "jpg"),
        ("COVER.JPG", 3000, jpeg(3000), "image/jpeg", "jpg"),
        ("cover.png", 1400, png(1400), "image/png", "png"),
        (
            "cover.jpg",
            1400,
            saved("MPO", save_all=True, append_images=[Image.new("RGB", (90, 90))]),
            "image/jpeg",
            "jpg",
        ),
        ("cover.jpg", 1400, saved("JPEG", progressive=True, exif=b"Exif\0\0broken"), "image/jpeg", "jpg"),
    ],
    ids=["jpg", "jpeg", "largest", "png", "telephone", "progressive with damaged Exif"],
)
def test_artwork_is_measured(tmp_path: Path, name: str, side: int, content: bytes, type: str, extension: str) -> None:
    """Stored names end in what Apple lists, whatever the author's says; nothing that Pillow grumbles about leaks."""
    path = write(tmp_path, name, content)

    found = artwork.measure(path, file=f"../{name}")

    assert (f"../{name}", path, type, extension) == (found.file, found.path, found.type, found.extension)
    assert (len(content), sha256(content).hexdigest()) == (found.size, found.digest)
    assert side == found.width == found.height


FAULTS: dict[str, tuple[str, bytes, list[str]]] = {
    "WebP": ("a.webp", saved("WEBP"), ["artwork is JPEG or PNG, not WebP"]),
    "GIF": (
        "a.gif",
        picture(1400, 1400, kind="GIF", mode="P", colour=1),
        ["artwork is JPEG or PNG, not GIF", "its colours are a palette's, and must be RGB"],
    ),
    "TIFF": ("a.tif", saved("TIFF"), ["artwork is JPEG or PNG, not TIFF"]),
    "BMP called JPEG": ("a.jpg", saved("BMP"), ["artwork is JPEG or PNG, not BMP"]),
    "HEIC": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0", ["artwork is JPEG or PNG, not HEIC"]),
    "AVIF": ("a.jpg", b"\0\0\0\x18ftypavif\0\0\0\0", ["artwork is JPEG or PNG, not AVIF"]),
    "SVG": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", ["artwork is JPEG or PNG, not SVG"]),
    "PDF": ("a.pdf", b"%PDF-1.7", ["artwork is JPEG or PNG, not PDF"]),
    "PNG called JPEG": ("a.jpg", png(), ["the name says .jpg, but the content is PNG"]),
    "JPEG called PNG": ("a.png", jpeg(), ["the name says .png, but the content is JPEG"]),
    "no extension": ("a", jpeg(), ["the name says nothing, but the content is JPEG"]),
    "not square": ("a.jpg", picture(1500, 1400), ["it is 1500 × 1400 pixels, and must be square"]),
    "too small": ("a.jpg", jpeg(1399), ["it is 1399 × 1399 pixels, and must have 1400 to 3000 a side"]),
    "too large": ("a.jpg", jpeg(3001), ["it is 3001 × 3001 pixels, and must have 1400 to 3000 a side"]),
    "alpha": ("a.png", png(mode="RGBA", colour=(1, 2, 3, 255)), ["it has transparency, which Apple refuses"]),
    "a transparent colour": (
        "a.png",
        saved("PNG", transparency=(1, 2, 3)),
        ["it has transparency, which Apple refuses"],
    ),
    "grey": ("a.jpg", picture(mode="L", colour=9), ["its colours are grey, and must be RGB"]),
    "CMYK": ("a.jpg", picture(mode="CMYK", colour=(1, 2, 3, 4)), ["its colours are CMYK, and must be RGB"]),
    "palette": ("a.png", png(mode="P", colour=1), ["its colours are a palette's, and must be RGB"]),
    "black and white": ("a.png", png(mode="1", colour=1), ["its colours are black and white, and must be RGB"]),
    "grey of 16 bits": (
        "a.png",
        png(mode="I;16", colour=9),
        ["its colours are grey, and must be RGB", "it has 16 bits per colour, and must have 8"],
    ),
    "RGB of 16 bits": ("a.png", header_only(1400, 1400, depth=16), ["it has 16 bits per colour, and must have 8"]),
    "everything": (
        "a.jpg",
        picture(700, 500, kind="PNG", mode="LA", colour=(9, 9)),
        [
            "the name says .jpg, but the content is PNG",
            "it is 700 × 500 pixels, and must be square",
            "it is 700 × 500 pixels, and must have 1400 to 3000 a side",
            "it has transparency, which Apple refuses",
            "its colours are grey, and must be RGB",
        ],
    ),
    "nothing like it": ("a.jpg", b"First light", ["this is not a picture"]),
    "an empty file": ("a.jpg", b"", ["the picture is empty"]),
    "half a JPEG": ("a.jpg", jpeg()[: len(jpeg()) // 2], ["the picture is damaged or cut short"]),
    "the first bytes of a JPEG": ("a.jpg", jpeg()[:20], ["the picture is damaged or cut short"]),
    "half a PNG": ("a.png", png()[: len(png()) // 2], ["the picture is damaged or cut short"]),
    "a PNG without its end": ("a.png", png()[:-12], ["the picture is damaged or cut short"]),
    "a PNG with a changed byte": (
        "a.png",
        png()[:-30] + bytes([png()[-30] ^ 1]) + png()[-29:],
        ["the picture is damaged or cut short"],
    ),
    "a bomb": (
        "a.png",
        header_only(10_000, 10_000),
        ["it is 10000 × 10000 pixels, and must have 1400 to 3000 a side"],
    ),
    "a larger bomb": ("a.png", header_only(60_000, 60_000), ["the picture is far too large to be artwork"]),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_what_apple_refuses_is_refused(tmp_path: Path, kind: str) -> None:
    """All faults at once, in our words, with something to do about them, and without naming a place."""
    name, content, faults = FAULTS[kind]

    error = refused(write(tmp_path, name, content))

    assert "; ".join(faults) == error.message
    assert error.hint
    assert "" == error.where


@pytest.mark.parametrize(
    ("name", "content", "hint"),
    [
        ("cover.jpg", png(), "rename it to cover.png"),
        ("cover.png", jpeg(), "rename it to cover.jpg"),
        ("cover.jpg", jpeg(500), "export it again from the original, as an RGB JPEG of 3000 × 3000 pixels"),
        ("cover.jpg", b"First light", "name a JPEG or PNG picture, 3000 × 3000 pixels"),
        ("cover.jpg", jpeg()[:900], "export or copy it again"),
        (
            "my cover.png",
            png(mode="RGBA", colour=(1, 2, 3, 4)),
            (
                "for example: magick 'my cover.png' -background white -alpha remove -alpha off -resize '3000x3000^' "
                "-gravity center -extent 3000x3000 -colorspace sRGB -type TrueColor -depth 8 -quality 88 "
                "'my cover-3000.jpg'"
            ),
        ),
    ],
    ids=["png", "jpg", "too small", "no picture", "damaged", "alpha"],
)
def test_the_remedy_fits(tmp_path: Path, name: str, content: bytes, hint: str) -> None:
    """A new name where that is enough; never a command that blows up a small picture, or writes over the author's."""
    error = refused(write(tmp_path, name, content))

    assert hint == error.hint


def test_special_files_are_refused_without_being_opened(tmp_path: Path) -> None:
    """Opening a pipe that nobody writes to would wait for ever."""
    pipe, folder, loop = tmp_path / "pipe.jpg", tmp_path / "folder.jpg", tmp_path / "loop.jpg"
    os.mkfifo(pipe)
    folder.mkdir()
    loop.symlink_to(loop)

    errors = [refused(path).message for path in (pipe, folder, Path("/dev/zero"), loop, tmp_path / "none.jpg")]

    assert [
        "this is no ordinary file",
        "this is a folder",
        "this is no ordinary file",
        "the picture cannot be read",
        "there is no such file",
    ] == errors
