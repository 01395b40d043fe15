"""`baton token`: made and shown once, listed without the key, revoked for good."""

import pytest
from commands import Place, PlaceInside


@pytest.fixture
def place(inside: PlaceInside) -> Place:
    inside.run("staff", "add", "hr@example.org", "--name", "Hana Roe", "--role", "hr")
    return inside


def test_a_token_is_shown_once_listed_without_its_key_and_revoked(place: Place):
    words = ("--scope", "read", "--scope", "open", "--days", "7", "--label", "nightly")
    token = place.run("token", "create", "--as", "hr@example.org", *words).out.strip()
    assert len(token) > 40
    for file in place.data.rglob("*"):
        assert not file.is_file() or token.encode() not in file.read_bytes(), file
    assert place.run("token", "revoke", "1").code == 0
    listed = place.run("token", "list").out
    assert token not in listed
    for part in ("hr@example.org", "nightly", "read, open", "revoked"):
        assert part in listed


def test_what_cannot_be_is_one_sentence_and_makes_none(place: Place):
    for words, said in (
        ("create --as nobody@example.org --scope read", "nobody@example.org"),
        ("create --as hr@example.org --scope read --days 400", "366 days"),
        ("create --as hr@example.org --scope fly", "fly"),
        ("revoke 9", "there is no token 9"),
    ):
        ended = place.run("token", *words.split())
        assert ended.code == 2
        assert said in ended.err
        assert "Traceback" not in ended.err
    assert "No token yet" in place.run("token", "list").out


def test_a_secret_in_a_name_or_a_label_is_masked_and_told(place: Place):
    typed = "the password: Ocelot-Run-55x is old"
    scope = ("--as", "hr@example.org", "--scope", "read", "--label", typed)
    for words in (
        ("token", "create", *scope),
        ("office", "add", "dakar", "--name", typed),
        ("staff", "add", "eve@example.org", "--name", typed, "--role", "auditor"),
    ):
        ended = place.run(*words)
        assert ended.code == 0, ended.err
        assert "a secret was masked: A password in line 1" in ended.err
    for file in place.data.rglob("*"):
        assert not file.is_file() or b"Ocelot-Run" not in file.read_bytes(), file
