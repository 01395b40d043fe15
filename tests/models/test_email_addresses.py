"""An e-mail address is taken as it is; what is none is refused with the one that is meant."""

import pytest

from models.addresses import check_email
from models.meant_address import propose_address

RIGHT = "ana.sow@example.org"


@pytest.mark.parametrize(
    "address",
    [
        *(RIGHT, "Ana.Sow@Example.ORG", "sean.o'brien@example.org", "n'diaye@example.org"),
        *("p..o'brien@example.org", "a+b@example.org", "a_b-c@sub.example.co.uk", "a@b.museum"),
        *("!#$%&'*+-/=?^_`{|}~@example.org", '"ana sow"@example.org', '"a@b"@example.org'),
        *("josé@exämple.org", "用户@例え.jp", "δοκιμή@παράδειγμα.gr", "a@localhost", "1@2.org"),
        *("user%relay@example.org", "ana@xn--exmple-cua.org", "o'x@e.org"),
    ],
)
def test_an_address_stays_as_it_is(address: str) -> None:
    assert check_email(address) == address


@pytest.mark.parametrize(
    "written",
    [
        *(
            "“ana.sow@example.org”",
            "‘ana.sow@example.org’",
            '"ana.sow@example.org"',
            "'ana.sow@example.org'",
        ),
        *("«ana.sow@example.org»", "`ana.sow@example.org`", "ana.sow@example.org\u200b"),
        *("\ufeffana.sow@example.org", "ana.\u200bsow@example.org", "ana.sow\u2060@example.org"),
        *("ana.sow@exam\u00adple.org", "\u202aana.sow@example.org\u202c", "ana.sow@example.org."),
        *("ana.sow@example.org..", "mailto:ana.sow@example.org", "MAILTO: ana.sow@example.org"),
        "\u24d0na.sow@example.org",
        *(
            "mailto:ana.sow@example.org?subject=Hello",
            "smtp:ana.sow@example.org",
            f"{RIGHT}, {RIGHT}",
        ),
        *("ana.sow@example.org%0a", "ana.sow@example.org%0D%0ABcc:", "ana.sow%40example.org"),
        *("ana.sow@example.org\n", "<ana.sow@example.org>", "Ana Sow <ana.sow@example.org>"),
        *('"Sow, Ana" <ana.sow@example.org>', "ana.sow@example.org (Ana Sow)", f"{RIGHT},"),
        *("ana.sow\u00a0@example.org", "ana.sow@\u00a0example.org", "\u3000ana.sow@example.org"),
        *("ana.sow＠example.org", "ana.sow﹫example.org", "ａｎａ.sow@example.org", f"{RIGHT};"),
        *("ana.sow@example。org", "ana.sow@example．org", "ana.sow@ example.org", f"{RIGHT}*"),
        *("ana.sow@example,org", "ana.sow@example..org", "ana.sow@.example.org", f"{RIGHT}/"),
        *("ana.sow(at)example.org", "ana.sow [at] example.org", "ana.sow at example.org"),
        *("ana.sow@example[dot]org", "ana.sow @example.org", ".ana.sow@example.org"),
        *("ana.sow.@example.org", "ana.sow@example.org-"),
        "[ana.sow@example.org](mailto:ana.sow@example.org)",
    ],
)
def test_what_is_none_is_refused_with_the_right_one(written: str) -> None:
    with pytest.raises(
        ValueError, match=r"the form name@example.org.*: did you mean ana"
    ) as caught:
        check_email(written)
    assert str(caught.value).endswith(f"did you mean {RIGHT}?")


def test_an_apostrophe_of_a_phone_and_dashes_are_proposed_as_typed_ones() -> None:
    assert propose_address("sean.o’brien@example.org") == "sean.o'brien@example.org"
    assert propose_address("ana@sous‑réseau.example.org") == "ana@sous-réseau.example.org"


@pytest.mark.parametrize(
    "written",
    [
        *("", "@", "ana", "ana@", "@example.org", "ana sow", "a@x.org; b@y.org", "ana@exa mple"),
        *("@one.example,@two.example", "a" * 65 + "@example.org", "ana@" + "b" * 64 + ".org"),
        "ana\x00@",
    ],
)
def test_where_nothing_can_be_seen_nothing_is_proposed(written: str) -> None:
    with pytest.raises(ValueError, match=r"the form name@example.org") as caught:
        check_email(written)
    assert "did you mean" not in str(caught.value)


@pytest.mark.parametrize("written", ["ana%0asow@example.org", "ana%00@example.org", "a%20b@x.org"])
def test_an_escape_is_part_of_no_address(written: str) -> None:
    with pytest.raises(ValueError, match=r"name@example.org"):
        check_email(written)


def test_what_cannot_be_seen_is_named() -> None:
    with pytest.raises(ValueError, match=r"holds U\+200B \(ZERO WIDTH SPACE\)"):
        check_email("ana.sow@example.org\u200b")
