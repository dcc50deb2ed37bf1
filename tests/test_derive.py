"""Pictures made from pictures: what they look like, what they weigh, and what they keep to themselves."""

from __future__ import annotations

import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from tests.pictures import jpeg, png

from feedpub.artwork import DERIVER, ICONS, SHARED, cover_for_tags, derived, icon, page_cover, same_picture, social_card
from feedpub.errors import Unusable

pytestmark = pytest.mark.slow

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)
MAKERS: dict[str, Callable[[Path], bytes]] = {
    "tags": cover_for_tags,
    "page": page_cover,
    "card": social_card,
    "icon": lambda path: icon(path, edge=180),
}


def icons(path: Path) -> dict[int, bytes]:
    """Every icon of a picture, by its pixels a side."""
    return {size[0]: derived(path, name) for name, size in ICONS.items()}


def saved(folder: Path, image: Image.Image, name: str = "cover.jpg", **options: Any) -> Path:
    """A picture's file."""
    path = folder / name
    image.save(path, **options)
    return path


def halves(left: Any, right: Any, *, size: tuple[int, int] = (1400, 1400), mode: str = "RGB") -> Image.Image:
    """A picture whose left half has another colour than its right."""
    image = Image.new(mode, size, right)
    image.paste(left, (0, 0, size[0] // 2, size[1]))
    return image


def read(data: bytes) -> Image.Image:
    """The picture, decoded."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def colour(data: bytes, x: float, y: float) -> str:
    """The plain colour that a place, in parts of the whole, is nearest to."""
    image = read(data).convert("RGB")
    seen = image.getpixel((int(x * image.width), int(y * image.height)))
    assert isinstance(seen, tuple)
    named = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE, "black": (0, 0, 0), "grey": (128, 128, 128)}
    return min(named, key=lambda name: sum(abs(a - b) for a, b in zip(named[name], seen, strict=True)))


def swapped_profile() -> bytes:
    """An ICC profile of a screen whose red is green: whoever heeds it shows red pixels green."""

    def number(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(number, values))

    red, green, blue = (0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    linear = b"curv\0\0\0\0\0\0\0\0"
    tags = {
        b"rXYZ": xyz(*green),
        b"gXYZ": xyz(*red),
        b"bXYZ": xyz(*blue),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rTRC": linear,
        b"gTRC": linear,
        b"bTRC": linear,
    }
    table, data = struct.pack(">I", len(tags)), b""
    start = 128 + 4 + 12 * len(tags)
    for name, body in tags.items():
        table += name + struct.pack(">II", start + len(data), len(body))
        data += body + bytes(-len(body) % 4)
    size = start + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"test", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 11, 23, 0, 0, 0) + b"acsp" + bytes(28) + b"".join(map(number, (0.9642, 1, 0.8249)))
    return head.ljust(128, b"\0") + table + data


# --- sizes


@pytest.mark.parametrize(
    ("side", "edge", "expected"), [(1400, 600, (600, 600)), (3000, 300, (300, 300)), (200, 600, (200, 200))]
)
@pytest.mark.parametrize("make", [cover_for_tags, page_cover])
def test_covers_are_smaller_and_never_larger(
    tmp_path: Path, make: Callable[..., bytes], side: int, edge: int, expected: tuple[int, int]
) -> None:
    """Enlarging adds bytes and shows nothing."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(jpeg(side))

    made = read(make(path, edge=edge))

    assert ("JPEG", "RGB", expected) == (made.format, made.mode, made.size)


@pytest.mark.parametrize("size", [(1400, 1400), (3000, 400), (300, 900)])
def test_what_is_not_square_keeps_its_shape_in_covers(tmp_path: Path, size: tuple[int, int]) -> None:
    """A chapter's picture may have any."""
    made = read(page_cover(saved(tmp_path, Image.new("RGB", size)), edge=300))

    assert 300 == max(made.size)
    assert made.width / made.height == pytest.approx(size[0] / size[1], rel=0.02)


@pytest.mark.parametrize("size", [(1400, 1400), (640, 64), (16, 16)])
def test_the_card_has_the_shape_that_everybody_shows_uncut(tmp_path: Path, size: tuple[int, int]) -> None:
    """Whatever shape the picture has."""
    made = read(social_card(saved(tmp_path, Image.new("RGB", size))))

    assert ("JPEG", (1200, 630), SHARED["card"]) == (made.format, made.size, made.size)


def test_the_card_shows_the_whole_picture_bright_in_the_middle_and_darkened_around(tmp_path: Path) -> None:
    """Its corners are not cut, and it stands out from its own background."""
    image = Image.new("RGB", (1400, 1400), WHITE)
    draw = ImageDraw.Draw(image)
    for x, y in ((0, 0), (1300, 0), (0, 1300), (1300, 1300)):
        draw.rectangle((x, y, x + 100, y + 100), fill=BLUE)

    made = social_card(saved(tmp_path, image))

    left, right, top, bottom = 335 / 1200, 865 / 1200, 50 / 630, 580 / 630
    assert ["blue"] * 4 == [colour(made, x, y) for x in (left, right) for y in (top, bottom)]
    assert ("white", "grey") == (colour(made, 0.5, 0.5), colour(made, 0.1, 0.5))


def test_every_derived_picture_is_as_large_as_pages_are_told(tmp_path: Path) -> None:
    """Width and height stand in the page, so that nothing jumps while it loads."""
    path = saved(tmp_path, Image.new("RGB", (1400, 1400), BLUE))

    sizes = {name: read(derived(path, name)).size for name in (*SHARED, *ICONS)}

    assert sizes == {**SHARED, **ICONS}


@pytest.mark.parametrize("size", [(1400, 1400), (100, 100), (900, 300)])
def test_icons_are_square_and_of_exactly_their_size(tmp_path: Path, size: tuple[int, int]) -> None:
    """Browsers and systems take the size that is declared."""
    made = icons(saved(tmp_path, Image.new("RGB", size, BLUE)))

    assert {32: (32, 32), 180: (180, 180), 512: (512, 512)} == {edge: read(data).size for edge, data in made.items()}
    assert {"PNG"} == {read(data).format for data in made.values()}
    assert {"blue"} == {colour(data, 0.5, 0.5) for data in made.values()}


def test_icons_keep_what_shines_through_but_for_apples(tmp_path: Path) -> None:
    """What is transparent, iOS paints black."""
    image = halves((255, 0, 0, 255), (0, 0, 0, 0), mode="RGBA")

    made = icons(saved(tmp_path, image, "logo.png"))

    assert (0, 255) == read(made[32]).convert("RGBA").getchannel("A").getextrema()
    assert (255, 255) == read(made[180]).convert("RGBA").getchannel("A").getextrema()
    assert ("red", "white") == (colour(made[180], 0.2, 0.5), colour(made[180], 0.8, 0.5))


# --- weight


@pytest.mark.parametrize(("name", "most"), [("tags", 150_000), ("page", 90_000), ("card", 200_000)])
@pytest.mark.parametrize("side", [200, 1400])
def test_even_noise_weighs_no_more_than_allowed(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, most: int, side: int
) -> None:
    """Nothing is harder to compress; a photograph comes out far better. And no library grumbles."""
    noise = Image.merge("RGB", [Image.effect_noise((side, side), sigma) for sigma in (60, 80, 100)])

    assert len(MAKERS[name](saved(tmp_path, noise, quality=95))) <= most
    assert ("", "") == capfd.readouterr()


def test_a_large_icon_of_many_colours_is_reduced(tmp_path: Path) -> None:
    """In 256 colours it looks the same to whoever sees an icon."""
    noise = Image.merge("RGB", [Image.effect_noise((1400, 1400), sigma) for sigma in (60, 80, 100)])

    made = icons(saved(tmp_path, noise, quality=95))

    assert ("P", True) == (read(made[512]).mode, len(made[512]) < 300_000)
    assert "RGB" == read(made[32]).mode


# --- what is not taken over


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_but_pixels_is_taken_over(tmp_path: Path, name: str) -> None:
    """Neither the place of the photograph, nor the camera, the profile, comments or XMP."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825).update({1: "N", 2: (54.0, 8.0, 0.0), 3: "E", 4: (8.0, 51.0, 0.0)})
    path = saved(
        tmp_path,
        Image.new("RGB", (1400, 1400)),
        exif=exif.tobytes(),
        icc_profile=swapped_profile(),
        comment=b"Secret comment",
        dpi=(300, 300),
    )
    assert b"Secret Camera" in path.read_bytes()

    made = MAKERS[name](path)

    for trace in (b"Exif", b"Secret", b"ICC_PROFILE", b"iCCP", b"eXIf", b"http://ns.adobe.com", b"tEXt"):
        assert trace not in made
    assert {} == dict(read(made).getexif())


@pytest.mark.parametrize("name", MAKERS)
def test_png_metadata_is_not_taken_over_either(tmp_path: Path, name: str) -> None:
    """PNG has its own chunks for the same."""
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    path = saved(
        tmp_path, Image.new("RGB", (700, 700)), "cover.png", exif=exif.tobytes(), icc_profile=swapped_profile()
    )

    made = MAKERS[name](path)

    assert not [chunk for chunk in (b"Exif", b"Secret", b"iCCP", b"eXIf", b"ICC_PROFILE") if chunk in made]


# --- colours and orientation


@pytest.mark.parametrize(
    ("orientation", "places"),
    [
        (1, ("left", "right")),
        (2, ("right", "left")),
        (3, ("right", "left")),
        (4, ("left", "right")),
        (5, ("top", "bottom")),
        (6, ("top", "bottom")),
        (7, ("bottom", "top")),
        (8, ("bottom", "top")),
        (99, ("left", "right")),
    ],
)
def test_a_photograph_is_upright(tmp_path: Path, orientation: int, places: tuple[str, str]) -> None:
    """Telephones store how they were held; players do not look at it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    where = {"left": (0.1, 0.5), "right": (0.9, 0.5), "top": (0.5, 0.1), "bottom": (0.5, 0.9)}

    made = cover_for_tags(saved(tmp_path, halves(RED, BLUE), exif=exif.tobytes()))

    assert ("red", "blue") == tuple(colour(made, *where[place]) for place in places)


def test_what_is_not_square_is_turned_whole(tmp_path: Path) -> None:
    """Orientation 6 makes portrait of landscape."""
    exif = Image.Exif()
    exif[0x0112] = 6

    made = read(cover_for_tags(saved(tmp_path, Image.new("RGB", (1200, 600)), exif=exif.tobytes())))

    assert (300, 600) == made.size


@pytest.mark.parametrize(
    "broken",
    [
        b"Exif\0\0",
        b"Exif\0\0no TIFF at all",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0",
    ],
)
def test_damaged_exif_says_nothing(tmp_path: Path, broken: bytes) -> None:
    """The picture is whole all the same."""
    made = cover_for_tags(saved(tmp_path, halves(RED, BLUE), exif=broken))

    assert ("red", "blue") == (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5))


@pytest.mark.parametrize("name", ["cover.jpg", "cover.png"])
def test_colours_are_converted_by_the_profile(tmp_path: Path, name: str) -> None:
    """Without its profile a picture would be shown as sRGB, which it is not."""
    made = cover_for_tags(saved(tmp_path, halves(RED, BLUE), name, icc_profile=swapped_profile()))

    assert ("green", "blue") == (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5))


