import pytest
import time_machine

from ecosystem.core.looks import record_look
from ecosystem.core.models import Look

pytestmark = pytest.mark.django_db


def test_one_row_per_viewer_subject_kind_and_day(emil, mara, nora, django_assert_num_queries):
    with time_machine.travel("2026-12-08T12:00:00Z"):
        record_look(mara, emil.pk, "goals")
        record_look(mara, emil.pk, "goals")
        record_look(mara, emil.pk, "skills")
        record_look(nora, emil.pk, "goals")
    with time_machine.travel("2026-12-09T12:00:00Z"):
        record_look(mara, emil.pk, "goals")
    assert Look.objects.filter(subject=emil).count() == 4
    assert set(emil.looks_received.filter(kind="goals").values_list("viewer", flat=True)) == {mara.pk, nora.pk}


def test_ones_own_data_is_no_look(emil):
    record_look(emil, emil.pk, "goals")
    assert not Look.objects.exists()
