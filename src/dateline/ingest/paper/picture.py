"""Pictures of pages: opened within limits, stood upright, made large enough, cleaned."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dateline.errors import InputError

if TYPE_CHECKING:
    from PIL.Image import Image

LARGEST = 7_100  # pixels of the longer side that are read: A2 at 300 dpi
PIXELS = 170_000_000  # of one picture; more is refused before it is unpacked
WANTED_DPI = 300
LEAST_DPI = 200  # a coarser scan is made larger first
PAGE_WIDTH = 8.27  # inches: a picture that does not say its resolution is taken for a page of A4
STEEPEST = 7.0  # degrees of skew that are looked for
SPECKLED = 9  # levels of grey: a clean scan has 0, a grainy one 5, one full of dust 13
BLANK = 12  # levels of grey between the darkest and the lightest spot of an empty page
SKEW = 0.25  # degrees of skew that are worth turning a page for: tesseract bears less


def require_pillow(name: str) -> None:
    """Raise InputError (``missing-extra``) where Pillow is not installed."""
    try:
        import PIL  # noqa: F401
    except ImportError:
        raise InputError(
            "missing-extra", f"{name}: reading scans needs Pillow; install it with `pip install 'dateline[scan]'`"
        ) from None


def open_pictures(data: bytes, name: str, max_pages: int) -> Iterator["Image"]:
    """Yield the pages of a picture file in greys, upright as its EXIF says, each with ``info["dpi"]``.

    Raises:
        InputError: damaged, or larger than ``PIXELS`` or ``max_pages``.
    """
    require_pillow(name)
    from PIL import Image

    with _guarded(name):
        file = Image.open(io.BytesIO(data))
        count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
    with file:
        if count > max_pages:
            raise _too_many(name, count, max_pages)
        for number in range(count):
            with _guarded(name):
                page = _open_page(file, number, name)
            yield page


def open_picture(data: bytes, name: str, number: int) -> "Image | None":
    """Return one page of a picture file as ``open_pictures`` does; None where there is no page of that number."""
    require_pillow(name)
    from PIL import Image

    with _guarded(name), Image.open(io.BytesIO(data)) as file:
        count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
        return _open_page(file, number - 1, name) if 1 <= number <= count else None


def _open_page(file: "Image", number: int, name: str) -> "Image":
    from PIL import ImageOps

    file.seek(number)
    if file.width * file.height > PIXELS:
        raise _too_large(name)
    dpi = _read_dpi(file)
    page = _in_greys(ImageOps.exif_transpose(file))
    page.info = {"dpi": (dpi, dpi)}
    return page


@contextmanager
def _guarded(name: str) -> Iterator[None]:
    """Turn whatever a broken picture raises into an InputError, and keep its warnings to ourselves."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about size: we look ourselves; about odd tags: the picture is there
            yield
    except InputError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(name) from None
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, OverflowError, MemoryError) as error:
        raise InputError("damaged", f"{name}: the picture is damaged ({error}); get it anew") from None


def _too_large(name: str) -> InputError:
    return InputError("too-large", f"{name}: the picture is too large to read; scan it at 300 dpi")


def _too_many(name: str, count: int, most: int) -> InputError:
    return InputError(
        "too-large",
        f"{name}: the picture has {count:,} pages, more than {most:,}; split it, or allow more with the setting "
        "max_pages",
    )


def _in_greys(frame: "Image") -> "Image":
    from PIL import Image

    if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
        seen = frame.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        white.alpha_composite(seen)
        frame = white
    if frame.mode.startswith("I") or frame.mode == "F":  # 16 bits
        low, high = frame.getextrema()
        span = max(float(high) - float(low), 1.0)  # type: ignore[arg-type]
        return frame.point(lambda v: (v - float(low)) * 255 / span).convert("L")  # type: ignore[arg-type]
    return frame.convert("L")


