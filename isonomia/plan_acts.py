"""Acts of councils as they are planned: what they are made of, and what they carry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from isonomia.journal import Refused
from isonomia.services.orders import MOST_ORDERS
from isonomia.spec.actions import (
    Approvals,
    BindControllers,
    CertifyRemedies,
    Enrol,
    FileAwards,
    FileInfractions,
    Nominate,
    Redeem,
)
from isonomia.spec.case_state import InfractionVersion
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import RuleVersion

CouncilAction = Enrol | BindControllers | FileAwards | Nominate | FileInfractions | CertifyRemedies
Action = CouncilAction | Redeem
_KINDS: dict[type[Action], str] = {
    Enrol: "enrol",
    BindControllers: "bind",
    FileAwards: "award",
    Nominate: "nominate",
    FileInfractions: "accuse",
    CertifyRemedies: "remedy",
    Redeem: "redeem",
}
#: In the place of a community, of acts that no council decides.
NO_COMMUNITY = 0
#: Community, nonce, deadline and approvals: what every act of a council begins with.
Head = tuple[int, int, int, Approvals]


@dataclass(frozen=True, slots=True)
class Already:
    """A line whose effect stands on the chain, though not through the journal."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """One act of a council, still to be signed, or of an organisation, which only sends.

    Attributes:
        action: the act; its approvals name the seats that are to sign, and their keys
        lines: keys of the lines it carries, in order
        evidence: hash of the evidence of each line, for awards, infractions and remedies
        time: second at which it is filed
        signatures: of those who ordered, one for each line, for redemptions
    """

    action: Action
    lines: tuple[bytes, ...]
    evidence: tuple[bytes, ...]
    time: int
    signatures: tuple[bytes, ...] = ()

    @property
    def community(self) -> int:
        """Whose council acts; `NO_COMMUNITY` for an organisation."""
        return NO_COMMUNITY if isinstance(self.action, Redeem) else self.action.community

    @property
    def kind(self) -> str:
        """What the act does, in one word."""
        return _KINDS[type(self.action)]

    @property
    def detail(self) -> dict[str, Any]:
        """What receipts tell of the act; evidence stands there so that its hash can be redone."""
        action = self.action
        if isinstance(action, Redeem):
            return {"sender": f"0x{action.sender.hex()}"}
        detail: dict[str, Any] = {
            "nonce": action.nonce,
            "deadline": action.deadline,
            "seats": [seat for seat, _ in action.approvals],
        }
        if isinstance(action, Nominate):
            detail |= {"round": action.round}
        if isinstance(action, FileAwards | FileInfractions):
            detail |= {"rule": action.rule, "version": action.version}
        if isinstance(action, FileAwards | FileInfractions | CertifyRemedies):
            detail |= {
                "evidence_hash": f"0x{action.evidence_hash.hex()}",
                "evidence": [f"0x{evidence.hex()}" for evidence in self.evidence],
            }
        return detail


Step = Batch | Refused | Already


@dataclass(frozen=True, slots=True)
class Limits:
    """How large an act may get, and how long its signatures count.

    Attributes:
        enrolments: most lines in one act of enrolment
        bindings: most lines in one act that binds keys
        awards: most lines in one act of awards
        limited_awards: the same under a rule with a yearly limit, which costs a slot more
        nominations: most lines in one act of nomination
        infractions: most lines in one act of infractions
        remedies: most lines in one act of remedies
        valid_seconds: from filing to deadline
        redemptions: most orders redeemed with one transaction
    """

    enrolments: int
    bindings: int
    awards: int
    limited_awards: int
    nominations: int
    infractions: int
    remedies: int
    valid_seconds: int
    redemptions: int = MOST_ORDERS


@dataclass(frozen=True, slots=True)
class Line:
    """One line as an act holds it: who, and the month, key or day that goes with them."""

    key: bytes
    identity: bytes
    value: Any
    evidence: bytes = b""


@dataclass(frozen=True, slots=True)
class Group:
    """What lines that may share an act have in common; `act` makes one of them."""

    community: int
    without_seat: int | None
    most: int
    act: Callable[[Head, Sequence[Line]], CouncilAction]


def evidence_hash(evidence: Iterable[bytes]) -> bytes:
    """Return the hash that stands on chain for the evidence of a batch, given line by line.

    It is keccak256 over the keccak256 of each line's text, in the order of the batch.
    """
    return keccak256(b"".join(evidence))


def version_on(versions: Sequence[RuleVersion | InfractionVersion], day: int) -> int:
    """Return the number of the version in force on a day, or else of the first."""
    return next(
        (
            number
            for number, version in enumerate(versions, start=1)
            if version.from_day <= day < version.until_day
        ),
        1,
    )


def enrol_act(head: Head, lines: Sequence[Line]) -> CouncilAction:
    """Return an act that enrols: the value of a line is a month of birth."""
    return Enrol(*head, *_columns(lines))


def bind_act(head: Head, lines: Sequence[Line]) -> CouncilAction:
    """Return an act that binds keys: the value of a line is a key."""
    return BindControllers(*head, *_columns(lines))


def nomination_act(number: int) -> Callable[[Head, Sequence[Line]], CouncilAction]:
    """Return what makes acts that nominate for a round."""

    def act(head: Head, lines: Sequence[Line]) -> CouncilAction:
        return Nominate(*head, number, tuple(line.identity for line in lines))

    return act


def batch_act(
    kind: type[FileAwards] | type[FileInfractions], rule: int, version: int
) -> Callable[[Head, Sequence[Line]], CouncilAction]:
    """Return what makes acts under one version of a rule: the value of a line is a day."""

    def act(head: Head, lines: Sequence[Line]) -> CouncilAction:
        evidence = evidence_hash(line.evidence for line in lines)
        return kind(*head, rule, version, evidence, *_columns(lines))

    return act


def remedy_act(head: Head, lines: Sequence[Line]) -> CouncilAction:
    """Return an act that certifies remedies: the value of a line is the matter of its case."""
    evidence = evidence_hash(line.evidence for line in lines)
    return CertifyRemedies(*head, evidence, *_columns(lines))


def _columns(lines: Sequence[Line]) -> tuple[tuple[bytes, ...], tuple[Any, ...]]:
    return tuple(line.identity for line in lines), tuple(line.value for line in lines)
