"""Each: a collection of cases judged by one test, which lists every case that fails.

For collections of sentences, names or cells of a table, of which a test each would cost too much.
Use it like `pytest.mark.parametrize`; fixtures are made once for all cases.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any


def each(
    names: str | tuple[str, ...], cases: Iterable[Any]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run the test for every case; one failure at the end names all cases that failed."""
    keys = (names,) if isinstance(names, str) else names
    listed = [(case,) if isinstance(names, str) else tuple(case) for case in cases]
    assert listed, "there is no case"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            failed = []
            for case in listed:
                try:
                    test(**fixtures, **dict(zip(keys, case, strict=True)))
                except AssertionError as error:
                    failed.append(f"{', '.join(map(repr, case))}: {error}")
            said = "\n".join(failed)
            assert not failed, f"{len(failed)} of {len(listed)} cases failed:\n{said}"

        signature = inspect.signature(test)
        kept = [one for name, one in signature.parameters.items() if name not in keys]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]
        return run

    return decorate
