"""Older secrets: what an older version kept is masked and told as the pack is drawn."""

from functools import partial
from pathlib import Path

import pytest
from acting import TIP, Stage
from people import ANA, BEN, MOUSSA

from models.words import Audience
from services.acts.seeing import read_pack
from services.handovers.editions import get_edition, is_refused
from services.handovers.loading import get_facts
from tasks.rendering import draw_documents
from tasks.workplace import get_settings


def test_a_secret_of_an_older_version_is_masked_and_told_as_the_pack_is_drawn(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATON_DATA", str(tmp_path))
    get_settings.cache_clear()
    stage.answer(ANA.email, TIP | {"title": "Mine alone", "body": "Call her"})
    out = stage.answer(MOUSSA.email, TIP).go_on().reviewed().signed().go_on()
    with out.look() as (session, handover):
        edition = get_edition(session, handover, Audience.successor)
        told = edition.pack_json.replace("Mine alone", "Password of the scanner")
        edition.pack_json = told.replace("Call her", "Kestrel-Harbour-7719")
        edition.sha256 = "0" * 64
        assert "Kestrel-Harbour-7719" in edition.pack_json
    draw_documents.fn(out.reference)
    with out.look() as (session, handover):
        assert not is_refused(session, handover)
        assert "Kestrel" not in get_edition(session, handover, Audience.successor).pack_json
        places = {one.place for one in get_facts(session, handover).findings}
    assert any(place and place.endswith("body: A password in line 1.") for place in places)
    files = out.ask(BEN.email, partial(read_pack, data=tmp_path))
    assert b"Password of the scanner" in files["pack.json"]
    assert b"Kestrel" not in b"".join(files.values())
    get_settings.cache_clear()
