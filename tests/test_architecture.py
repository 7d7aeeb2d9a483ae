"""The shape of the code: which way it depends, what it may be called, how long it gets, what it never does."""

import ast
import re
import statistics
from importlib import import_module
from pathlib import Path

import pytest
from celery import current_app
from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple

from ecosystem.core.schedules import given
from tests.source import (
    APPS,
    ROOT,
    app_files,
    calls,
    functions,
    imports,
    layer,
    module_of,
    name,
    python_files,
    template_files,
    tree,
)

FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "misc", "util", "helper", "service"}
ORDER_IN_APP = ("querysets", "models", "rules", "actions", "forms", "views", "urls")
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEMPLATE = 50, 400, 120
WITHOUT_DJANGO = ("ecosystem/embedded.py", "ecosystem/supervisor.py")
PASSING_ON = {"ecosystem/core/outbox.py", "ecosystem/core/jobs.py"}
AT_ONCE = {
    "all_inner_texts", "all_text_contents", "get_attribute", "inner_html", "inner_text", "input_value", "is_checked",
    "is_disabled", "is_editable", "is_enabled", "is_hidden", "is_visible", "text_content",
}  # fmt: skip
ROLE_FACTS = {"is_administrator", "is_people_administrator", "is_learning", "is_executive", "is_staff", "is_superuser"}


def at(path: Path, node: ast.AST | int, what: str = "") -> str:
    line = node if isinstance(node, int) else getattr(node, "lineno", 1)
    return f"{name(path)}:{line} {what}".strip()


def inside_app(path: Path) -> str:
    """`goals/actions/closing.py` → actions; `ecosystem/core/views.py` → views."""
    module = module_of(path)
    app = next(app for app in APPS if module == app or module.startswith(f"{app}."))
    return module.removeprefix(app).lstrip(".").split(".")[0]


# --- which way it depends
def test_imports_point_down():
    wrong = [
        at(path, line, module)
        for path in app_files()
        for line, module in imports(path)
        if (target := layer(module)) is not None and target > layer(module_of(path))
    ]
    assert wrong == []


def test_inside_an_app_the_order_is_kept():
    wrong = []
    for path in app_files():
        here, mine = layer(module_of(path)), inside_app(path)
        for line, module in imports(path, at_start_only=True):
            if mine not in ORDER_IN_APP or layer(module) != here:
                continue
            theirs = module.removeprefix(APPS[here]).lstrip(".").split(".")[0]
            if theirs in ORDER_IN_APP and ORDER_IN_APP.index(theirs) > ORDER_IN_APP.index(mine):
                wrong.append(at(path, line, module))
    assert wrong == []


def test_tasks_and_nudges_are_leaves():
    wrong = [
        at(path, line, module)
        for path in app_files()
        for line, module in imports(path)
        if layer(module) is not None and module.endswith((".tasks", ".nudges")) and inside_app(path) != "apps"
    ]
    assert wrong == []


def test_migrations_follow_the_same_order():
    order = {app.rpartition(".")[2]: number for number, app in enumerate(APPS)}
    graph = MigrationLoader(None).disk_migrations
    wrong = [
        f"{app}.{migration.name} needs {needed[0]}"
        for (app, _name), migration in graph.items()
        for needed in migration.dependencies
        if app in order and order.get(needed[0], -1) > order[app] and not isinstance(needed, SwappableTuple)
    ]
    assert wrong == []


def test_foreign_keys_point_down_except_to_the_user():
    order = {app.rpartition(".")[2]: number for number, app in enumerate(APPS)}
    wrong = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in order
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        and field.related_model._meta.label != "accounts.Person"
        and order.get(field.related_model._meta.app_label, -1) > order[model._meta.app_label]
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("file", WITHOUT_DJANGO)
def test_what_runs_before_the_environment_is_made_needs_no_django(file):
    assert [module for _line, module in imports(ROOT / file) if module.split(".")[0] == "django"] == []


# --- names and lengths
def test_no_module_has_a_name_that_says_nothing():
    assert [name(path) for path in python_files() if FORBIDDEN_NAMES & {path.stem, *path.parts}] == []


def test_functions_stay_short():
    lengths = {
        at(path, node, node.name): node.end_lineno - node.lineno + 1
        for path in python_files()
        for node in functions(path)
    }
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.median(lengths.values()) <= 8


def test_files_stay_short():
    lengths = {name(path): len(path.read_text().splitlines()) for path in python_files()}
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_templates_stay_short():
    lengths = {name(path): len(path.read_text().splitlines()) for path in template_files()}
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_TEMPLATE} == {}


def test_nothing_is_left_for_later():
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [*python_files(), *template_files(), *(ROOT / "static" / "js").glob("*.js")]
    assert [name(path) for path in files if marks.search(path.read_text())] == []


def test_no_docstring_only_repeats_the_name():
    filler = {"the", "a", "an", "of", "to", "for", "and", "this", "it", "its", "returns", "return"}
    wrong = []
    for path in python_files():
        for node in functions(path):
            words = set(re.findall(r"[a-z]+", (ast.get_docstring(node) or "").lower())) - filler
            said = {word for part in node.name.lower().split("_") for word in (part, f"{part}s")}
            if words and words <= said:
                wrong.append(at(path, node, node.name))
    assert wrong == []


# --- what code never does
def test_only_the_outbox_talks_to_celery():
    wrong = [
        at(path, node, called)
        for path in python_files()
        for node, called in calls(path)
        if called in {"delay", "apply_async", "delay_on_commit", "send_task", "signature"}
        and isinstance(node.func, ast.Attribute)
        and name(path) != "ecosystem/core/outbox.py"
    ]
    assert wrong == []


