"""Threads and promises, judged conversation by conversation against a careful colleague."""

from typing import Any

from each import each
from labelled_mail import ANA, TODAY, make_messages, read_cases

from services.mailbox.threads import find_open_threads

SETS = ("labelled_threads.yaml", *(f"labelled_threads_{number}.yaml" for number in (2, 3, 4)))
CASES = [(name, case) for name in SETS for case in read_cases(name)]


@each("case", [case for _, case in CASES])
def test_each_conversation_is_judged_as_a_colleague_would(case: dict[str, Any]) -> None:
    threads = find_open_threads(make_messages(case), ANA, TODAY)
    promised = [str(thread.due_on) for thread in threads if thread.is_promise]
    is_waiting = any(not thread.is_promise for thread in threads)
    expected = str(case["is"])
    assert is_waiting == (expected == "open")
    assert promised == ([] if expected in ("open", "closed") else [expected])
