"""Acts about standards and findings, signed as `typed_data_services` says, are carried out.

Orders, accreditations and ratings are so in `tests/unit`.

finding
├── filed by a council or by sensors           -> carried out, with its event
├── answered by the organisation, decided      -> carried out, whoever sends it
└── signed for something else                  -> refused
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from eth_account.messages import SignableMessage
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from isonomia import typed_data, typed_data_cases, typed_data_services
from tests.support.calls import Receipt, refused
from tests.support.docket import JUROR_KEYS, Docket
from tests.support.roles import (
    ACCESSIBILITY,
    DAY,
    EMISSIONS,
    EVIDENCE_HASH,
    FIRST_TWO_SEATS,
    STANDARDS_HASH,
    SUSPENSION,
    Standard,
    hash_of,
    key_of,
)
from tests.support.world import World

pytestmark = pytest.mark.req("V4", "D2", "D3", "D4")

ORGANISATION = 1
PROVIDER_KEY = key_of("provider")
SENSORS = tuple(sorted((key_of(f"sensor {i}") for i in range(3)), key=lambda key: key.address))
LIMIT, ABOVE = 50, 51
FACTS, REMEDY_DONE = 1, 6
UPHELD = 1
NOTICE, FIRST_PANEL, UPHELD_STATE, WITHDRAWN, CARRIED_OUT, REVIEW, ENDED = 1, 3, 4, 8, 9, 10, 12
NOTICE_DAYS = 14
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


@pytest.fixture
def watch(world: World) -> Watch:
    return Watch(world)


def names(receipt: Receipt) -> list[str]:
    return [name for name, _ in receipt.events]


def values_of(receipt: Receipt, event: str) -> Mapping[str, Any]:
    [values] = [values for name, values in receipt.events if name == event]
    return values


def test_standards__signed_by_the_root__are_published(watch: Watch) -> None:
    line = Standard(9, SUSPENSION, 90, watch.world.today + 30, hash_of("noise"))
    terms = (STANDARDS_HASH, [line])
    message_of = typed_data_services.standards
    receipt = watch.by(watch.world.nation, message_of, terms, "publishStandards", *terms)
    assert names(receipt) == ["CouncilActed", "StandardPublished", "StandardsPublished"]


def test_finding__filed_appealed_and_decided__goes_its_way(watch: Watch) -> None:
    assert names(watch.file()) == ["CouncilActed", "FindingFiled"]
    assert watch.state == NOTICE
    receipt = watch.appeal()
    assert names(receipt) == ["PanelConvened", "FindingMoved"]
    assert watch.state == FIRST_PANEL
    panel = watch.docket.convened(receipt, [])
    jurors = watch.docket.seat(panel)
    message = verdict_of(watch, panel)
    votes = {i: typed_data.sign(message, JUROR_KEYS[jurors[i]]) for i in MAJORITY}
    verdict = (UPHELD, EVIDENCE_HASH, list(jurors), typed_data.combine(votes))
    decided = watch.findings.send("giveVerdict", watch.key, *verdict)
    assert names(decided) == ["FindingDecided", "FindingMoved"]
    assert watch.state == UPHELD_STATE


def verdict_of(watch: Watch, panel: int) -> SignableMessage:
    return typed_data_cases.verdict(watch.world.domain, watch.number, panel, UPHELD, EVIDENCE_HASH)


def test_finding__withdrawn_by_the_council__is_over(watch: Watch) -> None:
    watch.file()
    message_of = typed_data_services.finding_withdrawal
    watch.by(watch.world.village, message_of, (watch.number,), "withdraw", watch.key)
    assert watch.state == WITHDRAWN


def test_finding__reviewed_by_signature_and_remedied__ends(watch: Watch) -> None:
    assert names(watch.carry_out()) == ["SuspensionSet", "FindingMoved"]
    terms = (REMEDY_DONE, watch.world.now + DAY)
    message = typed_data_services.finding_review(watch.world.domain, watch.number, *terms)
    signature = typed_data.sign(message, PROVIDER_KEY)
    watch.findings.send("review", watch.key, *terms, signature)
    assert watch.state == REVIEW
    values = (watch.number, EVIDENCE_HASH)
    message_of = typed_data_services.finding_remedy
    arguments = ("certifyRemedy", watch.key, EVIDENCE_HASH)
    receipt = watch.by(watch.world.village, message_of, values, *arguments)
    assert "RemedyAccepted" in names(receipt)
    assert watch.state == ENDED


def test_reading__signed_by_enough_sensors__files_a_finding(watch: Watch) -> None:
    granted = values_of(watch.grant(), "MandateGranted")
    assert granted["signers"] == tuple(key.address for key in SENSORS)
    filed = values_of(watch.read(ABOVE, ABOVE), "FindingFiled")
    assert (filed["finding"], filed["mandate"], filed["value"]) == (watch.number, 1, ABOVE)
    assert watch.state == NOTICE


def test_reading__of_another_value_than_signed__is_refused(watch: Watch) -> None:
    watch.grant()
    with refused("InvalidReading", 1, 0, SENSORS[0].address):
        watch.read(ABOVE + 1, ABOVE)


def test_appeal__signed_by_another_key__is_refused(watch: Watch) -> None:
    watch.file()
    with refused("NotTheOrganisation", ORGANISATION, watch.world.relayer):
        watch.appeal(key_of("attacker"))


def test_suspension__carried_out__is_told_to_the_services(watch: Watch) -> None:
    watch.carry_out()
    organisation = watch.world.services.call("organisation", ORGANISATION)
    [word] = watch.findings.call("effectsOf", ORGANISATION)
    until = word >> 32 & (1 << 24) - 1
    assert organisation.suspendedUntil == until > watch.world.today
    assert word & (1 << 32) - 1 == EMISSIONS != ACCESSIBILITY
    assert watch.state == CARRIED_OUT
