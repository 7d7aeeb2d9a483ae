"""The addresses of people and the organisation: each noun keeps its own list."""

from importlib import import_module
from importlib.util import find_spec

app_name = "accounts"
NOUNS = (
    "people", "units", "access", "organisation", "framework", "projects", "setup", "imports", "skills", "profile", "campaigns",
    "tokens", "own_data",
)  # fmt: skip
urlpatterns = [
    pattern
    for noun in NOUNS
    if find_spec(f"accounts.urls.{noun}")
    for pattern in import_module(f"accounts.urls.{noun}").urlpatterns
]
