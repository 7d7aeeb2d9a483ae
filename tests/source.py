"""Reads the product's own source for the tests that keep it in shape."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "ecosystem.core",
    "ecosystem.notifications",
    "accounts",
    "resources",
    "guilds",
    "goals",
    "feedback",
    "ecosystem.reports",
)
WIRING = len(APPS)
TEMPLATES = ROOT / "templates"


def python_files() -> list[Path]:
    """Everything that is product code, without migrations."""
    folders = [ROOT / "ecosystem", *(ROOT / app for app in APPS if "." not in app)]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    return sorted(path for path in files if "migrations" not in path.parts and "__pycache__" not in path.parts)


def app_files() -> list[Path]:
    """Product code that belongs to an app, not to the wiring."""
    return [path for path in python_files() if layer(module_of(path)) < WIRING]


def template_files() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*.html"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def layer(module: str) -> int | None:
    """The place in the import order, the wiring last; None for what is not ours."""
    for number, app in enumerate(APPS):
        if module == app or module.startswith(f"{app}."):
            return number
    return WIRING if module.split(".")[0] == "ecosystem" else None


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def imports(path: Path, *, at_start_only: bool = False) -> Iterator[tuple[int, str]]:
    """(line, module) of every import, inside functions too unless `at_start_only`.

    `from a import b` counts as a.b where that is a module.
    """
    for node in tree(path).body if at_start_only else ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                longer = f"{node.module}.{alias.name}"
                yield node.lineno, longer if _is_module(longer) else node.module


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """(call, last name of what is called)."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _is_module(dotted: str) -> bool:
    path = ROOT.joinpath(*dotted.split("."))
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()
