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
from isonomia.chain import Chain
from isonomia.contracts import Contract, Deployment, transact
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.spec.keccak import keccak256
from isonomia.target import Target, read_target
from tests.support.compiled import artifact

START = int(datetime(2021, 3, 1, tzinfo=UTC).timestamp())
DAY = 86_400
FAR = 2**40
NATION, NORTH, SOUTH = 1, 2, 3
COUNCIL_SIZE = 3
TEACHING, CLEAN_WATER, ASSEMBLY = 31, 61, 11


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
            "parameters": {"rate_per_dividend": 1_000_000},
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

    def __init__(self, dev: DevChain, folder: Path) -> None:
        self.dev = dev
        self.chain: Chain = dev.chain
        self.payer = dev.accounts[0]
        self.seat_keys = {
            (community, seat): key_of(f"seat {community}/{seat}")
            for community in (NATION, NORTH, SOUTH)
            for seat in range(COUNCIL_SIZE)
        }
        self.nonces: dict[int | str, int] = {}
        self._held: list[bytes] | None = None
        self.manifest_path = folder / "manifest.json"
        charter_path = folder / "charter.json"
        charter_path.write_bytes(charter_file())
        self.manifest = deploy(self.chain, charter_path, self.payer, self.manifest_path, live=False)
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

    # ---- time and chain --------------------------------------------------------------------------

    @property
    def today(self) -> int:
        """Day of the latest block."""
        return day(self.chain.now())

    def wait_until(self, number: int) -> None:
        """Go on to noon of a day."""
        self.dev.set_time(number * DAY + DAY // 2)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Send the acts of the block in one transaction, through a relayer that is a contract."""
        relay = artifact("Relay")
        creation = {"from": self.payer.address, "data": relay["bytecode"], "gas": hex(10**6)}
        created = self.chain.wait(self.chain.call("eth_sendTransaction", creation))
        contract = Contract(relay["abi"], created["contractAddress"])
        self._held = []
        yield
        calls, self._held = self._held, None
        data = contract.encode("relay", self.deployment.communities.address, calls)
        transact(self.chain, self.payer, contract.address, data)

    def _send(self, function: str, *arguments: Any) -> dict[str, Any]:
        communities = self.deployment.communities
        if self._held is not None:
            self._held.append(communities.encode(function, *arguments))
            return {}
        return self.deployment.send(self.payer, communities, function, *arguments)

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
    scenario.wait_until(first + 2 * 366)
    for act_day in (first + 700, first + 710, first + 720):
        scenario.award(NORTH, CLEAN_WATER, {"elder": act_day})
    scenario.award(NORTH, TEACHING, {"elder": first + 725, "newcomer": first + 730}, version=2)
    scenario.award(NORTH, TEACHING, {"elder": first + 726}, version=2)
