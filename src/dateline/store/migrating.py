import re
from collections.abc import Iterator
from importlib import resources

from dateline.errors import ProjectError
from dateline.store.connection import Connection, one

SCHEMA = 5  # the newest migration in data/migrations
_COMMENT = re.compile(r"--[^\n]*")


def migrate(connection: Connection) -> None:
    """Bring a project's schema to this version, in one transaction; concurrent openers wait for one another.

    Raises:
        ProjectError: the project is of a newer version, or holds no project and cannot be written.
    """
    found = read_version(connection)
    if found > SCHEMA:
        raise ProjectError(
            f"{connection.place}: the project is of schema {found}, and this dateline knows {SCHEMA} at most; it was "
            "not touched: upgrade with `pip install --upgrade dateline`"
        )
    if found == SCHEMA:
        return
    if not connection.writable:
        raise ProjectError(
            f"{connection.place}: {'holds no dateline project' if not found else f'is of the older schema {found}'}; "
            "`dateline run` makes or updates one"
        )
    with connection.writing():
        found = read_version(connection)  # another one may have been faster
        for version in range(found + 1, SCHEMA + 1):
            for statement in _statements(connection, version):
                connection.run(statement)
        if found < SCHEMA:
            connection.run("DELETE FROM project WHERE name = 'schema'")
            connection.run("INSERT INTO project VALUES ('schema', ?)", [str(SCHEMA)])


def read_version(connection: Connection) -> int:
    """Return the schema's version of a project; 0 where there is none yet."""
    schema = "current_schema()"
    sql = f"SELECT count(*) FROM information_schema.tables WHERE table_name = ? AND table_schema = {schema}"
    if not one(connection, sql, ["project"]):
        return 0
    return int(one(connection, "SELECT value FROM project WHERE name = 'schema'") or 0)


def _statements(connection: Connection, version: int) -> Iterator[str]:
    folder = resources.files("dateline.store") / "data" / "migrations"
    kinds = ["", f".{connection.dialect}", *(f".{name}" for name in connection.optional())]
    for kind in kinds:
        for file in sorted(folder.iterdir(), key=lambda file: file.name):
            if re.fullmatch(rf"{version:04}_[a-z-]+{re.escape(kind)}\.sql", file.name):
                text = _COMMENT.sub("", file.read_text(encoding="utf-8"))
                text = text.replace("LONGTEXT", connection.long_text)
                yield from (part.strip() for part in text.split(";") if part.strip())
