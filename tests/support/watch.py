"""Findings about an organisation of the small jurisdiction, signed as one should."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from isonomia import typed_data, typed_data_cases, typed_data_services
from tests.support.calls import Receipt
from tests.support.docket import JUROR_KEYS, Docket
from tests.support.roles import (
    DAY,
    EMISSIONS,
    EVIDENCE_HASH,
    FIRST_TWO_SEATS,
    STANDARDS_HASH,
    Standard,
    key_of,
)
from tests.support.world import World

ORGANISATION = 1
PROVIDER_KEY = key_of("provider")
SENSORS = tuple(sorted((key_of(f"sensor {i}") for i in range(3)), key=lambda key: key.address))
LIMIT, ABOVE = 50, 51
FACTS, REMEDY_DONE = 1, 6
UPHELD = 1
NOTICE_DAYS = 14
#: Jurors of a panel of five.
MAJORITY = (0, 1, 2)


class Watch:
    """The village's council looks at an organisation of the town."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.findings = world.findings
        self.docket = Docket(world)
        self.filed_on = world.today
        terms = (1, 0, PROVIDER_KEY.address, world.today + 365, EVIDENCE_HASH, "Power plant")
        message_of = typed_data_services.accreditation
        self.by(world.town, message_of, terms, "accredit", terms, contract=world.services)

    @property
    def key(self) -> tuple[int, int, int]:
        return ORGANISATION, EMISSIONS, self.filed_on

    @property
    def number(self) -> bytes:
        return keccak(b"".join(value.to_bytes(32) for value in self.key))

    @property
    def state(self) -> int:
        return int(self.findings.call("stateOf", self.key))

    def by(
        self,
        council: Any,
        message_of: Callable[..., SignableMessage],
        values: tuple[Any, ...],
        function: str,
        *arguments: Any,
        contract: Any = None,
    ) -> Receipt:
        """Carry out an act of a council over `values`, called with `arguments`."""
        head = (council.community, council.nonce(), self.world.now + DAY)
        approval = council.approve(message_of(self.world.domain, *head, *values), FIRST_TWO_SEATS)
        return (contract or self.findings).send(function, head, *arguments, approval)

    def file(self) -> Receipt:
        values = (ORGANISATION, EMISSIONS, 1, self.filed_on, EVIDENCE_HASH)
        message_of = typed_data_services.finding
        arguments = ("fileFinding", self.key, 1, EVIDENCE_HASH)
        return self.by(self.world.village, message_of, values, *arguments)

    def appeal(self, key: LocalAccount = PROVIDER_KEY) -> Receipt:
        """Appeal by a signature, sent by somebody else."""
        terms = (FACTS, self.world.now + DAY)
        message = typed_data_services.finding_appeal(self.world.domain, self.number, *terms)
        signature = typed_data.sign(message, key)
        return self.findings.send("appeal", self.key, FACTS, [], terms[1], signature)

    def carry_out(self) -> Receipt:
        """File, let the notice pass, and carry the finding out."""
        self.file()
        self.world.set_time(self.world.now + NOTICE_DAYS * DAY)
        return self.findings.send("carryOut", [self.key])

    def grant(self) -> Receipt:
        last = self.world.today + 100
        keys = [key.address for key in SENSORS]
        terms = (ORGANISATION, EMISSIONS, LIMIT, 2, last, EVIDENCE_HASH, keys)
        return self.by(
            self.world.village, typed_data_services.mandate, terms, "grantMandate", terms
        )

    def read(self, value: int, signed: int, signers: tuple[int, ...] = (0, 2)) -> Receipt:
        """File a reading of `value` whose signers signed another or the same value."""
        terms = (self.filed_on, EVIDENCE_HASH)
        message = typed_data_services.reading(self.world.domain, 1, 1, signed, *terms)
        votes = {i: typed_data.sign(message, SENSORS[i]) for i in signers}
        return self.findings.send("fileReading", 1, 1, value, *terms, typed_data.combine(votes))

    def review(self) -> Receipt:
        """Ask for a review by a signature, because the remedy is done; sent by somebody else."""
        terms = (REMEDY_DONE, self.world.now + DAY)
        message = typed_data_services.finding_review(self.world.domain, self.number, *terms)
        return self.findings.send(
            "review", self.key, *terms, typed_data.sign(message, PROVIDER_KEY)
        )

    def decide(self, convened: Receipt, jurors: Sequence[int] = MAJORITY) -> Receipt:
        """Seat the panel that an answer convened, and have some of its jurors uphold."""
        panel = self.docket.convened(convened, [])
        seated = self.docket.seat(panel)
        vote = (panel, UPHELD, EVIDENCE_HASH)
        message = typed_data_cases.verdict(self.world.domain, self.number, *vote)
        votes = {i: typed_data.sign(message, JUROR_KEYS[seated[i]]) for i in jurors}
        shown = (UPHELD, EVIDENCE_HASH, list(seated), typed_data.combine(votes))
        return self.findings.send("giveVerdict", self.key, *shown)

    def withdraw(self) -> Receipt:
        message_of = typed_data_services.finding_withdrawal
        return self.by(self.world.village, message_of, (self.number,), "withdraw", self.key)

    def certify(self) -> Receipt:
        """Have the council that filed say that the remedy is done."""
        values = (self.number, EVIDENCE_HASH)
        message_of = typed_data_services.finding_remedy
        arguments = ("certifyRemedy", self.key, EVIDENCE_HASH)
        return self.by(self.world.village, message_of, values, *arguments)

    def publish(self, line: Standard) -> Receipt:
        terms = (STANDARDS_HASH, [line])
        message_of = typed_data_services.standards
        return self.by(self.world.nation, message_of, terms, "publishStandards", *terms)
