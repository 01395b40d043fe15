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
    "Scanner page, root / ⟦T!ger_Lily4⟧",
    "Booking account: fleet@example.org (⟦Landcruiser79⟧)",
    "Entrez avec admin, mot de passe ⟦fromager⟧",
    # What was and what is now.
    "The keypad code of the store went from ⟦8812⟧ to ⟦3307⟧.",
    "Wir haben das Kennwort von ⟦Erle2019⟧ auf ⟦Esche2026⟧ geändert.",
    "Cambiamos la clave del wifi de ⟦Nogal2021⟧ a ⟦Cedro2025⟧.",
    "Le mot de passe SAP est passé de ⟦Kapok18⟧ à ⟦Kapok19⟧.",
    "The old PIN of the card was ⟦6612⟧. The new one is ⟦7054⟧.",
    "L'ancienne clé wifi, ⟦Pangolin2019⟧, ne marche plus ; prenez ⟦Tamarin2025⟧.",
    # What a network takes.
    "The network LAGOON-STAFF uses ⟦heron-on-stilts⟧ as its key.",
    "Le réseau VISITEURS-2 utilise ⟦calebasse2022⟧.",
    "Their wifi is called Harbour, you get in with ⟦anchor8812⟧",
    "Wifi: MARABOUT / ⟦calebasse⟧",
    "WLAN: HAFEN-GAST / ⟦leuchtturm⟧",
    "Le mot de passe a été changé en ⟦marguerite⟧.",
    # What is typed when a thing asks for it.
    "Composez « ⟦3162⟧ » lorsque le distributeur demande le code.",
    'Escriba "⟦7083⟧" cuando el cajero pida el código.',
    'Drücken Sie "⟦6620⟧", sobald das Gerät nach dem Code fragt.',
    "Se il modem chiede qualcosa, metti ⟦Ginestra2023⟧.",
    "If the router ever asks, give it ⟦Otter-Weir7⟧.",
    # What is typed where the lock is named behind it.
    "Introduza ⟦5318⟧ no teclado do alarme.",
    "Inserisci ⟦7720⟧ sulla tastiera dell'allarme.",
    "⟦6083⟧ am Display der Alarmanlage eintippen.",
    "Fallback codes for the mail: ⟦h4t9-b2rr⟧ ⟦w0c5-31lm⟧",
    # The host of a call, a word agreed on, and what a device is unlocked with.
    "Webex: host ⟦550917⟧",
    "Skype, anfitrión: ⟦208844⟧",
    "La parola concordata con l'autista: ⟦tartaruga⟧.",
    "Das vereinbarte Wort für die Wache: ⟦dachs⟧.",
    "La tableta se desbloquea con ⟦Ceiba-52⟧.",
    # Turns and digits of a lock, told by other verbs.
    "Turn the dial of the safe to ⟦22, then 8, then 41⟧.",
    "Das Vorhängeschloss steht auf ⟦2-9-9-1⟧.",
    "El candado está en ⟦6-0-3-3⟧.",
    "The tool locker opens by dialling ⟦4-1-8⟧.",
    "Die Alarmanlage stellt man mit ⟦9057⟧ ab.",
    "Coupez l'alarme avec le ⟦2718⟧ dans la minute.",
    "Codici monouso: ⟦771204⟧, ⟦330918⟧",
    # The name in a question, in a clause before, or mistyped.
    "Mon mot de passe ? Toujours ⟦Lamantin88⟧, à changer.",
    "> quelle est la clé, je veux dire la clave del Excel?\n⟦Colibri-74x⟧",
    'Type the master password, which is "⟦seven grey herons⟧".',
    "the pasword of the tracker is ⟦gazelle2020⟧",
    "a senha da pasta continua ⟦embondeiro⟧, igual",
    # Several words after a name that says so.
    "Passphrase: ⟦correct pony battery staple⟧",
    "Palabra de paso: ⟦el burro bajo la ceiba⟧",
    "Parola d'ordine dell'archivio: ⟦vento sull'isola lontana⟧",
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
    "Clave de colores: rojo=1, verde=2",
    "The bank's sort code is 07-11-04.",
    "The password is on the board. The old report is Wells2019.",
    "The door opening times changed from 0800 to 0900.",
    "The access policy changed from v2.4 to v3.0.",
    "El número de puertas cambió de 1200 a 1350.",
    "The network team uses KoboCollect2023 for surveys.",
    "La red de mujeres usa formularios2024.",
    "HR, admin / Logistics2026",
    "Who has the password? Thanks!",
    "Ask for the password? No, the badge is enough.",
    "Wifi: MARABOUT / Mali",
    "Wifi: slow / broken",
    "Zoom, host families: 6604 in the north",
    "Digite o relatório 2040 no sistema.",
    "1250 Karten am Eingang der Messe benutzen.",
    "Le mot de passe du portail a été changé en avril.",
    "The host paid 4400 for the hall.",
    "If the network asks for figures, use Annex2023.",
    "Le mot de bienvenue convenu : deux minutes.",
    "Tippen Sie 1500 Umschläge ab, wenn die Post nach dem Code fragt.",
    "Passphrase: on the sticker under the laptop",
    "Passphrase: ask the finance officer",
    "Frase secreta: en el cuaderno rojo de Ana",
    "Phrase de passe : voir le carnet rouge",
]


@each("text", INNOCENT)
def test_what_speaks_against_it_counts_too(text: str) -> None:
    assert mask_secrets(text) == (text, ())


@pytest.mark.parametrize("gap", ["\n\n\n\n", "\nAsk IT.\nThe office opens at eight.\nThank you.\n"])
def test_a_name_far_above_tells_nothing(gap: str) -> None:
    text = f"Wi-Fi password{gap}lakeside-welcome\n"
    assert mask_secrets(text) == (text, ())