@pytest.mark.parametrize("profile", [b"no profile", swapped_profile()[:200]])
def test_a_damaged_profile_is_not_heeded(tmp_path: Path, profile: bytes) -> None:
    """Nor does it stop anything."""
    made = cover_for_tags(saved(tmp_path, halves(RED, BLUE), icc_profile=profile))

    assert ("red", "blue") == (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5))


def test_another_kinds_profile_is_not_heeded(tmp_path: Path) -> None:
    """A grey picture with a profile for RGB."""
    made = cover_for_tags(saved(tmp_path, halves(0, 255, mode="L"), icc_profile=swapped_profile()))

    assert ("black", "white") == (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5))


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_inks_become_light(tmp_path: Path, make: Callable[[Path], bytes]) -> None:
    """CMYK JPEGs come from print; browsers show them wrongly or not at all."""
    image = Image.new("CMYK", (1400, 1400), (0, 255, 255, 0))

    made = make(saved(tmp_path, image))

    assert ("RGB", "red") == (read(made).mode, colour(made, 0.5, 0.5))


@pytest.mark.parametrize("mode", ["L", "I;16"])
def test_grey_is_grey_however_deep(tmp_path: Path, mode: str) -> None:
    """16 bits are not cut to the lower eight, which would make everything white."""
    deep = mode != "L"
    image = Image.new(mode, (700, 700), 128 * 256 if deep else 128)

    made = cover_for_tags(saved(tmp_path, image, "cover.png"))

    assert "grey" == colour(made, 0.5, 0.5)


