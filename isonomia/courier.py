"""Sends acts: journals each before it is sent, keeps several under way, watches them arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import astuple, dataclass, field, replace
from itertools import groupby
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_account.typed_transactions.typed_transaction import TypedTransaction
from hexbytes import HexBytes

from isonomia import gas
from isonomia.chain import RpcError
from isonomia.contract_views import chunks
from isonomia.contracts import Contract, Deployment
from isonomia.errors import IsonomiaError, RefusedError
from isonomia.journal import Journal, JournaledAct, Refused, SignedAct
from isonomia.keys import SeatKeys
from isonomia.pauses import Pause
from isonomia.plan import Batch
from isonomia.signing import contract_of, signed_calldata
from isonomia.spec.actions import Redeem
from isonomia.spec.state import State
from isonomia.words import hexed

#: Acts journaled and sent with one request, and acts under way at once.
ACTS_PER_REQUEST = 8
MOST_UNDER_WAY = 16
RECEIPTS_PER_REQUEST = 64

#: Called with the number of lines whose act is now on the chain.
OnSettled = Callable[[int], None]


class CourierError(IsonomiaError):
    """The node does not take a transaction; what is journaled is not lost."""


class ActsFailedError(IsonomiaError):
    """Acts came to nothing on the chain; their lines, and all decided later, are undecided again.

    Attributes:
        reasons: one sentence for each such act
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Signers:
    """All keys a run signs with: `payer` for transactions, the seats' for acts."""

    payer: LocalAccount
    seats: SeatKeys


