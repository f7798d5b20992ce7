"""A town with hundreds of people and large batches, made by the specification without a node.

Identities are hashes, so that people fall into all partitions. Later acts refer to batches before
them, to people who were in nothing but batches until then, and to portions of the lottery.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from isonomia.export.folder import Origin
from isonomia.export.making import Source
from isonomia.manifest import ContractRecord, Manifest
from isonomia.redeemed import RedeemedBatches
from isonomia.replay import Replay
from isonomia.spec import actions, events
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from isonomia.target import Target, read_target
from tests.support.raw_logs import ADDRESSES, RawChain
from tests.verify.scenario import (
    ASSEMBLY,
    CLEAN_WATER,
    DAY,
    FAR,
    NATION,
    NORTH,
    SOUTH,
    START,
    TEACHING,
    charter_file,
    identity_of,
    month,
)

PEOPLE = 120
CHAIN_ID = 71_002
SHOP_KEY = keccak256(b"key of the shop")[:20]
EVIDENCE = keccak256(b"evidence")
FREE_FOR_ALL, BETTER = 1, 2
HEALTH = 4


def manifest() -> Manifest:
    """Return the manifest of a deployment at the addresses of `raw_logs`."""
    content = charter_file()
    nothing = "0x" + "00" * 32
    record = {"nonce": 0, "constructor_args": "0x", "creation_code_hash": nothing, "tx": nothing}
    return Manifest(
        chain_id=CHAIN_ID,
        deployer="0x" + "11" * 20,
        deployer_nonce=0,
        charter_hash="0x" + keccak256(content).hex(),
        charter=content.decode(),
        genesis_block=1,
        contracts={
            name: ContractRecord(address=address, block=1, **record)
            for name, address in ADDRESSES.items()
        },
        status="complete",
    )


class Town:
    """A chain and everything needed to act on it."""

    def __init__(self) -> None:
        self.manifest = manifest()
        self.target: Target = read_target(self.manifest)
        founding = self.target.founding._asdict()
        self.chain = RawChain(now=START, **founding)
        self.now = START
        self.redeemed = RedeemedBatches()

    @property
    def today(self) -> int:
        return self.now // DAY

    def wait(self, days: int) -> None:
        self.now += days * DAY

    def do(self, *several: actions.Action) -> list[Any]:
        """Carry out acts in one transaction, a few seconds later."""
        self.now += 12
        announced = self.chain.acts(several, self.now)
        redeemed = [event for event in announced if isinstance(event, events.Redeemed)]
        for batch in dict.fromkeys(event.batch for event in redeemed):
            lines = [event for event in redeemed if event.batch == batch]
            self.redeemed.follow(lines, self.now)
        return announced

    # ---- acts ------------------------------------------------------------------------------------

    def council(self, community: int, ahead: int = 0) -> tuple[int, int, int, Any]:
        """Return what an act of a council carries; ``ahead`` acts of it come before."""
        seats = self.target.founding.communities[community - 1].seats
        approvals = tuple((index, seats[index].key) for index in (0, 1))
        nonce = self.chain.state.councils[community].nonce + ahead
        return community, nonce, FAR, approvals

    def person(self, identity: bytes) -> tuple[int, int, bytes]:
        """Return nonce, deadline and signer of a person's act."""
        signatory = self.chain.state.signatories[identity]
        return signatory.nonce, FAR, signatory.controller

    def enrol(self, community: int, people: Sequence[bytes]) -> None:
        months = tuple(month(1940 + number % 60, 1 + number % 12) for number in range(len(people)))
        self.do(actions.Enrol(*self.council(community), tuple(people), months))
        keys = tuple(keccak256(b"key of " + identity)[:20] for identity in people)
        self.do(actions.BindControllers(*self.council(community), tuple(people), keys))

    def award(
        self, community: int, rule: int, people: Sequence[bytes], back: int, ahead: int = 0
    ) -> actions.FileAwards:
        days = (self.today - back,) * len(people)
        terms = (rule, 1, EVIDENCE, tuple(people), days)
        return actions.FileAwards(*self.council(community, ahead), *terms)

    def order(
        self, identity: bytes, offer: int, quantity: int = 1, nonce: int = 0, portion: int = 0
    ) -> actions.Order:
        signer = self.chain.state.signatories[identity].controller
        amount = quantity * self.chain.state.offers[offer].price
        return actions.Order(identity, offer, quantity, amount, portion, nonce, FAR, signer)

    def redeem(self, *orders: actions.Order) -> int:
        """Redeem orders and return the number of their batch."""
        return self.do(actions.Redeem(orders, SHOP_KEY))[-1].batch

    def proved(self, batch: int, index: int) -> tuple[actions.Redemption, tuple[bytes, ...]]:
        redemption = self.redeemed.redemption(batch, index)
        assert redemption is not None
        return redemption, self.redeemed.proof(batch, index)


