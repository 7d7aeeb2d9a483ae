"""What an error says to operators and logs: never the values of the row that PostgreSQL quotes in its details."""

import re
from collections.abc import MutableMapping
from typing import Any

DETAIL = re.compile(
    r"^(\W*)DETAIL: .*?(?=^\W*(?:CONTEXT|HINT|WHERE): |\n\nThe above exception|\n\nDuring handling|\Z)", re.S | re.M
)


def without_values(text: str) -> str:
    """The text of an exception or a whole traceback, without the lines that quote what somebody typed."""
    return DETAIL.sub(r"\1DETAIL: (left out)", text)


def redact(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """For the processors of the log: the traceback, once it is text."""
    if isinstance(event.get("exception"), str):
        event["exception"] = without_values(event["exception"])
    return event
