from collections.abc import Sequence
from pathlib import Path

from dateline.errors import KnowledgeError
from dateline.knowledge.registry.ftm import read_entities
from dateline.knowledge.registry.importing import Imported
from dateline.knowledge.registry.petrarch import read_actors
from dateline.knowledge.registry.petrarch_agents import is_agents, read_agents

HEAD = 1_000_000  # bytes by which a format is told


def read_foreign(files: Sequence[Path]) -> Imported:
    """Read actor files of other formats, each told by what it holds: FollowTheMoney, PETRARCH agents or actors.

    Raises:
        KnowledgeError: a file cannot be opened, or is no text.
    """
    read = [_read(path) for path in files]
    return Imported(
        entries=tuple(entry for each in read for entry in each.entries),
        agents=tuple(group for each in read for group in each.agents),
        faults=tuple(fault for each in read for fault in each.faults),
    )


def _read(path: Path) -> Imported:
    try:
        with path.open("rb") as opened:
            text = opened.read(HEAD).decode("utf8", "replace")
    except OSError as error:
        raise KnowledgeError(f"{path}: cannot be read ({error.strerror}); give files of actors or agents") from error
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        return read_entities(path)
    return read_agents(path) if is_agents(text) else read_actors(path)
