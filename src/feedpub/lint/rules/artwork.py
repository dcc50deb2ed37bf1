"""FP401 to FP418: artwork: its address, and the picture itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from feedpub.feed_view import Element, FeedView
from feedpub.lint.facts import file_address, file_extension, whole_number
from feedpub.lint.rule import APPLE, ERROR, EVERY, INFO, PSP, SPOTIFY, WARNING, Fault, fault, rule
from feedpub.standards import quoted

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


@rule("FP401", "item/itunes:image", WARNING, APPLE, PSP, holds=["ch-image"])
def artwork_without_href(image: Element, _: FeedView) -> Iterator[Fault]:
    """The address of an episode's artwork stands in the wrong place.

    It belongs into the attribute `href`; RSS' own `<image>` is written differently. Apps show the show's artwork then.

    Bad:  <itunes:image>https://tidewater.example/art/first-light.jpg</itunes:image>
    Bad:  <itunes:image url="https://tidewater.example/art/first-light.jpg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    inside = image.first("url")
    value = image.value_here or image.get("url") or image.get("src") or (inside.value_here if inside else "")
    if value and not image.get("href"):
        yield fault(image, f"{quoted(value)} is not in `href`", 'write `<itunes:image href="https://…"/>`')


@rule("FP402", "itunes:image", ERROR, APPLE, PSP, holds=["img-format"])
def unlisted_picture_format(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork is in a format that Apple does not take.

    It takes JPEG and PNG. Others are refused, with the whole show if it is the show's.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.webp"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    extension = file_extension(image, "href")
    if extension in UNLISTED:
        yield fault(
            image.at("href"), f".{extension} is {UNLISTED[extension]}, and artwork is JPEG or PNG", "export a JPEG"
        )


@rule("FP403", "itunes:image", WARNING, APPLE, holds=["img-format"])
def jpeg_extension(image: Element, _: FeedView) -> Iterator[Fault]:
    """The address of the artwork ends in `.jpeg`.

    Apple's guide names `.jpg` and `.png` only, and tools that go by it refuse the rest.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpeg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"/>
    """
    if file_extension(image, "href") == "jpeg":
        yield fault(image.at("href"), "the address ends in .jpeg, which Apple does not list", "rename it to .jpg")


@rule("FP404", "itunes:image", WARNING, APPLE, holds=["img-format"])
def picture_without_extension(image: Element, _: FeedView) -> Iterator[Fault]:
    """The address of the artwork does not end in the extension of a picture.

    Apple asks for `.jpg` or `.png` at the end of the path, in front of any `?`.

    Bad:  <itunes:image href="https://tidewater.example/art?id=5"/>
    Bad:  <itunes:image href="https://tidewater.example/art.php?name=first-light.jpg"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light.png"/>
    """
    address = file_address(image, "href")
    if address and address.extension not in KINDS and address.extension not in UNLISTED:
        ending = f"ends in {quoted('.' + address.extension)}" if address.extension else "has no extension"
        hint = "let the path end in `.jpg` or `.png`"
        yield fault(image.at("href"), f"the path of the address {ending}", hint)


@rule("FP405", "itunes:image", INFO, APPLE, holds=["img-format"])
def query_behind_picture(image: Element, _: FeedView) -> Iterator[Fault]:
    """The address of the artwork goes on behind its extension.

    Apple fetches new artwork under a new file name; a new `?v=2` alone is not seen by every directory and cache.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg?v=2"/>
    Good: <itunes:image href="https://tidewater.example/art/first-light-2.jpg"/>
    """
    address = file_address(image, "href")
    if address and address.extension in KINDS and address.query:
        message = f"{quoted('?' + address.query)} stands behind the extension"
        yield fault(image.at("href"), message, "leave it out; give new pictures new names")


# --- the picture, as it was measured


MEASURED_PICTURE = "seen:picture"

_SMALLEST, _LARGEST = 1400, 3000


def _measured(image: Element, name: str) -> str:
    picture = image.first(MEASURED_PICTURE)
    return picture.get(name) if picture else ""


def _size(image: Element) -> tuple[int, int] | None:
    width, height = whole_number(_measured(image, "width")), whole_number(_measured(image, "height"))
    return (width, height) if width and height else None


# --- what it is


@rule("FP406", "itunes:image", ERROR, *EVERY, holds=["img-format"])
def damaged_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork is damaged, or no picture at all.

    Apps show half of it, or a grey square; directories refuse it.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000" damaged="the picture is damaged or cut short"/>
          </itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000"/>
          </itunes:image>
    """
    if damage := _measured(image, "damaged"):
        yield fault(image, damage, "export or copy it again")


@rule("FP407", "itunes:image", ERROR, APPLE, PSP, holds=["img-format"])
def disguised_picture_format(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork is neither JPEG nor PNG, whatever its name says.

    Content networks convert pictures on the way: a browser that says so gets WebP, and now and then so does Apple.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture kind="WebP"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture kind="JPEG"/></itunes:image>
    """
    kind = _measured(image, "kind")
    if kind and kind not in KINDS.values() and UNLISTED.get(file_extension(image, "href")) != kind:
        yield fault(image, f"the picture is {kind[:40]}, and artwork is JPEG or PNG", "export a JPEG")


@rule("FP408", "itunes:image", ERROR, APPLE, holds=["img-format"])
def misnamed_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork is a PNG called JPEG, or the other way round.

    Apple asks for the extension of what it is; some apps go by the name alone and show nothing.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture kind="PNG"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.png"><seen:picture kind="PNG"/></itunes:image>
    """
    extension, kind = file_extension(image, "href"), _measured(image, "kind")
    if extension in KINDS and kind in KINDS.values() and KINDS[extension] != kind:
        right = "png" if kind == "PNG" else "jpg"
        yield fault(image, f"the name says .{extension}, but the picture is {kind}", f"rename it to .{right}")


@rule("FP409", "itunes:image", ERROR, APPLE, SPOTIFY, PSP, holds=["img-square"])
def oblong_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork is not square.

    Directories refuse it, or cut or squeeze it to a square.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="1688"/>
          </itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000"/>
          </itunes:image>
    """
    size = _size(image)
    if size and size[0] != size[1]:
        yield fault(image, f"the picture has {size[0]} × {size[1]} pixels", "cut it to a square of 3000 × 3000")


@rule("FP410", "itunes:image", ERROR, APPLE, PSP, holds=["img-size"])
def small_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has fewer than 1400 pixels a side.

    Apple refuses it: on a television it would be a blur.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="600" height="600"/>
          </itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000"/>
          </itunes:image>
    """
    size = _size(image)
    if size and min(size) < _SMALLEST:
        message = f"the picture has {size[0]} × {size[1]} pixels; {_SMALLEST} a side are the least"
        yield fault(image, message, "export it again from the original with 3000 × 3000")


@rule("FP411", "itunes:image", ERROR, APPLE, PSP, holds=["img-max"])
def huge_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has more than 3000 pixels a side.

    Apple refuses it, and telephones run out of memory.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="4096" height="4096"/>
          </itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000"/>
          </itunes:image>
    """
    size = _size(image)
    if size and max(size) > _LARGEST:
        message = f"the picture has {size[0]} × {size[1]} pixels; {_LARGEST} a side are the most"
        yield fault(image, message, "export it with 3000 × 3000")


@rule("FP412", "itunes:image", INFO, APPLE, holds=["img-3000"])
def artwork_under_3000(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has fewer than 3000 pixels a side.

    It is allowed from 1400 on; Apple prefers 3000, and shows only such where it features a show.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="1400" height="1400"/>
          </itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg">
            <seen:picture kind="JPEG" width="3000" height="3000"/>
          </itunes:image>
    """
    size = _size(image)
    if size and size[0] == size[1] and _SMALLEST <= size[0] < _LARGEST:
        message = f"the picture has {size[0]} × {size[1]} pixels; 3000 are preferred"
        yield fault(image, message, "export it again from the original with 3000 × 3000, if that has them")


# --- its colours

_COLOURS: Mapping[str, str] = {
    "L": "grey",
    "LA": "grey",
    "La": "grey",
    "I": "grey",
    "F": "grey",
    "1": "black and white",
    "P": "a palette's",
    "PA": "a palette's",
}
_RGB = frozenset({"RGB", "RGBA", "RGBa", "RGBX"})


@rule("FP413", "itunes:image", ERROR, APPLE, PSP, holds=["img-rgb"])
def colours_other_than_rgb(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork's colours are not RGB.

    CMYK is for printing: browsers and apps show it in false colours, or not at all. Apple asks for RGB.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture mode="CMYK"/></itunes:image>
    Bad:  <itunes:image href="https://tidewater.example/art/first-light.png"><seen:picture mode="P"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture mode="RGB"/></itunes:image>
    """
    mode = _measured(image, "mode")
    if mode and mode not in _RGB:
        what = "grey" if mode.startswith("I;") else _COLOURS.get(mode, mode[:20])
        yield fault(image, f"the picture's colours are {what}, and must be RGB", "export it as RGB (sRGB)")


@rule("FP414", "itunes:image", ERROR, APPLE, PSP, holds=["img-rgb"])
def sixteen_bit_colours(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has more than 8 bits per colour.

    Few apps read it, and it is twice the size.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.png"><seen:picture deep="true"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.png"><seen:picture deep="false"/></itunes:image>
    """
    if _measured(image, "deep") == "true":
        yield fault(image, "the picture has 16 bits per colour", "export it with 8")


@rule("FP415", "itunes:image", ERROR, APPLE, holds=["img-no-alpha"])
def transparent_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has an alpha channel, or a transparent colour.

    Apple refuses it: what is behind it differs from app to app.

    Bad:  <itunes:image href="https://tidewater.example/art/dune.png"><seen:picture alpha="true"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/dune.png"><seen:picture alpha="false"/></itunes:image>
    """
    if _measured(image, "alpha") == "true":
        yield fault(image, "the picture has transparency", "flatten it onto a background, without alpha channel")


# --- its bytes

_LARGE = 500_000


@rule("FP416", "itunes:image", WARNING, APPLE, holds=["img-bytes"])
def large_artwork_file(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork has more than 500 KB.

    No document of Apple's says so, but larger files have been refused, 505 KB among them; and every listener loads it.

    Bad:  <itunes:image href="https://tidewater.example/art/dune.png"><seen:picture size="2400000"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/dune.png"><seen:picture size="280000"/></itunes:image>
    """
    size = whole_number(_measured(image, "size"))
    if size and size > _LARGE:
        hint = "export a JPEG of lower quality (80 to 90); 3000 × 3000 pixels stay"
        yield fault(image, f"the picture has {-(-size // 1000)} KB; up to 500 is safe", hint)


@rule("FP417", "itunes:image", INFO, APPLE, holds=["img-dpi"])
def unusual_resolution(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork says that it has other than 72 dots per inch.

    Apple's guide asks for 72. No screen cares; only pixels count.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture dpi="300"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture dpi="72"/></itunes:image>
    """
    if (dpi := _measured(image, "dpi")) and dpi != "72":
        yield fault(image, f"the picture says {dpi[:20]} dots per inch", "export it with 72; the pixels stay the same")


@rule("FP418", "itunes:image", WARNING, holds=["img-no-place"])
def place_in_artwork(image: Element, _: FeedView) -> Iterator[Fault]:
    """The artwork says where on earth it was taken.

    Telephones write the coordinates into every photo, to the metre; everybody can read them.

    Bad:  <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture gps="true"/></itunes:image>
    Good: <itunes:image href="https://tidewater.example/art/first-light.jpg"><seen:picture gps="false"/></itunes:image>
    """
    if _measured(image, "gps") == "true":
        yield fault(image, "the picture holds the coordinates of a place", "delete them: exiftool -all= picture.jpg")