def _read_dpi(frame: "Image") -> float:
    try:
        dpi = float(frame.info.get("dpi", (0, 0))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        dpi = 0.0
    if 100 <= dpi <= 1_300:
        return dpi
    return max(72.0, min(float(min(frame.size)) / PAGE_WIDTH, 600.0))  # 72 and 96 are what programs write unasked


def enlarge(picture: "Image", factor: float) -> "Image":
    """Return the picture larger (or smaller) by a factor, with its resolution."""
    from PIL import Image

    factor = min(factor, LARGEST / max(picture.size))
    if abs(factor - 1) < 0.02:
        return picture
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    larger = picture.resize(size, Image.Resampling.LANCZOS)
    dpi = picture.info["dpi"][0] * factor
    larger.info = {"dpi": (dpi, dpi)}
    return larger


def despeckle(picture: "Image") -> "Image":
    """Return the picture without single dark or light pixels (median of three by three)."""
    from PIL import ImageFilter

    clean = picture.filter(ImageFilter.MedianFilter(3))
    clean.info = dict(picture.info)
    return clean


def is_speckled(picture: "Image") -> bool:
    """Whether half of the points in the middle of a page differ much from those around them: dust, a grainy sensor."""
    from PIL import ImageChops, ImageFilter, ImageStat

    wide, high = picture.size
    middle = picture.crop((wide // 4, high // 4, wide // 4 + min(800, wide // 2), high // 4 + min(800, high // 2)))
    grain = ImageChops.difference(middle, middle.filter(ImageFilter.MedianFilter(3)))
    return min(middle.size) > 0 and ImageStat.Stat(grain).median[0] >= SPECKLED


def turn(picture: "Image", degrees: float) -> "Image":
    """Return the picture turned counter-clockwise; quarter turns lose nothing, others fill the corners with paper."""
    from PIL import Image

    if degrees % 90 == 0:
        turned = picture.rotate(degrees, expand=True)
    else:
        turned = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=_paper(picture))
    turned.info = dict(picture.info)
    return turned


def _paper(picture: "Image") -> int:
    """Return the grey of the paper: the commonest of the light ones."""
    counts = picture.histogram()[128:]
    return 128 + counts.index(max(counts))


def is_blank(picture: "Image") -> bool:
    """Whether a page shows nothing: hardly a spot that is clearly darker or lighter than what is around it."""
    from PIL import Image

    low, high = picture.resize((200, 280), Image.Resampling.BOX).getextrema()
    return float(high) - float(low) < BLANK  # type: ignore[arg-type]


def find_skew(picture: "Image") -> float:
    """Return by how many degrees to turn a page counter-clockwise to make its rows level; 0 where that is not clear.

    Implements the projection profile (Postl 1986): on a level page the rows and the gaps between them differ most in
    ink. A page of one line, or of pictures, gives no clear peak.
    """
    import numpy as np
    from PIL import Image

    small = picture.resize((800, max(1, round(800 * picture.height / picture.width))), Image.Resampling.BOX)
    if not 100 <= small.height <= 4_000:
        return 0.0
    grey: Any = np.asarray(small, dtype=np.float32)
    dark = Image.fromarray(((grey < grey.mean() - 0.5 * grey.std()) * 255).astype(np.uint8))

    def sharpness(degrees: float) -> float:
        rows = np.asarray(dark.rotate(degrees, Image.Resampling.BILINEAR), dtype=np.float32).sum(axis=1)
        return float(np.square(np.diff(rows)).sum())

    coarse = {n / 2: sharpness(n / 2) for n in range(-int(2 * STEEPEST), int(2 * STEEPEST) + 1)}
    near = max(coarse, key=lambda degrees: (coarse[degrees], -abs(degrees)))
    fine = {near + n / 10: sharpness(near + n / 10) for n in range(-4, 5)}
    best = max(fine, key=lambda degrees: (fine[degrees], -abs(degrees)))
    usual = sorted(coarse.values())[len(coarse) // 2]
    return round(best, 1) if fine[best] > 1.3 * usual and abs(best) >= SKEW else 0.0
