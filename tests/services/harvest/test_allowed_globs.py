"""The paths of a yes mean what pathspec says, and no path takes long to compare."""

from hypothesis import example, given
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from services.harvest.allowed_globs import read_globs

GLOBS = st.lists(
    st.sampled_from(["a", "b", "*", "*", "?", "/", "/", "**/", "/**", "[ab]", "[!a]", "(", "\\a"]),
    max_size=14,
).map("".join)
PATHS = st.lists(st.text("ab(", min_size=1, max_size=4), min_size=1, max_size=6).map("/".join)


@given(GLOBS, PATHS)
@example("a/**/b*a*b/**/*a/**/b", "a/a/bab/a/b/a/b/bb/b")
@example("a/**/b/**/c", "a/bc/b/c")
def test_a_glob_means_what_it_means_elsewhere(glob: str, path: str) -> None:
    try:
        known = GitIgnoreSpec.from_lines([glob])
    except ValueError:
        return
    assert read_globs([glob]).match_file(path) == known.match_file(path)


def test_many_stars_and_depths_are_compared_in_no_time() -> None:
    assert not read_globs(["*a" * 100 + "b"]).match_file("a" * 200)
    assert not read_globs(["**/a/" * 50 + "**/*b"]).match_file("a/" * 300 + "c")
    assert not read_globs(["a/**/" * 50 + "*a*a*b"]).match_file("a/" * 300 + "c")
    assert read_globs(["**/a/" * 50 + "**/*b"]).match_file("a/" * 300 + "ab")
