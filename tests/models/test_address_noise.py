"""Whatever stands around an address, the address is proposed; ordinary ones pass unchanged."""

import html
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.addresses import check_email
from models.meant_address import propose_address

ORDINARY = (
    *("ana.sow@example.org", "Sean.O'Brien@Example.org", "p..o'brien@example.org", "a+b@x.co.uk"),
    *("n'diaye@example.org", "bounces+ana=example.org@lists.example.org", "ana@xn--exmple-cua.org"),
    *("user%example.com@example.org", "a&b@x.org"),
    *("José.Ñandú@ejemplo.es", "øystein@blåbær.no", "nguyễn@ví-dụ.vn", "иван@пример.рф"),
    *("ιωάννης@παράδειγμα.ελ", "محمد@مثال.مصر", "דוד@דוגמה.קום", "हिन्दी@उदाहरण.भारत"),
    *(
        "สมชาย@ตัวอย่าง.ไทย",
        "김철수@예시.한국",
        "用户@例え.テスト",
        "スーパー@example.jp",
        "አበበ@ምሳሌ.ኢት",
    ),
    *("ანა@მაგალითი.გე", "անի@օրինակ.հայ", "தமிழ்@உதாரணம்.இந்தியா", "မြန်မာ@ဥပမာ.မြန်မာ"),
)
RARE = (
    "customer/department=shipping@example.com",
    *("$A12345@example.com", "!def!xyz%abc@example.com", "_somename@example.com", "a@localhost"),
    *("!#$%&'*+-/=?^_`{|}~@example.org", "mailhost!username@example.org", "иван+work@пример.рф"),
    *(
        '"much.more unusual"@example.com',
        '"very.unusual.@.unusual.com"@example.com',
        "e\u0301@x.org",
    ),
    r'"very.(),:;<>[]\".VERY.\"very@\\ \"very\".unusual"@strange.example.com',
)
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u3164\uffa0\ufe0f\U000e0100"
UNSEEN = st.text(st.characters(categories=["Cf"]) | st.sampled_from(FILLERS), min_size=1)
AROUND = st.text(
    st.characters(
        categories=["Ps", "Pe", "Pi", "Pf", "Po", "So", "Zs", "Zl", "Zp"], min_codepoint=161
    )
    | st.sampled_from("<>()[]{}\"'`,;:?*|/\\ \t\r\n=~\u02bc\u02ee\u02cb\u02b9¨"),
    min_size=1,
    max_size=4,
)
LABELS = st.sampled_from(
    [
        "mailto:",
        "SIP:",
        "http://",
        "E-mail: ",
        "courriel : ",
        "to=",
        "?to=",
        "&cc=",
        "Ana Sow <",
        ">",
    ]
)
CODES = {
    "as it is": lambda text: text,
    "of a link": lambda text: quote(text, safe=""),
    "of a link, twice": lambda text: quote(quote(text, safe=""), safe=""),
    "of a page": html.escape,
    "of a page, by numbers": lambda text: "".join(f"&#{ord(one)};" for one in text),
}


@given(
    st.sampled_from(ORDINARY), LABELS | AROUND | UNSEEN, AROUND | UNSEEN, st.sampled_from([*CODES])
)
def test_noise_is_refused_with_exactly_the_address(
    address: str, before: str, after: str, code: str
) -> None:
    noisy = f"{CODES[code](before)}{address}{CODES[code](after)}"
    with pytest.raises(ValueError, match=r"name@example\.org") as caught:
        check_email(noisy)
    assert str(caught.value).endswith(f": did you mean {address}?"), ascii(noisy)


@given(st.sampled_from(ORDINARY), st.sampled_from([" ", ",", ";", "، ", "、", " <", "|", "\n"]))
def test_the_same_address_twice_is_one(address: str, between: str) -> None:
    assert propose_address(f"{address}{between}{address}") == address


@pytest.mark.parametrize("address", [*ORDINARY, *RARE])
def test_an_ordinary_address_passes_unchanged(address: str) -> None:
    assert check_email(address) == address


@given(st.from_regex(r"[a-z0-9]([a-z0-9_'+-]{0,9}[a-z0-9])?(\.[a-z0-9]{1,9}){0,3}", fullmatch=True))
def test_every_plain_atom_passes_unchanged(local: str) -> None:
    assert check_email(f"{local}@example.org") == f"{local}@example.org"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(("аna@b.org", "ana@b.org"), ("ana@exаmple.org", "ana@example.org")),
        *(
            ("ana@аррӏе.com", "ana@apple.com"),
            ("ana@еха.com", "ana@exa.com"),
            ("иvan@example.org", None),
        ),
        *(("ana@xn--exmple-4nf.org", None), ("ana@xn--a.org", None), ("οana@b.org", "oana@b.org")),
    ],
)
def test_letters_that_look_like_others_are_refused(written: str, meant: str | None) -> None:
    with pytest.raises(ValueError, match=r"name@example\.org"):
        check_email(written)
    assert propose_address(written) == meant


@pytest.mark.parametrize("mark", [*"’‘ʼʻʹˈ′´ꞌ"])
def test_what_looks_like_an_apostrophe_is_proposed_as_one(mark: str) -> None:
    assert propose_address(f"sean.o{mark}brien@example.org") == "sean.o'brien@example.org"


@pytest.mark.parametrize(
    "written",
    [
        *("ana\u00a0sow@example.org", "ana·sow@example.org", "ana. sow@example.org", "a@b@c.org"),
        *("https://ana:word@example.org/x", "ana@b.org, sow@b.org", "ana@"),
    ],
)
def test_where_it_begins_cannot_be_seen_nothing_is_proposed(written: str) -> None:
    assert propose_address(written) is None
