"""The addresses of goals: each noun keeps its own list."""

from importlib import import_module
from importlib.util import find_spec

app_name = "goals"
urlpatterns = [
    pattern
    for noun in ("goals", "okrs", "coaching", "skills", "paths", "messages", "guilds", "sponsoring")
    if find_spec(f"goals.urls.{noun}")
    for pattern in import_module(f"goals.urls.{noun}").urlpatterns
]
