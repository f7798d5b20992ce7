"""Acts of people and councils in the lottery: tried by the specification, signed, sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount

from isonomia import gas
from isonomia.clocks import LiveClock
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment, event_in, transact
from isonomia.errors import explain
from isonomia.journal import Refused
from isonomia.keys import SeatKeys
from isonomia.lottery.reading import LotteryError, read_for_person, read_lottery
from isonomia.plan import Already, Batch, Planner
from isonomia.records import Nomination
from isonomia.seats import Seats
from isonomia.signing import signed_calldata, signed_person_calldata
from isonomia.spec.actions import Action, EnterRound, Give, OpenRound
from isonomia.spec.approvals import ROOT
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from isonomia.spec.transition import execute
from isonomia.sync import read_state
from isonomia.todo import Todo


@dataclass(frozen=True)
class Desk:
    """Where acts are signed and sent.

    Attributes:
        deployment: the contracts
        payer: key that sends and pays; it decides nothing
        valid_seconds: how long signatures count
    """

    deployment: Deployment
    payer: LocalAccount
    valid_seconds: int = 3_600

    def views(self) -> ContractViews:
        """Return the contracts at the latest block."""
        return ContractViews.latest(self.deployment)

    def send(self, function: str, *arguments: Any) -> dict[str, Any]:
        """Send a call of the pool and return its receipt. Raises `RefusedError`."""
        return self.deployment.send(self.payer, self.deployment.pool, function, *arguments)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person can give: base quality today, points given this year, and the limits."""

    quality: int
    given: int
    cap: int
    usable: int

    @property
    def left(self) -> int:
        """Points that can still be given this allocation year."""
        return max(0, min(self.cap - self.given, self.quality - self.usable))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a round to be opened gives; see `IPool.RoundTerms`."""

    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int

    def __iter__(self) -> Iterator[int]:
        yield from (self.kind, self.prizes, self.points)
        yield from (self.amount, self.days_long, self.entries_until)


# ---- acts of persons -----------------------------------------------------------------------------


def standing(deployment: Deployment, identity: bytes) -> Standing:
    """Return what a person can give now. Raises `RefusedError` for strangers."""
    ledger = deployment.ledger
    charter = deployment.call(ledger, "charter")
    return Standing(
        deployment.call(ledger, "baseQualityOf", identity),
        deployment.call(ledger, "givenThisYear", identity),
        charter.giftCap,
        charter.usableQuality,
    )


def give(desk: Desk, identity: bytes, points: int, key: LocalAccount) -> None:
    """Give points to the pool, for good.

    Raises `LotteryError` before anything is sent when the rules do not allow it.
    """
    views = desk.views()
    state = read_for_person(views, identity)
    tail = _nonce_of(state, identity), views.clock() + desk.valid_seconds, _address(key)
    _carry_out_for_person(desk, state, Give(identity, points, *tail), key)


def enter(desk: Desk, identity: bytes, number: int, key: LocalAccount) -> int:
    """Ask for a second chance, and return the entrant's number, from 0.

    Raises `LotteryError` before anything is sent when the rules do not allow it.
    """
    views = desk.views()
    state = read_for_person(views, identity, {number})
    tail = _nonce_of(state, identity), views.clock() + desk.valid_seconds, _address(key)
    receipt = _carry_out_for_person(desk, state, EnterRound(identity, number, *tail), key)
    return int(event_in(receipt, desk.deployment.pool, "Entered")["entrant"])


def _nonce_of(state: State, identity: bytes) -> int:
    signatory = state.signatories.get(identity)
    return signatory.nonce if signatory else 0


def _carry_out_for_person(
    desk: Desk, state: State, action: Give | EnterRound, key: LocalAccount
) -> dict[str, Any]:
    deployment = desk.deployment
    require_allowed(state, action, deployment.chain.now())
    data = signed_person_calldata(deployment.pool, deployment.domain, action, key)
    return transact(deployment.chain, desk.payer, deployment.pool.address, data)


# ---- acts of councils ----------------------------------------------------------------------------


def open_round(desk: Desk, seats: SeatKeys, terms: Terms) -> int:
    """Open a round as the root's council, and return its number.

    Raises `IsonomiaError` before anything is sent when the rules do not allow it.
    """
    views = desk.views()
    state = read_state(views, [], [], set())
    read_lottery(views, state, (), ())
    signing = Seats.at_hand(state, seats)
    signing.require([ROOT], lambda number: f"community {number}")
    approvals = signing.approvals(ROOT)
    assert approvals is not None
    now = desk.deployment.chain.now()
    nonce = state.councils[ROOT].nonce
    action = OpenRound(ROOT, nonce, now + desk.valid_seconds, approvals, *terms)
    require_allowed(state, action, now)
    pool = desk.deployment.pool
    receipt = _carry_out(desk, action, seats)
    return int(event_in(receipt, pool, "RoundOpened")["round"])


def nominate(
    desk: Desk, seats: SeatKeys, lines: Sequence[Nomination]
) -> Iterator[Batch | Refused | Already]:
    """Nominate people through their councils; yield what becomes of the lines.

    A batch has been carried out when it is yielded. Running the same again goes on where it
    stopped: the contract knows who is in.
    """
    views = desk.views()
    todo = Todo(nominations=list(lines))
    state = read_state(views, todo.identities, [], set())
    read_lottery(views, state, {line.round for line in lines}, todo.identities)
    signing = Seats.at_hand(state, seats)
    signing.require(todo.councils(state.people), lambda number: f"community {number}")
    header = desk.deployment.chain.block(views.block)
    signatures = max(council.threshold for council in state.councils.values())
    limits = gas.limits(int(header["gasLimit"], 16), signatures, desk.valid_seconds)
    planner = Planner(state, signing, LiveClock(header["timestamp"]), limits)
    for step in planner.steps(todo):
        if isinstance(step, Batch):
            _carry_out(desk, step.action, seats)
        yield step


def _carry_out(desk: Desk, action: Any, seats: SeatKeys) -> dict[str, Any]:
    """Sign an act of a council with its seats' keys, and send it to the pool."""
    deployment = desk.deployment
    keys = seats[action.community]
    data = signed_calldata(deployment.pool, deployment.domain, action, keys)
    return transact(deployment.chain, desk.payer, deployment.pool.address, data)


# ---- shared --------------------------------------------------------------------------------------


def require_allowed(state: State, action: Action, now: int) -> None:
    """Raise `LotteryError` in plain words when the specification refuses an act.

    The state is changed as the act changes it.
    """
    try:
        execute(state, action, now)
    except Refusal as refusal:
        raise LotteryError(explain(refusal.name, refusal.values)) from None


def _address(account: LocalAccount) -> bytes:
    return bytes.fromhex(account.address[2:])
