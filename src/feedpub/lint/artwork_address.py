"""FP401 to FP405: the address of artwork, and what its extension says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedpub.lint.facts import file_address, file_extension
from feedpub.lint.rule import APPLE, ERROR, GUIDE, INFO, PSP, WARNING, Fault, fault, rule
from feedpub.view import Element, Feed
from feedpub.vocab import quoted

KINDS: Mapping[str, str] = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG"}
"""Extension → what it says."""

UNLISTED: Mapping[str, str] = {
    "webp": "WebP",
    "gif": "GIF",
    "svg": "SVG",
    "tif": "TIFF",
    "tiff": "TIFF",
    "bmp": "BMP",
    "heic": "HEIC",
    "heif": "HEIC",
    "avif": "AVIF",
    "jxl": "JPEG XL",
    "jp2": "JPEG 2000",
    "ico": "an icon",
    "psd": "Photoshop",
    "pdf": "PDF",
}


@rule("FP401", "item/itunes:image", WARNING, APPLE, PSP, since="2005", source=GUIDE, holds=["ch-image"])
def artwork_without_href(image: Element, _: Feed) -> Iterator[Fault]:
    """The address of an episode's artwork stands in the wrong place.

    It belongs into the attribute `href`; RSS' own `<image>` is written differently. Apps show the show's artwork then.

    Bad:  <itunes:image>https://tidewater.example/art/first-light.jpg</itunes:image>
    Bad:  <itunes:image url="https://tidewater.example/art/first-light.jpg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    inside = image.first("url")
    said = image.value_here or image.get("url") or image.get("src") or (inside.value_here if inside else "")
    if said and not image.get("href"):
        yield fault(image, f"{quoted(said)} is not in `href`", 'write `<itunes:image href="https://…"/>`')


@rule("FP402", "itunes:image", ERROR, APPLE, PSP, since="2012", source=GUIDE, holds=["img-format"])
def unlisted_picture_format(image: Element, _: Feed) -> Iterator[Fault]:
    """The artwork is in a format that Apple does not take.

    It takes JPEG and PNG. Others are refused, with the whole show if it is the show's.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.webp"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    end = file_extension(image, "href")
    if end in UNLISTED:
        yield fault(image.at("href"), f".{end} is {UNLISTED[end]}, and artwork is JPEG or PNG", "export a JPEG")


@rule("FP403", "itunes:image", WARNING, APPLE, since="2012", source=GUIDE, holds=["img-format"])
def jpeg_extension(image: Element, _: Feed) -> Iterator[Fault]:
    """The address of the artwork ends in `.jpeg`.

    Apple's guide names `.jpg` and `.png` only, and tools that go by it refuse the rest.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpeg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    if file_extension(image, "href") == "jpeg":
        yield fault(image.at("href"), "the address ends in .jpeg, which Apple does not list", "rename it to .jpg")


@rule("FP404", "itunes:image", WARNING, APPLE, since="2012", source=GUIDE, holds=["img-format"])
def picture_without_extension(image: Element, _: Feed) -> Iterator[Fault]:
    """The address of the artwork does not end in the extension of a picture.

    Apple asks for `.jpg` or `.png` at the end of the path, in front of any `?`.

    Bad:  <itunes:image href="https://tidewater.example/art?id=5"/>
    Bad:  <itunes:image href="https://tidewater.example/art.php?name=first-light.jpg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.png"/>
    """
    address = file_address(image, "href")
    if address and address.extension not in KINDS and address.extension not in UNLISTED:
        said = f"ends in {quoted('.' + address.extension)}" if address.extension else "has no extension"
        hint = "let the path end in `.jpg` or `.png`"
        yield fault(image.at("href"), f"the path of the address {said}", hint)


@rule("FP405", "itunes:image", INFO, APPLE, since="2012", source=GUIDE, holds=["img-format"])
def query_behind_picture(image: Element, _: Feed) -> Iterator[Fault]:
    """The address of the artwork goes on behind its extension.

    Apple fetches new artwork under a new file name; a new `?v=2` alone is not seen by every directory and cache.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg?v=2"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light-2.jpg"/>
    """
    address = file_address(image, "href")
    if address and address.extension in KINDS and address.query:
        message = f"{quoted('?' + address.query)} stands behind the extension"
        yield fault(image.at("href"), message, "leave it out; give new pictures new names")
