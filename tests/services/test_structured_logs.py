"""Structured logs: lines of JSON into which nothing personal finds its way."""

import io
import json
import logging

import pytest

from services.structured_logs import configure_logs

PERSONAL = ("Ana Sow", "ana.sow@example.org", "Kolda bridge.docx")


@pytest.fixture
def written():
    """Give what this process writes to its log; afterwards it writes where it did before."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logs(stream, "INFO", "worker")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_what_happened_where(written) -> None:
    told = {"event": "act", "reference": "HO-2026-0007", "count": 3, "stage": "interview"}
    logging.getLogger("baton").info("an act", extra=told)
    (line,) = written()
    assert told.items() <= line.items()
    assert (line["level"], line["part"]) == ("info", "worker")
    assert line["time"].endswith("+00:00")
    assert "message" not in line


@pytest.mark.parametrize("name", ["event", "reference", "stage", "role", "failure", "name_of", "x"])
@pytest.mark.parametrize("value", PERSONAL)
def test_personal_data_is_dropped_wherever_it_is_put(written, name: str, value: str) -> None:
    logging.getLogger("baton").warning("about %s", value, extra={name: value})
    assert value.lower() not in json.dumps(written(), ensure_ascii=False).lower()


def test_of_an_error_its_kind_is_kept_and_not_its_words(written) -> None:
    try:
        int(PERSONAL[0])
    except ValueError:
        logging.getLogger("library").exception("it failed for %s", PERSONAL[1])
    (line,) = written()
    assert line["failure"] == "ValueError"
    assert "Ana" not in json.dumps(line)
    assert "ana.sow" not in json.dumps(line)


def test_what_is_below_the_level_is_not_written(written) -> None:
    logging.getLogger("baton").debug("", extra={"event": "detail"})
    assert written() == []
