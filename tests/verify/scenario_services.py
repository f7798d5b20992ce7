"""A jurisdiction in which credits are spent, and organisations answer for what they do.

The communities and councils of the scenario of due process, with standards for organisations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from eth_account.signers.local import LocalAccount

from isonomia import typed_data, typed_data_cases, typed_data_services
from isonomia.contracts import Contract, transact
from isonomia.devchain import DevChain
from isonomia.replay import Replay
from isonomia.spec import events
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import FindingKey, Outcome
from isonomia.spec.views import finding_id
from tests.support.compiled import artifact
from tests.verify.scenario import FAR, identity_of, key_of
from tests.verify.scenario_cases import CaseScenario
from tests.verify.scenario_cases import charter_file as charter_of_cases

#: Organisations by number, in the order in which they are accredited.
CLINIC, BUS, AGENCY, COOPERATIVE = 1, 2, 3, 4
#: Forms and bits of kinds.
NON_PROFIT, FOR_PROFIT, PUBLIC = 1, 2, 3
TRANSIT, HEALTH, FOOD, CARE = 2, 3, 9, 10
ESSENTIAL, ENHANCED = 0, 1
EMISSIONS, REFUSED, ACCESSIBLE = 1, 2, 101
LIMIT, LOUD = 50, 80
SENSORS = ("sensor at the gate", "sensor on the roof", "sensor by the river")
EXTRA = {
    "jurisdiction": "Scenario of services",
    "parameters": {"budget_per_member": 1_000, "usable_quality": 200},
}


class Signed(NamedTuple):
    """An order and the signature of who ordered."""

    terms: tuple[Any, ...]
    signature: bytes


def charter_file() -> bytes:
    """Return the charter of the scenario of cases, with standards and donors in reach."""
    document = json.loads(charter_of_cases())
    document |= EXTRA
    document["standards"] = [
        _standard(EMISSIONS, "Emissions above a limit", "suspension"),
        _standard(REFUSED, "Essential service refused", "suspension"),
        _standard(ACCESSIBLE, "Accessible to everybody", "commendation"),
    ]
    return json.dumps(document).encode()


def _standard(number: int, name: str, effect: str) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "effect": effect,
        "sunset_days": 180,
        "text": f"{name}, on a day.",
        "evidence": "A reading, or the report of two witnesses.",
        "remedy": "Doing better for thirty days.",
    }


class ServiceScenario(CaseScenario):
    """Acts of organisations and of those they serve; people are named by roles."""

    def __init__(self, dev: DevChain, folder: Path, charter: bytes | None = None) -> None:
        super().__init__(dev, folder, charter or charter_file())
        accounts = dev.accounts
        self.accounts = {CLINIC: accounts[1], BUS: accounts[2], AGENCY: accounts[3]}
        self.next_order: dict[str, int] = {}
        self._at: Contract | None = None
        #: Set by what happens in the scenario.
        self.loud: FindingKey
        self.refused: FindingKey
        self.accessible: FindingKey
        self.mended: FindingKey
        self.late: FindingKey
        self.forgotten: FindingKey
        relay = artifact("Relay")
        creation = {"from": self.payer.address, "data": relay["bytecode"], "gas": hex(10**6)}
        created = self.chain.wait(self.chain.call("eth_sendTransaction", creation))
        self.relay = Contract(relay["abi"], created["contractAddress"])

    # ---- councils about organisations ------------------------------------------------------------

    def accredit(self, community: int, form: int, kinds: Sequence[int], key: str, name: str) -> int:
        """Accredit an organisation for two years and return its number."""
        bits = sum(1 << kind - 1 for kind in kinds)
        terms = (form, bits, key, self.today + 730, keccak256(name.encode()), name)
        message = typed_data_services.accreditation
        receipt = self.council(community, "accredit", message, terms, (terms,))
        return int(next(self.logs_of(receipt, events.OrganisationAccredited)).event.organisation)

    def renew_accreditation(self, community: int, organisation: int, *kinds: int) -> None:
        """Let an accreditation last longer."""
        bits = sum(1 << kind - 1 for kind in kinds)
        terms = (organisation, bits, self.today + 800)
        message = typed_data_services.accreditation_renewal
        self.council(community, "renewAccreditation", message, terms)

    def publish_standards(self, *texts: tuple[int, int, int, int, bytes]) -> None:
        """Have the nation publish standards."""
        terms = (keccak256(b"new standards"), list(texts))
        self.council(1, "publishStandards", typed_data_services.standards, terms)

    def find(
        self, community: int, organisation: int, standard: int, version: int = 1
    ) -> FindingKey:
        """Have a council file a finding about yesterday."""
        key, evidence = FindingKey(organisation, standard, self.today - 1), keccak256(b"a report")
        signed = (organisation, standard, 1, key.day, evidence)
        message = typed_data_services.finding
        self.council(community, "fileFinding", message, signed, (_tuple(key), 1, evidence))
        return key

    def mandate(self, community: int, organisation: int, standard: int) -> int:
        """Let two of three sensors report one measure."""
        keys = [key.address for key in sensor_keys()]
        terms = (organisation, standard, LIMIT, 2, self.today + 200, keccak256(b"decibels"), keys)
        message = typed_data_services.mandate
        receipt = self.council(community, "grantMandate", message, terms, (terms,))
        return int(next(self.logs_of(receipt, events.MandateGranted)).event.mandate)

    def withdraw_finding(self, community: int, key: FindingKey) -> None:
        """Have the council that filed withdraw."""
        message = typed_data_services.finding_withdrawal
        with self.at(self.deployment.findings):
            self.council(community, "withdraw", message, (finding_id(key),), (_tuple(key),))

    def accept_remedy(self, community: int, key: FindingKey) -> None:
        """Have the council that filed certify the remedy."""
        evidence = keccak256(b"thirty days of readings")
        signed, sent = (finding_id(key), evidence), (_tuple(key), evidence)
        message = typed_data_services.finding_remedy
        self.council(community, "certifyRemedy", message, signed, sent)

    # ---- sensors, jurors and anybody -------------------------------------------------------------

    def read(self, mandate: int, organisation: int, standard: int) -> FindingKey:
        """Have two sensors report yesterday's value, which is above the limit."""
        day, evidence = self.today - 1, keccak256(b"readings")
        text = typed_data_services.reading(self.domain, mandate, 1, LOUD, day, evidence)
        keys = sensor_keys()
        votes = typed_data.combine({n: typed_data.sign(text, keys[n]) for n in (0, 2)})
        self._send("fileReading", mandate, 1, LOUD, day, evidence, votes)
        return FindingKey(organisation, standard, day)

    def answer(self, function: str, account: LocalAccount, key: FindingKey, ground: int) -> int:
        """Have an organisation appeal or ask for a review, and return the panel."""
        former = () if function == "review" else (list(self.lists.get(self._panel_of(key), ())),)
        sent = (_tuple(key), ground, *former, FAR, b"")
        receipt = self.deployment.send(account, self.deployment.findings, function, *sent)
        return self._convened(receipt, tuple(former[0]) if former else ())

    def judge(self, key: FindingKey, panel: int, outcome: Outcome, *signing: int) -> None:
        """Have jurors, by their places in the panel, decide a finding."""
        reasons = keccak256(f"reasons of panel {panel}".encode())
        terms = (panel, int(outcome), reasons)
        text = typed_data_cases.verdict(self.domain, finding_id(key), *terms)
        votes = self._votes(panel, text, signing)
        with self.at(self.deployment.findings):
            sent = (_tuple(key), int(outcome), reasons, list(self.lists[panel]), votes)
            self._send("giveVerdict", *sent)

    def carry_out_findings(self, *keys: FindingKey) -> None:
        """Carry findings out."""
        with self.at(self.deployment.findings):
            self._send("carryOut", [_tuple(key) for key in keys])

    # ---- organisations ---------------------------------------------------------------------------

    def by(self, organisation: int, function: str, *arguments: Any) -> dict[str, Any]:
        """Have an organisation send an act to the services."""
        account = self.accounts[organisation]
        return self.deployment.send(account, self.deployment.services, function, *arguments)

    def open_offer(self, organisation: int, kind: int, tier: int, price: int, basis: int) -> int:
        """Open an offer for a year and return its number."""
        text = self.offer_text(organisation, kind, tier, price, basis)
        receipt = self.by(organisation, "openOffer", text)
        return int(next(self.logs_of(receipt, events.OfferOpened)).event.offer)

    def offer_text(
        self, organisation: int, kind: int, tier: int, price: int, basis: int
    ) -> tuple[Any, ...]:
        """Return the terms of an offer open for a year."""
        text = keccak256(f"offer of kind {kind} at tier {tier}".encode())
        return (organisation, kind, tier, price, basis, self.today + 365, text)

    def order(self, role: str, offer: int, quantity: int, portion: int = 0) -> Signed:
        """Sign an order at today's price with the next nonce."""
        price = self.deployment.call(self.deployment.services, "priceOf", offer)
        nonce = self.next_order.get(role, 0)
        self.next_order[role] = nonce + 1
        terms = (identity_of(role), offer, quantity, quantity * price, portion, nonce, FAR)
        message = typed_data_services.order(self.domain, *terms)
        return Signed(terms, typed_data.sign(message, key_of(role)))

    def redeem(self, organisation: int, *orders: Signed) -> int:
        """Redeem orders and return the batch."""
        receipt = self.by(organisation, "redeem", *redemption_of(orders))
        return int(next(self.logs_of(receipt, events.BatchRedeemed)).event.batch)

    def refund(self, organisation: int, batch: int, index: int) -> None:
        """Give back what a redemption took."""
        self.by(organisation, "refund", *self.proved(batch, index))

    @contextmanager
    def cooperative(self, contract: Contract | None = None) -> Iterator[list[bytes]]:
        """Collect calls that the contract that is an organisation sends at once."""
        calls: list[bytes] = []
        yield calls
        address = (contract or self.deployment.services).address
        data = self.relay.encode("relay", address, calls)
        transact(self.chain, self.payer, self.relay.address, data)

    # ---- people ----------------------------------------------------------------------------------

    def rate(self, role: str, batch: int, index: int, stars: int) -> None:
        """Have somebody rate what they redeemed."""
        redemption, proof = self.proved(batch, index)
        signed = (identity_of(role), batch, index, stars)
        self.person(role, "rate", typed_data_services.rating, signed, redemption, proof, stars)

    def cancel(self, role: str) -> None:
        """Sign an order and make it worthless."""
        nonce = self.next_order.get(role, 0)
        self.next_order[role] = nonce + 1
        message = typed_data_services.cancellation
        self.person(role, "cancelOrder", message, (identity_of(role), nonce))

    def proved(self, batch: int, index: int) -> tuple[tuple[Any, ...], list[bytes]]:
        """Return a redemption as the contracts take it, and what proves it."""
        replay = Replay(self._history(), self.target.founding)
        replay.finish()
        found = replay.redeemed.redemption(batch, index)
        assert found is not None
        values = tuple(getattr(found, name) for name in found.__slots__)
        return values, list(replay.redeemed.proof(batch, index))

    # ---- in general ------------------------------------------------------------------------------

    @contextmanager
    def at(self, contract: Contract) -> Iterator[None]:
        """Send acts to one contract, though another has a function of the same name."""
        self._at = contract
        yield
        self._at = None

    def _send(self, function: str, *arguments: Any) -> dict[str, Any]:
        if self._at is None:
            return super()._send(function, *arguments)
        if self._held is not None:
            self._held.append(self._at.encode(function, *arguments))
            return {}
        return self.deployment.send(self.payer, self._at, function, *arguments)

    def _panel_of(self, key: FindingKey) -> int:
        found = self.deployment.call(self.deployment.findings, "findingOf", finding_id(key))
        return int(found.panel)


def sensor_keys() -> list[LocalAccount]:
    """Return the keys of the sensors in ascending order of their addresses."""
    return sorted((key_of(role) for role in SENSORS), key=lambda key: int(key.address, 16))


def redemption_of(orders: Sequence[Signed]) -> tuple[list[tuple[Any, ...]], bytes]:
    """Return what `redeem` takes: orders, and their signatures one after the other."""
    return [one.terms for one in orders], b"".join(one.signature for one in orders)


def _tuple(key: FindingKey) -> tuple[int, int, int]:
    return key.organisation, key.standard, key.day
