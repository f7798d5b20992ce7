"""Cases by their three parts: kind, person and matter; and what each of them says in words."""

from __future__ import annotations

from isonomia import words
from isonomia.errors import IsonomiaError
from isonomia.spec import case_state
from isonomia.spec.case_state import CaseKind, CaseState
from isonomia.spec.case_table import case_id
from isonomia.words import hexed

INFRACTION, CHALLENGE = CaseKind.INFRACTION, CaseKind.CHALLENGE
RECOVERY, CLOSING = CaseKind.RECOVERY, CaseKind.CLOSING
KIND_NAMES = {
    INFRACTION: "infraction",
    CHALLENGE: "challenge of an award",
    RECOVERY: "recovery of a key",
    CLOSING: "closing",
}
STATE_NAMES = {state: state.name.lower().replace("_", " ") for state in CaseState}

#: Grounds of appeals, challenges and reviews; the last one only of reviews.
GROUNDS = {
    1: "the facts are wrong",
    2: "the rule was not in force",
    3: "a protected ground is touched",
    4: "it is about the wrong person",
    5: "the procedure was not kept",
    6: "the remedy is done",
}
GROUND_NAMES = {
    "facts": 1,
    "rule-not-in-force": 2,
    "protected-ground": 3,
    "wrong-person": 4,
    "procedure": 5,
    "remedy-done": 6,
}
OUTCOMES = {"upheld": 1, "rejected": 2}

_DAY_BITS = 24
_TIME_BITS = 40
_NONCE_BITS = 64


class CaseError(IsonomiaError):
    """Something about a case that a person can mend, or has to wait for."""


class CaseKey(case_state.CaseKey):
    """The three parts of a case's number."""

    __slots__ = ()

    @property
    def number(self) -> bytes:
        """The 32 bytes that name the case."""
        return case_id(self)

    @property
    def values(self) -> tuple[int, bytes, int]:
        """What the contracts take."""
        return self.kind, self.identity, self.matter

    def told(self) -> str:
        """Say what the case is about, without the person."""
        match self.kind:
            case CaseKind.INFRACTION:
                rule, day = divmod(self.matter, 1 << _DAY_BITS)
                return f"infraction: rule {rule} on {words.day(day)}"
            case CaseKind.CHALLENGE:
                community, nonce, line = award_of(self.matter)
                award = f"line {line + 1} of act {nonce} of community {community}"
                return f"challenge of an award: {award}"
            case CaseKind.RECOVERY:
                key, time = divmod(self.matter, 1 << _TIME_BITS)
                return f"recovery filed {words.second(time)}: the new key is 0x{key:040x}"
            case CaseKind.CLOSING:
                return f"closing filed {words.second(self.matter)}"
        raise CaseError(f"there is no kind of case {self.kind}: they are numbered 1 to 4")

    def told_whole(self) -> str:
        """Say which case it is, with its number and the person."""
        return f"case {hexed(self.number)} about {hexed(self.identity)} ({self.told()})"


def infraction_matter(rule: int, act_day: int) -> int:
    """Return the matter of an infraction."""
    return rule << _DAY_BITS | act_day


def award_matter(community: int, nonce: int, line: int) -> int:
    """Return the matter of a challenge: a line, counted from 0, of an act of a council."""
    return community << (_TIME_BITS + _NONCE_BITS) | nonce << _TIME_BITS | line


def award_of(matter: int) -> tuple[int, int, int]:
    """Return community, number of the act and line, from 0, of the award that is challenged."""
    head, line = divmod(matter, 1 << _TIME_BITS)
    community, nonce = divmod(head, 1 << _NONCE_BITS)
    return community, nonce, line


def recovery_matter(new_controller: bytes, filed_at: int) -> int:
    """Return the matter of a recovery."""
    return int.from_bytes(new_controller) << _TIME_BITS | filed_at


def ground_number(text: str) -> int:
    """Return a ground by its name or number. Raises `CaseError` listing them."""
    wanted = text.strip().lower()
    if wanted.isdecimal() and int(wanted) in GROUNDS:
        return int(wanted)
    if wanted in GROUND_NAMES:
        return GROUND_NAMES[wanted]
    known = ", ".join(f"{name} ({GROUNDS[number]})" for name, number in GROUND_NAMES.items())
    raise CaseError(f"{text!r} is no ground; give one of: {known}")


def told_ground(number: int) -> str:
    """Say what a ground is."""
    return GROUNDS.get(number, f"ground {number}")
