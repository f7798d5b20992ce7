"""The demonstration's due process: cases of every kind, panels, an audit, a council renewed.

Everything is done by the functions behind `isonomia case`, `audit` and `council`; infractions and
remedies are files for `isonomia allocate`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from eth_account.signers.local import LocalAccount

from isonomia import words
from isonomia.demo_lottery import Say
from isonomia.due_process.awards import proof_beside, read_batches
from isonomia.due_process.case_keys import CHALLENGE, CLOSING, INFRACTION, RECOVERY, CaseKey
from isonomia.due_process.case_keys import award_matter as matter_of_award
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.cases import Case, read_case
from isonomia.due_process.councils import next_winners
from isonomia.due_process.desk import Desk
from isonomia.due_process.panels import Draws
from isonomia.due_process.relaying import send
from isonomia.due_process.signed_act import JUROR, NEW_KEY, PERSON, SEAT, SignedAct
from isonomia.due_process.values import Values
from isonomia.errors import IsonomiaError
from isonomia.keys import SeatKeys
from isonomia.manifest import Manifest
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import CaseState, Outcome

#: Who is in it, by what happens to them.
ROLES = ("accused", "innocent", "reformed", "silent", "forgetful", "survivor", "awarded")
VOLUNTEERS = ("innocent", "awarded", "silent")
FACTS, WRONG_PERSON = 1, 4
SHARE_INDEX = 1_050
_ADULT_YEARS = 18
_NOTICE_DAYS, _VOLUNTEER_DAYS = 15, 31

#: Allocates files, named as given.
Allocate = Callable[[str, Sequence[Path]], None]


class Person(NamedTuple):
    """Somebody in the demonstration: identifier, identity hash and key."""

    identifier: str
    identity: bytes
    key: LocalAccount


@dataclass
class DueProcess:
    """The due process of one demonstration.

    Attributes:
        desk: where acts are made
        payer: who sends; decides nothing
        manifest: of the deployment
        seats: keys of the councils
        community: whose council brings cases
        cast: role -> person, all of them members of the community
        folder: where files for `isonomia allocate` are written
        allocate: allocates them
        say: told what happened
    """

    desk: Desk
    payer: LocalAccount
    manifest: Manifest
    seats: SeatKeys
    community: int
    cast: Mapping[str, Person]
    folder: Path
    allocate: Allocate
    say: Say

    def file(self, rule: int) -> None:
        """File infractions, a recovery, a closing, and a challenge of an award."""
        accused = ("accused", "innocent", "reformed", "silent")
        self.act_day = day_of(self._now()) - 1
        self.rule = rule
        self.allocate("infractions", [self._lines("evidence", "photographs", *accused)])
        new_key = self.cast["forgetful"].key
        terms = {"identity": self._who("forgetful"), "evidenceHash": keccak256(b"passport")}
        self._by_council("file-recovery", {**terms, "newController": new_key.address}, new_key)
        terms = {"identity": self._who("survivor"), "evidenceHash": keccak256(b"certificate")}
        self._by_council("file-closing", terms)
        self._challenge()
        self.say(
            "Filed by CSV 4 infractions; by hand the recovery of a lost key, a closing, and a "
            "citizen's challenge of an award: nothing has changed yet"
        )

    def hear(self) -> None:
        """Have appeals decided: one rejected, one upheld by two panels; and the challenge."""
        for role, ground in (("accused", FACTS), ("innocent", WRONG_PERSON)):
            self._appeal(self._infraction(role), ground)
        self._decide(self._infraction("innocent"), Outcome.REJECTED)
        self._decide(self._infraction("accused"), Outcome.UPHELD)
        self._decide(self.disputed, Outcome.UPHELD)
        self._appeal(self._infraction("accused"), FACTS)
        self._decide(self._infraction("accused"), Outcome.UPHELD)
        self.say(
            "Panels of 5, drawn by lot, rejected one infraction and upheld another, which a panel "
            "of 11 upheld too; 5 more upheld the challenge"
        )

    def carry_out(self) -> None:
        """Let the notice pass, carry out what is ripe, and see a remedy and a sign of life."""
        self._wait(_NOTICE_DAYS)
        ripe = [self._infraction("accused"), self._infraction("reformed"), self.disputed]
        ripe += [self._filed("forgetful", RECOVERY), self._filed("survivor", CLOSING)]
        self._public("cases", "carryOut", [key.values for key in ripe])
        self._by_person("survivor", "alive", ripe[-1], {})
        self.allocate("remedies", [self._lines("remedy", "receipt of the repair", "reformed")])
        self.say(
            "Carried out 2 deductions, a recovery, a closing and a reversal; the closed person "
            "signed and has everything again; one remedy ended its deduction"
        )

    def audit(self) -> None:
        """Have auditors from other communities set the share index."""
        self._public("assembly", "openAudit", self.community)
        deployment = self.desk.deployment
        audit = deployment.call(deployment.assembly, "auditOf", self.community)
        jurors = self._draws().seat(audit.panel, [])
        values = {
            "community": self.community,
            "year": audit.year,
            "panel": audit.panel,
            "shareIndex": SHARE_INDEX,
            "reportHash": keccak256(b"report of the auditors"),
        }
        beside = {"identities": list(jurors), "size": len(jurors)}
        self._by_jurors("audit", values, beside)
        self.say(f"Auditors from other communities set a share index of {SHARE_INDEX} thousandths")

    def renew(self) -> None:
        """Renew the council by lot from volunteers; meanwhile what nobody carried out lapses."""
        self._public("assembly", "openRenewal", self.community)
        deployment = self.desk.deployment
        renewal = deployment.call(deployment.assembly, "renewalCount")
        for role in VOLUNTEERS:
            self._send_person(role, self._made(role, "volunteer", {"renewal": renewal}))
        self._wait(_VOLUNTEER_DAYS)
        self._public("assembly", "freezeRenewal", renewal)
        frozen = deployment.call(deployment.assembly, "renewalOf", renewal)
        self._draws().bring(frozen.beaconRound)
        winners = next_winners(self._logs(), renewal, len(VOLUNTEERS))
        self._public("assembly", "fillSeats", renewal, winners)
        filled = deployment.call(deployment.assembly, "renewalOf", renewal).filled
        if self._case(self._infraction("silent")).state is not CaseState.LAPSED:
            raise IsonomiaError("The case that nobody carried out has not lapsed; run it again")
        self.say(
            f"Filled {words.count(filled, 'seat')} of the council by lot from volunteers; "
            "meanwhile an infraction that nobody carried out has lapsed"
        )

    # ---- cases -----------------------------------------------------------------------------------

    def _challenge(self) -> None:
        """Award something, and have somebody else challenge it."""
        awarded, challenger = self._who("awarded"), self._who("innocent")
        deployment = self.desk.deployment
        values = {
            "rule": self.manifest.read_charter().rules[0].id,
            "version": 1,
            "evidenceHash": keccak256(b"minutes"),
            "identities": [awarded],
            "actDays": [self.act_day],
        }
        nonce = deployment.call(deployment.communities, "council", self.community).nonce
        self._by_council("award", values)
        beside = proof_beside(read_batches(self._logs(), self.community), nonce, 0)
        self.disputed = CaseKey(CHALLENGE, awarded, matter_of_award(self.community, nonce, 0))
        terms = {"caseId": self.disputed.number, "ground": FACTS}
        signed = self.desk.of_person("challenge", challenger, terms, beside)
        self._send_person("innocent", signed)

    def _appeal(self, key: CaseKey, ground: int) -> None:
        role = next(role for role, one in self.cast.items() if one.identity == key.identity)
        former = self._case(key).former_panel()
        self._by_person(role, "appeal", key, {"ground": ground}, {"formerPanel": former})

    def _decide(self, key: CaseKey, outcome: Outcome) -> None:
        """Draw the panel of a case and have most of its jurors sign."""
        called = self._case(key).panel
        if called is None:
            raise IsonomiaError(f"No panel was called in case {words.hexed(key.number)}")
        self._draws().seat(called.number, called.barred)
        drawn = self._case(key).panel or called
        values = {
            "caseId": key.number,
            "panel": drawn.number,
            "outcome": int(outcome),
            "reasonsHash": keccak256(f"reasons of panel {drawn.number}".encode()),
        }
        beside = {**_parts(key), "identities": drawn.whole, "size": drawn.view.size}
        self._by_jurors("verdict", values, beside)

    def _infraction(self, role: str) -> CaseKey:
        return CaseKey(INFRACTION, self._who(role), self.rule << 24 | self.act_day)

    def _filed(self, role: str, kind: int) -> CaseKey:
        filed = [one for one in self._logs().filed(identity=self._who(role)) if one.kind == kind]
        return CaseKey(kind, self._who(role), filed[-1].matter)

    def _case(self, key: CaseKey) -> Case:
        logs = self._logs()
        return read_case(logs, logs.filed(key.number)[0])

    # ---- acts ------------------------------------------------------------------------------------

    def _by_council(self, name: str, values: Values, new_key: LocalAccount | None = None) -> None:
        signed = self.desk.of_council(name, self.community, values)
        for seat, key in self.seats[self.community].items():
            signed = signed.signed_by(SEAT, seat, key.account)
        if new_key is not None:
            signed = signed.signed_by(NEW_KEY, 0, new_key)
        send(self.desk.deployment, self.payer, signed)

    def _by_person(
        self, role: str, name: str, key: CaseKey, values: Values, beside: Values | None = None
    ) -> None:
        signed = self._made(
            role, name, {"caseId": key.number, **values}, {**_parts(key), **(beside or {})}
        )
        self._send_person(role, signed)

    def _made(
        self, role: str, name: str, values: Values, beside: Values | None = None
    ) -> SignedAct:
        return self.desk.of_person(name, self._who(role), values, beside)

    def _send_person(self, role: str, signed: SignedAct) -> None:
        signed = signed.signed_by(PERSON, 0, self.cast[role].key)
        send(self.desk.deployment, self.payer, signed)

    def _by_jurors(self, name: str, values: Values, beside: Values) -> None:
        signed = self.desk.unnumbered(name, values, beside)
        keys = {
            seat.identity: seat.account for seats in self.seats.values() for seat in seats.values()
        }
        for number, juror in enumerate(signed.jurors[: beside["size"] // 2 + 1]):
            signed = signed.signed_by(JUROR, number, keys[juror])
        send(self.desk.deployment, self.payer, signed)

    def _public(self, contract: str, function: str, *arguments: object) -> None:
        deployment = self.desk.deployment
        deployment.send(self.payer, getattr(deployment, contract), function, *arguments)

    def _draws(self) -> Draws:
        return Draws(self.desk.deployment, self.manifest, self.payer)

    # ---- in general ------------------------------------------------------------------------------

    def _lines(self, column: str, text: str, *roles: str) -> Path:
        """Write a file of infractions or of remedies."""
        path = self.folder / f"{column}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("identifier", "infraction", "day", column))
            for role in roles:
                who = self.cast[role].identifier
                writer.writerow((who, self.rule, words.day(self.act_day), text))
        return path

    def _who(self, role: str) -> bytes:
        return self.cast[role].identity

    def _now(self) -> int:
        return self.desk.deployment.chain.now()

    def _wait(self, days: int) -> None:
        self.desk.deployment.chain.set_time(self._now() + days * DAY)

    def _logs(self) -> CaseLogs:
        return CaseLogs(self.desk.views(), self.manifest)


def choose_cast(enrolments: Path, year: int, not_these: Sequence[str]) -> tuple[str, list[str]]:
    """Return the community with most adults, and as many of them as there are roles.

    Args:
        enrolments: file of the population
        year: in which they are adults
        not_these: identifiers of people who have something else to do

    Raises:
        IsonomiaError: the population is too small.
    """
    adults: dict[str, list[str]] = defaultdict(list)
    with enrolments.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if int(row["birth"][:4]) < year - _ADULT_YEARS and row["identifier"] not in not_these:
                adults[row["community"]].append(row["identifier"])
    community, people = max(adults.items(), key=lambda item: len(item[1]))
    if len(people) < len(ROLES):
        raise IsonomiaError(
            f"{len(ROLES)} adults of one community are needed, and {community} has "
            f"{len(people)}: enrol more people"
        )
    return community, people[: len(ROLES)]


def _parts(key: CaseKey) -> Values:
    return {"kind": int(key.kind), "identity": key.identity, "matter": key.matter}
