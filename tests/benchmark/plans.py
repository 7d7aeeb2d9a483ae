"""What statements read, by PostgreSQL's own account of their plans."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from accounts.sql import number, run

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) "
WRITES = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|NEXTVAL)\b", re.IGNORECASE)
LARGE = 50_000  # rows: those of a smaller table may be cheaper to read than to look up


@dataclass(frozen=True)
class Read:
    """Blocks of 8 kB that were touched, and the large tables that were read from beginning to end."""

    blocks: int
    whole: tuple[str, ...]


def read_by(statements: Iterable[str]) -> Read:
    """Those that only read are carried out once more."""
    blocks, whole = 0, set()
    for statement in statements:
        if not statement.startswith(("SELECT", "WITH")) or WRITES.search(statement):
            continue
        (found,) = run(EXPLAIN + statement)[0]
        plan = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
        blocks += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
        names = (node["Relation Name"] for node in nodes(plan) if node["Node Type"] == "Seq Scan")
        whole |= {name for name in names if _rows(name) >= LARGE}
    return Read(blocks, tuple(sorted(whole)))


def nodes(plan: dict) -> Iterator[dict]:
    """A plan and all below it; what was never begun is left out."""
    if plan.get("Actual Loops", 1):
        yield plan
        for below in plan.get("Plans", ()):
            yield from nodes(below)


def _rows(name: str) -> int:
    return number("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [name])