def busy_town() -> Town:
    """Return a town in which everything of bulk kinds happened, and much that refers to it."""
    town = Town()
    north = [identity_of(f"northerner {number}") for number in range(PEOPLE)]
    south = [identity_of(f"southerner {number}") for number in range(PEOPLE // 2)]
    town.enrol(NORTH, north)
    town.enrol(SOUTH, south)
    _earn(town, north, south)
    _open(town)
    _spend(town, north, south)
    _lift(town, north)
    _give_second_chances(town, north, south)
    _doubt(town, north, south)
    _go_on_in_small_batches(town, north)
    return town


def _earn(town: Town, north: list[bytes], south: list[bytes]) -> None:
    town.wait(30)
    for back in range(5):
        town.do(town.award(NORTH, TEACHING, north[: PEOPLE * 2 // 3], back))
    town.do(
        town.award(NORTH, CLEAN_WATER, north[: PEOPLE // 2], 7),
        town.award(NORTH, CLEAN_WATER, north[: PEOPLE // 2], 8, ahead=1),
    )
    town.do(town.award(SOUTH, TEACHING, south, 3))
    town.do(actions.Enrol(*town.council(SOUTH), (), ()))


def _open(town: Town) -> None:
    accredited = (1, 0xFFF, SHOP_KEY, town.today + 1_000, EVIDENCE, "Shop at the corner")
    town.do(actions.Accredit(*town.council(NORTH), *accredited))
    until = town.today + 900
    for tier, price, basis in ((0, 2_000, 0), (1, 5_000, FREE_FOR_ALL)):
        terms = (1, HEALTH, tier, price, basis, until, EVIDENCE)
        town.do(actions.OpenOffer(*terms, SHOP_KEY))
    town.wait(2)


def _spend(town: Town, north: list[bytes], south: list[bytes]) -> None:
    """Redeem in large batches; refund and rate some of it."""
    first = town.redeem(*(town.order(one, FREE_FOR_ALL) for one in (*north, *south)))
    second = town.redeem(*(town.order(one, BETTER, 2, 1) for one in north[:50]))
    town.redeem(*(town.order(one, FREE_FOR_ALL, 3, 2) for one in south))
    town.wait(3)
    for batch, index in ((first, 3), (second, 0)):
        town.do(actions.Refund(*town.proved(batch, index), SHOP_KEY))
    rated = north[7]
    town.do(actions.Rate(*town.proved(first, 7), 4, *town.person(rated)))
    town.redeem(
        *(town.order(one, FREE_FOR_ALL, 1, nonce) for one in north[:20] for nonce in (5, 6))
    )


def _lift(town: Town, north: list[bytes]) -> None:
    """A portion is lifted by the lottery, and redeemed from in a batch with others."""
    lucky = north[PEOPLE - 1]
    for donor in north[:5]:
        town.do(actions.Give(donor, 40, *town.person(donor)))
    terms = (NOMINATED, 1, 200, 200_000, 300, town.now + 2 * DAY)
    town.do(actions.OpenRound(*town.council(NATION), *terms))
    town.do(actions.Nominate(*town.council(NORTH), 1, (lucky,)))
    town.wait(3)
    bound = town.do(actions.Freeze(1))[0].beacon_round
    town.wait(1)
    town.do(actions.VerifyRound(bound, keccak256(b"randomness")))
    town.do(actions.Settle(1, (0,), (lucky,)))
    others = [town.order(one, FREE_FOR_ALL, 1, nonce) for one in north[60:90] for nonce in (8, 9)]
    town.redeem(*others, town.order(lucky, BETTER, 1, 9, portion=1))


def _give_second_chances(town: Town, north: list[bytes], south: list[bytes]) -> None:
    """Somebody asks for a second chance, and a round is closed with a prize left."""
    for donor in north[5:7]:
        town.do(actions.Give(donor, 40, *town.person(donor)))
    terms = (SECOND_CHANCE, 2, 40, 200_000, 300, town.now + 2 * DAY)
    town.do(actions.OpenRound(*town.council(NATION), *terms))
    asking = south[5]
    town.do(actions.EnterRound(asking, 2, *town.person(asking)))
    town.wait(3)
    bound = town.do(actions.Freeze(2))[0].beacon_round
    town.wait(1)
    town.do(actions.VerifyRound(bound, keccak256(b"other randomness")))
    town.do(actions.Settle(2, (0,), (asking,)))
    town.do(actions.CloseRound(2))


def _doubt(town: Town, north: list[bytes], south: list[bytes]) -> None:
    """An award is challenged and batches follow; somebody moves and is awarded elsewhere."""
    replay = Replay(town.chain.history(), town.target.founding)
    replay.finish()
    proof = replay.batches.proof(*replay.batches.filed()[-2])
    assert proof is not None
    challenger = south[1]
    town.do(actions.Challenge(proof, 5, challenger, 1, *town.person(challenger)))
    mover = south[2]
    town.do(actions.Move(mover, NORTH, *town.person(mover)))
    town.do(town.award(NORTH, TEACHING, [mover, *north[90:]], 0))
    town.enrol(SOUTH, [identity_of(f"late {number}") for number in range(20)])


def _go_on_in_small_batches(town: Town, north: list[bytes]) -> None:
    """Batches of so few people that most partitions have none of them."""
    pair = north[100:102]
    town.do(town.award(NORTH, ASSEMBLY, pair, 1))
    town.redeem(*(town.order(one, FREE_FOR_ALL, 1, 3) for one in pair))
    town.enrol(SOUTH, [identity_of(f"latest {number}") for number in range(2)])


def source_of(town: Town, blocks: int = 20, logs: Any = None) -> Source:
    """Return what an export of a town is made from."""
    chain = town.chain
    return Source(
        Origin.of(town.target, chain.headers[1]),
        town.target.founding,
        town.manifest.model_dump_json(indent=1),
        chain.chunks(blocks, logs),
        chain.pinned,
        lambda _logs: chain.proposals,
    )
