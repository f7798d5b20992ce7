"""What a refusal was up against: an attempt on somebody else's right, or a rule that bound.

A refusal leaves no log. It is known from two sources: the receipts of `isonomia allocate`, which
refuses a line before anything is sent, and transactions that the chain took and the contracts
reverted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from isonomia.chain import Chain, RpcError
from isonomia.contract_views import chunks
from isonomia.history import History, Progress
from isonomia.receipts import read_outcomes
from isonomia.reporting.spans import Span

#: So many blocks are looked through for reverted transactions without being asked to.
MOST_BLOCKS = 50_000
_BLOCKS_PER_BATCH = 100
_CALLS_PER_BATCH = 50


class Aim(StrEnum):
    """What a refused attempt would have done."""

    FORGERY = "forgery"
    REPLAY = "replay"
    FALSE_PROOF = "false proof"
    RULE = "against a rule"
    UNKNOWN = "unknown"


#: Attempts that only somebody without the right would need; mistakes can look the same.
ATTACKS = (Aim.FORGERY, Aim.REPLAY, Aim.FALSE_PROOF)

#: The refusals that look like attacks; every other one is of a rule.
NAMES_OF_AIMS: Mapping[Aim, tuple[str, ...]] = {
    Aim.FORGERY: (
        *("Unauthorised", "NotTheRoot", "TooFewSignatures", "SignatureMissing", "NotASeat"),
        *("SharedController", "InvalidSeatSignature", "ControllerLapsed", "InvalidSignature"),
        *("NewControllerDeclined", "SignsOwnCase", "NotTheFiler", "NotTheFilerOf", "NotAJuror"),
        *("InvalidJurorSignature", "NotTheAccreditor", "NotTheOrganisation", "NotTheProvider"),
        *("OrderKeyLapsed", "OrderNotSigned", "NotASigner", "SignersOutOfOrder"),
        *("OwnOrganisation", "OwnAward"),
    ),
    Aim.REPLAY: (
        *("WrongNonce", "OrderUsed", "OrderNoncePassed", "RefundedAlready", "RatedTwice"),
        *("AlreadyEntered", "SecondChanceUsed", "CaseExists", "FindingExists", "AlreadySeated"),
        *("AlreadyEndorsed", "RoundAlreadyVerified", "AlreadyEnrolled", "AlreadyFrozen"),
    ),
    Aim.FALSE_PROOF: (
        *("WrongWinner", "WrongList", "AwardNotFiled", "NotRedeemed", "InvalidReading"),
        *("SignatureInvalid", "SignatureNotCanonical", "SignatureNotOnCurve", "LotUnknown"),
    ),
}
_AIM_OF = {name: aim for aim, names in NAMES_OF_AIMS.items() for name in names}


def aim_of(refusal: str) -> Aim:
    """Return what an attempt was up to, by the name of its refusal; "" for no known one."""
    return _AIM_OF.get(refusal, Aim.RULE) if refusal else Aim.UNKNOWN


@dataclass(frozen=True, slots=True)
class Reverted:
    """Transactions to the contracts that were reverted.

    Attributes:
        refusals: by the name of the refusal, "" where the node does not tell it
        blocks: looked through
        left_out: why none were, in plain words; "" when they were
    """

    refusals: Mapping[str, int]
    blocks: int
    left_out: str = ""


class Refused(NamedTuple):
    """Lines refused for one reason, and the people they were about; one each where unknown."""

    lines: int
    people: int


def refused_lines(paths: Iterable[Path]) -> dict[str, Refused]:
    """Count the refused lines of receipts files by the name of the refusal.

    Raises:
        IsonomiaError: a file is no receipts.json of `isonomia allocate`.
    """
    refused = [one for path in paths for one in read_outcomes(path) if one.status == "refused"]
    lines = Counter(one.refusal for one in refused)
    known = {(one.refusal, one.identity) for one in refused if one.identity}
    people = Counter(name for name, _ in known)
    people.update(one.refusal for one in refused if not one.identity)
    return {name: Refused(number, people[name]) for name, number in lines.items()}


def reverted(
    url: str,
    history: History,
    span: Span,
    *,
    wanted: bool | None = None,
    on_progress: Progress = lambda _done, _total: None,
) -> Reverted:
    """Look for transactions to the contracts that were reverted within a stretch of time.

    A transaction that another contract passed on is found only when it went to one of ours.

    Args:
        url: of a node
        history: logs of the deployment
        span: the stretch of time
        wanted: True to look however many blocks there are, False not to look; None to look when
            there are at most `MOST_BLOCKS`
        on_progress: told how many blocks of how many were looked through

    Raises:
        ChainError: the node cannot be reached.
    """
    chain = Chain(url)
    last = history.pinned.number
    first = _first_block(chain, span.since, last)
    past = _first_block(chain, span.before, last)
    blocks = past - first
    if wanted is False:
        return Reverted({}, 0, "they were not asked for")
    if wanted is None and blocks > MOST_BLOCKS:
        return Reverted({}, 0, f"{blocks:,} blocks are many to read: ask for them with --reverted")
    try:
        found = list(_failed(chain, history, range(first, past), on_progress))
        return Reverted(Counter(_refusals(chain, found)), blocks)
    except RpcError as error:
        return Reverted({}, 0, f"the node gives no transactions: {error.message}")


def _first_block(chain: Chain, time: int, last: int) -> int:
    """Return the first block at or after a second; one past the last when there is none."""
    low, high = 0, last + 1
    while low < high:
        middle = (low + high) // 2
        if chain.block(middle)["timestamp"] < time:
            low = middle + 1
        else:
            high = middle
    return low


def _failed(
    chain: Chain, history: History, blocks: range, on_progress: Progress
) -> Iterator[dict[str, Any]]:
    """Return the transactions to the contracts that failed; those with logs need no receipt."""
    ours = {address.lower() for address in history.addresses.values()}
    logged = {log.place.transaction for log in history.logs}
    for some in chunks(blocks, _BLOCKS_PER_BATCH):
        read = chain.batch([("eth_getBlockByNumber", (hex(one), True)) for one in some])
        doubtful = [
            sent
            for block in read
            for sent in block["transactions"]
            if (sent["to"] or "").lower() in ours and sent["hash"] not in logged
        ]
        receipts = chain.batch([("eth_getTransactionReceipt", (one["hash"],)) for one in doubtful])
        for sent, receipt in zip(doubtful, receipts, strict=True):
            if int(receipt["status"], 16) == 0:
                yield sent
        on_progress(some[-1] - blocks.start + 1, len(blocks))


def _refusals(chain: Chain, transactions: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Ask what the contracts answered, as a call at the block before does."""
    for some in chunks(transactions, _CALLS_PER_BATCH):
        calls = [
            ("eth_call", (_as_call(one), hex(int(one["blockNumber"], 16) - 1))) for one in some
        ]
        for answer in chain.batch(calls, keep_errors=True):
            refused = answer.as_refusal() if isinstance(answer, RpcError) else None
            yield refused.name if refused is not None else ""


def _as_call(sent: dict[str, Any]) -> dict[str, Any]:
    return {name: sent[name] for name in ("from", "to", "value")} | {"data": sent["input"]}