def enqueued():
    """(where, task name) of every call of enqueue and of every scheduled job."""
    for path in python_files():
        for node, called in calls(path):
            if called in {"enqueue", "enqueue_many"} and node.args and name(path) not in PASSING_ON:
                yield at(path, node), _text(path, node.args[0])
    for schedule in given():
        yield f"schedule {schedule.name}", schedule.task


def _text(path: Path, argument: ast.AST) -> str | None:
    """A literal, or a constant of the module."""
    if isinstance(argument, ast.Constant):
        return argument.value
    return getattr(import_module(module_of(path)), argument.id, None) if isinstance(argument, ast.Name) else None


def test_every_enqueued_task_exists():
    current_app.loader.import_default_modules()
    found = list(enqueued())
    assert found
    assert [(where, task) for where, task in found if task not in current_app.tasks] == []


def test_tasks_take_ids_by_name_only():
    current_app.loader.import_default_modules()
    own = {key: task for key, task in current_app.tasks.items() if layer(task.__module__) is not None}
    assert own
    assert [key for key in own if "." not in key or key.count(".") != 1] == []
    wrong = [
        at(path, node, node.name)
        for path in app_files()
        if path.stem == "tasks"
        for node in functions(path)
        if not node.name.startswith("_") and (node.args.args or node.args.posonlyargs)
    ]
    assert wrong == []


def test_the_clock_is_asked_in_one_place():
    asking = {
        ("timezone", "now"),
        ("datetime", "now"),
        ("datetime", "utcnow"),
        ("datetime", "today"),
        ("date", "today"),
    }
    wrong = []
    for path in app_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Attribute) and (_last(node.value), node.attr) in asking:
                wrong.append(at(path, node))
    assert [where for where in wrong if not where.startswith("ecosystem/core/clock.py")] == []


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def test_nobody_catches_everything_without_saying_why():
    wrong = []
    for path in app_files():
        lines = path.read_text().splitlines()
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler) and not isinstance(node.type, ast.Tuple):
                everything = _last(node.type) in {"", "Exception", "BaseException"}
                if everything and "  # " not in lines[node.lineno - 1]:
                    wrong.append(at(path, node))
    assert wrong == []


def views():
    return [path for path in app_files() if inside_app(path) == "views"]


def test_views_never_fetch_by_id():
    wrong = []
    for path in views():
        for node, called in calls(path):
            by_id = any(keyword.arg in {"pk", "id"} for keyword in node.keywords)
            manager = isinstance(node.func, ast.Attribute) and _last(node.func.value) == "objects"
            if (
                called in {"get_object_or_404", "get_list_or_404"}
                or (by_id and called in {"get", "filter", "exclude"})
                or (manager and called in {"get", "create", "get_or_create", "update_or_create", "bulk_create"})
            ):
                wrong.append(at(path, node, called))
    assert wrong == []


def test_roles_are_asked_in_rules_only():
    wrong = [
        at(path, node, node.attr)
        for path in app_files()
        if inside_app(path) in {"views", "actions", "forms", "urls", "tasks"}
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ROLE_FACTS
    ]
    asked = re.compile(r"{%[^%]*\b(" + "|".join(ROLE_FACTS) + r")\b")
    wrong += [name(path) for path in template_files() if asked.search(path.read_text())]
    assert wrong == []


def test_an_existing_row_is_saved_by_named_columns():
    """`save()` without `update_fields` is for objects that were built in the same function."""
    wrong = []
    for path in app_files():
        if inside_app(path) in {"actions", "tasks", "views", "outbox", "mail", "jobs"}:
            for function in functions(path):
                built = {
                    target.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Assign)
                    and isinstance(node.value, ast.Call)
                    and _last(node.value.func)[:1].isupper()
                    for target in node.targets
                    if isinstance(target, ast.Name)
                }
                wrong += [
                    at(path, node)
                    for node in ast.walk(function)
                    if isinstance(node, ast.Call) and _last(node.func) == "save" and not node.args
                    and "update_fields" not in {keyword.arg for keyword in node.keywords}
                    and _last(getattr(node.func, "value", node)) not in built
                ]  # fmt: skip
    assert wrong == []


def test_tests_mock_nothing_of_our_own():
    files = [path for path in (ROOT / "tests").rglob("*.py") if path.name != "test_architecture.py"]
    assert [name(path) for path in files if re.search(r"unittest\.mock|import mock|\bmocker\b", path.read_text())] == []


def looks_at_once(node: ast.AST) -> bool:
    """Such as `page.url` or `page.get_by_text("…").is_visible()`: how it is now, whether the page has come or not."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        asked_of = ast.unparse(node.func.value)
        found = "locator(" in asked_of or "get_by_" in asked_of
        return node.func.attr in AT_ONCE or (node.func.attr in {"all", "count"} and found)
    return isinstance(node, ast.Attribute) and node.attr == "url" and _last(node.value) == "page"


def test_browser_tests_wait_for_what_they_look_at():
    """`expect(…)` asks until it is so; what is asserted of a page that is still coming is red on a slow machine."""
    wrong = [
        at(path, node, "assert → expect")
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assert) and any(map(looks_at_once, ast.walk(node.test)))
    ]
    assert wrong == []


def test_browser_tests_ask_nothing_that_the_content_security_policy_refuses():
    """`wait_for_function` evaluates text in the page: it passes when it is true at once, and fails when it must wait."""
    assert [
        at(path, node, "wait_for_function → expect")
        for path in (ROOT / "tests").rglob("*.py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "wait_for_function"
    ] == []
