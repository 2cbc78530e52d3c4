"""Prints the articles of ``articles/``: born-digital PDFs in one and two columns, and scans of them, all by program.

The layout is our own, on reportlab's canvas, with its built-in fonts; every form is the same bytes at each run.
"""

import io
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import yaml
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4, A5
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

ARTICLES = Path(__file__).parent / "articles"
BREAK = re.compile(r"(?<=[aeiouy])(?=[bcdfghklmnprstvw][aeiouy])")


@dataclass(frozen=True, kw_only=True)
class Printed:
    """A printed article: the file, and what stands on it in the order in which a person reads."""

    data: bytes
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, kw_only=True)
class Style:
    page: tuple[float, float]
    columns: int
    font: str
    bold: str
    size: float
    justified: bool
    gutter: float = 16.0
    margin: float = 48.0


ONE = Style(page=A5, columns=1, font="Helvetica", bold="Helvetica-Bold", size=10.0, justified=False)
TWO = Style(page=A4, columns=2, font="Times-Roman", bold="Times-Bold", size=10.0, justified=True)
THREE = Style(page=A4, columns=3, font="Times-Roman", bold="Times-Bold", size=9.0, justified=True, gutter=12.0)


def load_articles() -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(ARTICLES.glob("*.yaml"))]


def print_article(article: dict[str, Any], style: Style) -> Printed:
    """Set an article: masthead and date, headline over all columns, byline, then the body column by column."""
    return print_articles([article], style)


def print_articles(articles: list[dict[str, Any]], style: Style) -> Printed:
    """Set several articles into one file, each on a page of its own."""
    out = io.BytesIO()
    press = _Press(Canvas(out, pagesize=style.page, invariant=1), style)
    for article in articles:
        press.floor = _balanced(article, style)
        press.set(article)
    press.close()
    return Printed(data=out.getvalue(), paragraphs=tuple(press.printed))


def print_newspaper_page(articles: list[dict[str, Any]], style: Style) -> bytes:
    """Set articles below one another on one page, under the masthead of the first, each in columns of its own."""
    out = io.BytesIO()
    press = _Press(Canvas(out, pagesize=style.page, invariant=1), style)
    for n, article in enumerate(articles):
        press.floor = style.margin + 10 + (len(articles) - 1 - n) * (style.page[1] - 2 * style.margin) / len(articles)
        press.set(article, fresh=not n)
        press.y = press.floor
        press.column = 0
    press.close()
    return out.getvalue()


def _balanced(article: dict[str, Any], style: Style) -> float:
    """Return how far down the columns go: as far as lets all of them be filled, if the article fits on one page."""
    lowest = style.margin + 10
    for floor in range(int(style.page[1] * 0.8), int(lowest), -8) if style.columns > 1 else ():
        trial = _Press(Canvas(io.BytesIO(), pagesize=style.page, invariant=1), style)
        trial.floor = floor
        trial.set(article)
        if trial.page == 1:
            return floor
    return lowest


