"""Which process takes a test: files whose tests share a whole company stay together, so that it is built once."""

import pytest
from xdist.scheduler import LoadScopeScheduling

TOGETHER = {
    "tests/benchmark/test_gates.py",
    "tests/browser/test_axe_demo.py",
    "tests/demo/test_activity.py",
    "tests/demo/test_company_files.py",
    "tests/test_tasks_twice.py",
}


class Spread(LoadScopeScheduling):
    """One test after the other to whoever is free, but for these files, which begin first."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file in TOGETHER else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> Spread:
    return Spread(config, log)
