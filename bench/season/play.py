"""Plays a season on a chain: founds it, redeems, refunds, rates, and settles its quarters."""

from __future__ import annotations

import random
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount

from bench.lab import Lab, word
from bench.market import Market, Provider
from bench.ours import ADULTS, MANIFEST, found
from bench.season import plan, signing
from bench.season.plan import QUARTERS, Planned, Size
from bench.season.results import Result
from isonomia.commands.progress import OnProgress
from isonomia.contracts import Contract
from isonomia.errors import IsonomiaError
from isonomia.manifest import Manifest
from isonomia.services.redemptions import Batch, Redeemed
from isonomia.services.settlement import Books, read_books
from isonomia.spec.calendar import DAY, QUARTER
from isonomia.spec.service_state import NO_STATEMENT, Redemption, Statement
from isonomia.target import read_target
from isonomia.words import hexed

#: Kind of service, form and prices of each organisation.
_ORGANISATIONS = (
    (2, 2, (1_500, 4_000)),
    (3, 1, (20_000, 60_000)),
    (12, 3, (5_000, 12_000)),
    (1, 3, (8_000, 25_000)),
)
_GAS_OF_AN_ORDER, _GAS_OF_AN_ACT = 60_000, 400_000
_MOST_STARS = 5


@dataclass
class Sender:
    """An account whose transactions go one after the other, without asking before each.

    What it spent is kept in `gas`, by function.
    """

    lab: Lab
    account: LocalAccount
    gas: Counter[str]
    fees: dict[str, int] = field(default_factory=dict)
    nonce: int = -1

    def send(self, contract: Contract, data: bytes, limit: int, what: str) -> dict[str, Any]:
        """Send calldata and return the receipt. Raises `RefusedError` when it reverted."""
        chain = self.lab.chain
        if self.nonce < 0:
            self.nonce, self.fees = chain.nonce(self.account.address), chain.fees()
        transaction: dict[str, Any] = {
            "chainId": chain.chain_id,
            "nonce": self.nonce,
            "to": contract.address,
            "data": data,
            "gas": limit,
            **self.fees,
        }
        signed = self.account.sign_transaction(transaction)
        receipt = chain.wait(chain.send_raw(bytes(signed.raw_transaction)))
        if receipt["status"] != 1:
            chain.estimate(
                {"from": self.account.address, "to": contract.address, "data": hexed(data)}
            )
            raise IsonomiaError(f"A {what} took more than {limit:,} gas")
        self.nonce += 1
        self.gas[what] += receipt["gasUsed"]
        return receipt