class _Press:
    def __init__(self, canvas: Canvas, style: Style) -> None:
        self.canvas, self.style = canvas, style
        self.printed: list[str] = []
        self.head = ""
        self.page = 0
        self.floor = style.margin + 10

    def set(self, article: dict[str, Any], *, fresh: bool = True) -> None:
        style = self.style
        day = date.fromisoformat(article["published"][:10])
        printed_day = f"{day:%A}, {day.day} {day:%B %Y}"
        self.head = f"{article['outlet']}  |  {day.day} {day:%B %Y}"
        if fresh:
            self._new_page(first=True)
            self._rows([article["outlet"]], style.bold, 20, self.width)
            self._rows([printed_day], style.font, style.size - 1, self.width)
            self.printed += [article["outlet"], printed_day]
        self.y -= 6
        self.canvas.line(style.margin, self.y, style.page[0] - style.margin, self.y)
        self.y -= 6
        self._rows(wrap(article["title"], style.bold, 17, self.width), style.bold, 17, self.width)
        self.printed.append(article["title"])
        if article["subtitle"]:
            self.y -= 3
            self._rows(wrap(article["subtitle"], style.font, 12.5, self.width), style.font, 12.5, self.width)
            self.printed.append(article["subtitle"])
        if article["byline"]:
            self.y -= 4
            self._rows([f"By {article['byline']}"], style.bold, style.size, self.width)
            self.printed.append(f"By {article['byline']}")
        self.y -= 6
        self.top = self.y
        self.column = 0
        self._body(article)

    def _body(self, article: dict[str, Any]) -> None:
        style, wide = self.style, self.column_width
        if article["figure"]:
            self.canvas.setFillGray(0.7)
            self.canvas.rect(self.x, self.y - 70, wide, 66, stroke=0, fill=1)
            self.canvas.setFillGray(0)
            self.y -= 74
            caption = f"{article['figure']['caption']} {article['figure']['credit']}"
            self._rows(wrap(caption, style.font, style.size - 2, wide), style.font, style.size - 2, wide)
            self.printed.append(caption)
            self.y -= 6
        lead = (article["dateline"] or {}).get("printed", "")
        for n, paragraph in enumerate(article["body"]):
            if isinstance(paragraph, str):
                words = lead + paragraph if not n else paragraph
                rows = wrap(words, style.font, style.size, wide, indent=0 if not n else 10)
                self._rows(rows, style.font, style.size, wide, indent=0 if not n else 10)
            else:
                words = paragraph.get("heading") or paragraph["quote"]
                font = style.bold if "heading" in paragraph else style.font
                self.y -= 4
                self._rows(wrap(words, font, style.size, wide - 20), font, style.size, wide - 20, shift=10)
                self.y -= 2
            self.printed.append(words)

    @property
    def width(self) -> float:
        return self.style.page[0] - 2 * self.style.margin

    @property
    def column_width(self) -> float:
        return (self.width - (self.style.columns - 1) * self.style.gutter) / self.style.columns

    @property
    def x(self) -> float:
        return self.style.margin + self.column * (self.column_width + self.style.gutter)

    def _rows(self, rows: list[str], font: str, size: float, wide: float, indent: float = 0, shift: float = 0) -> None:
        for n, row in enumerate(rows):
            if self.y - size * 1.25 < self.floor:
                self._next_column()
            self.y -= size * 1.25
            x, room = self.x + shift + (indent if not n else 0), wide - (indent if not n else 0)
            self.canvas.setFont(font, size)
            words = row.split(" ")
            spare = room - stringWidth(row, font, size)
            if self.style.justified and font == self.style.font and n < len(rows) - 1 and len(words) > 2 and not shift:
                for word in words:
                    self.canvas.drawString(x, self.y, word)
                    x += stringWidth(word + " ", font, size) + spare / (len(words) - 1)
            else:
                self.canvas.drawString(x, self.y, row)

    def _next_column(self) -> None:
        self.column += 1
        if self.column == self.style.columns:
            self._new_page(first=False)
        self.y = self.top

    def _new_page(self, *, first: bool) -> None:
        if self.page:
            self._foot()
        self.page += 1
        self.column = 0
        self.y = self.style.page[1] - self.style.margin
        if not first:
            self.canvas.setFont(self.style.font, 8)
            self.canvas.drawString(self.style.margin, self.style.page[1] - 30, self.head)
        self.top = self.y

    def _foot(self) -> None:
        self.canvas.setFont(self.style.font, 8)
        self.canvas.drawCentredString(self.style.page[0] / 2, 26, str(self.page))
        self.canvas.showPage()

    def close(self) -> None:
        self._foot()
        self.canvas.save()


def wrap(text: str, font: str, size: float, wide: float, indent: float = 0) -> list[str]:
    """Break a paragraph into rows, and a long word at the end of a loose row with a hyphen."""
    rows, row = [], ""
    for word in text.split(" "):
        room = wide - (indent if not rows else 0)
        fit = f"{row} {word}" if row else word
        if stringWidth(fit, font, size) <= room:
            row = fit
            continue
        head, tail = _broken(word, room - stringWidth(f"{row} -", font, size), font, size)
        loose = room - stringWidth(row, font, size) > 0.12 * room
        rows.append(f"{row} {head}-" if head and loose else row)
        row = tail if head and loose else word
    return [*rows, row]


def _broken(word: str, room: float, font: str, size: float) -> tuple[str, str]:
    if len(word) < 8 or not word.isalpha() or not word.islower():
        return "", word
    cuts = [match.start() for match in BREAK.finditer(word) if 3 <= match.start() <= len(word) - 3]
    fits = [cut for cut in cuts if stringWidth(word[:cut], font, size) <= room]
    return (word[: fits[-1]], word[fits[-1] :]) if fits else ("", word)


def draw(data: bytes, dpi: int) -> Iterator[Image.Image]:
    """Draw the pages of a PDF in greys."""
    file = pypdfium2.PdfDocument(data)
    for page in file:
        yield page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    file.close()


def scan(data: bytes, *, dpi: int, kind: str, seed: int) -> bytes:
    """Return a PDF as a scanner would deliver it: a TIFF of its pages, clean, skewed (mild) or noisy (bad).

    Skewed: half a degree to a degree and a half, a soft lens, a little noise. Noisy: the same, with much noise, specks
    of dust in black and white, a shadow on one side and paler ink.
    """
    pages = [worn(page, kind, random.Random(f"{seed}-{n}")) for n, page in enumerate(draw(data, dpi))]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:], dpi=(dpi, dpi), compression="tiff_lzw")
    return out.getvalue()


def worn(page: Image.Image, kind: str, chance: random.Random) -> Image.Image:
    """Return a page as clean, skewed or noisy as asked."""
    if kind == "clean":
        return page
    degrees = chance.choice((-1, 1)) * chance.uniform(0.5, 1.5)
    page = page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255)
    page = page.filter(ImageFilter.GaussianBlur(0.5 if kind == "skewed" else 0.7))
    noise = np.random.default_rng(chance.randrange(2**32))
    grey = np.asarray(page, dtype=np.float32)
    if kind == "skewed":
        grey = 20 + grey * 0.87 + noise.normal(0, 8, grey.shape)
    else:
        shadow = np.linspace(0, -50, grey.shape[1])[None, :]
        grey = 60 + grey * 0.7 + shadow + noise.normal(0, 22, grey.shape)
        dust = noise.random(grey.shape)
        grey = np.where(dust < 0.006, 20, np.where(dust > 0.994, 250, grey))
    return Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
