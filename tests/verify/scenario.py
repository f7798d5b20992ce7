"""A small jurisdiction with some history, made act by act without the allocation driver.

Everything is derived from names of roles, so that the same scenario always gives the same logs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from isonomia import charter, typed_data
from isonomia.beacon import DevelopmentBeacon
from isonomia.chain import Chain
from isonomia.contracts import Contract, Deployment, transact
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.history import History, fetch, read_header
from isonomia.replay import Replay
from isonomia.spec import views
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import NOMINATED, SECOND_CHANCE
from isonomia.target import Target, read_target
from tests.support.compiled import artifact

START = int(datetime(2021, 3, 1, tzinfo=UTC).timestamp())
DAY = 86_400
FAR = 2**40
NATION, NORTH, SOUTH = 1, 2, 3
COUNCIL_SIZE = 3
TEACHING, CLEAN_WATER, ASSEMBLY = 31, 61, 11
#: Of the beacon; verified, though nothing depends on it.
UNBOUND_ROUND = 7


#: Budgets are not the point here, except where a test looks at them.
PARAMETERS = {"rate_per_dividend": 1_000_000, "usable_quality": 200, "budget_per_member": 1_000}


def identity_of(role: str) -> bytes:
    """Return the identity hash of somebody named by their role."""
    return keccak256(f"identity of {role}".encode())


def key_of(role: str) -> LocalAccount:
    """Return the key of somebody named by their role."""
    return Account.from_key(keccak256(f"key of {role}".encode()))


def month(year: int, number: int) -> int:
    """Return a month as the contracts count it."""
    return year * 12 + number - 1


def day(time: int) -> int:
    """Return the day of a second."""
    return time // DAY


def charter_file() -> bytes:
    """Return a charter with a nation, two communities and three rules."""
    names = {NATION: "Nation", NORTH: "North", SOUTH: "South"}
    homes = {NATION: "North", NORTH: "North", SOUTH: "South"}
    return json.dumps(
        {
            "format": charter.FORMAT,
            "jurisdiction": "Scenario",
            "preset": "pilot",
            "beacon": "development",
            "parameters": PARAMETERS,
            "communities": [
                {
                    "name": names[community],
                    "level": "nation" if community == NATION else "community",
                    "parent": None if community == NATION else "Nation",
                    "threshold": 2,
                    "seats": [
                        {
                            "identity": "0x" + identity_of(f"seat {community}/{seat}").hex(),
                            "birth_month": f"19{60 + seat}-05",
                            "controller": key_of(f"seat {community}/{seat}").address,
                            "home": homes[community],
                        }
                        for seat in range(COUNCIL_SIZE)
                    ],
                }
                for community in names
            ],
            "rules": [
                _rule(ASSEMBLY, "Sitting in an assembly", 1, 20, 4),
                _rule(TEACHING, "Teaching a course", 3, 30, 0),
                _rule(CLEAN_WATER, "Keeping water clean", 6, 50, 0),
            ],
        }
    ).encode()


def _rule(number: int, name: str, category: int, points: int, limit: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "category": category,
        "points": points,
        "yearly_limit": limit,
        "text": f"{name}, as witnessed by two neighbours.",
    }


class Scenario:
    """A deployment and everything needed to act on it."""

    def __init__(self, dev: DevChain, folder: Path, charter: bytes | None = None) -> None:
        self.dev = dev
        self.chain: Chain = dev.chain
        self.payer = dev.accounts[0]
        self.nonces: dict[int | str, int] = {}
        self._held: list[bytes] | None = None
        self.manifest_path = folder / "manifest.json"
        charter_path = folder / "charter.json"
        charter_path.write_bytes(charter or charter_file())
        self.manifest = deploy(self.chain, charter_path, self.payer, self.manifest_path, live=False)
        self.seat_keys = {
            (community, seat): key_of(f"seat {community}/{seat}")
            for community, founded in enumerate(self.target.founding.communities, 1)
            for seat in range(len(founded.seats))
        }
        self.deployment = Deployment(self.chain, self.manifest)
        self.domain = typed_data.Domain(self.chain.chain_id, self.deployment.communities.address)

    @property
    def target(self) -> Target:
        """What a verifier reads from the manifest."""
        return read_target(self.manifest)

    # ---- acts of councils ------------------------------------------------------------------------

    def enrol(self, community: int, people: dict[str, int], **how: Any) -> dict[str, Any]:
        """Enrol people, role -> month of birth."""
        lists = ([identity_of(role) for role in people], list(people.values()))
        return self._council(community, "enrol", typed_data.enrolment, lists, lists, **how)

    def bind(self, community: int, *roles: str) -> dict[str, Any]:
        """Bind the keys named by the same roles."""
        lists = ([identity_of(role) for role in roles], [key_of(role).address for role in roles])
        return self._council(community, "bindControllers", typed_data.binding, lists, lists)

    def award(
        self, community: int, rule: int, acts: dict[str, int], version: int = 1, **how: Any
    ) -> dict[str, Any]:
        """Award a rule to people, role -> day of the act."""
        evidence = keccak256(f"evidence of {rule} {sorted(acts)}".encode())
        people, days = [identity_of(role) for role in acts], list(acts.values())
        batch = (rule, version, evidence, people, days)
        return self._council(community, "fileAwards", typed_data.awards, batch, (batch,), **how)

    def announce_rate(self, year: int, dividend: int) -> dict[str, Any]:
        """Announce the rate of the next allocation year."""
        terms = (year, dividend, keccak256(b"accounts of the common property"))
        return self._council(NATION, "announceRate", typed_data.rate, terms, terms)

    def publish(self, *rules: tuple[int, int, int, int, int]) -> dict[str, Any]:
        """Publish rules, each (rule, category, points, yearly limit, first day)."""
        texts = [(*rule, keccak256(f"text of {rule}".encode())) for rule in rules]
        terms = (keccak256(f"catalogue of {texts}".encode()), texts)
        return self._council(NATION, "publishRules", typed_data.catalogue, terms, terms)

    def _council(
        self,
        community: int,
        function: str,
        message: Any,
        signed: tuple[Any, ...],
        arguments: tuple[Any, ...],
        seats: tuple[int, ...] = (0, 1),
    ) -> dict[str, Any]:
        nonce = self._next_nonce(community)
        act = (community, nonce, FAR)
        text = message(self.domain, *act, *signed)
        approval = typed_data.combine(
            {seat: typed_data.sign(text, self.seat_keys[community, seat]) for seat in seats}
        )
        return self._send(function, act, *arguments, approval)

    # ---- acts of persons -------------------------------------------------------------------------

    def change_controller(self, role: str, new_role: str) -> dict[str, Any]:
        """Replace a person's key by the key of another role."""
        identity, new = identity_of(role), key_of(new_role)
        nonce = self._next_nonce(role)
        text = typed_data.controller_change(self.domain, identity, new.address, nonce, FAR)
        signature = typed_data.sign(text, key_of(role))
        acceptance = typed_data.sign(text, new)
        for place, key in self.seat_keys.items():
            if key.address == key_of(role).address:
                self.seat_keys[place] = new
        return self._send(
            "changeController", identity, new.address, nonce, FAR, signature, acceptance
        )

    def declare_leave(self, role: str, days: int) -> dict[str, Any]:
        """Declare a leave from today."""
        identity, nonce = identity_of(role), self._next_nonce(role)
        text = typed_data.leave(self.domain, identity, days, nonce, FAR)
        signature = typed_data.sign(text, key_of(role))
        return self._send("declareLeave", identity, days, nonce, FAR, signature)

    def end_leave(self, role: str) -> dict[str, Any]:
        """End a running leave today."""
        identity, nonce = identity_of(role), self._next_nonce(role)
        text = typed_data.leave_end(self.domain, identity, nonce, FAR)
        return self._send("endLeave", identity, nonce, FAR, typed_data.sign(text, key_of(role)))

    # ---- the lottery -----------------------------------------------------------------------------

    def open_round(self, kind: int, prizes: int, points: int, days: int) -> dict[str, Any]:
        """Open a round for prizes on 200 credits each, with two days for entries."""
        terms = (kind, prizes, points, 200_000, days, self.chain.now() + 2 * DAY)
        message = typed_data.round_opening
        return self._council(NATION, "openRound", message, terms, (terms,))

    def nominate(self, community: int, number: int, *roles: str) -> dict[str, Any]:
        """Have a council put members into a round."""
        terms = (number, [identity_of(role) for role in roles])
        return self._council(community, "nominate", typed_data.nomination, terms, terms)

    def give(self, role: str, points: int) -> dict[str, Any]:
        """Give points to the pool."""
        return self._lottery_act("give", typed_data.gift, role, role, points)

    def enter(self, role: str, number: int, key: str | None = None) -> dict[str, Any]:
        """Ask for a second chance; the key is named by the same role unless said otherwise."""
        return self._lottery_act("enter", typed_data.entry, role, key or role, number)

    def freeze(self, number: int) -> int:
        """Fix the entrants and return the round of the beacon that decides."""
        self._send("freeze", number)
        pool = self.deployment.pool
        return int(self.deployment.call(pool, "roundOf", number).beaconRound)

    def submit(self, beacon_round: int) -> dict[str, Any]:
        """Have a round of the beacon verified, unless it is already."""
        beacon = self.deployment.beacon
        if self._held is None and self.deployment.call(beacon, "isVerified", beacon_round):
            return {}
        return self._send("submit", beacon_round, *DevelopmentBeacon().sign(beacon_round))

    def settle(self, number: int, *lots: int) -> dict[str, Any]:
        """Grant the prizes of some lots to those on whom they fell."""
        state = Replay(self._history(), self.target.founding).finish()
        entrants = {place: who for (of, who), place in state.places.items() if of == number}
        winners = [entrants[views.drawn(state, number, lot)] for lot in lots]
        return self._send("settle", number, list(lots), winners)

    def close(self, number: int) -> dict[str, Any]:
        """End a round."""
        return self._send("close", number)

    def _lottery_act(
        self, function: str, message: Any, role: str, key: str, subject: int
    ) -> dict[str, Any]:
        act = (identity_of(role), subject, self._next_nonce(role), FAR)
        signature = typed_data.sign(message(self.domain, *act), key_of(key))
        return self._send(function, *act, signature)

    def _history(self) -> History:
        pinned = read_header(self.chain, "latest")
        return fetch(self.dev.url, self.target.addresses, self.target.from_block, pinned)

    # ---- time and chain --------------------------------------------------------------------------

    @property
    def today(self) -> int:
        """Day of the latest block."""
        return day(self.chain.now())

    def wait_until(self, number: int) -> None:
        """Go on to noon of a day."""
        self.dev.set_time(number * DAY + DAY // 2)

    @contextmanager
    def together(self, name: str = "communities") -> Iterator[None]:
        """Send acts on one contract in one transaction, through a relayer that is a contract."""
        relay = artifact("Relay")
        creation = {"from": self.payer.address, "data": relay["bytecode"], "gas": hex(10**6)}
        created = self.chain.wait(self.chain.call("eth_sendTransaction", creation))
        contract = Contract(relay["abi"], created["contractAddress"])
        self._held = []
        yield
        calls, self._held = self._held, None
        data = contract.encode("relay", getattr(self.deployment, name).address, calls)
        transact(self.chain, self.payer, contract.address, data)

    def _send(self, function: str, *arguments: Any) -> dict[str, Any]:
        deployment = self.deployment
        # The communities come last: two of their functions are for other contracts alone.
        contracts = (*deployment.all[2:], deployment.beacon)
        contracts = sorted(contracts, key=lambda one: one is deployment.communities)
        contract = next(one for one in contracts if function in one.functions)
        if self._held is not None:
            self._held.append(contract.encode(function, *arguments))
            return {}
        return deployment.send(self.payer, contract, function, *arguments)

    def _next_nonce(self, actor: int | str) -> int:
        nonce = self.nonces.get(actor, 0)
        self.nonces[actor] = nonce + 1
        return nonce


def live_through(scenario: Scenario) -> None:
    """Let three years pass with at least one act of every kind."""
    citizens = {"teacher": month(1980, 2), "newcomer": month(1995, 12), "elder": month(1940, 1)}
    scenario.enrol(NORTH, citizens | {"child": month(2006, 6)})
    scenario.enrol(SOUTH, {f"southerner {n}": month(1950 + n, 1 + n % 12) for n in range(30)})
    scenario.bind(NORTH, "teacher", "child")
    first = scenario.today
    scenario.wait_until(first + 20)
    scenario.award(NORTH, TEACHING, {"teacher": first + 5, "newcomer": first + 6})
    scenario.award(NORTH, TEACHING, {"teacher": first + 12}, seats=(0, 2))
    scenario.award(SOUTH, CLEAN_WATER, {f"southerner {n}": first + n for n in range(10)})
    scenario.award(NORTH, ASSEMBLY, {"teacher": first + 19, "elder": first + 20})
    scenario.publish((TEACHING, 3, 40, 2, first + 60), (70, 7, 10, 0, first + 55))
    scenario.declare_leave("teacher", 30)
    scenario.wait_until(first + 30)
    scenario.end_leave("teacher")
    scenario.wait_until(first + 70)
    scenario.award(NORTH, TEACHING, {"teacher": first + 65}, version=2)
    scenario.award(SOUTH, 70, {"southerner 3": first + 60, "southerner 4": first + 69})
    scenario.change_controller("teacher", "teacher's second key")
    scenario.change_controller("seat 2/2", "second key of seat 2/2")
    scenario.wait_until(first + 200)
    scenario.announce_rate(1, 1_200_000)
    scenario.award(SOUTH, CLEAN_WATER, {"southerner 3": first + 150, "southerner 12": first + 190})
    scenario.wait_until(first + 366 + 100)
    scenario.award(NORTH, CLEAN_WATER, {"elder": first + 460}, seats=(1, 2))
    with scenario.together():
        scenario.declare_leave("child", 10)
        scenario.announce_rate(2, 500_000)
        scenario.enrol(NORTH, {"neighbour": month(1970, 7)})
        scenario.enrol(SOUTH, {})
        scenario.award(NORTH, ASSEMBLY, {"neighbour": first + 460})
    hold_lotteries(scenario, first + 470)
    scenario.wait_until(first + 2 * 366)
    for act_day in (first + 700, first + 710, first + 720):
        scenario.award(NORTH, CLEAN_WATER, {"elder": act_day})
    scenario.award(NORTH, TEACHING, {"elder": first + 725, "newcomer": first + 730}, version=2)
    scenario.award(NORTH, TEACHING, {"elder": first + 726}, version=2)


def hold_lotteries(scenario: Scenario, today: int) -> None:
    """Hold three rounds: nominations, second chances, and one that a former winner enters."""
    scenario.wait_until(today)
    scenario.submit(UNBOUND_ROUND)
    scenario.enrol(NORTH, {"donor": month(1966, 3)})
    scenario.bind(NORTH, "donor")
    for back in range(3):
        scenario.award(NORTH, CLEAN_WATER, {"donor": today - back})
    for back in range(4):
        scenario.award(NORTH, ASSEMBLY, {"donor": today - back})
    for back in range(2):
        scenario.award(NORTH, TEACHING, {"donor": today - back}, version=2)
    scenario.give("donor", 80)
    scenario.give("donor", 30)
    scenario.open_round(NOMINATED, 2, 25, 300)
    scenario.open_round(SECOND_CHANCE, 2, 15, 30)
    scenario.open_round(SECOND_CHANCE, 3, 10, 365)
    scenario.nominate(NORTH, 1, "newcomer")
    scenario.nominate(SOUTH, 1, "southerner 5")
    scenario.enter("child", 2)
    with scenario.together("pool"):
        scenario.enter("teacher", 2, "teacher's second key")
        scenario.enter("teacher", 3, "teacher's second key")
    scenario.wait_until(today + 3)
    bound = dict.fromkeys(scenario.freeze(number) for number in (1, 2, 3))
    scenario.wait_until(today + 4)
    with scenario.together("beacon"):
        scenario.submit(max(bound))
    for beacon_round in bound:
        scenario.submit(beacon_round)
    scenario.settle(1, 1)
    scenario.settle(1, 0, 1)
    with scenario.together("pool"):
        scenario.settle(2, 0)
        scenario.settle(2, 1)
        scenario.settle(3, 0)
        scenario.close(3)
