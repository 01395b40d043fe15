"""A labelled set in seven languages: what must go goes, what must stay stays."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.secrets.masking import REMOVED, mask_secrets
from services.secrets.secret_words import find_places, lower_in_place, read_secret_words

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "fr", "es", "ar", "pt", "it", "de")
SECRETS = ("labelled-secrets.txt", "strangers-secrets.txt")
INNOCENTS = ("labelled-innocents.txt", "strangers-innocents.txt")
"""Those of strangers were written by people who had not seen the rules."""


def read_notes() -> list[tuple[str, str]]:
    """Return language and text, with the marks around each secret."""
    texts = ((DATA / name).read_text(encoding="utf-8") for name in SECRETS)
    blocks = [block for text in texts for block in text.split("%% ")[1:]]
    return [(head[:2], text) for head, _, text in (block.partition("\n") for block in blocks)]


def read_innocents() -> list[str]:
    texts = ((DATA / name).read_text(encoding="utf-8") for name in INNOCENTS)
    lines = [line for text in texts for line in text.splitlines()]
    return [line for line in lines if not line.startswith("#")]


def tell_leaks(marked: str, around: str = "{}") -> list[str]:
    """Return the secrets that are still there once the text is masked."""
    masked, _ = mask_secrets(around.format(re.sub("[⟦⟧]", "", marked)))
    return [secret for secret in re.findall("⟦(.*?)⟧", marked) if secret in masked]


AROUND = ["{}", "Notes for whoever comes next.\n\n{}\nThat is all for now.\n"]


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("language", LANGUAGES)
def test_at_least_95_of_100_notes_keep_no_secret(language: str, around: str) -> None:
    notes = [text for found, text in read_notes() if found == language]
    leaking = [text for text in notes if tell_leaks(text, around)]
    assert len(notes) >= 10
    assert len(leaking) <= len(notes) * 0.05, leaking


def test_at_most_3_of_100_innocent_lines_lose_a_word() -> None:
    lines = read_innocents()
    masked = [line for line in lines if mask_secrets(line)[0] != line]
    assert len(masked) <= len(lines) * 0.03, masked


def test_innocent_lines_stay_also_below_one_another() -> None:
    masked, _ = mask_secrets("\n".join(read_innocents()))
    assert masked.count(REMOVED) <= len(read_innocents()) * 0.03


def test_a_masked_note_is_masked() -> None:
    for _, marked in read_notes():
        masked, _ = mask_secrets(re.sub("[⟦⟧]", "", marked))
        assert mask_secrets(masked) == (masked, ())


CLAUSES = [
    "The password that Omar set up for the portal before leaving is ⟦Basalt_77⟧",
    "The admin account is 'root' and '⟦Tr0picana⟧'.",
    "Sicherheitsfrage: Name des ersten Haustiers, Antwort: ⟦Bello⟧",
    "La réponse à la question secrète est ⟦Médor⟧.",
    "My PIN's ⟦4417⟧.",
    "La combinazione è ⟦18-33-07⟧ (cassaforte).",
    "La clave SOL es ⟦PELICANO72⟧",
]


ANSWERS = [
    *("la question secrète, nom de mon premier chat : ⟦Filou⟧", "Security question (pet): ⟦Rex⟧"),
    *("pregunta de seguridad: nombre de mi abuela, ⟦Remedios⟧", "Log in: ana and then ⟦Kora_7⟧"),
    *("a pergunta secreta é o nome do cão: ⟦Bolinha⟧", "Log in with ana, then type ⟦Kora_7⟧."),
    *("Sicherheitsfrage, Name des ersten Haustiers: ⟦Mohrle⟧", "سؤال الأمان، اسم القطة: ⟦بسبس⟧"),
    *("domanda segreta, città di nascita: ⟦Matera⟧", "secret question, my first boss = ⟦Mr Diouf⟧"),
]
NO_ANSWERS = [
    *("Security question on the agenda: access to Kidal", "Security question: see the vault"),
    *("La question de sécurité alimentaire: un enjeu", "Sicherheitsfrage im Lager: Zugang prüfen"),
    *("Log in with Fatou and then Moussa checks the form", "Start with Annex1 and then Annex2"),
    *("Los PIN son 12.000 en la zona norte", "Les PIN sont 12 000 dans la zone nord"),
]


@pytest.mark.parametrize("marked", [*ANSWERS, *NO_ANSWERS])
def test_what_is_asked_of_ones_own_life_tells_an_answer(marked: str) -> None:
    masked, _ = mask_secrets(re.sub("[⟦⟧]", "", marked))
    assert masked == re.sub("⟦.*?⟧", REMOVED, marked)


@pytest.mark.parametrize("marked", CLAUSES)
def test_a_secret_goes_though_words_stand_between(marked: str) -> None:
    assert not tell_leaks(marked)


CELLS = [
    "<tr><td>Password</td>\n  <td class='wide'>⟦zebracrossing⟧</td></tr>",
    "<table><tr><th>System</th><th>Password</th></tr><tr><td>ERP</td><td>⟦kilimanjaro⟧</td></tr></table>",
    "<dl><dt>PIN</dt><dd>⟦7719⟧</dd></dl>",
    "<ul><li>User: bo</li><li>Password: <b>⟦tangerine⟧</b></li></ul>",
    "| Field | Value |\n|---|---|\n| Password | ⟦mangrove⟧ |",
    "Password; ⟦mangrove⟧",
]


@pytest.mark.parametrize("marked", CELLS)
def test_a_secret_in_a_cell_goes_and_the_tags_stay(marked: str) -> None:
    assert not tell_leaks(marked)
    masked, _ = mask_secrets(re.sub("[⟦⟧]", "", marked))
    assert masked == re.sub("⟦.*?⟧", REMOVED, marked)


def test_no_place_of_a_trigger_is_passed_over() -> None:
    """Which triggers a text may hold at all is told by the parts of its words."""
    for name in (*SECRETS, *INNOCENTS):
        text = lower_in_place((DATA / name).read_text(encoding="utf-8")) + " m.d.p"
        triggers = read_secret_words().triggers
        all_places = {found.start() for word in triggers for found in _find_all(word, text)}
        assert find_places(text, triggers) == sorted(all_places)


def _find_all(word: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(f"(?={re.escape(word)})", text)


@pytest.mark.parametrize(
    ("name", "value"),
    [("Codice cassaforte:", "7719-A"), ("Safe code:", "77-19-A1"), ("Safe code", "3120-QX")],
)
def test_the_number_that_a_code_begins_with_is_not_the_code(name: str, value: str) -> None:
    assert value not in mask_secrets(f"{name}\n{value}\n")[0]
    assert mask_secrets(f"Budget code:\n{value}\n")[0] == f"Budget code:\n{value}\n"
