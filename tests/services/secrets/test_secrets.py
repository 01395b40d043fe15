"""Secrets go, everything else stays: labelled sentences, shapes of keys, tables, hostile lines."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from each import each

from services.secrets.masking import REMOVED, mask_secrets

DATA = Path(__file__).parent / "data"
STEPS = Path(__file__).parents[2] / "masking_steps.py"


def read_sentences(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@each("marked", read_sentences("secret-sentences.txt"))
def test_just_the_secret_is_taken_out(marked: str) -> None:
    masked, places = mask_secrets(re.sub("[⟦⟧]", "", marked))
    assert masked == re.sub("⟦.*?⟧", REMOVED, marked)
    assert len(places) == 1


@each("sentence", read_sentences("innocent-sentences.txt"))
def test_a_sentence_about_secrets_stays(sentence: str) -> None:
    assert mask_secrets(sentence) == (sentence, ())


@each("marked", read_sentences("secret-sentences.txt"))
def test_masking_twice_changes_nothing(marked: str) -> None:
    masked, _ = mask_secrets(re.sub("[⟦⟧]", "", marked))
    assert mask_secrets(masked) == (masked, ())


# Put together here, so that no scanner takes this file for a leak.
LONG = "Zx8Kq2Lm5Rt9" * 6
TOKENS = [
    "AKIA" + "Z7QWERTYUIOP2345",
    "ghp_" + LONG[:36],
    "github_pat_" + LONG[:60],
    "glpat-" + LONG[:20],
    "xoxb-" + "123456789012-" + LONG[:24],
    "AIza" + LONG[:35],
    "sk_live_" + LONG[:24],
    "sk-proj-" + LONG[:40],
    "SG." + LONG[:22] + "." + LONG[:43],
    "npm_" + LONG[:36],
    "hf_" + LONG[:34],
    "eyJ" + LONG[:20] + ".eyJ" + LONG[:40] + "." + LONG[:43],
    "123456789:AA" + LONG[:33],
]


@each("token", TOKENS)
def test_a_token_is_known_by_its_shape(token: str) -> None:
    masked, places = mask_secrets(f"first\nthe one to use: {token}, as agreed")
    assert masked == f"first\nthe one to use: {REMOVED}, as agreed"
    assert places == ("A key or token in line 2.",)


@pytest.mark.parametrize("end", ["-----END RSA PRIVATE KEY-----\nafter", ""])
def test_a_private_key_goes_whole_even_when_cut_off(end: str) -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\n" + f"{LONG}\n" * 20
    masked, places = mask_secrets(f"see\n{key}{end}")
    assert LONG[:12] not in masked
    assert masked.endswith(end)
    assert places == ("A private key in line 2.",)


def test_a_column_of_passwords_goes_cell_by_cell() -> None:
    table = "System\tUser\tPassword\nBank\tasow\tbaobab\nPortal\tana\t********\n\nTotal\t2\tsystems"
    masked, places = mask_secrets(table)
    assert masked == table.replace("baobab", REMOVED)
    assert places == ("A password in line 2.",)


def test_a_csv_of_passwords_goes_cell_by_cell() -> None:
    masked, _ = mask_secrets('site,login,"mot de passe"\nportail,ana,"Kora2020"\nsap,ana,fleuve\n')
    assert masked == (f'site,login,"mot de passe"\nportail,ana,"{REMOVED}"\nsap,ana,{REMOVED}\n')


def test_many_places_are_reported_in_short() -> None:
    _, places = mask_secrets("password: Kaolack77\n" * 80)
    assert len(places) == 51
    assert places[-1] == "Secrets in 30 more places."


def test_characters_that_grow_in_lower_case_do_not_shift_the_mask() -> None:
    masked, _ = mask_secrets("İİİ password: Kaolack77 end")
    assert masked == f"İİİ password: {REMOVED} end"


HOSTILE = [
    "password: ",
    "password for ",
    "password\n",
    "Password:\n\n",
    "code ",
    "code,",
    "pass: ",
    "login: a / ",
    "pin 1 ",
    "left 1, ",
    "the safe opens with ",
    "network, key ",
    "log in with a and ",
    "recovery codes: ab12-cd34 ",
    "A Password\nab c4d5e6\n",
    "the password that we use ",
    "security question: ",
    "the account is a and ",
    "<td>password</td><td>",
    "password | ",
    "eyJ",
    "a://",
    "-----BEGIN ",
    "mysql -p",
    "密码是",
    "كلمة السر ",
    "Kaolack77 pw Kaolack77 ",
]


@pytest.mark.slow
def test_four_times_the_text_takes_four_times_the_steps() -> None:
    """Squared it would be sixteen times; see there for what a step is."""
    counted = subprocess.run(
        [sys.executable, STEPS],
        input=json.dumps(HOSTILE),
        capture_output=True,
        text=True,
        check=True,
    )
    for part, (short, long) in zip(HOSTILE, json.loads(counted.stdout), strict=True):
        assert short > 100_000
        assert long < short * 4.5, part


@pytest.mark.slow
def test_a_long_hostile_line_comes_back_masked() -> None:
    masked, _ = mask_secrets("password: Kaolack77 " * 10_000)
    assert "Kaolack" not in masked
