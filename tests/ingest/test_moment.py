import pytest

from dateline.ingest.moment import Moment, read_moment


@pytest.mark.parametrize(
    ("value", "day", "at"),
    [
        ("2026-03-04T18:22:00+0200", "2026-03-04", "2026-03-04T18:22:00+02:00"),
        ("2026-03-04 18:22:00 +02:00", "2026-03-04", "2026-03-04T18:22:00+02:00"),
        ("2026-03-04T18:22:00.123Z", "2026-03-04", "2026-03-04T18:22:00+00:00"),
        ("2026-03-04T18:22 UTC", "2026-03-04", "2026-03-04T18:22:00+00:00"),
        ("20260304T182200Z", "2026-03-04", "2026-03-04T18:22:00+00:00"),
        ("Wed, 04 Mar 2026 18:22:00 GMT", "2026-03-04", "2026-03-04T18:22:00+00:00"),
        ("Wed, 04 Mar 2026 18:22:00 -0000", "2026-03-04", None),  # RFC 5322: no zone is known
        ("2026-03-04T18:22", "2026-03-04", None),
        ("2026-03-04", "2026-03-04", None),
        ("20260304", "2026-03-04", None),
        ("March 4, 2026", "2026-03-04", None),
        ("Wednesday, 4 March 2026", "2026-03-04", None),
    ],
)
def test_moment_is_read(value: str, day: str, at: str | None) -> None:
    assert read_moment(value) == Moment(day=day, at=at)


@pytest.mark.parametrize("value", ["", "soon", "2026-13-04", "04/03/2026", "1709570000", "May 99, 2026", "x" * 500])
def test_what_is_no_date_is_none(value: str) -> None:
    assert read_moment(value) is None