@dataclass
class Season:
    """A season that is being played.

    Attributes:
        market: the deployment and its orders
        size: how large it is
        chance: draws everything
        on_progress: told of each stage
        expected: what was turned over, by offer and quarter, counted here
        seconds: that each stage took
        gas: by what it was used for
    """

    market: Market
    size: Size
    chance: random.Random
    on_progress: OnProgress
    genesis: int
    expected: dict[tuple[int, int], Statement] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    gas: Counter[str] = field(default_factory=Counter)
    counts: Counter[str] = field(default_factory=Counter)
    _senders: dict[int, Sender] = field(default_factory=dict)
    _refunds: deque[tuple[int, Provider, Redeemed]] = field(default_factory=deque)

    @property
    def lab(self) -> Lab:
        """The chain."""
        return self.market.lab

    def open(self) -> tuple[list[Provider], list[bytes]]:
        """Enrol the citizens and accredit the organisations; return both."""
        citizens = [word("citizen of the season", i) for i in range(self.size.citizens)]
        with self._timed("founding"):
            self.market.settle_in(citizens, ADULTS)
            self.market.deserve(citizens[: len(citizens) // plan.DESERVING_ONE_IN])
            accounts = self.lab.node.accounts[1:]
            providers = [
                self.market.accredit(account, *organisation)
                for account, organisation in zip(accounts, _ORGANISATIONS, strict=False)
            ]
        self._senders = {
            provider.number: Sender(self.lab, provider.account, self.gas) for provider in providers
        }
        self._senders[0] = Sender(self.lab, self.lab.payer, self.gas)
        return providers, citizens

    def sign(self, planned: Sequence[Planned]) -> list[bytes]:
        """Return the signatures of all orders, in their order."""
        orders = [order for batch in planned for order in batch.orders]
        domain = self.market.world.deployment.domain
        with self._timed("signing"):
            return signing.sign_all(domain, orders, self._telling("signing", len(orders)))

    def redeem(self, planned: Sequence[Planned], signatures: Sequence[bytes]) -> None:
        """Redeem all batches at their times; refunds and ratings come between them."""
        tell = self._telling("redeeming", self.size.redemptions)
        rest = iter(signatures)
        for number, batch in enumerate(planned, start=1):
            self._refund_until(batch.time)
            self.lab.node.set_time(batch.time)
            with self._timed("redeeming"):
                redeemed = self._redeem(number, batch, [next(rest) for _ in batch.orders])
            self._choose(batch.provider, redeemed)
            tell(number * self.size.batch)
        end = self.genesis + (QUARTERS[-1] + 1) * QUARTER
        self._refund_until(end)
        self.lab.node.set_time(end)

    def settle(self, manifest: Manifest) -> tuple[Books, list[Any]]:
        """Recompute everything from the logs, and settle both quarters."""
        with self._timed("replaying"):
            books = read_books(
                self.lab.node.url,
                read_target(manifest),
                on_progress=lambda done, total: self.on_progress("reading logs", done, total),
            )
        with self._timed("settling"):
            settlements = [books.settle(quarter) for quarter in QUARTERS]
        return books, settlements

    def _redeem(self, number: int, batch: Planned, signatures: Sequence[bytes]) -> Batch:
        services = self.market.world.deployment.services
        orders = [tuple(order) for order in batch.orders]
        data = services.encode("redeem", orders, b"".join(signatures))
        limit = _GAS_OF_AN_ACT + _GAS_OF_AN_ORDER * len(orders)
        receipt = self._senders[batch.provider.number].send(services, data, limit, "redeem")
        when = self.lab.chain.block(receipt["blockNumber"])["timestamp"]
        redemptions = tuple(
            Redemption(number, index, order.identity, order.offer, 1, order.amount, 0, when)
            for index, order in enumerate(batch.orders)
        )
        for order in batch.orders:
            self._count(order.offer, when, Statement(1, order.amount, 0, 0))
        return Batch(number, batch.provider.number, redemptions, "")

    def _choose(self, provider: Provider, batch: Batch) -> None:
        """Rate some redemptions at once, and choose others to refund some weeks later."""
        for index, redemption in enumerate(batch.redemptions):
            lot = self.chance.randrange(self.size.later_one_in)
            redeemed = Redeemed(batch, index)
            if lot == 0:
                later = redemption.time + plan.REFUND_AFTER_DAYS * DAY
                self._refunds.append((later, provider, redeemed))
            elif lot == 1:
                stars = self.chance.randint(1, _MOST_STARS)
                data = self.market.signed_rating(redeemed, stars)
                self._act(0, data, "rate")

    def _refund_until(self, now: int) -> None:
        services = self.market.world.deployment.services
        while self._refunds and self._refunds[0][0] <= now:
            later, provider, redeemed = self._refunds.popleft()
            self.lab.node.set_time(later)
            data = services.encode("refund", redeemed.values, redeemed.proof)
            when = self._act(provider.number, data, "refund")
            redemption = redeemed.redemption
            self._count(redemption.offer, when, Statement(0, 0, 1, redemption.amount))

    def _act(self, sender: int, data: bytes, what: str) -> int:
        """Send one act and return the second of its block."""
        services = self.market.world.deployment.services
        with self._timed(what):
            receipt = self._senders[sender].send(services, data, _GAS_OF_AN_ACT, what)
        self.counts[what] += 1
        block: int = self.lab.chain.block(receipt["blockNumber"])["timestamp"]
        return block

    def _count(self, offer: int, when: int, turnover: Statement) -> None:
        key = (offer, (when - self.genesis) // QUARTER)
        self.expected[key] = self.expected.get(key, NO_STATEMENT) + turnover

    def _telling(self, stage: str, total: int) -> Callable[[int], None]:
        return lambda done: self.on_progress(stage, done, total)

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        spent = time.perf_counter() - started
        self.seconds[stage] = self.seconds.get(stage, 0.0) + spent


def play(lab: Lab, folder: Path, size: Size, seed: int, on_progress: OnProgress) -> Result:
    """Play a season and return what was counted.

    Args:
        lab: chain to play on
        folder: for charter and manifest
        size: how large it is
        seed: of everything that is drawn
        on_progress: told of each stage

    Raises:
        IsonomiaError: a settlement differs from what Services keeps, or from what was done.
    """
    chance = random.Random(seed)
    world = found(lab, folder)
    genesis = lab.read(world.deployment.ledger, "GENESIS")
    season = Season(Market(world), size, chance, on_progress, genesis)
    providers, citizens = season.open()
    planned = plan.draw(size, season.market, providers, citizens, genesis, chance)
    season.redeem(planned, season.sign(planned))
    books, settlements = season.settle(Manifest.load(folder / MANIFEST))
    require_agreement(season.expected, books.replay.state.statements)
    for settlement in settlements:
        if not settlement.agrees:
            raise IsonomiaError(f"The settlement differs: {settlement.differences[0].sentence()}")
    return Result(
        seed,
        len(planned),
        len(providers),
        size.citizens,
        season.counts["rate"],
        settlements,
        dict(season.gas),
        season.seconds,
        lab.client(),
    )


def require_agreement(
    expected: dict[tuple[int, int], Statement], found: dict[tuple[int, int], Statement]
) -> None:
    """Raise `IsonomiaError` when statements by offer and quarter differ; name the first."""
    for offer, quarter in sorted(expected.keys() | found.keys()):
        counted, kept = expected.get((offer, quarter)), found.get((offer, quarter))
        if counted != kept:
            raise IsonomiaError(
                f"Offer {offer} in quarter {quarter}: {counted} was done, the logs say {kept}"
            )
