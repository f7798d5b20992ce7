"""Gas of due process: infractions filed, appealed, judged, carried out and remedied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eth_account.signers.local import LocalAccount

from bench.figures import OURS, Item, Row
from bench.lab import BATCHES, Lab, word
from bench.lottery import controller_of
from bench.ours import ADULTS, COMMUNITY, TIME_TO_SIGN, Jurisdiction, found
from isonomia.beacon import DevelopmentBeacon
from isonomia.signing import contract_of, signed_calldata, signed_person_calldata
from isonomia.signing_cases import AnybodysAction, anybodys_calldata, signed_verdict_calldata
from isonomia.spec.actions import (
    Appeal,
    CarryOut,
    CaseKey,
    CertifyRemedies,
    FileInfractions,
    GiveVerdict,
    SeatPanel,
)
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseKind, Outcome

#: A rule of the pilot catalogue, and the days of its notice.
RULE, NOTICE_DAYS = 1, 14
_MAJORITIES = {5: range(3), 11: range(6)}


@dataclass
class Court:
    """Cases about people of one council's community, whose keys all derive from their hashes.

    `lists` holds the list of each panel, with its jurors once it is seated.
    """

    world: Jurisdiction
    lists: dict[int, tuple[bytes, ...]] = field(default_factory=dict)
    acts: int = 0
    beacon: DevelopmentBeacon = field(default_factory=DevelopmentBeacon)

    @property
    def lab(self) -> Lab:
        """The chain."""
        return self.world.lab

    def file(self, people: Sequence[bytes]) -> tuple[int, list[CaseKey]]:
        """File an infraction of today about each; return the gas and the cases."""
        day = self.lab.chain.now() // DAY
        days = (day,) * len(people)
        evidence = word("infraction", self.world.nonce)
        head = self.world.act_head()
        gas = self._by_council(FileInfractions(*head, RULE, 1, evidence, tuple(people), days))
        return gas, [CaseKey(CaseKind.INFRACTION, who, RULE << 24 | day) for who in people]

    def carry_out(self, keys: Sequence[CaseKey]) -> int:
        """Carry out ripe cases; return the gas."""
        return self._by_anybody(CarryOut(tuple(keys)))

    def remedy(self, keys: Sequence[CaseKey]) -> int:
        """Certify the remedy of each case; return the gas."""
        people, matters = tuple(key.identity for key in keys), tuple(key.matter for key in keys)
        evidence = word("remedy", self.world.nonce)
        return self._by_council(CertifyRemedies(*self.world.act_head(), evidence, people, matters))

    def appeal(self, key: CaseKey, former: tuple[bytes, ...] = ()) -> tuple[int, int]:
        """Appeal; return the gas and the number of the panel."""
        deadline = self.lab.chain.now() + TIME_TO_SIGN
        parts = (key.kind, key.identity, key.matter, 1, former)
        action = Appeal(*parts, self.acts, deadline, None)
        self.acts += 1
        deployment = self.world.deployment
        person = controller_of(key.identity)
        data = signed_person_calldata(deployment.cases, deployment.domain, action, person)
        gas = self.lab.gas_of(deployment.cases, data)
        panel: int = self.lab.read(deployment.panels, "panelCount")
        self.lists[panel] = former or (key.identity,)
        return gas, panel

    def seat(self, panel: int) -> int:
        """Publish the round of the beacon that a panel waits for, and draw it; return the gas."""
        deployment = self.world.deployment
        number = self.lab.read(deployment.panels, "panelOf", panel).beaconRound
        self.lab.node.set_time(self.lab.read(deployment.beacon, "timeOf", number))
        self.lab.gas(deployment.beacon, "submit", number, *self.beacon.sign(number))
        block = self.lab.chain.block()["number"]
        gas = self._by_anybody(SeatPanel(panel, self.lists[panel]))
        logs = self.lab.chain.logs([deployment.panels.address], block + 1, block + 1)
        [(_, seated)] = deployment.decode_logs(logs)
        self.lists[panel] += tuple(seated["jurors"])
        return gas

    def uphold(self, key: CaseKey, panel: int) -> int:
        """Let the least majority of a panel uphold a case; return the gas."""
        deployment = self.world.deployment
        size = self.lab.read(deployment.panels, "panelOf", panel).size
        jurors = self.lists[panel][-size:]
        keys = {juror: self._seat_keys()[jurors[juror]] for juror in _MAJORITIES[size]}
        votes = tuple((juror, None) for juror in keys)
        parts = (key.kind, key.identity, key.matter, Outcome.UPHELD, word("reasons"))
        action = GiveVerdict(*parts, self.lists[panel], votes)
        data = signed_verdict_calldata(deployment.cases, deployment.domain, action, panel, keys)
        return self.lab.gas_of(deployment.cases, data)

    def _seat_keys(self) -> dict[bytes, LocalAccount]:
        councils = self.world.pilot.seats.values()
        return {key.identity: key.account for seats in councils for key in seats.values()}

    def _by_council(self, action: FileInfractions | CertifyRemedies) -> int:
        deployment = self.world.deployment
        contract = contract_of(deployment, action)
        seats = self.world.pilot.seats[COMMUNITY]
        return self.lab.gas_of(
            contract, signed_calldata(contract, deployment.domain, action, seats)
        )

    def _by_anybody(self, action: AnybodysAction) -> int:
        contract = contract_of(self.world.deployment, action)
        return self.lab.gas_of(contract, anybodys_calldata(contract, action))


def measure(lab: Lab, folder: Path) -> list[Row]:
    """Measure cases in batches, and one case through both panels to its end."""
    world = found(lab, folder)
    court = Court(world)
    filed, carried, remedied = {}, {}, {}
    for batch in BATCHES:
        people = [word("accused", batch, i) for i in range(batch)]
        world.enrol(people, ADULTS)
        world.bind(people, [controller_of(one).address for one in people])
        filed[batch], keys = court.file(people)
        lab.node.set_time(lab.chain.now() + NOTICE_DAYS * DAY)
        carried[batch] = court.carry_out(keys)
        remedied[batch] = court.remedy(keys)
    return [
        _row("filed", "case", "an infraction filed", filed),
        _row("carried-out", "case", "a deduction after its notice", carried),
        _row("remedied", "case", "a deduction ended by its remedy", remedied),
        *_hearings(court),
    ]


def _hearings(court: Court) -> list[Row]:
    """Measure one case that is appealed twice and upheld twice."""
    appellant = word("appellant")
    court.world.enrol([appellant], ADULTS)
    court.world.bind([appellant], [controller_of(appellant).address])
    _, [key] = court.file([appellant])
    first_appeal, five = court.appeal(key)
    seated_five, by_five = court.seat(five), court.uphold(key, five)
    second_appeal, eleven = court.appeal(key, court.lists[five])
    seated_eleven, by_eleven = court.seat(eleven), court.uphold(key, eleven)
    gas = {
        "appeal": ("an appeal", first_appeal),
        "seated": ("a panel of 5 drawn from 21 seats", seated_five),
        "verdict": ("a verdict signed by 3 of 5", by_five),
        "appeal-2": ("a second appeal", second_appeal),
        "seated-11": ("a panel of 11 drawn from 21 seats", seated_eleven),
        "verdict-11": ("a verdict signed by 6 of 11", by_eleven),
    }
    return [_row(name, "hearing", act, {1: total}) for name, (act, total) in gas.items()]


def _row(key: str, item: Item, act: str, totals: dict[int, int]) -> Row:
    return Row(key, item, OURS, act, totals)
