"""What is written down about requests and tasks: JSON in containers, readable lines under `demo` and `serve`.

Never what people typed: neither query strings nor paths with secrets in them, only the route that was asked for, and
no values of rows in the text of errors.
"""

import logging
from collections.abc import Iterator
from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

from ecosystem.core.redaction import redact

TOLD_BESIDE = [
    "attempts",
    "duration_ms",
    "mail",
    "reason",
    "server",
]  # of what our lines bring along; Django's bring the whole request
SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.ExtraAdder(TOLD_BESIDE),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class RequestLog(RequestMiddleware):
    """One line per request: its id, method, route and answer; the person's id where the request knows it anyway."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        match = request.resolver_match
        if match is None:
            return f"{request.method} (no such page)"
        numbers = {name: value for name, value in match.kwargs.items() if isinstance(value, int)}
        return " ".join(
            [str(request.method), f"/{match.route}", *(f"{name}={value}" for name, value in numbers.items())]
        )

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Asks no database: pages that never looked at the person are logged without."""
        person = getattr(request, "_cached_user", None)
        if person is not None and person.pk:
            structlog.contextvars.bind_contextvars(person_id=person.pk)


class RoutesOnly(logging.Filter):
    """Django's own lines about a request name its path, and a path may hold the secret of a link: they get the route. That
    somebody was refused, or asked for what is not there, is no failure of ours: no traceback. Of a failure, `request_failed`
    has it already."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            told = RequestLog.format_request(request)
            record.args = tuple(told if arg == request.path else arg for arg in record.args)
        if getattr(record, "status_code", 500) < 500 or hasattr(request, "_raised_exception"):
            record.exc_info = None
        return True


class LooksNotHeard(logging.Filter):
    """The scheduler tries to send its look every few seconds: while the queue is away that is one line each time, not a
    traceback with the stack of the scheduler. Other errors of it keep theirs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "celery.beat" and record.exc_info:
            causes = _causes(record.exc_info[1])
            away = [each for each in causes if isinstance(each, OSError) or type(each).__module__.startswith("redis.")]
            if away:
                record.msg, record.args, record.exc_info = "look_not_sent", None, None
                record.reason = type(away[-1]).__name__
        return True


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error, what it was raised from, and so on down to the first."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def logging_config(*, readable: bool, level: str) -> dict[str, Any]:
    """For settings.LOGGING; Django's loggers and structlog's go the same way, to standard error."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    told: list[structlog.typing.Processor] = [structlog.processors.format_exc_info, redact]
    last = [*told, plain if readable else structlog.processors.JSONRenderer()]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "filters": {"routes": {"()": RoutesOnly}, "looks": {"()": LooksNotHeard}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "lines", "filters": ["routes", "looks"]}
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # django_structlog says the same about tasks, with the ids
            **{name: {"level": "WARNING"} for name in ("celery.beat", "celery.worker.strategy", "celery.app.trace")},
        },
    }