def test_sixteen_bits_a_colour_are_read(tmp_path: Path) -> None:
    """As design programs export PNG; Pillow cannot write it, so it is written here by hand."""
    made = cover_for_tags(deep_png(tmp_path / "cover.png", (0, 65535, 0)))

    assert "green" == colour(made, 0.5, 0.5)


def deep_png(path: Path, pixel: tuple[int, int, int]) -> Path:
    """A PNG of 16 bits per colour, 64 pixels a side."""
    from zlib import compress, crc32

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc32(name + body))

    lines = (b"\0" + struct.pack(">3H", *pixel) * 64) * 64
    head = struct.pack(">IIBBBBB", 64, 64, 16, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", compress(lines)) + chunk(b"IEND", b"")
    )
    return path


@pytest.mark.parametrize("make", [cover_for_tags, page_cover])
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_shines_through_is_white(tmp_path: Path, make: Callable[[Path], bytes], mode: str) -> None:
    """JPEG has no transparency; without care it would be black."""
    image = halves((255, 0, 0, 255), (0, 0, 0, 0), mode="RGBA")
    if mode == "LA":
        image = image.convert("LA")
    elif mode == "P":
        image = image.quantize(8, Image.Quantize.FASTOCTREE)

    made = make(saved(tmp_path, image, "cover.png"))

    assert "white" == colour(made, 0.9, 0.5)
    assert "white" != colour(made, 0.1, 0.5)


