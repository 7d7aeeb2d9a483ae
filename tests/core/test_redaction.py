"""Errors in logs and before operators never quote what somebody typed."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, transaction
from structlog.stdlib import ProcessorFormatter

from ecosystem.core.redaction import without_values
from ecosystem.logs import logging_config
from tests.factories.people import PersonFactory

CANARY = "canary.7f3a@example.com"


def written(readable: bool) -> str:
    """What a log line says of an error that is being handled."""
    known = logging_config(readable=readable, level="INFO")["formatters"]["lines"]
    formatter = ProcessorFormatter(foreign_pre_chain=known["foreign_pre_chain"], processors=known["processors"])
    record = logging.LogRecord("ecosystem", logging.ERROR, __file__, 1, "it broke", (), sys.exc_info())
    return formatter.format(record)


@pytest.mark.django_db
@pytest.mark.parametrize("readable", [True, False])
def test_a_row_that_the_database_refuses_is_not_quoted(readable):
    PersonFactory(email=CANARY)
    try:
        with transaction.atomic():
            PersonFactory(email=CANARY, employed=False)
    except IntegrityError as error:
        line = written(readable)
        assert CANARY in str(error)
    assert CANARY not in line
    assert "IntegrityError" in line and "DETAIL: (left out)" in line
    assert readable or json.loads(line)["event"] == "it broke"


@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("ValueError: no", "ValueError: no"),
        ("x\nDETAIL:  Key (a)=(secret) exists.", "x\nDETAIL: (left out)"),
        ("x\nDETAIL:  Row (1, a\n\nb).\nCONTEXT:  COPY", "x\nDETAIL: (left out)CONTEXT:  COPY"),
        (
            "x\nDETAIL:  (s)\n\nThe above exception was the cause\ny\nDETAIL:  (s)",
            "x\nDETAIL: (left out)\n\nThe above exception was the cause\ny\nDETAIL: (left out)",
        ),
    ],
)
def test_details_are_left_out(told, left):
    assert without_values(told) == left
