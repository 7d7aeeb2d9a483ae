"""Which process takes a test: files whose tests share a whole company go to one, in which it is built once."""

import pytest
from xdist.scheduler import LoadScopeScheduling

LIVING = "the demo's company"
TOGETHER = {
    "tests/benchmark/test_gates.py": "a company of 10,000",
    "tests/browser/test_axe_demo.py": LIVING,
    "tests/demo/test_activity.py": LIVING,
    "tests/demo/test_company_files.py": "the files of the demo's company",
    "tests/test_tasks_twice.py": LIVING,
}

LONG = (  # each of them many seconds: begun last, one of them would keep one process busy while the other has nothing to do
    "tests/browser/test_axe_everywhere.py",
    "tests/browser/test_payloads.py",
    "tests/test_canaries.py",
    "tests/test_doors.py::test_every_persona",
    "tests/test_installation.py::test_serve",
    "tests/test_only_by_provider.py",
    "tests/test_upgrade.py",
)


class Spread(LoadScopeScheduling):
    """One test after the other to whoever is free, but for these files, which begin first; then the long ones."""

    def _split_scope(self, nodeid: str) -> str:
        return TOGETHER.get(nodeid.partition("::")[0], nodeid)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Spread:
    return Spread(config, log)
