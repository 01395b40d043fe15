"""Settings come from the environment; a wrong one is reported by its name."""

from pathlib import Path

import pytest

from models.errors import InvalidInputError
from services.settings import Settings, get_default_data, list_unknown_variables
from services.settings_page import PAGE, describe_settings


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    # The environment is no code of ours: each test says which variables there are.
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BATON_{name.upper()}", raising=False)


def test_the_database_lies_in_the_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    assert Settings().data == tmp_path
    assert Settings().database_url == f"sqlite:///{tmp_path}/baton.db"


def test_a_database_of_ones_own_is_kept(monkeypatch):
    monkeypatch.setenv("BATON_DATABASE_URL", "postgresql+psycopg://baton@localhost/baton")
    assert Settings().database_url == "postgresql+psycopg://baton@localhost/baton"


def test_an_empty_variable_counts_as_not_set(monkeypatch):
    monkeypatch.setenv("BATON_WORKERS", "")
    assert Settings().workers == 2


def test_a_path_is_made_whole(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BATON_DATA", " data ")
    assert Settings().data == tmp_path / "data"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BATON_DATA", "~/baton")
    assert Settings().data == tmp_path / "home" / "baton"


def test_limits_follow_the_settings():
    limits = Settings(
        harvest_memory_mb=100, harvest_wall_seconds=2.5, harvest_output_mb=1
    ).get_limits()
    assert (limits.memory_bytes, limits.wall_seconds) == (100 * 2**20, 2.5)
    assert limits.file_bytes == limits.output_bytes == 2**20


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("WORKERS", "many", 'BATON_WORKERS is "many": write a whole number'),
        ("WORKERS", "0", 'BATON_WORKERS is "0": write a number from 1'),
        ("WORKERS", "99", 'BATON_WORKERS is "99": write a number up to 64'),
        ("LANGUAGE", "french", 'BATON_LANGUAGE is "french": choose one of en, fr'),
        ("HARVEST_WALL_SECONDS", "soon", 'BATON_HARVEST_WALL_SECONDS is "soon": write a number'),
        ("DATABASE_URL", "mysql://u:p4ss@host/x", 'BATON_DATABASE_URL begins with "mysql": write'),
        ("SMTP_URL", "smtp://u:p4ss@host:port", "BATON_SMTP_URL cannot be used: it is no address"),
        ("SMTP_URL", "http://u:p4ss@host", "BATON_SMTP_URL cannot be used: it is no address of"),
        ("SMTP_URL", "smtp://u:p4ss@host?tls=none", "it would send the password unprotected"),
        ("SMTP_URL", "smtp://u:p4ss@host?tls=maybe", "its tls is neither starttls nor none"),
        ("SMTP_URL", "smtp://u:p4ss@host?ssl=1", "it has an option that is not known here"),
        ("SMTP_URL", "smtps://u:p4ss@host?tls=none", "smtps:// has TLS from the start"),
        ("MAIL_FROM", "Baton", 'BATON_MAIL_FROM is "Baton": an e-mail address has the form'),
        ("PUBLIC_URL", "baton.example.org", "write an address that begins with https://"),
        ("QUIET_FROM", "6 pm", 'BATON_QUIET_FROM is "6 pm": write a time of the day as HH:MM'),
        ("TIME_ZONE", "Dakar", 'BATON_TIME_ZONE is "Dakar": write the name of a time zone'),
        ("NOTIFY_URLS", "p4ss", "BATON_NOTIFY_URLS holds something that is no address"),
        ("WEBHOOK_URL", "http://localhost:x@example.org/", "begins with https://, without user"),
        ("WEBHOOK_URL", "http://example.org/", "begins with https://"),
        ("WEBHOOK_URL", "https://[::1", "begins with https://"),
        ("WEBHOOK_URL", "https://example.org/", "BATON_WEBHOOK_SECRET is missing: set what"),
        ("WEBHOOK_SECRET", "whsec_p4ss!", "is no key in Base64 after whsec_"),
        ("WEBHOOK_SECRET", "whsec_", "is no key in Base64 after whsec_"),
        ("DATA", "/tmp/a?b", "a folder without a question mark"),  # noqa: S108 - never made
    ],
)
def test_a_wrong_value_is_reported(name, value, part, monkeypatch):
    monkeypatch.setenv(f"BATON_{name}", value)
    with pytest.raises(InvalidInputError) as error:
        Settings()
    assert part in str(error.value)
    assert "p4ss" not in str(error.value)


def test_addresses_of_channels_are_separated_by_blanks(monkeypatch):
    monkeypatch.setenv("BATON_NOTIFY_URLS", " json://localhost:1/x,y  slack://a/b/c ")
    urls = Settings().notify_urls
    assert [url.get_secret_value() for url in urls] == ["json://localhost:1/x,y", "slack://a/b/c"]
    assert "slack" not in repr(Settings())


def test_all_wrong_values_are_reported_at_once(monkeypatch):
    monkeypatch.setenv("BATON_WORKERS", "x")
    monkeypatch.setenv("BATON_LANGUAGE", "x")
    monkeypatch.setenv("BATON_DATABASE_URL", "mysql://x")
    with pytest.raises(InvalidInputError) as error:
        Settings()
    assert len(error.value.faults) == 3


@pytest.mark.parametrize(
    ("platform", "environment", "folder"),
    [
        ("linux", {"XDG_DATA_HOME": "/srv/data"}, "/srv/data/baton"),
        ("linux", {"XDG_DATA_HOME": "not/whole"}, "HOME/.local/share/baton"),
        ("linux", {}, "HOME/.local/share/baton"),
        ("darwin", {}, "HOME/Library/Application Support/baton"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/baton"),
        ("win32", {}, "HOME/AppData/Local/baton"),
    ],
)
def test_the_data_folder_is_where_the_system_wants_it(platform, environment, folder):
    expected = folder.replace("HOME", str(Path.home()))
    assert str(get_default_data(environment, platform)) == expected


def test_a_misspelt_variable_is_reported_with_the_nearest():
    environment = {"BATON_WORKER": "3", "BATON_WORKERS": "3", "PATH": "/bin"}
    assert list_unknown_variables(environment) == (
        "BATON_WORKER is not a setting: did you mean BATON_WORKERS?",
    )


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == describe_settings()


def test_every_setting_is_described():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert f"BATON_{name.upper()}" in describe_settings()