@dataclass
class Courier:
    """Brings the acts of one run to the chain.

    Attributes:
        deployment: the contracts
        signers: the keys
        journal: where every act stands before it is sent
        run: the run that refusals belong to
        moves_time: whether the chain's clock is moved along
        mines: whether the chain is one of our own, which mines at once or when told to. There acts
            go one at a time: Anvil forgets a transaction that comes while it mines the one before.
            Ganache answers only when it has mined, so the next act is planned meanwhile
        on_settled: called as acts arrive
    """

    deployment: Deployment
    signers: Signers
    journal: Journal
    run: int
    moves_time: bool
    mines: bool
    on_settled: OnSettled = lambda lines: None  # noqa: ARG005 - nobody watches
    _waiting: list[tuple[Batch, int] | Refused] = field(default_factory=list)
    _under_way: dict[int, JournaledAct] = field(default_factory=dict)
    _failures: list[str] = field(default_factory=list)
    _next_nonce: int | None = None
    _time: int = 0
    _sender: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(max_workers=1))
    _sending: tuple[list[JournaledAct], Future[list[Any]]] | None = None
    _outlook: _Outlook | None = None

    # ---- new acts --------------------------------------------------------------------------------

    def take(self, step: Batch | Refused, state: State) -> None:
        """Accept the next act, or the next refusal, in the order planned.

        Raises:
            ActsFailedError: acts came to nothing; nothing is under way any more.
            CourierError: the node does not take an act.
        """
        if isinstance(step, Refused):
            self._waiting.append(step)
            return
        if self.moves_time and step.time > self._time:
            self.finish()
            self.deployment.chain.set_time(step.time)
            self._time = step.time
        self._waiting.append((step, gas.gas_limit(step.action, state)))
        if sum(not isinstance(item, Refused) for item in self._waiting) >= self._acts_per_request:
            self._flush()

    def finish(self) -> None:
        """Send what is waiting and wait for all that is under way; raises like `take`."""
        self._flush()
        self._settle()

    @property
    def _acts_per_request(self) -> int:
        return 1 if self.mines else ACTS_PER_REQUEST

    def _flush(self) -> None:
        if not self._waiting:
            return
        sent = self.journal.record(self.run, list(self._signed()))
        self._waiting.clear()
        self._send(sent)
        while len(self._under_way) > MOST_UNDER_WAY:
            self._look_until_progress()
        if self._failures:
            self._settle()

    def _signed(self) -> Iterable[SignedAct | Refused]:
        chain = self.deployment.chain
        payer = self.signers.payer
        if self._next_nonce is None:
            self._next_nonce = max(
                chain.nonce(payer.address), chain.nonce(payer.address, "pending")
            )
        outlook = self._outlook or self._look_out()
        common: dict[str, Any] = {
            "chainId": chain.chain_id,
            "value": 0,
            **outlook.fees,
        }
        for item in self._waiting:
            if isinstance(item, Refused):
                yield item
                continue
            batch, gas_limit = item
            data = self._calldata(batch)
            transaction = common | {
                "nonce": self._next_nonce,
                "to": self._called(batch).address,
                "data": data,
                "gas": gas_limit,
            }
            signed = payer.sign_transaction(transaction)
            yield SignedAct(
                kind=batch.kind,
                community=batch.community,
                detail=batch.detail | {"known_block": outlook.block},
                not_before=batch.time if self.moves_time else 0,
                sender=payer.address,
                account_nonce=self._next_nonce,
                tx=hexed(signed.hash),
                raw=bytes(signed.raw_transaction),
                lines=batch.lines,
            )
            self._next_nonce += 1

    def _called(self, batch: Batch) -> Contract:
        return contract_of(self.deployment, batch.action)

    def _calldata(self, batch: Batch) -> bytes:
        action = batch.action
        called = self._called(batch)
        if isinstance(action, Redeem):
            orders = [astuple(order)[:-1] for order in action.orders]
            return called.encode("redeem", orders, b"".join(batch.signatures))
        keys = self.signers.seats[action.community]
        return signed_calldata(called, self.deployment.domain, action, keys)

    # ---- what an earlier process left ------------------------------------------------------------

    def resume(self) -> list[str]:
        """Bring all journaled acts to an end; return a sentence for each that came to nothing."""
        self._recall_lost()
        for not_before, part in groupby(self.journal.acts("signed"), lambda act: act.not_before):
            acts = list(part)
            receipts = self._receipts(acts)
            missing = [act for act in acts if act.id not in receipts]
            if missing and self.moves_time:
                self.deployment.chain.set_time(not_before)
            self._under_way |= {act.id: act for act in acts if act.id in receipts}
            self._send([self._repriced(act) for act in missing])
            while self._under_way:
                self._look_until_progress()
        failures, self._failures = self._failures, []
        return failures

    def _recall_lost(self) -> None:
        """Acts that were mined and are gone, because the chain went back, are sent again."""
        before: int | None = None
        while part := self.journal.latest_applied(RECEIPTS_PER_REQUEST, before):
            receipts = self._receipts(part)
            lost = [act.id for act in part if act.id not in receipts]
            if not lost:
                return
            self.journal.mark_unmined(lost)
            before = part[-1].id

    def _repriced(self, act: JournaledAct) -> JournaledAct:
        """The same act, signed again with a higher fee where the old one no longer suffices."""
        transaction = dict(TypedTransaction.from_bytes(HexBytes(act.raw)).as_dict())
        fees = self.deployment.chain.fees()
        base_fee = int(self.deployment.chain.block()["baseFeePerGas"], 16)
        if transaction["maxFeePerGas"] >= base_fee:
            return act
        if act.sender != self.signers.payer.address:
            raise CourierError(
                f"a transaction of {act.sender} waits with too low a fee: run again with the key "
                "of that account"
            )
        for name, value in fees.items():
            # Nodes take a replacement only when it offers at least a tenth more.
            transaction[name] = max(value, transaction[name] * 9 // 8 + 1)
        unsigned = {key: value for key, value in transaction.items() if key not in ("v", "r", "s")}
        signed = self.signers.payer.sign_transaction(unsigned)
        repriced = replace(act, tx=hexed(signed.hash), raw=bytes(signed.raw_transaction))
        self.journal.replace_transaction(repriced)
        return repriced

    # ---- sending and watching --------------------------------------------------------------------

    def _send(self, acts: list[JournaledAct]) -> None:
        for part in chunks(acts, self._acts_per_request):
            while self._under_way and self.mines:
                self._look_until_progress()
            # A node that mines at once answers nothing else meanwhile, so it is asked before.
            self._outlook = self._look_out() if self.mines else None
            self._send_together(part)

    def _look_out(self) -> _Outlook:
        chain = self.deployment.chain
        return _Outlook(chain.fees(), chain.block()["number"])

    def _send_together(self, acts: list[JournaledAct]) -> None:
        self._hear_answers()
        calls = [("eth_sendRawTransaction", (hexed(act.raw),)) for act in acts]
        answers = self._sender.submit(self.deployment.chain.batch, calls, keep_errors=True)
        self._under_way |= {act.id: act for act in acts}
        self._sending = acts, answers

    def _hear_answers(self) -> int:
        """Wait for the answers to what was sent last, and return how many acts came to an end."""
        if self._sending is None:
            return 0
        ended = 0
        acts, answers = self._sending
        self._sending = None
        chain = self.deployment.chain
        for act, answer in zip(acts, answers.result(), strict=True):
            if isinstance(answer, RpcError) and not self._is_known(act):
                del self._under_way[act.id]
                ended += 1
                if chain.nonce(act.sender) <= act.account_nonce:
                    raise CourierError(
                        f"the node does not take transactions of {act.sender}: {answer.message}. "
                        "Nothing is lost: mend that, then run the same command again"
                    )
                self._fail(act, "superseded", "another transaction used its account's number")
        return ended

    def _is_known(self, act: JournaledAct) -> bool:
        return self.deployment.chain.call("eth_getTransactionByHash", act.tx) is not None

    def _settle(self) -> None:
        while self._under_way:
            self._look_until_progress()
        if self._failures:
            failures, self._failures = self._failures, []
            raise ActsFailedError(failures)

    def _look_until_progress(self) -> None:
        pause = Pause()
        while not self._look():
            pause.wait()
            if self.mines and pause.is_long:
                self.deployment.chain.call("evm_mine")

    def _look(self) -> int:
        """Note which acts have arrived or come to nothing, and return how many."""
        ended = self._hear_answers()
        receipts = self._receipts(self._under_way.values())
        acts = [self._under_way.pop(number) for number in receipts]
        applied = [act for act in acts if receipts[act.id]["status"] == 1]
        if applied:
            self.journal.mark_applied(
                (act.id, act.tx, receipts[act.id]["blockNumber"], receipts[act.id]["gasUsed"])
                for act in applied
            )
        for act in acts:
            if receipts[act.id]["status"] != 1:
                self._fail(act, "reverted", self._reason(act, receipts[act.id]["blockNumber"]))
        self.on_settled(sum(act.lines for act in applied))
        return ended + len(acts)

    def _receipts(self, acts: Iterable[JournaledAct]) -> dict[int, dict[str, Any]]:
        """Return the receipts there are, by act."""
        known = list(acts)
        found: dict[int, dict[str, Any]] = {}
        for start in range(0, len(known), RECEIPTS_PER_REQUEST):
            part = known[start : start + RECEIPTS_PER_REQUEST]
            answers = self.deployment.chain.batch(
                [("eth_getTransactionReceipt", (act.tx,)) for act in part]
            )
            for act, receipt in zip(part, answers, strict=True):
                if receipt is not None:
                    numbers = ("blockNumber", "gasUsed", "status")
                    found[act.id] = receipt | {name: int(receipt[name], 16) for name in numbers}
        return found

    # ---- acts that came to nothing ---------------------------------------------------------------

    def _fail(self, act: JournaledAct, how: Any, reason: str) -> None:
        elsewhere = self._carried_out_elsewhere(act)
        if elsewhere is not None:
            self.journal.mark_applied([elsewhere])
            self.on_settled(act.lines)
            return
        self.journal.mark_void(act.id, how, reason)
        self._failures.append(
            f"act {act.id} ({act.kind}, {act.whose}, {act.lines} lines) was {how}: {reason}"
        )

    def _carried_out_elsewhere(self, act: JournaledAct) -> tuple[int, str, int, int] | None:
        """Whether somebody else relayed the very same signed act, which anybody may do."""
        if not act.community:
            # Only the organisation's own key redeems; orders that stand are found when planned.
            return None
        chain, communities = self.deployment.chain, self.deployment.communities
        data = bytes(TypedTransaction.from_bytes(HexBytes(act.raw)).as_dict()["data"])
        topics = [
            [communities.events[name].topic for name in ("CouncilActed", "AwardsFiled")],
            "0x" + act.community.to_bytes(32, "big").hex(),
        ]
        first, last = act.detail["known_block"], chain.block()["number"]
        for log in chain.logs([communities.address], first, last, topics):
            if communities.decode_log(log)[1]["nonce"] != act.detail["nonce"]:
                continue
            transaction = chain.call("eth_getTransactionByHash", log["transactionHash"])
            receipt = chain.receipt(log["transactionHash"])
            if receipt is not None and data in bytes.fromhex(transaction["input"][2:]):
                return act.id, log["transactionHash"], receipt["blockNumber"], receipt["gasUsed"]
        return None

    def _reason(self, act: JournaledAct, block: int) -> str:
        """Ask why an act reverted; its own block shows the state and the time it met."""
        sent = TypedTransaction.from_bytes(HexBytes(act.raw)).as_dict()
        try:
            self.deployment.chain.eth_call(hexed(sent["to"]), bytes(sent["data"]), block)
        except RefusedError as refusal:
            return str(refusal)
        return "the reason can no longer be told"


@dataclass(frozen=True, slots=True)
class _Outlook:
    """What the chain showed last, before an act was signed or the one before it was sent.

    Attributes:
        fees: what to offer, for six blocks to come
        block: the latest one; the next act is mined after it
    """

    fees: dict[str, int]
    block: int
