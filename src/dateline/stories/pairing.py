"""Which pairs share a block, joined on disk. No all-pairs: a block has a cap, and beyond it a window."""

from dateline.stories.rules import BlockRules
from dateline.stories.scratch import Scratch

# canonical orders, in which members of a crowded block that are alike stand together: copies are about as long
ALIKE = """
SELECT document AS member, row_number() OVER (ORDER BY letters, key) AS rank FROM texts JOIN documents USING (document)
"""
NEIGHBOURS = "SELECT near AS member, rank FROM ordered"


def find_pairs(scratch: Scratch, *, blocks: str, order: str, into: str, rules: BlockRules) -> None:
    """Append the pairs of members that share a block to a table (``low``, ``high``), once for each block.

    A block of up to ``cap`` members compares all pairs; in a larger one each member stands with the ``window`` that
    follow it in canonical order, so that what is compared grows with the members and not with their square.

    Args:
        scratch: where the tables are.
        blocks: a query of ``block`` and ``member``, each pair of them once.
        order: a query of ``member`` and ``rank``, its place in canonical order.
        into: the table.
        rules: cap and window.
    """
    scratch.run(
        "CREATE OR REPLACE TABLE shared AS "
        f"SELECT block, count(*) AS size FROM ({blocks}) GROUP BY block HAVING count(*) > 1"
    )
    scratch.run(
        f"CREATE OR REPLACE TABLE placed AS SELECT block, member, size FROM ({blocks}) JOIN shared USING (block)"
    )
    scratch.run(
        f"INSERT INTO {into} SELECT a.member, b.member FROM placed a JOIN placed b USING (block) "
        "WHERE a.size <= ? AND b.size <= ? AND a.member < b.member",
        [rules.cap, rules.cap],
    )
    if scratch.one("SELECT coalesce(max(size), 0) FROM shared") > rules.cap:
        scratch.run(
            "CREATE OR REPLACE TABLE crowd AS SELECT block, member, "
            "row_number() OVER (PARTITION BY block ORDER BY rank) AS place "
            f"FROM placed JOIN ({order}) USING (member) WHERE size > ?",
            [rules.cap],
        )
        scratch.run(
            f"INSERT INTO {into} SELECT least(a.member, b.member), greatest(a.member, b.member) FROM "
            "(SELECT block, member, unnest(range(place + 1, place + 1 + ?)) AS place FROM crowd) a "
            "JOIN crowd b USING (block, place)",
            [rules.window],
        )
    scratch.run("DROP TABLE IF EXISTS shared; DROP TABLE IF EXISTS placed; DROP TABLE IF EXISTS crowd")
