"""The addresses of needs and of what we hear: each noun keeps its own list."""

from importlib import import_module
from pkgutil import iter_modules

app_name = "feedback"
urlpatterns = [
    pattern
    for noun in sorted(module.name for module in iter_modules(__path__))
    for pattern in import_module(f"{__name__}.{noun}").urlpatterns
]
