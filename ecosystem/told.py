"""How a line of `serve` is told: as it is for people, as one JSON object for a collector of logs. Standard library only."""

import datetime as dt
import json
import os
import sys


def in_objects() -> bool:
    """Whether this process is `serve` and a collector reads what it says."""
    return sys.argv[1:2] == ["serve"] and os.environ.get("LOG_FORMAT") == "json"


def as_object(line: str, process: str, level: str = "info") -> str:
    """With the name of the process that said it; what is an object already keeps all it says."""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        moment = dt.datetime.now(dt.UTC).isoformat().replace("+00:00", "Z")
        found = {"event": line.strip("\n"), "level": level, "timestamp": moment}
    return json.dumps({**found, "process": process}, ensure_ascii=False)


def told(sentence: str, level: str = "info", before: str = "") -> str:
    """A sentence of the command itself; `before` says to people who speaks."""
    return as_object(sentence, "serve", level) if in_objects() else f"{before}{sentence}"
