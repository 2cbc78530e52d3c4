import shutil
from pathlib import Path

import pytest
from making_papers import make_paged_project, print_pdf, print_scan


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project over a PDF of two pages, a scan that is askew, and a text."""
    return make_paged_project(
        tmp_path_factory.mktemp("papers"),
        {
            "dockers.pdf": print_pdf(),
            "lake.tif": print_scan(),
            "lima.txt": b"LIMA - Police arrested Joana Velloso, a 34-year-old nurse, in Lima on Tuesday.",
        },
    )


@pytest.fixture
def project(coded: Path, tmp_path: Path) -> Path:
    """A copy of the project and its corpus that a test may change."""
    folder = Path(shutil.copytree(coded.parent, tmp_path / "copy"))
    return folder / "project.duckdb"
