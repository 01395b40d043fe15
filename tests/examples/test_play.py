"""The play: what it would say of mails that are missing or too many, and where it may work."""

from pathlib import Path

import pytest

from examples.play import main
from examples.stage import Stage, find_mail_faults

ANA, BEN, DAN = "ana@example.org", "ben@example.org", "dan@example.net"
WANTED = {ANA: ("Answer the interview",), BEN: ("edition 1",)}
SENT = [
    (ANA, "2026-10-02", "By 3 November 2026: Answer the interview (HO-2026-0001)"),
    (BEN, "2026-11-16", "Your pack is ready: edition 1 (HO-2026-0001)"),
]


def test_the_mails_of_a_good_play_are_right():
    assert find_mail_faults(SENT, WANTED) == ()


@pytest.mark.parametrize(
    ("mails", "fault"),
    [
        (SENT[:1], f'{BEN} got no mail with "edition 1"'),
        ([*SENT, SENT[0]], f"{ANA} got a mail twice: {SENT[0][2]}"),
        ([*SENT, (DAN, "2026-10-02", "Hello")], f"{DAN} got a mail"),
    ],
)
def test_a_mail_that_is_missing_twice_or_astray_is_named(
    mails: list[tuple[str, str, str]], fault: str
):
    assert find_mail_faults(mails, WANTED) == (fault,)


def test_mails_are_read_as_they_were_sent(tmp_path: Path):
    (tmp_path / "mails").mkdir()
    mail = "To: Ana Sow <ana@example.org>\nSubject: =?utf-8?q?R=C3=A9ponse?=\n"
    mail += "Date: Fri, 02 Oct 2026 09:00:13 +0000\n\nHello\n"
    (tmp_path / "mails" / "1.eml").write_text(mail, encoding="utf-8")
    stage = Stage(tmp_path, {}, web="", prefect="")

    assert stage.list_mails() == [(ANA, "2026-10-02", "Réponse")]


def test_a_folder_with_something_in_it_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "mine").touch()

    assert main([str(tmp_path)]) == 1
    assert "is not empty: name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
