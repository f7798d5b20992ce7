"""A jurisdiction in which everything of due process happens once at least.

Six communities with five seats each: enough for a first and a second panel.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from isonomia import charter, typed_data, typed_data_cases
from isonomia.devchain import DevChain
from isonomia.event_logs import EventLog, decode, layouts
from isonomia.replay import Replay
from isonomia.spec import events, views
from isonomia.spec.actions import AwardProof, CaseKey
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import CaseKind, Outcome, Stage, Target
from isonomia.spec.views import case_id
from tests.verify.scenario import FAR, NATION, Scenario, identity_of, key_of

EAST, WEST, NORTH, SOUTH, COAST = range(2, 7)
NAMES = ("Nation", "East", "West", "North", "South", "Coast")
COUNCIL_SIZE, THRESHOLD = 5, 4
SIGNING = (0, 1, 2, 3)
PLANTING, TEACHING = 61, 31
WASTE, FALSE_REPORT = 1, 2
#: Grounds.
FACTS, WRONG_PERSON, REMEDY_DONE = 1, 4, 6
NOTICE, RIPE, VERDICT = 14, 30, 30
PARAMETERS = {"budget_per_member": 1_000, "term_days": 180}
CITIZENS = (
    *("accused", "innocent", "reformed", "silent", "leaver", "mistaken", "reviewed", "released"),
    *("forgetful", "survivor", "awarded", "challenger", "mover", "applicant", "guest", "newcomer"),
)


def charter_file() -> bytes:
    """Return a charter with a nation, five communities and two infraction rules."""
    return json.dumps(
        {
            "format": charter.FORMAT,
            "jurisdiction": "Scenario of cases",
            "preset": "pilot",
            "beacon": "development",
            "parameters": PARAMETERS,
            "communities": [
                {
                    "name": name,
                    "level": "nation" if number == NATION else "community",
                    "parent": None if number == NATION else "Nation",
                    "threshold": THRESHOLD,
                    "seats": [
                        {
                            "identity": "0x" + identity_of(f"seat {number}/{seat}").hex(),
                            "birth_month": f"19{50 + seat}-0{number}",
                            "controller": key_of(f"seat {number}/{seat}").address,
                            "home": NAMES[1] if number == NATION else name,
                        }
                        for seat in range(COUNCIL_SIZE)
                    ],
                }
                for number, name in enumerate(NAMES, 1)
            ],
            "rules": [_rule(PLANTING, "Planting trees", 6, 50), _rule(TEACHING, "Teaching", 3, 40)],
            "infractions": [
                _infraction(WASTE, "Dumping waste", 60, 0),
                _infraction(FALSE_REPORT, "Falsifying a report", 40, 300_000),
            ],
        }
    ).encode()


def _rule(number: int, name: str, category: int, points: int) -> dict[str, Any]:
    text = f"{name}, as witnessed by two neighbours."
    terms = {"id": number, "name": name, "category": category, "points": points}
    return {**terms, "yearly_limit": 0, "text": text}


def _infraction(number: int, name: str, points: int, amount: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "points": points,
        "amount": amount,
        "sunset_days": 365,
        "text": f"{name} on common land.",
        "evidence": "Two photographs of one day.",
        "remedy": "Repairing the damage within a month.",
    }


class CaseScenario(Scenario):
    """Acts of due process; people are named by roles, panels by numbers."""

    def __init__(self, dev: DevChain, folder: Path, charter: bytes | None = None) -> None:
        super().__init__(dev, folder, charter or charter_file())
        seats = [f"seat {community}/{seat}" for community, seat in self.seat_keys]
        self.roles = {identity_of(role): role for role in (*seats, *CITIZENS)}
        self.lists: dict[int, tuple[bytes, ...]] = {}
        self.keys: dict[str, str] = {}
        #: Set by what happens in the scenario.
        self.disputed: CaseKey
        self.disputed_panel: int
        self.amendment_day: int

    # ---- councils --------------------------------------------------------------------------------

    def council(
        self,
        community: int,
        function: str,
        message: Any,
        signed: tuple[Any, ...],
        arguments: tuple[Any, ...] | None = None,
    ) -> dict[str, Any]:
        """Have a council act; what is sent is what is signed unless said otherwise."""
        sent = signed if arguments is None else arguments
        return self._council(community, function, message, signed, sent, seats=SIGNING)

    def accuse(
        self, rule: int, acts: dict[str, int], version: int = 1, community: int = EAST
    ) -> None:
        """Have a council file infractions, role -> day of the act."""
        people, days = [identity_of(role) for role in acts], list(acts.values())
        batch = (rule, version, keccak256(b"photographs"), people, days)
        message = typed_data_cases.infractions
        self.council(community, "fileInfractions", message, batch, (batch,))

    def recover(self, role: str, new_role: str) -> CaseKey:
        """Have the council of East ask for a new key."""
        community, nonce = EAST, self._next_nonce(EAST)
        act, new = (community, nonce, FAR), key_of(new_role)
        terms = (identity_of(role), new.address, keccak256(b"passport"))
        text = typed_data_cases.recovery(self.domain, *act, *terms)
        approval = typed_data.combine(
            {seat: typed_data.sign(text, self.seat_keys[community, seat]) for seat in SIGNING}
        )
        self._send("fileRecovery", act, *terms, approval, typed_data.sign(text, new))
        self.keys[role] = new_role
        matter = int(new.address, 16) << 40 | self.chain.now()
        return CaseKey(CaseKind.RECOVERY, identity_of(role), matter)

    def close_account(self, role: str) -> CaseKey:
        """Have the council of East file a closing."""
        terms = (identity_of(role), keccak256(b"certificate"))
        self.council(EAST, "fileClosing", typed_data_cases.closing, terms)
        return CaseKey(CaseKind.CLOSING, identity_of(role), self.chain.now())

    def withdraw(self, key: CaseKey) -> None:
        """Have the council of East withdraw a case."""
        signed, sent = (case_id(key),), (_tuple(key),)
        self.council(EAST, "withdraw", typed_data_cases.withdrawal, signed, sent)

    def certify(self, *keys: CaseKey) -> None:
        """Have the council of East certify remedies."""
        evidence = keccak256(b"receipt of the repair")
        signed = (evidence, [case_id(key) for key in keys])
        sent = (evidence, [key.identity for key in keys], [key.matter for key in keys])
        self.council(EAST, "certifyRemedies", typed_data_cases.remedies, signed, sent)

    def endorse(self, community: int, target: Target, values: Sequence[int], day: int) -> None:
        """Have a council endorse an amendment."""
        terms = (int(target), list(values), day)
        self.council(community, "endorse", typed_data_cases.endorsement, terms)

    # ---- persons ---------------------------------------------------------------------------------

    def person(
        self, role: str, function: str, message: Any, signed: tuple[Any, ...], *sent: Any
    ) -> dict[str, Any]:
        """Have a person act: `signed` is what the message holds before nonce and deadline."""
        nonce = self._next_nonce(role)
        text = message(self.domain, *signed, nonce, FAR)
        signature = typed_data.sign(text, key_of(self.keys.get(role, role)))
        return self._send(function, *(sent or signed), nonce, FAR, signature)

    def appeal(self, key: CaseKey, ground: int = FACTS) -> int:
        """Have the person appeal and return the panel."""
        former = self.lists.get(self._case(key).panel, ())
        role = self.roles[key.identity]
        sent = (_tuple(key), ground, list(former))
        message = typed_data_cases.appeal
        receipt = self.person(role, "appeal", message, (case_id(key), ground), *sent)
        return self._convened(receipt, former or (key.identity,))

    def review(self, key: CaseKey, ground: int = REMEDY_DONE) -> int:
        """Have the person ask for a review and return the panel."""
        role, message = self.roles[key.identity], typed_data_cases.review
        signed = (case_id(key), ground)
        receipt = self.person(role, "review", message, signed, _tuple(key), ground)
        return self._convened(receipt, (key.identity,))

    def alive(self, key: CaseKey) -> None:
        """Have the person say that they live."""
        role, message = self.roles[key.identity], typed_data_cases.alive
        self.person(role, "alive", message, (case_id(key),), _tuple(key))

    def challenge(self, challenger: str, proof: AwardProof, line: int) -> tuple[CaseKey, int]:
        """Have somebody challenge an award; return the case and the panel."""
        identity = proof.identities[line]
        key = CaseKey(
            CaseKind.CHALLENGE, identity, proof.community << 104 | proof.nonce << 40 | line
        )
        who = identity_of(challenger)
        signed = (case_id(key), who, FACTS)
        sent = (_proof(proof), line, who, FACTS)
        message = typed_data_cases.challenge
        receipt = self.person(challenger, "challenge", message, signed, *sent)
        return key, self._convened(receipt, (identity, who))

    def volunteer(self, role: str, renewal: int) -> None:
        """Have somebody volunteer for a council."""
        message, signed = typed_data_cases.volunteering, (identity_of(role), renewal)
        self.person(role, "volunteer", message, signed)

    # ---- panels ----------------------------------------------------------------------------------

    def seat(self, panel: int) -> tuple[bytes, ...]:
        """Bring the beacon round that decides, draw the jurors and return them."""
        view = self.deployment.call(self.deployment.panels, "panelOf", panel)
        self.wait_for_round(view.beaconRound)
        receipt = self._send("seat", panel, list(self.lists[panel]))
        seated = next(self.logs_of(receipt, events.PanelSeated)).event
        self.lists[panel] += seated.jurors
        return tuple(seated.jurors)

    def wait_for_round(self, beacon_round: int) -> None:
        """Go on until a round of the beacon exists, and bring it."""
        time = self.target.founding.beacon.genesis
        time += (beacon_round - 1) * self.target.founding.beacon.period
        if self.chain.now() < time:
            self.dev.set_time(time)
        self.submit(beacon_round)

    def decide(self, key: CaseKey, panel: int, outcome: Outcome, *signing: int) -> dict[str, Any]:
        """Have jurors, by their places in the panel, give a verdict."""
        reasons = keccak256(f"reasons of panel {panel}".encode())
        terms = (panel, int(outcome), reasons)
        text = typed_data_cases.verdict(self.domain, case_id(key), *terms)
        votes = self._votes(panel, text, signing)
        sent = (_tuple(key), int(outcome), reasons, list(self.lists[panel]), votes)
        return self._send("giveVerdict", *sent)

    def audit(self, community: int, share_index: int) -> None:
        """Have auditors from elsewhere set a share index."""
        receipt = self._send("openAudit", community)
        opened = next(self.logs_of(receipt, events.AuditOpened)).event
        panel = self._convened(receipt, ())
        self.seat(panel)
        report = keccak256(b"report of the auditors")
        terms = (community, opened.year, panel, share_index, report)
        votes = self._votes(panel, typed_data_cases.audit(self.domain, *terms), (0, 2, 4))
        sent = (community, share_index, report, list(self.lists[panel]), votes)
        self._send("recordAudit", *sent)

    def _votes(self, panel: int, text: Any, signing: Iterable[int]) -> tuple[int, bytes]:
        jurors = self.lists[panel][-self._size(panel) :]
        return typed_data.combine(
            {juror: typed_data.sign(text, key_of(self.roles[jurors[juror]])) for juror in signing}
        )

    def _size(self, panel: int) -> int:
        return int(self.deployment.call(self.deployment.panels, "panelOf", panel).seated)

    def _convened(self, receipt: dict[str, Any], barred: tuple[bytes, ...]) -> int:
        if not receipt:
            return 0
        number = int(next(self.logs_of(receipt, events.PanelConvened)).event.panel)
        self.lists[number] = tuple(barred)
        return number

    # ---- anybody ---------------------------------------------------------------------------------

    def carry_out(self, *keys: CaseKey) -> None:
        """Carry cases out."""
        self._send("carryOut", [_tuple(key) for key in keys])

    def renew(self, community: int, *volunteers: str) -> int:
        """Renew a council by lot among volunteers and return the number of the renewal."""
        receipt = self._send("openRenewal", community)
        renewal = int(next(self.logs_of(receipt, events.RenewalOpened)).event.renewal)
        for role in volunteers:
            self.volunteer(role, renewal)
        return renewal

    def freeze_renewal(self, renewal: int) -> None:
        """Fix the volunteers and bring the beacon round that decides."""
        self._send("freezeRenewal", renewal)
        self.wait_for_round(
            self.deployment.call(self.deployment.assembly, "renewalOf", renewal).beaconRound
        )

    def winners(self, renewal: int) -> list[bytes]:
        """Return on whom the lots of a renewal fall, in order."""
        state = Replay(self._history(), self.target.founding).finish()
        entrants = {place: who for (of, who), place in state.volunteers.items() if of == renewal}
        lots = range(len(entrants))
        return [entrants[views.volunteer_on(state, renewal, lot)] for lot in lots]

    def fill(self, renewal: int, identities: Sequence[bytes]) -> None:
        """Walk on the lots of a renewal."""
        self._send("fillSeats", renewal, list(identities))

    # ---- what stands on the chain ----------------------------------------------------------------

    def carried_out(self) -> list[CaseKey]:
        """Return the keys of all cases that are carried out."""
        state = Replay(self._history(), self.target.founding).finish()
        return [case.key for case in state.cases.values() if case.stage == Stage.CARRIED_OUT]

    def logs_of(self, receipt: dict[str, Any], kind: type) -> Iterable[EventLog]:
        """Return the events of a kind that a transaction left."""
        tables = {
            address.lower(): layouts(name) for name, address in self.manifest.addresses.items()
        }
        decoded = (decode(log, tables[log["address"].lower()]) for log in receipt["logs"])
        return (log for log in decoded if isinstance(log.event, kind))

    def _case(self, key: CaseKey) -> Any:
        return self.deployment.call(self.deployment.cases, "caseOf", case_id(key))


def infraction(role: str, rule: int, act_day: int) -> CaseKey:
    """Return the key of an infraction."""
    return CaseKey(CaseKind.INFRACTION, identity_of(role), rule << 24 | act_day)


def _tuple(key: CaseKey) -> tuple[int, bytes, int]:
    return (int(key.kind), key.identity, key.matter)


def _proof(proof: AwardProof) -> tuple[Any, ...]:
    head = (proof.community, proof.nonce, proof.rule, proof.version, proof.evidence_hash)
    return (*head, list(proof.identities), proof.filed_at, proof.before, list(proof.later))
