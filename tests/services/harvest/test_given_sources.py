"""Given sources: what a path is, and whose mail was read."""

from pathlib import Path

import pytest
from letters import OWNER, make_message, write_letter, write_mbox
from people import ANA

from models.errors import InvalidInputError
from models.harvest import FoundFile
from models.words import SourceKind
from services.harvest.given_sources import NOBODY, find_owner, list_given_sources, name_owner
from services.harvest.source_readers import SourceReading
from services.mailbox.messages import MailboxReading

TOM = "Tom Reed <tom@partner.example>"


def make_reading() -> SourceReading:
    mail = (make_message(TOM, OWNER, 1), make_message("lea@ministry.example", OWNER, 2))
    content = MailboxReading(messages=mail).model_dump(mode="json")
    file = FoundFile(path="m", location=b"m", size_bytes=1, modified_ns=0)
    return SourceReading(
        kind=SourceKind.mailbox, path="m", files=((file, "0"),), contents={"0": content}
    )


@pytest.mark.parametrize(
    "path", ["https://ana:Kora@host/a", "n" * 300, "n/" * 300, "Kora", "b\udcff"]
)
def test_what_is_no_place_is_refused_without_a_login(path: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        list_given_sources([Path(path)])
    assert "ana:Kora" not in str(refused.value)


def test_a_folder_of_nothing_but_mail_is_a_mailbox(tmp_path: Path) -> None:
    (tmp_path / "mail" / "sent").mkdir(parents=True)
    (tmp_path / "mail" / "sent" / "1.eml").write_bytes(write_letter())
    (tmp_path / "drive").mkdir()
    (tmp_path / "drive" / "2.eml").write_bytes(write_letter())
    (tmp_path / "drive" / "plan.txt").write_text("Plan")
    (tmp_path / "empty").mkdir()
    box = write_mbox(tmp_path / "box.mbox", [write_letter()])
    paths = [tmp_path / name for name in ("mail", "drive", "empty", box.name)]
    kinds = [source.kind for source in list_given_sources(paths)]
    assert kinds == [
        SourceKind.mailbox,
        SourceKind.folder,
        SourceKind.folder,
        SourceKind.mailbox,
    ]


def test_the_owner_has_the_name_that_the_mail_says() -> None:
    named = name_owner(ANA.email)
    # By the name the leaver's other addresses are known.
    assert find_owner([make_reading()], named) == ANA
    assert find_owner([make_reading()], None) == ANA


def test_an_owner_whom_no_mail_names_is_kept_as_given() -> None:
    assert find_owner([], name_owner("x@example.org")).name == "x"
    assert find_owner([], None).email == NOBODY


def test_an_owner_has_the_address_of_the_mail_whatever_may_be_typed() -> None:
    odd = "Ana Sow <to=ana@example.org>"
    mail = (make_message(TOM, odd, 1), make_message("lea@ministry.example", odd, 2))
    content = MailboxReading(messages=mail).model_dump(mode="json")
    reading = make_reading().model_copy(update={"contents": {"0": content}})
    assert find_owner([reading], None).email == "to=ana@example.org"
    with pytest.raises(InvalidInputError, match=r"did you mean ana@example\.org\?$"):
        name_owner("to=ana@example.org")


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="--email"):
        name_owner("nobody")
