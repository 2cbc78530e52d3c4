"""Stand-in until the real one lands."""

from dataclasses import replace

from dateline.model import Header, HeaderField, Region, Span
from dateline.stage import Stage


def layout_stage() -> Stage:
    def run(d):
        pub = HeaderField(value=d.meta.published, span=None, basis="given") if d.meta.published else None
        return replace(d, header=Header(published=pub), regions=(Region(span=Span(0, len(d.text)), kind="body"),))

    return Stage(name="layout", version="0", reads=frozenset({"text", "meta"}), writes=frozenset({"header", "regions"}), run=run)
