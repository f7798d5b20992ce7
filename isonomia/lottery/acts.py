"""Acts of people and councils in the lottery: tried by the specification, signed, sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount

from isonomia import gas, typed_data
from isonomia.clocks import LiveClock
from isonomia.contract_views import ContractViews
from isonomia.contracts import Contract, Deployment, transact
from isonomia.errors import explain
from isonomia.journal import Refused
from isonomia.keys import SeatKey
from isonomia.lottery.reading import LotteryError, read_for_person, read_lottery
from isonomia.plan import Already, Batch, Planner
from isonomia.records import Nomination
from isonomia.seats import Seats
from isonomia.signing import signed_calldata
from isonomia.spec.actions import Action, EnterRound, Give, OpenRound
from isonomia.spec.approvals import ROOT
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import State
from isonomia.spec.transition import execute
from isonomia.sync import read_state
from isonomia.todo import Todo
from isonomia.typed_data import Domain

#: Keys of councils, by community and seat.
SeatKeys = Mapping[int, Mapping[int, SeatKey]]


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

    @property
    def domain(self) -> Domain:
        """Where signatures count."""
        return Domain(self.deployment.chain.chain_id, self.deployment.communities.address)

    def views(self) -> ContractViews:
        """Return the contracts at the latest block."""
        return ContractViews(self.deployment, self.deployment.chain.block()["number"])

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


def give(desk: Desk, identity: bytes, points: int, key: LocalAccount) -> dict[str, Any]:
    """Give points to the pool, for good, and return the receipt.

    Raises `LotteryError` before anything is sent when the rules do not allow it.
    """

    def action(nonce: int, deadline: int) -> Action:
        return Give(identity, points, nonce, deadline, _address(key))

    def message(nonce: int, deadline: int) -> SignableMessage:
        return typed_data.gift(desk.domain, identity, points, nonce, deadline)

    state = read_for_person(desk.views(), identity)
    nonce, deadline = _try_person_act(desk, state, identity, action)
    signature = typed_data.sign(message(nonce, deadline), key)
    return desk.send("give", identity, points, nonce, deadline, signature)


def enter(desk: Desk, identity: bytes, number: int, key: LocalAccount) -> int:
    """Ask for a second chance, and return the entrant's number, from 0.

    Raises `LotteryError` before anything is sent when the rules do not allow it.
    """

    def action(nonce: int, deadline: int) -> Action:
        return EnterRound(identity, number, nonce, deadline, _address(key))

    state = read_for_person(desk.views(), identity, {number})
    nonce, deadline = _try_person_act(desk, state, identity, action)
    message = typed_data.entry(desk.domain, identity, number, nonce, deadline)
    receipt = desk.send("enter", identity, number, nonce, deadline, typed_data.sign(message, key))
    return int(event_in(receipt, desk.deployment.pool, "Entered")["entrant"])


def _try_person_act(desk: Desk, state: State, identity: bytes, action: Any) -> tuple[int, int]:
    """Return number and deadline of an act that the specification allows."""
    signatory = state.signatories.get(identity)
    nonce = signatory.nonce if signatory else 0
    now = desk.deployment.chain.now()
    deadline = now + desk.valid_seconds
    require_allowed(state, action(nonce, deadline), now)
    return nonce, deadline


# ---- acts of councils ----------------------------------------------------------------------------


def open_round(desk: Desk, seats: SeatKeys, terms: Terms) -> int:
    """Open a round as the root's council, and return its number.

    Raises `IsonomiaError` before anything is sent when the rules do not allow it.
    """
    views = desk.views()
    state = read_state(views, [], [], set())
    read_lottery(views, state, (), ())
    signing = Seats(state, _addresses(seats))
    approvals = signing.approvals(ROOT)
    if approvals is None:
        signing.require([ROOT], lambda number: f"community {number}")
        raise LotteryError("the root's council cannot sign")
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
    signing = Seats(state, _addresses(seats))
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
    data = signed_calldata(deployment, action, seats[action.community])
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


def event_in(receipt: Mapping[str, Any], contract: Contract, name: str) -> dict[str, Any]:
    """Return the values of a contract's first event of a name in a receipt."""
    topic = contract.events[name].topic
    log = next(
        log
        for log in receipt["logs"]
        if log["address"].lower() == contract.address.lower() and log["topics"][0] == topic
    )
    return contract.decode_log(log)[1]


def _addresses(seats: SeatKeys) -> dict[int, dict[int, bytes]]:
    return {
        community: {seat: _address(key.account) for seat, key in council.items()}
        for community, council in seats.items()
    }


def _address(account: LocalAccount) -> bytes:
    return bytes.fromhex(account.address[2:])
