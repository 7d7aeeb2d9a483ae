"""The product's own settings and middleware, with the addresses of the bare page beside the product's."""

from ecosystem.settings import *  # noqa: F403
from ecosystem.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "ecosystem.benchmark.urls"
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "ecosystem" / "benchmark" / "templates"]
