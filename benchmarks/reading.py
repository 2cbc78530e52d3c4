"""Measures how the twelve articles of tests/ingest/articles come out of web pages: `python benchmarks/reading.py`.

For each site layout: the likeness of text and body to the truth (mean, worst), the share of header fields that are
right, and pages a second. The last rows are the same pages without any class, id or role: nothing in them says what is
a box or a byline.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "ingest"))

import measure
import newssite

from dateline.ingest.html import html_document
from dateline.ingest.source import Limits
from dateline.model import Document
from dateline.pipeline import Pipeline, default_stages

ASKED = ("title", "outlet", "published", "dateline_place", "dateline_date")  # right in 95 % of pages
NAMES = re.compile(rb'\s(?:class|id|role|aria-label)="[^"]*"')


def main() -> None:
    articles = newssite.load_articles()
    front = Pipeline(default_stages(until="layout"))
    html_document(newssite.render_page(articles[0], "meta"), "warm-up", Limits())
    print(f"{'form':24}{'text':>8}{'worst':>8}{'body':>8}{'worst':>8}{'asked':>8}{'all':>8}{'pages/s':>9}  wrong")
    for suffix, change in (("", lambda page: page), (", no names", lambda page: NAMES.sub(b"", page))):
        for layout in newssite.LAYOUTS:
            print(row(front, articles, layout, suffix, change))


def row(
    front: Pipeline, articles: list[newssite.Article], layout: str, suffix: str, change: Callable[[bytes], bytes]
) -> str:
    right, asked, wrong, found, seconds = Counter[bool](), Counter[bool](), Counter[str](), [], 0.0
    for article in articles:
        page = change(newssite.render_page(article, layout))
        began = time.perf_counter()
        read = html_document(page, article["id"], Limits())
        seconds += time.perf_counter() - began
        (doc,) = front.run([read])
        assert isinstance(doc, Document)
        body = "\n".join(newssite.paragraphs(article))
        found.append(measure.measure(doc, article, newssite.expected_text(article), body))
        for name, verdict in found[-1].right.items():
            if verdict is not None:
                right[verdict] += 1
                asked[verdict] += name in ASKED
                wrong[name] += not verdict
    texts, bodies = [m.text for m in found], [m.body for m in found]
    shares = [counts[True] / (counts[True] + counts[False]) for counts in (asked, right)]
    figures = [sum(texts) / len(texts), min(texts), sum(bodies) / len(bodies), min(bodies), *shares]
    told = ", ".join(f"{name} {n}" for name, n in sorted(wrong.items()) if n)
    return f"{layout + suffix:24}" + "".join(f"{x:8.1%}" for x in figures) + f"{len(articles) / seconds:9.0f}  {told}"


if __name__ == "__main__":
    main()
