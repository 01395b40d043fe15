"""Names of files: a password in one is taken out, names about passwords stay."""

from each import each

from services.secrets.masking import mask_name

TELLING = """password Ocelot-Run55.txt|Kennwort=Eule7Nacht.txt|mdp Hibou9nuit|mdp_Kaolack77.txt
PIN 4471.txt|pin-4471 carte.txt|wifi password - Harmattan2027.txt|code alarme 5590.txt
login ana - pass Kora2020!.txt|كلمة السر Sahraa2026.txt|Safe code 12-45-78.txt"""

PLAIN = """Password policy 2024.docx|Passwort-Richtlinie_2026-03-01.docx|PIN codes 2026.xlsx
politique mots de passe 2025-03.docx|MDP_2024_budget.xlsx|password-manager-2.57.exe
session_pwd_reset_20260312.log|mdp_guide_v12.pdf|Passwort ändern Windows11.docx|code 4711.txt
Boarding pass AF718.pdf|Invoice INV-2026-00451.pdf|api_key_rotation_2025.md"""


@each("name", TELLING.replace("\n", "|").split("|"))
def test_a_secret_is_taken_out_of_a_name(name: str) -> None:
    masked = mask_name(name)
    assert "[secret removed]" in masked
    assert mask_name(masked) == masked


@each("name", PLAIN.replace("\n", "|").split("|"))
def test_a_name_about_secrets_stays(name: str) -> None:
    assert mask_name(name) == name
