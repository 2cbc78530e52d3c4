from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from dateline.errors import UsageError
from dateline.workspace import Workspace, load_settings


def test_pages_are_drawn_with_regions_and_repairs(
    press: ModuleType, articles: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(press.print_article(articles["bristol-dockers"], press.ONE).data)
    names = Workspace(load_settings()).draw_pages(file, tmp_path / "page.png")
    assert [name.name for name in names] == ["page.png", "page-2.png"]
    with Image.open(names[0]) as drawn:
        colours = {colour for _, colour in drawn.convert("RGB").getcolors(1_000_000) or ()}
    assert {(0x00, 0x72, 0xB2), (0x00, 0x9E, 0x73), (0xD5, 0x5E, 0x00)} <= colours  # title, body, repair


def test_text_has_no_pages_to_draw(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text("Rebels left Goma.")
    with pytest.raises(UsageError, match="no pages"):
        Workspace(load_settings()).draw_pages(file, tmp_path / "page.png")
