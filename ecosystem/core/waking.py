"""Whether the queue that wakes workers answers; without it people are served, and work waits until it is back."""

import os

import redis
from django.conf import settings

WITHIN = 1.0


def queue() -> str:
    """`ok` or `away`."""
    if not settings.REDIS_URL:
        return "ok" if os.access(settings.QUEUE_DIR, os.W_OK) else "away"
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=WITHIN, socket_timeout=WITHIN) as asked:
            asked.ping()
    except (redis.RedisError, OSError):
        return "away"
    return "ok"


def redis_away() -> int | None:
    """1 where Redis does not answer; nothing where a folder is the queue."""
    return int(queue() == "away") if settings.REDIS_URL else None
