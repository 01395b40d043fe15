"""Secret ties: a value in its sentence, what ties it to the words before, and the marks it bears.

A module of its own: what stands where is one question, what that is worth another.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from functools import cached_property
from itertools import pairwise

from services.secrets.secret_lexicon import NAMES, Word, find_joint
from services.secrets.secret_units import Unit

_USERS = frozenset(("skip", "account", "superuser"))
_OWN_NAMES = ("password", "code", "doubtful", "key", "loose", "cipher", "host")
_NO = frozenset(("small", "negation"))
_ON_FORMS = frozenset((*NAMES, "skip", "small", "net")) - {"key"}
_ASSIGNS = re.compile(r"(?:[:;=：→|\t>]|\s[-–—])[\s*_\"'«“„`]*\Z")
_HALF = re.compile(r"[\"'”»`]?\s?/\s?[^\s/]")
_NAMED = re.compile(r"[\"'”»`]?\s?[:=]")
_NETWORK = re.compile(r"[:=]\s?[\"'«“`]?[^\sa-z/|]{5,32}[\"'»”`]? ?[/|] ?[\"'«“`]?\Z")
_COMMA = re.compile(r"[,;:،؛(]")
_MAIL_AND = re.compile(
    r"[^\s@]@[\w.-]+\.\w+(?P<joint> [/|+&-] |[:,] | [^\W\d_]{1,6} | ?[(\[])[\"'«“`]?\Z"
)
_CLOSES = re.compile(r"[\s.,;:!?)\]\"'»”`*_|]*")
_QUOTES = tuple("\"'«“„`‘")
_BRACKETS = (")", "]", '")', "')")
_LONGEST_MAIL, _LONGEST_NETWORK, _NEAR, _BEGIN, _LONGEST_FRONT = 80, 40, 4, 3, 12


class Value:
    """What may be a secret. `before` are the words before it, `behind` the next ones."""

    def __init__(self, unit: Unit, start: int, text: str) -> None:
        self.unit, self.start, self.text, self.end = unit, start, text, start + len(text)
        first = bisect_right(unit.ends, start)
        self.before = unit.words[:first]
        after = bisect_left(unit.starts, self.end, first)
        self.inside, self.behind = unit.words[first:after], unit.words[after : after + _NEAR]
        self.last = self.before[-1].classes if self.before else frozenset[str]()
        said = [word.classes for word in self.before[-_NEAR:]]
        self.near = [classes for classes in said if classes != {"skip"}] or [frozenset[str]()]

    @cached_property
    def tie(self) -> str:
        """What stands just before, by the names of `links` in the policy, or near, or none."""
        if _ASSIGNS.search(self.unit.text, max(self.unit.start, self.start - 12), self.start):
            return "assigns"
        if not self.before and self.unit.told.is_heading:
            return "types"
        last = self.near[-1]
        for tie in ("says", "dials", "types", "into"):
            if tie in last and (tie != "into" or self.unit.has("changes")):
                return tie
        if not last.isdisjoint(NAMES):
            return "beside" if last.isdisjoint(_OWN_NAMES) else "adjoins"
        if self.is_reversed:
            return "says"
        is_near = any(classes & {"code", "loose", "password"} for classes in self.near[-3:-1])
        return "near" if is_near and not last else "none"

    @cached_property
    def is_reversed(self) -> bool:
        """Whether the name comes behind: "4471 opens the gate", "Kora#20 is the password"."""
        first, *others = [word.classes for word in self.behind[:_NEAR]] or [frozenset[str]()]
        is_said = self.is_followed_by and not first.isdisjoint(("says", "opens", "names_it"))
        return is_said and any(not classes.isdisjoint(NAMES) for classes in others)

    @cached_property
    def marks(self) -> frozenset[str]:
        """The marks it bears, by the names that the points of the policy give to them."""
        found = {
            "quoted": self._is_quoted(),
            "paired": self.is_paired,
            "last": self._is_last(),
            "lone": self._is_last() and not self.before and self._is_first(self.start),
            "begins": self._begins(),
            "direct": self._is_direct(),
            "form": self._is_form(),
            "of_user": self._is_of_user(),
            "relative": self._has_relative(),
            "opens": self.unit.has("opens"),
            "answers": self.is_answer,
            "headed": self.unit.told.is_heading,
            "prompted": self.is_prompted,
            "of_network": self.is_of_network,
        }
        return frozenset(mark for mark, is_borne in found.items() if is_borne)

    @property
    def is_answer(self) -> bool:
        """Whether a sentence begins with it behind a question: "My password? Still Kora#20"."""
        return self.unit.told.is_asked and all(
            not word.classes.isdisjoint(("skip", "says")) for word in self.before
        )

    @property
    def is_prompted(self) -> bool:
        """Whether it is typed when a thing asks: "type 9911 when it asks for the code"."""
        return self.tie in ("types", "dials") and self.unit.has("prompts")

    @cached_property
    def is_of_network(self) -> bool:
        """Whether its line is a network, with its name in capitals, and the value."""
        if not self.unit.words or "net" not in self.unit.words[0].classes:
            return False
        start = max(self.unit.start, self.start - _LONGEST_NETWORK)
        is_named = _NETWORK.search(self.unit.text, start, self.start) is not None
        return is_named and self._is_last()

    @cached_property
    def is_paired(self) -> bool:
        """Whether it is the second of two that one logs in with: "with ana and Kora#20"."""
        if self.follows_mail or not self.before:
            return self.follows_mail
        joint = self.unit.text[self.before[-1].end : self.start].strip(" \t\"'«»“”`")
        if joint in ("/", "|", ",", "+", "&") and (not self.last or "superuser" in self.last):
            return bool(self.find_before(("login", "superuser")))
        return self._follows_user()

    def _follows_user(self) -> bool:
        """Whether before "and" stands a name that is no word, and before it "with", "user"."""
        joint = find_joint(self.before)
        if joint is None:
            return False
        front = self.unit.text[self.unit.start : joint].rstrip(" \"'«»“”`,")
        at = self.unit.start + max(front.rfind(" "), front.rfind("\u00a0")) + 1
        user = [word for word in self.before if at <= word.start < joint]
        tied = [word for word in self.before if word.end <= at][-1:]
        name = self.unit.text[at:joint]
        is_name = any(map(str.isalpha, name)) and not any(word.classes - _USERS for word in user)
        ties = {"types", "login"} | ({"says", "dials"} if self.find_before(("login",)) else set())
        # "The network LAGOON uses Kora#20"; the network team uses many things.
        ties |= {"net"} if name != name.lower() else set()
        return is_name and bool(tied) and not tied[0].classes.isdisjoint(ties)

    @cached_property
    def follows_mail(self) -> bool:
        """Whether an address stands just before: "lea@example.org / Kora#20"."""
        start = max(self.unit.start, self.start - _LONGEST_MAIL)
        found = _MAIL_AND.search(self.unit.text, start, self.start)
        return found is not None and (
            found["joint"].strip() in ("/", ",", "(", "[") or bool(self.find_before(("login",)))
        )

    @property
    def is_enclosed(self) -> bool:
        """Whether it stands between "with" and its verb: "mit Fjord_9 verschlüsselt"."""
        is_verb = bool(self.behind) and "cipher" in self.behind[0].classes
        return self.tie == "types" and is_verb and self.is_followed_by

    @property
    def is_numbered(self) -> bool:
        """Whether it is the number of a room, a form, a ticket."""
        is_label = self.tie == "assigns" and self.find_before(("password", "code", "doubtful"))
        # "the old_report_v2 file": in English the noun comes behind.
        is_thing = any("sealed" in word.classes for word in self.behind[:1])
        is_number = "numbered" in self.near[-1] and self.tie not in ("says", "into")
        return (is_number and not is_label) or is_thing

    @property
    def is_user(self) -> bool:
        """Whether it is a name: "user: ana", "login: ana / Kora#20", "DB_NAME=stock"."""
        is_label = self.tie == "assigns" and "login" in self.last and self.last.isdisjoint(NAMES)
        is_plain = not any(map(str.isdigit, self.text)) and self.tie in ("none", "types")
        if is_plain and _NAMED.match(self.unit.text, self.end, self.unit.end):
            return True
        return is_label or _HALF.match(self.unit.text, self.end, self.unit.end) is not None

    @property
    def is_of_other(self) -> bool:
        """Whether only a sentence before names a secret, and this one names something else."""
        is_named = self.unit.has("password", "doubtful", "key")
        said = [word.classes - {"skip", "small"} for word in self.before[-_NEAR:]]
        if self.tie == "says":
            subject = [classes for classes in said if "says" not in classes][-1:]
            return not is_named and any("numbered" in classes for classes in subject)
        return self.tie == "assigns" and not is_named and any(said)

    @property
    def is_of_account(self) -> bool:
        """Whether a word beside "code" says that it opens nothing: "budget code"."""
        places = [at for at, word in enumerate(self.before) if "loose" in word.classes]
        for at in places:
            beside = [*self.before[max(0, at - 1) : at], *self.before[at + 1 :]]
            accounts = [word for word in beside if "account" in word.classes]
            accounts = [word for word in accounts if word.classes.isdisjoint(NAMES)]
            if any(self._is_one_clause(self.before[at], word) for word in accounts):
                return True
        return False

    @property
    def is_followed(self) -> bool:
        """Whether it counts what stands behind it: "1500 envelopes"."""
        is_counted = self.is_followed_by and not self._is_quoted()
        return is_counted and not self.behind[0].classes

    @property
    def is_followed_by(self) -> bool:
        """Whether only a blank or a quote stands before the next word."""
        behind = self.unit.text[self.end : self.behind[0].start] if self.behind else "."
        return not behind.strip(" \"'»”`")

    def find_before(self, classes: Collection[str]) -> list[Word]:
        """Return the words of such classes that stand before it."""
        return [word for word in self.before if not word.classes.isdisjoint(classes)]

    def list_around(self) -> set[str]:
        """Return the classes of the words from just before the name to some behind the value."""
        named = [at for at, word in enumerate(self.before) if not word.classes.isdisjoint(NAMES)]
        first = max(0, named[0] - 1) if named else 0
        around = {name for word in self.before[first:] for name in word.classes}
        behind = [word.classes for word in self.behind]
        # Just behind a value "no" is Portuguese for "on the": "4471 no painel".
        if behind and behind[0] >= _NO:
            behind[0] -= {"negation"}
        return around.union(*behind)

    def _is_quoted(self) -> bool:
        return self.unit.text[max(0, self.start - 2) : self.start].strip().endswith(_QUOTES)

    def _is_last(self) -> bool:
        closes = _CLOSES.match(self.unit.text, self.end, self.unit.end)
        is_end = closes is not None and closes.end() >= self.unit.end
        return is_end or self.unit.text.startswith(_BRACKETS, self.end)

    def _is_first(self, at: int) -> bool:
        """Whether nothing but a mark of a list stands before on the line."""
        return self.unit.text.rfind("\n", max(0, at - _LONGEST_FRONT), at) >= 0 or (
            at < _LONGEST_FRONT
        )

    def _begins(self) -> bool:
        """Whether the name is among the first words of its sentence or clause."""
        named = self.find_before(("password",))
        if not named:
            return False
        comma = self.unit.text.rfind(",", self.unit.start, named[-1].start)
        first = [word for word in self.before if word.start > comma][:_BEGIN]
        return any("password" in word.classes for word in first)

    def _is_direct(self) -> bool:
        """Whether nothing stands between the name and what says its value: "the code is"."""
        if self.tie != "says" or "many" in self.last:
            return False
        words = [word.classes for word in self.before if word.classes != {"skip"}]
        while words and "says" in words[-1] and words[-1].isdisjoint(NAMES):
            words.pop()
        return bool(words) and not words[-1].isdisjoint(NAMES)

    def _is_form(self) -> bool:
        """Whether its line is the name and the value, no more: "Clave: girasol"."""
        if not self.unit.has("password", "doubtful", "lock", "code"):
            return False
        is_lock = self.unit.has("lock", "code") and any(map(str.isdigit, self.text))
        bracket = self.unit.text.rfind("(", self.unit.start, self.start)
        said = [word for word in self.before if word.start > bracket]
        is_whole = self._is_last() and (bracket >= 0 or self._is_first(self.unit.start))
        is_short = bracket >= 0 or bool(self.find_before(("short",)))
        is_tied = self.tie == "assigns" or (is_short and self.tie in ("adjoins", "beside"))
        others = sum(word.classes.isdisjoint(_ON_FORMS) for word in said)
        return is_whole and bool(said) and (is_tied or is_lock) and others <= is_lock

    def _is_of_user(self) -> bool:
        """Whether a user was named before: "user ana password ..."."""
        at = next((i for i, word in enumerate(self.before) if "login" in word.classes), None)
        is_named = at is not None and any(not word.classes for word in self.before[at + 1 :])
        is_said = is_named or bool(self.find_before(("superuser",)))
        return self.tie == "adjoins" and is_said

    def _has_relative(self) -> bool:
        """Whether a clause begins behind the name: "the password we use for the scanner is"."""
        said = [word.classes for word in self.before]
        behind = [two for one, two in pairwise(said) if "password" in one and "password" not in two]
        return self.tie == "says" and any("relatives" in classes for classes in behind)

    def _is_one_clause(self, one: Word, other: Word) -> bool:
        start, end = min(one.end, other.end), max(one.start, other.start)
        return not _COMMA.search(self.unit.text, start, end)