def test_a_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    """`tRNS` with one entry, as old programs write it."""
    image = Image.new("P", (700, 700), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(0, (0, 0, 350, 700))

    made = cover_for_tags(saved(tmp_path, image, "cover.png", transparency=1))

    assert ("red", "white") == (colour(made, 0.1, 0.5), colour(made, 0.9, 0.5))


# --- the same again, and what cannot be read


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_the_same_picture_gives_the_same_bytes(tmp_path: Path, make: Callable[[Path], bytes]) -> None:
    """Within one version of the library; between versions `DERIVER` decides."""
    path = tmp_path / "cover.png"
    path.write_bytes(png(800))

    assert make(path) == make(path)
    assert 1 == DERIVER


def test_the_file_itself_is_not_touched(tmp_path: Path) -> None:
    """It is the author's."""
    path = tmp_path / "cover.jpg"
    path.write_bytes(jpeg())

    for make in MAKERS.values():
        make(path)

    assert jpeg() == path.read_bytes()
    assert [path] == list(tmp_path.iterdir())


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("absent.jpg", None, "no such file"),
        ("empty.jpg", b"", "is empty"),
        ("text.jpg", b"no picture at all, but text", "not a picture"),
        ("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        ("cut.jpg", jpeg()[:5000], "damaged or cut short"),
        ("cut.png", png()[:1500], "damaged or cut short"),
    ],
)
def test_what_is_no_picture_is_refused(
    tmp_path: Path, make: Callable[[Path], bytes], name: str, content: bytes | None, message: str
) -> None:
    """In our words, with what to do."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(Unusable, match=message) as caught:
        make(path)

    assert caught.value.hint


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_what_is_far_too_large_is_refused_before_it_is_decoded(tmp_path: Path, make: Callable[[Path], bytes]) -> None:
    """A few bytes can stand for gigabytes of pixels."""
    path = tmp_path / "bomb.png"
    Image.new("1", (7000, 7000)).save(path)

    with pytest.raises(Unusable, match="far too large"):
        make(path)


def test_a_folder_and_a_pipe_are_no_pictures(tmp_path: Path) -> None:
    """Merely opening the pipe would wait for ever."""
    import os

    os.mkfifo(tmp_path / "pipe.jpg")

    for path, message in ((tmp_path, "is a folder"), (tmp_path / "pipe.jpg", "no ordinary file")):
        with pytest.raises(Unusable, match=message):
            cover_for_tags(path)


# --- the same picture


def drawn(text: str = "") -> Image.Image:
    """A cover with something to see, and perhaps a number on it."""
    image = Image.linear_gradient("L").resize((1400, 1400)).convert("RGB")
    ImageDraw.Draw(image).ellipse((300, 300, 900, 900), fill=(200, 60, 20))
    if text:
        ImageDraw.Draw(image).text((1000, 1000), text, fill=WHITE, font_size=250)
    return image


def test_a_picture_is_known_again_smaller_and_compressed(tmp_path: Path) -> None:
    """Size, kind and quality do not matter; transparency is white."""
    original = saved(tmp_path, drawn(), "cover.png")
    small = tmp_path / "small.jpg"
    small.write_bytes(cover_for_tags(original, edge=300))
    poor = saved(tmp_path, drawn().convert("RGBA"), "poor.png")

    assert same_picture(original, small)
    assert same_picture(small, original)
    assert same_picture(original, poor)


def test_a_number_on_the_same_cover_makes_it_another(tmp_path: Path) -> None:
    """Many shows do that for each episode."""
    show = saved(tmp_path, drawn(), "show.jpg")
    twelve, thirteen = (saved(tmp_path, drawn(text), f"{text}.jpg") for text in ("12", "13"))

    assert not same_picture(show, twelve)
    assert not same_picture(twelve, thirteen)


def test_what_cannot_be_read_is_like_nothing(tmp_path: Path) -> None:
    """Nor is it silently taken for different."""
    with pytest.raises(Unusable, match="no such file"):
        same_picture(saved(tmp_path, drawn()), tmp_path / "absent.jpg")
