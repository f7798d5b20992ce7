"""From lines to batches: what is sent, in which order, and what is refused before it is sent.

Every line is tried with the executable specification on a state of the planner's own, in the very
order in which it would reach the chain. So a line that is refused never spoils the batch of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, TypeVar

from isonomia.clocks import Clock
from isonomia.errors import explain
from isonomia.journal import Refused
from isonomia.records import Contribution, Enrolment, Nomination
from isonomia.seats import Seats
from isonomia.spec.actions import Approvals, BindControllers, Enrol, FileAwards, Nominate
from isonomia.spec.keccak import keccak256
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Person, RuleVersion, State
from isonomia.spec.transition import execute
from isonomia.todo import Binding, Todo

Action = Enrol | BindControllers | FileAwards | Nominate
_KINDS: dict[type[Action], str] = {
    Enrol: "enrol",
    BindControllers: "bind",
    FileAwards: "award",
    Nominate: "nominate",
}
#: Community, nonce, deadline and approvals: what every act of a council begins with.
Head = tuple[int, int, int, Approvals]

#: What `explain` says of the position in a batch, which means nothing for a line tried alone.
_LONE_ENTRY = "Entry 1 of the batch: "


@dataclass(frozen=True, slots=True)
class Already:
    """A line whose effect stands on the chain, though not through the journal."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """One act of a council, still to be signed.

    Attributes:
        action: the act; its approvals name the seats that are to sign, and their keys
        lines: keys of the lines it carries, in order
        evidence: hash of the evidence of each line, for awards
        time: second at which it is filed
    """

    action: Action
    lines: tuple[bytes, ...]
    evidence: tuple[bytes, ...]
    time: int

    @property
    def kind(self) -> str:
        """What the act does, in one word."""
        return _KINDS[type(self.action)]

    @property
    def detail(self) -> dict[str, Any]:
        """What receipts tell of the act; evidence stands there so that its hash can be redone."""
        action = self.action
        detail: dict[str, Any] = {
            "nonce": action.nonce,
            "deadline": action.deadline,
            "seats": [seat for seat, _ in action.approvals],
        }
        if isinstance(action, Nominate):
            detail |= {"round": action.round}
        if isinstance(action, FileAwards):
            detail |= {
                "rule": action.rule,
                "version": action.version,
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
        valid_seconds: from filing to deadline
    """

    enrolments: int
    bindings: int
    awards: int
    limited_awards: int
    nominations: int
    valid_seconds: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as an act holds it: who, and the month, key or day that goes with them."""

    key: bytes
    identity: bytes
    value: Any
    evidence: bytes = b""


@dataclass(frozen=True, slots=True)
class _Group:
    """What lines that may share an act have in common; `act` makes one of them."""

    community: int
    without_seat: int | None
    most: int
    act: Callable[[Head, Sequence[_Line]], Action]


def evidence_hash(evidence: Iterable[bytes]) -> bytes:
    """Return the hash that stands on chain for the evidence of a batch, given line by line.

    It is keccak256 over the keccak256 of each line's text, in the order of the batch.
    """
    return keccak256(b"".join(evidence))


class Planner:
    """Plans lines on a state of its own, which afterwards is the state the chain should have."""

    def __init__(self, state: State, seats: Seats, clock: Clock, limits: Limits) -> None:
        self.state = state
        self._seats = seats
        self._clock = clock
        self._limits = limits

    def steps(self, todo: Todo) -> Iterator[Step]:
        """Yield what becomes of every line. A refusal follows the batches it depends on."""
        for time, part in todo.by_filing_time(self._clock):
            yield from self._enrol(part.enrolments, time)
            yield from self._bind(part.bindings, time)
            yield from self._award(part.contributions, time)
            yield from self._nominate(part.nominations, time)

    # ---- the kinds -------------------------------------------------------------------------

    def _enrol(self, lines: Sequence[Enrolment], time: int) -> Iterator[Step]:
        for community, group in _grouped(lines, lambda line: line.community):
            new = [line for line in group if not self._is_enrolled(line)]
            yield from (Already(line.key) for line in group if self._is_enrolled(line))
            yield from self._acts(
                _Group(community, None, self._limits.enrolments, _enrol_act),
                [_Line(line.key, line.identity, line.birth_month) for line in new],
                time,
            )

    def _is_enrolled(self, line: Enrolment) -> bool:
        """Whether just this stands on the chain; anything else about the person is refused."""
        person = self.state.people.get(line.identity)
        return person is not None and (person.birth_month, person.community) == (
            line.birth_month,
            line.community,
        )

    def _bind(self, lines: Sequence[Binding], time: int) -> Iterator[Step]:
        members: list[tuple[int, _Line]] = []
        for line in lines:
            person = self.state.people.get(line.identity)
            signatory = self.state.signatories.get(line.identity)
            if person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            elif signatory is not None and signatory.controller == line.controller:
                yield Already(line.key)
            else:
                members.append((person.community, _Line(line.key, line.identity, line.controller)))
        for community, group in _grouped(members, lambda pair: pair[0]):
            act = _Group(community, None, self._limits.bindings, _bind_act)
            yield from self._acts(act, [line for _, line in group], time)

    def _award(self, lines: Sequence[Contribution], time: int) -> Iterator[Step]:
        cases: list[tuple[tuple[int, int, int, int], _Line]] = []
        for line in sorted(lines, key=lambda line: (line.time, line.source)):
            person = self.state.people.get(line.identity)
            versions = self.state.rules.get(line.rule)
            if person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            elif versions is None:
                words = f"UnknownRule: rule {line.rule} was never published; correct the number."
                yield Refused(line.key, "UnknownRule", words)
            else:
                community = line.community or person.community
                own_seat = _seat_on(person, community)
                case = (community, line.rule, version_on(versions, line.day), own_seat)
                cases.append((case, _Line(line.key, line.identity, line.day, line.evidence)))
        for case, group in _grouped(cases, lambda pair: pair[0]):
            yield from self._acts(self._award_group(*case), [line for _, line in group], time)

    def _award_group(self, community: int, rule: int, version: int, own_seat: int) -> _Group:
        limited = self.state.rules[rule][version - 1].yearly_limit != 0
        most = self._limits.limited_awards if limited else self._limits.awards

        def act(head: Head, lines: Sequence[_Line]) -> Action:
            evidence = evidence_hash(line.evidence for line in lines)
            return FileAwards(*head, rule, version, evidence, *_columns(lines))

        return _Group(community, _seat_or_none(own_seat), most, act)

    def _nominate(self, lines: Sequence[Nomination], time: int) -> Iterator[Step]:
        cases: list[tuple[tuple[int, int, int], _Line]] = []
        for line in lines:
            person = self.state.people.get(line.identity)
            if (line.round, line.identity) in self.state.places:
                yield Already(line.key)
            elif person is None:
                yield _refused(line.key, Refusal("NotEnrolled", line.identity))
            else:
                community = line.community or person.community
                case = (community, line.round, _seat_on(person, community))
                cases.append((case, _Line(line.key, line.identity, None)))
        for (community, number, own_seat), group in _grouped(cases, lambda pair: pair[0]):
            act = _nomination_act(number)
            most = self._limits.nominations
            shared = _Group(community, _seat_or_none(own_seat), most, act)
            yield from self._acts(shared, [line for _, line in group], time)

    # ---- acts ------------------------------------------------------------------------------------

    def _acts(self, group: _Group, lines: Sequence[_Line], time: int) -> Iterator[Step]:
        """Yield as few acts as hold the lines, each followed by the refusals that depend on it."""
        approvals = self._seats.approvals(group.community, group.without_seat)
        if approvals is None:
            yield from (_refused_own_case(line, group) for line in lines)
            return
        accepted: list[_Line] = []
        refused: list[Refused] = []
        for line in lines:
            refusal = self._try(group.act(self._head(group, approvals, time), [line]), time)
            if refusal is None:
                accepted.append(line)
            else:
                refused.append(_refused(line.key, refusal))
            if len(accepted) == group.most:
                yield self._close(group, approvals, accepted, time)
                yield from refused
                accepted, refused = [], []
        if accepted:
            yield self._close(group, approvals, accepted, time)
        yield from refused

    def _head(self, group: _Group, approvals: Approvals, time: int) -> Head:
        nonce = self.state.councils[group.community].nonce
        return group.community, nonce, time + self._limits.valid_seconds, approvals

    def _try(self, action: Action, time: int) -> Refusal | None:
        """Carry out an act of one line, but leave the council's number for the whole act."""
        nonce = self.state.councils[action.community].nonce
        try:
            execute(self.state, action, time)
        except Refusal as refusal:
            return refusal
        self._set_nonce(action.community, nonce)
        return None

    def _close(
        self, group: _Group, approvals: Approvals, lines: Sequence[_Line], time: int
    ) -> Batch:
        action = group.act(self._head(group, approvals, time), lines)
        self._set_nonce(action.community, action.nonce + 1)
        evidence = tuple(line.evidence for line in lines if line.evidence)
        return Batch(action, tuple(line.key for line in lines), evidence, time)

    def _set_nonce(self, community: int, nonce: int) -> None:
        council = self.state.councils[community]
        self.state.councils[community] = replace(council, nonce=nonce)


