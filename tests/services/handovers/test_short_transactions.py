"""Short transactions: what is slow fails inside one, and nothing stale is put in place."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from acting import TIP, Stage, open_stage
from people import ANA, MOUSSA

from models.case_file import CaseFile
from models.errors import NotFoundError, TemporaryError
from models.record import PackEdition
from services.acts.answering import PeerRequest, ask_peer
from services.acts.reviewing import agree_all
from services.handovers.edition_files import find_file, keep_files, read_files, staged_files
from services.handovers.loading import find_version, get_unchanged
from services.lock_watch import HeldLockWarning, is_lock_held
from services.secrets.masking import mask_secrets
from services.store import Store

FILES = {"brief.pdf": b"brief", "pack.json": b"{}"}


@pytest.fixture
def stage(store: Store, case: CaseFile) -> Stage:
    return open_stage(store, case)


@pytest.fixture
def edition(stage: Stage) -> PackEdition:
    stage.delivered()
    with stage.look() as (session, handover):
        edition = PackEdition(
            handover_id=handover.row_id, number=9, audience="team", pack_json="{}", sha256="9"
        )
        session.add(edition)
    return edition


def keep(stage: Stage, edition: PackEdition, folder: Path) -> None:
    with staged_files(edition, folder, FILES) as staged, stage.store.write() as session:
        keep_files(session, edition, staged)


def sync(place: Path) -> None:
    with place.open("rb") as file:
        os.fsync(file.fileno())


SLOW: dict[str, Callable[[Path], object]] = {
    "mask": lambda _: mask_secrets("password: Kaolack77"),
    "sync": sync,
    "write": lambda place: place.write_bytes(b"new"),
    "remove": lambda place: place.unlink(),
    "start": lambda _: subprocess.run([sys.executable, "-c", ""], check=True),
    "connect": lambda _: socket.create_connection(("127.0.0.1", 9)),
}


@pytest.mark.parametrize("what", SLOW)
def test_what_is_slow_fails_while_the_lock_is_held(store: Store, tmp_path: Path, what: str):
    place = tmp_path / "file"
    place.write_bytes(b"old")
    with pytest.raises(HeldLockWarning, match="inside a write transaction"), store.write():
        SLOW[what](place)
    assert place.read_bytes() == b"old"
    assert not is_lock_held()
    with store.read():
        sync(place)


def test_an_act_in_between_makes_work_stale(stage: Stage):
    with stage.look() as (session, handover):
        version = find_version(session, handover)
        assert get_unchanged(session, stage.reference, version) == handover
    peer = PeerRequest(name="Dan Lowe", email="dan.lowe@example.net")
    stage.act(MOUSSA.email, ask_peer, peer)
    with stage.look() as (session, _), pytest.raises(TemporaryError, match="changed meanwhile"):
        get_unchanged(session, stage.reference, version)


def test_an_act_on_another_handover_makes_nothing_stale(stage: Stage, case: CaseFile):
    with stage.look() as (session, handover):
        version = find_version(session, handover)
    later = {"last_working_on": case.last_working_on.replace(month=12)}
    other = open_stage(stage.store, case.model_copy(update=later)).answer(ANA.email, TIP)
    other.answer(MOUSSA.email, TIP).go_on().act(ANA.email, agree_all)
    with stage.look() as (session, handover):
        assert get_unchanged(session, stage.reference, version) == handover


def test_one_file_is_read_and_no_other(stage: Stage, edition: PackEdition, tmp_path: Path):
    folder = tmp_path / "packs" / "team-9"
    keep(stage, edition, folder)
    with stage.store.read() as session:
        assert read_files(session, edition, folder) == FILES
        (folder / "pack.json").write_bytes(b"damaged")
        found = find_file(session, edition, folder, "brief.pdf")
        assert found is not None
        assert found.content == b"brief"
        assert find_file(session, edition, folder, "pack.pdf") is None
        with pytest.raises(NotFoundError, match="not all there"):
            find_file(session, edition, folder, "pack.json")
        with pytest.raises(NotFoundError, match="not all there"):
            read_files(session, edition, folder)


def test_what_is_not_put_in_place_leaves_the_old_files(
    stage: Stage, edition: PackEdition, tmp_path: Path
):
    folder = tmp_path / "packs" / "team-9"
    keep(stage, edition, folder)
    killed = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                            capture_output=True, check=True, text=True).stdout.strip()  # fmt: skip
    left = folder.parent / f".team-9-{killed}-x"
    left.mkdir()
    with staged_files(edition, folder, {"pack.json": b"new"}):
        assert not left.exists()
    assert [path.name for path in folder.parent.iterdir()] == ["team-9"]
    with stage.store.read() as session:
        assert read_files(session, edition, folder) == FILES
