"""The addresses of the screens that join many apps."""

from importlib import import_module
from importlib.util import find_spec

app_name = "reports"
urlpatterns = [
    pattern
    for noun in ("people", "figures", "needs")
    if find_spec(f"ecosystem.reports.urls.{noun}")
    for pattern in import_module(f"ecosystem.reports.urls.{noun}").urlpatterns
]