#: Sorts before every seat, for those who hold none on the council that acts.
_NO_SEAT = -1


def _seat_on(person: Person, community: int) -> int:
    return person.seat_index if person.seat_community == community else _NO_SEAT


def _seat_or_none(seat: int) -> int | None:
    return None if seat == _NO_SEAT else seat


def version_on(versions: Sequence[RuleVersion], day: int) -> int:
    """Return the number of the version in force on a day, or else of the first."""
    return next(
        (
            number
            for number, version in enumerate(versions, start=1)
            if version.from_day <= day < version.until_day
        ),
        1,
    )


def _enrol_act(head: Head, lines: Sequence[_Line]) -> Action:
    return Enrol(*head, *_columns(lines))


def _bind_act(head: Head, lines: Sequence[_Line]) -> Action:
    return BindControllers(*head, *_columns(lines))


def _nomination_act(number: int) -> Callable[[Head, Sequence[_Line]], Action]:
    def act(head: Head, lines: Sequence[_Line]) -> Action:
        return Nominate(*head, number, tuple(line.identity for line in lines))

    return act


def _columns(lines: Sequence[_Line]) -> tuple[tuple[bytes, ...], tuple[Any, ...]]:
    return tuple(line.identity for line in lines), tuple(line.value for line in lines)


def _refused(key: bytes, refusal: Refusal) -> Refused:
    words = explain(refusal.name, refusal.values).replace(_LONE_ENTRY, "")
    return Refused(key, refusal.name, words)


def _refused_own_case(line: _Line, group: _Group) -> Refused:
    return Refused(
        line.key,
        "SignsOwnCase",
        f"SignsOwnCase: the person holds seat {group.without_seat} of community {group.community}, "
        "and too few other seats have a key file here; add another seat's.",
    )


T = TypeVar("T")


def _grouped(items: Sequence[T], key: Callable[[T], Any]) -> list[tuple[Any, list[T]]]:
    """Group items by a key, in the order of keys, keeping their order within each group."""
    ordered = sorted(items, key=key)
    return [(value, list(group)) for value, group in groupby(ordered, key)]
