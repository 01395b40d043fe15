"""What speaks for a secret adds up, in several languages; what only looks like one stays."""

import re

import pytest
from each import each

from services.secrets.masking import REMOVED, mask_secrets

GIVEN_AWAY = [
    # A plain word, where only its place and its name tell.
    "pw ⟦kilimanjaro⟧",
    "If the guards call, the code word is ⟦Albatross⟧.",
    "Das Codewort lautet ⟦Albatros⟧.",
    "usuario ana clave ⟦luna⟧",
    "Benutzer ruth, Kennwort ⟦sonne⟧",
    "El archivo está protegido, se abre con ⟦Zulage-Mayo⟧.",
    "Die Excel-Datei öffnet man mit dem Passwort ⟦Zulage-Mai⟧.",
    # A dial, and a code between other words.
    "Safe: ⟦L12 R34 L56⟧",
    "The combination of the safe: ⟦12R-34L-56R⟧",
    "Safe in the finance room, code ⟦371945⟧ then the green button.",
    "رمز جهاز الإنذار ⟦٦٦٣١⟧ ثم زر النجمة.",
    "2FA backup codes (use each once): ⟦612 904⟧ / ⟦338 217⟧ / ⟦770 145⟧",
    # The verb or the name behind it.
    "Am Hintereingang ⟦4471#⟧ eintippen.",
    "⟦4471⟧ opens the side gate.",
    "Le ⟦4471⟧ est le code de la porte.",
    "⟦Mango2019⟧ is the wifi password.",
    # The name in another sentence or line.
    "Le mot de passe du wifi a changé, c'est maintenant ⟦Lagune-bleue⟧.",
    "[10:42] Lea: what is the pw for the scanner?\n[10:43] Tom: ⟦scanme2019⟧",
    "What's the alarm code again? It is ⟦4471⟧",
    "The wifi has a password. Everyone knows it. It is now ⟦Kora-Lake_88⟧.",
    "Wi-Fi password for visitors\n⟦lakeside-welcome⟧\n",
    "| Sistema | Usuario | Clave |\n|---|---|---|\n| Portal | luis | ⟦girasol⟧ |",
    # No name at all, but two with which one logs in.
    "The dashboard opens with ihaddad and ⟦Saffron*88⟧.",
    "On ouvre une session avec « accueil » et « ⟦Bienvenue-66⟧ ».",
    "Le compte Canva : com@example.org avec ⟦Pagne&Wax9⟧.",
]


@each("marked", GIVEN_AWAY)
def test_what_gives_a_secret_away_adds_up(marked: str) -> None:
    text = re.sub("[⟦⟧]", "", marked)
    masked, _ = mask_secrets(text)
    assert masked == re.sub("⟦.*?⟧", REMOVED, marked)
    assert mask_secrets(masked) == (masked, ())


INNOCENT = [
    "La clave del plan es ODS-6.",
    "Kenncode der Studie: 447812",
    "Numéro de série de l'imprimante : CNB4471K2",
    "The file Report_Final2 needs a password from Omar.",
    "Password rules: see Budget2026_v2",
    "Passwords are in tests/doors/test_doors.py::test_the_password_is_asked_for",
    "The password is rotated.",
    "Der Code für die Reisekosten ist 2204.",
    "Badge number 2214 opens no door after 20:00.",
    "Alarm contract: 2023-118",
    "Entrance fee: 4000",
    "The gate log of 2025 has 4410 lines.",
    "The code word",
    "Ask Omar for the password.\nTicket: INC0045121",
    "DB_PASSWORD=[secret removed]\nDB_NAME=stock\n",
    "Pass 2026",
    "user: asow",
]


@each("text", INNOCENT)
def test_what_speaks_against_it_counts_too(text: str) -> None:
    assert mask_secrets(text) == (text, ())


@pytest.mark.parametrize("gap", ["\n\n\n\n", "\nAsk IT.\nThe office opens at eight.\nThank you.\n"])
def test_a_name_far_above_tells_nothing(gap: str) -> None:
    text = f"Wi-Fi password{gap}lakeside-welcome\n"
    assert mask_secrets(text) == (text, ())
