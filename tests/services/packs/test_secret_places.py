"""Where something was found is told in the language of the handover."""

import pytest

from models.harvest import Finding, HarvestFacts
from models.words import FindingKind, FoundKind, Language
from services.handovers.found_kinds import list_found
from services.packs.manuscript import Phrases
from services.packs.secret_places import say_place
from services.secrets.masking import mask_secrets
from services.secrets.secret_tokens import CODE, KEY, PASSWORD, PRIVATE_KEY

TEXTS = {
    PASSWORD: "the password is Kora#2020",
    CODE: "PIN of the safe: 4471",
    KEY: "AKIAIOSFODNN7EXAMPLE",
    PRIVATE_KEY: "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN\n-----END PRIVATE KEY-----",
}
MANY = "".join(f"the password is Kora#20{number}\n" for number in range(10, 62))
PLACES = [
    *(mask_secrets(text)[1][0] for text in TEXTS.values()),
    mask_secrets(MANY)[1][-1],
    *("Secrets in 1 more place.", "A secret in the title.", "A secret in a name."),
    *("message 3", "1 mail", "12 mails"),
]
OTHERS = [one for one in Language if one is not Language.en]


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_told_in_every_language(place: str) -> None:
    assert say_place(place, Phrases(Language.en)) == place
    said = {say_place(place, Phrases(language)) for language in OTHERS}
    assert len(said - {place}) >= len(OTHERS) - 1  # "message 3" is French, too.


def test_every_kind_of_secret_is_among_them() -> None:
    assert len(set(PLACES)) == len(PLACES)
    assert all(kind in place for kind, place in zip(TEXTS, PLACES, strict=False))


def test_the_leaver_reads_it_and_its_name_stays_the_same() -> None:
    place = "A password in line 3."
    finding = Finding(
        kind=FindingKind.secret, path="drive/a.txt", reason="holds a secret", place=place
    )
    for language in (Language.fr, Language.es, Language.ar):
        (found,) = list_found(HarvestFacts(findings=(finding,)), language)
        assert found.kind is FoundKind.secret
        assert found.identity == f"drive/a.txt: {place}"
        assert found.title == f"drive/a.txt: {found.place}"
        assert "password" not in f"{found.title} {found.why}"


def test_a_subject_is_nobody_else_s_sentence() -> None:
    finding = Finding(kind=FindingKind.private, path="mail.mbox", reason="x", place="message 3")
    (found,) = list_found(HarvestFacts(findings=(finding,)), Language.es)
    assert found.title == "mail.mbox: message 3"
