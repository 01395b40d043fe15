"""Secret tokens: keys, tokens and passwords that are known by their shape alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from services.secrets.secret_words import find_each

PASSWORD = "password"  # noqa: S105 - the name of a kind, not a password
CODE = "access code"
KEY = "key or token"
PRIVATE_KEY = "private key"
REMOVED = "[secret removed]"
"""What stands in the place of a secret."""

_NOT_INSIDE = "(?<![0-9A-Za-z])"
_ENDS = "(?![0-9A-Za-z])"

# Prefix and what follows it, by who gives such keys out. Every repetition is bounded.
_SHAPES = (
    *((prefix, "[0-9A-Z]{16}") for prefix in ("AKIA", "ASIA", "ABIA", "ACCA")),  # AWS
    *((f"gh{char}_", "[0-9A-Za-z]{36,255}") for char in "pousr"),  # GitHub
    ("github_pat_", "[0-9A-Za-z_]{40,255}"),
    *((f"gl{name}-", "[0-9A-Za-z_-]{20,255}") for name in ("pat", "dt", "rt", "soat")),  # GitLab
    *((f"xox{char}-", "[0-9A-Za-z-]{10,255}") for char in "abeoprs"),  # Slack
    ("xapp-", "[0-9A-Za-z-]{20,255}"),
    ("AIza", "[0-9A-Za-z_-]{35}"),  # Google
    ("ya29.", "[0-9A-Za-z_-]{20,500}"),
    ("GOCSPX-", "[0-9A-Za-z_-]{20,64}"),
    *(
        (f"{kind}_{mode}_", "[0-9A-Za-z]{10,255}")
        for kind in ("sk", "rk")
        for mode in ("live", "test")
    ),
    ("whsec_", "[0-9A-Za-z+/=]{20,255}"),  # Stripe, as the line above
    ("sk-", "(?:ant-|proj-)?[0-9A-Za-z_-]{20,255}"),  # language models
    ("SG.", r"[0-9A-Za-z_-]{16,64}\.[0-9A-Za-z_-]{16,128}"),  # mail and messages
    ("SK", "[0-9a-f]{32}"),
    ("key-", "[0-9a-f]{32}"),
    ("npm_", "[0-9A-Za-z]{36}"),  # registries
    ("pypi-AgE", "[0-9A-Za-z_-]{40,500}"),
    ("hf_", "[0-9A-Za-z]{30,64}"),
    ("dckr_pat_", "[0-9A-Za-z_-]{20,64}"),
    ("dop_v1_", "[0-9a-f]{64}"),
    *((f"shp{name}_", "[0-9a-fA-F]{32}") for name in ("at", "ss", "ca", "pa")),  # shops
    ("eyJ", r"[0-9A-Za-z_-]{8,4000}\.eyJ[0-9A-Za-z_-]{8,8000}\.[0-9A-Za-z_-]{8,2000}"),  # JWT
)
_TOKENS = {
    prefix: re.compile(f"{_NOT_INSIDE}{re.escape(prefix)}{rest}{_ENDS}") for prefix, rest in _SHAPES
}

_KEY_CHARACTERS = r"[0-9A-Za-z+/=_.~-]"
_QUERY = r"(?P<value>[^\s&#\"'<>]{6,500})"
_QUERY_NAMES = (
    *("access_token", "auth_token", "api_key", "apikey", "token", "sig", "signature", "pwd"),
    *("passwd", "password", "client_secret", "x-amz-signature"),
)
# What stands before a secret in programs and addresses, in lower case, and the pattern from there.
_LEADS = {
    "hooks.slack.com/services/": (r"\S{25}(?P<value>[0-9A-Za-z/]{20,100})", KEY),
    "authorization": (
        rf"[a-z]+:?[ \t]{{1,3}}(?:Basic|Token)[ \t]{{1,3}}(?P<value>{_KEY_CHARACTERS}{{8,500}})",
        PASSWORD,
    ),
    "bearer": (
        rf"[a-z]+[ \t]{{1,3}}(?=[a-zA-Z+/=_.~-]{{0,80}}\d)(?P<value>{_KEY_CHARACTERS}{{16,2000}})",
        KEY,
    ),
    "x-api-key": (rf"[a-z-]+:[ \t]{{0,3}}(?P<value>{_KEY_CHARACTERS}{{8,500}})", KEY),
    "x-auth-token": (rf"[a-z-]+:[ \t]{{0,3}}(?P<value>{_KEY_CHARACTERS}{{8,500}})", KEY),
    "mysql": (r"[a-z]{5,13}[ \t][^\n]{0,80}?[ \t]-p(?P<value>[^\s-]\S{3,100})", PASSWORD),
    "sqlplus": (r"[a-z]+[ \t][^\s/]{1,60}/(?P<value>[^\s@]{4,100})@", PASSWORD),
    "sshpass": (r"[a-z]+[ \t]{1,3}-p[ \t]{0,3}(?P<value>\S{4,100})", PASSWORD),
    "smbclient": (
        r"[a-z]+[ \t][^\n]{0,80}?[ \t]-U[ \t]{0,3}[^\s%]{1,80}%(?P<value>\S{4,100})",
        PASSWORD,
    ),
    "redis-cli": (r"[a-z-]+[ \t][^\n]{0,80}?-a[ \t]{1,3}(?P<value>[^\s-]\S{3,100})", PASSWORD),
    "docker login": (r"[a-z ]+[ \t][^\n]{0,80}?-p[ \t]{1,3}(?P<value>[^\s-]\S{3,100})", PASSWORD),
    "net user ": (r"[a-z ]+[^\s/]{1,60}[ \t]{1,3}(?P<value>[^\s/]\S{3,100})", PASSWORD),
    "xfreerdp": (r"[a-z]+[ \t][^\n]{0,120}?/p:(?P<value>\S{4,100})", PASSWORD),
    "convertto-securestring": (
        r"[a-z-]+[ \t]{1,3}(?:-String[ \t]{1,3})?[\"'](?P<value>[^\"'\n]{4,100})",
        PASSWORD,
    ),
    "/user:": (r"/user:\S{1,100}[ \t]{1,3}(?P<value>[^\s/]\S{3,100})", PASSWORD),
    "curl": (
        r"[a-z]+[ \t][^\n]{0,80}?[ \t]?(?:-u|--user)[ \t]{1,3}[^\s:]{1,80}:(?P<value>\S{4,100})",
        PASSWORD,
    ),
    "://": (r"://[^\s/:@\"'<>]{0,100}:(?P<value>[^\s/@\"'<>]{1,200})@(?=[\w\[])", PASSWORD),
    **{f"?{name}=": (rf"[?&][\w-]+={_QUERY}", KEY) for name in _QUERY_NAMES},
    **{f"&{name}=": (rf"[?&][\w-]+={_QUERY}", KEY) for name in _QUERY_NAMES},
}
_COMPILED_LEADS = {
    lead: (re.compile(pattern, re.IGNORECASE), kind) for lead, (pattern, kind) in _LEADS.items()
}
# A bot's number and its key.
_BOT_TOKEN = re.compile(r"(?<!\d)\d{8,10}:AA[0-9A-Za-z_-]{33}")
_KEY_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_KEY_BODY = re.compile(r"[0-9A-Za-z+/=\s:,.-]{0,20000}")
_PLACEHOLDER = re.compile(r"[\[{<$%*•]|x{4,}|\.{3}|…|pass(?:word)?$|secret$|user", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class SecretSpan:
    """Where a secret stands in a text, from `start` to before `end`, and what it is."""

    start: int
    end: int
    kind: str


def find_tokens(text: str, lowered: str) -> Iterator[SecretSpan]:
    """Yield keys, tokens, and passwords in addresses. `lowered`: see `lower_in_place`."""
    yield from _find_shapes(text)
    yield from _find_after_leads(text, lowered)
    yield from _find_key_blocks(text)


def _find_shapes(text: str) -> Iterator[SecretSpan]:
    for prefix, pattern in _TOKENS.items():
        for at in find_each(text, prefix):
            if token := pattern.match(text, at):
                yield SecretSpan(at, token.end(), KEY)
    for at in find_each(text, ":AA"):
        if bot := _BOT_TOKEN.search(text, max(0, at - 10), at + 40):
            yield SecretSpan(bot.start(), bot.end(), KEY)


def _find_after_leads(text: str, lowered: str) -> Iterator[SecretSpan]:
    for lead, (pattern, kind) in _COMPILED_LEADS.items():
        for at in find_each(lowered, lead):
            found = pattern.match(text, at)
            if found and not _PLACEHOLDER.match(found["value"]):
                yield SecretSpan(found.start("value"), found.end("value"), kind)


def _find_key_blocks(text: str) -> Iterator[SecretSpan]:
    """Yield the insides of private key blocks, also of those that were cut off."""
    position = 0
    for at in find_each(text, "-----BEGIN "):
        begin = _KEY_BEGIN.match(text, at)
        if begin is None or at < position:
            continue
        body = _KEY_BODY.match(text, begin.end())
        stop = body.end() if body else begin.end()
        end = _KEY_END.search(text, begin.end(), stop + 80)
        position = end.start() if end else stop
        if position > begin.end():
            yield SecretSpan(begin.end(), position, PRIVATE_KEY)
