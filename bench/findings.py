"""Gas of findings about an organisation: filed by a council or by sensors, and carried out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage

from bench.figures import OURS, Row
from bench.lab import word
from bench.ours import TIME_TO_SIGN, Jurisdiction
from isonomia import typed_data, typed_data_services
from isonomia.spec.calendar import DAY

#: A community other than the one that accredits, whose council files.
AUDITORS = 6
#: Of the pilot's standards: one whose finding suspends, and the days of its notice.
STANDARD, NOTICE_DAYS = 1, 14
SENSORS, SENSORS_NEEDED = 3, 2
_FIRST_VERSION = 1
_LIMIT, _MEASURED = 50, 83
_MANDATE_DAYS = 300


@dataclass
class Audit:
    """What one council of auditors and its sensors do about one organisation."""

    world: Jurisdiction
    organisation: int
    nonce: int = 0

    def file(self, day: int) -> int:
        """File a finding of a day; return the gas."""
        evidence = word("finding", day)
        cited, head = (self.organisation, STANDARD, _FIRST_VERSION, day), self._head()
        domain = self.world.deployment.domain
        message = typed_data_services.finding(domain, *head, *cited, evidence)
        terms = (self._key(day), _FIRST_VERSION, evidence)
        return self._by_council("fileFinding", head, message, *terms)

    def mandate(self) -> int:
        """Let sensors sign readings of one measure; return the gas."""
        until = self.world.lab.chain.now() // DAY + _MANDATE_DAYS
        signers = [sensor.address for sensor in self._sensors()]
        limits = (self.organisation, STANDARD, _LIMIT, SENSORS_NEEDED, until)
        measure = (*limits, word("measure"))
        domain, head = self.world.deployment.domain, self._head()
        message = typed_data_services.mandate(domain, *head, *limits, word("measure"), signers)
        return self._by_council("grantMandate", head, message, (*measure, signers))

    def read(self, day: int) -> int:
        """File what sensors measured on a day; return the gas."""
        deployment = self.world.deployment
        measured, evidence = (1, _FIRST_VERSION, _MEASURED, day), word("reading", day)
        message = typed_data_services.reading(deployment.domain, *measured, evidence)
        signed = self._sensors()[:SENSORS_NEEDED]
        votes = typed_data.combine(
            {number: typed_data.sign(message, sensor) for number, sensor in enumerate(signed)}
        )
        return self.world.lab.gas(deployment.findings, "fileReading", *measured, evidence, votes)

    def carry_out(self, day: int) -> int:
        """Carry the finding of a day out; return the gas."""
        findings = self.world.deployment.findings
        return self.world.lab.gas(findings, "carryOut", [self._key(day)])

    def remedy(self, day: int) -> int:
        """Certify the remedy of the finding of a day; return the gas."""
        evidence = word("remedy", day)
        deployment, head, key = self.world.deployment, self._head(), self._key(day)
        number = self.world.lab.read(deployment.findings, "idOf", key)
        message = typed_data_services.finding_remedy(deployment.domain, *head, number, evidence)
        return self._by_council("certifyRemedy", head, message, key, evidence)

    def _key(self, day: int) -> tuple[int, int, int]:
        return self.organisation, STANDARD, day

    def _sensors(self) -> list[Any]:
        sensors = [Account.from_key(word("sensor", number)) for number in range(SENSORS)]
        return sorted(sensors, key=lambda sensor: int(sensor.address, 16))

    def _head(self) -> tuple[int, int, int]:
        self.nonce += 1
        return AUDITORS, self.nonce - 1, self.world.lab.chain.now() + TIME_TO_SIGN

    def _by_council(
        self, function: str, head: tuple[int, int, int], message: SignableMessage, *terms: Any
    ) -> int:
        approval = self.world.approval(message, AUDITORS)
        findings = self.world.deployment.findings
        return self.world.lab.gas(findings, function, head, *terms, approval)


def measure(world: Jurisdiction, organisation: int) -> list[Row]:
    """Measure findings about an organisation of another community than the auditors'."""
    audit, today = Audit(world, organisation), world.lab.chain.now() // DAY
    filed, mandate, read = audit.file(today), audit.mandate(), audit.read(today - 1)
    world.lab.node.set_time(world.lab.chain.now() + NOTICE_DAYS * DAY)
    carried_out, remedied = audit.carry_out(today), audit.remedy(today)
    gas = {
        "finding": ("a finding filed by a council", filed),
        "mandate": (f"a mandate granted to {SENSORS} sensors", mandate),
        "reading": (f"a finding filed by {SENSORS_NEEDED} of {SENSORS} sensors", read),
        "finding-carried-out": ("a suspension after its notice", carried_out),
        "finding-remedied": ("a suspension ended by its remedy", remedied),
    }
    return [Row(name, "finding", OURS, act, {1: total}) for name, (act, total) in gas.items()]
