"""An organisation of the town, and the council of the nation that audits it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import pytest
from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount

from isonomia import typed_data, typed_data_cases, typed_data_services
from tests.support.acts import Approval
from tests.support.calls import Receipt
from tests.support.docket import JUROR_KEYS, Docket
from tests.support.roles import (
    DAY,
    EMISSIONS,
    EVIDENCE_HASH,
    FIRST_TWO_SEATS,
    NATION,
    TOWN,
    hash_of,
    key_of,
)
from tests.support.world import World

ORGANISATION = 1
PROVIDER_KEY = key_of("provider")
#: In the order of their addresses, as mandates want them.
SENSOR_KEYS = sorted(
    (key_of(f"sensor {i}") for i in range(3)), key=lambda key: int(key.address, 16)
)
LIMIT = 40


class Key(NamedTuple):
    """`FindingKey`: what names a finding."""

    organisation: int
    standard: int
    day: int


class Audit:
    """A world with an organisation, and every act of findings about it.

    Attributes:
        world: the councils
        findings: the contract
        docket: draws panels, and keeps their lists
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.findings = world.findings
        self.docket = Docket(world)
        last = world.today + 1_000
        text = (3, 0, PROVIDER_KEY.address, last, hash_of("text"), "Waterworks of the town")
        head, approval = self._approved(TOWN, typed_data_services.accreditation, text)
        world.services.send("accredit", head, text, approval)

    # ---- acts of councils ------------------------------------------------------------------------

    def find(self, standard: int = EMISSIONS) -> Key:
        """File a finding of today."""
        key = Key(ORGANISATION, standard, self.world.today)
        told = (key.organisation, key.standard, 1, key.day, EVIDENCE_HASH)
        head, approval = self._approved(NATION, typed_data_services.finding, told)
        self.findings.send("fileFinding", head, key, 1, EVIDENCE_HASH, approval)
        return key

    def publish(self, standard: Sequence[Any]) -> Receipt:
        values = (hash_of("new standards"), [standard])
        head, approval = self._approved(NATION, typed_data_services.standards, values)
        return self.findings.send("publishStandards", head, *values, approval)

    def grant(self) -> Receipt:
        """Give two of three sensors a mandate to read emissions for 100 days."""
        signers = [key.address for key in SENSOR_KEYS]
        terms = (ORGANISATION, EMISSIONS, LIMIT, 2, self.world.today + 100)
        text = (*terms, hash_of("measure"), signers)
        head, approval = self._approved(NATION, typed_data_services.mandate, text)
        return self.findings.send("grantMandate", head, text, approval)

    def withdraw(self, key: Key) -> Receipt:
        values = (self.number(key),)
        head, approval = self._approved(NATION, typed_data_services.finding_withdrawal, values)
        return self.findings.send("withdraw", head, key, approval)

    def certify(self, key: Key) -> Receipt:
        values = (self.number(key), EVIDENCE_HASH)
        head, approval = self._approved(NATION, typed_data_services.finding_remedy, values)
        return self.findings.send("certifyRemedy", head, key, EVIDENCE_HASH, approval)

    # ---- acts of everybody else ------------------------------------------------------------------

    def read(self, value: int, signers: Sequence[int] = (0, 1)) -> Receipt:
        """File what these sensors read today under mandate 1."""
        reading = (1, 1, value, self.world.today, EVIDENCE_HASH)
        message = typed_data_services.reading(self.world.domain, *reading)
        votes = _votes(message, {i: SENSOR_KEYS[i] for i in signers})
        return self.findings.send("fileReading", *reading, votes)

    def appeal(self, key: Key, former_panel: Sequence[bytes] = ()) -> int:
        """Relay an appeal, and return the number of the panel."""
        deadline = self.world.now + DAY
        message = typed_data_services.finding_appeal(
            self.world.domain, self.number(key), 1, deadline
        )
        signature = typed_data.sign(message, PROVIDER_KEY)
        receipt = self.findings.send("appeal", key, 1, list(former_panel), deadline, signature)
        return self.docket.convened(receipt, former_panel)

    def review(self, key: Key) -> int:
        """Relay a request for a review, and return the number of the panel."""
        deadline = self.world.now + DAY
        message = typed_data_services.finding_review(
            self.world.domain, self.number(key), 6, deadline
        )
        signature = typed_data.sign(message, PROVIDER_KEY)
        receipt = self.findings.send("review", key, 6, deadline, signature)
        return self.docket.convened(receipt, ())

    def decide(self, key: Key, panel: int, outcome: int) -> Receipt:
        """Draw a panel of five, of whom the first three decide."""
        jurors = self.docket.seat(panel)
        message = typed_data_cases.verdict(
            self.world.domain, self.number(key), panel, outcome, EVIDENCE_HASH
        )
        votes = _votes(message, {i: JUROR_KEYS[jurors[i]] for i in range(3)})
        listed = list(self.docket.lists[panel])
        return self.findings.send("giveVerdict", key, outcome, EVIDENCE_HASH, listed, votes)

    def carry_out(self, *keys: Key) -> Receipt:
        return self.findings.send("carryOut", list(keys))

    # ---- what there is ---------------------------------------------------------------------------

    def number(self, key: Key) -> bytes:
        return bytes(self.findings.call("idOf", key))

    def state(self, key: Key) -> int:
        return int(self.findings.call("stateOf", key))

    def suspended_until(self) -> int:
        return int(self.world.services.call("organisation", ORGANISATION).suspendedUntil)

    def _approved(
        self, community: int, message_of: Callable[..., SignableMessage], values: tuple[Any, ...]
    ) -> tuple[tuple[int, int, int], Approval]:
        council = self.world.council(community)
        head = (community, council.nonce(), self.world.now + DAY)
        message = message_of(self.world.domain, *head, *values)
        return head, council.approve(message, FIRST_TWO_SEATS)


def _votes(message: SignableMessage, keys: dict[int, LocalAccount]) -> Approval:
    return typed_data.combine({i: typed_data.sign(message, key) for i, key in keys.items()})


@pytest.fixture
def audit(world: World) -> Audit:
    """The pilot's findings, with an organisation of the town that they can be about."""
    return Audit(world)
