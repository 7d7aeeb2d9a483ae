"""A guard that can be taken away unseen is none: each scripted mutation turns the tests that name it red."""

import pytest

from tests.mutations.mutation import Mutation
from tests.mutations.rows import MUTATIONS
from tests.mutations.run import FAILED, PASSED, copy_to, mutate, restore, run_tests
from tests.source import ROOT

GUARDS = [pytest.param(mutation, id=mutation.guard) for mutation in MUTATIONS]


@pytest.mark.parametrize("mutation", GUARDS)
def test_each_row_fits_the_product(mutation: Mutation):
    assert (ROOT / mutation.file).read_text().count(mutation.old) == 1
    where, _colons, test = mutation.red.partition("::")
    assert (ROOT / where).exists()
    assert not test or f"def {test.partition('[')[0]}(" in (ROOT / where).read_text()


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = copy_to(tmp_path_factory.mktemp("mutated"))
    code, said = run_tests(folder, ["tests/test_migrations.py"], "--create-db")
    assert code == PASSED, said[-3000:]
    return folder


@pytest.mark.long
@pytest.mark.browser
def test_without_a_mutation_all_of_them_are_green(copy):
    code, said = run_tests(copy, sorted({mutation.red for mutation in MUTATIONS}))
    assert code == PASSED, said[-3000:]


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.parametrize("mutation", GUARDS)
def test_each_mutation_turns_them_red(mutation: Mutation, copy):
    mutate(copy, mutation)
    try:
        code, said = run_tests(copy, [mutation.red])
    finally:
        restore(copy, mutation)
    assert code == FAILED, said[-3000:]
