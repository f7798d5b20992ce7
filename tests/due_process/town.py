"""A jurisdiction with citizens, councils and a desk from which everything about cases is typed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak
from typer.testing import CliRunner, Result

from isonomia import keys
from isonomia.allocate import Allocation, Request
from isonomia.cli import app
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.due_process.awards import Batch, read_batches
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.cases import Case, read_case
from isonomia.keys import SeatKey
from isonomia.manifest import Manifest
from isonomia.pilot import HOMES
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState
from isonomia.spec.state import Person
from isonomia.sync import read_people
from tests.allocate.registry import (
    CONTRIBUTIONS,
    ENROLMENTS,
    PAYER,
    PEPPER,
    PILOT,
    contribution,
    day,
    enrolment,
    identity_of,
    table,
)

PASSWORD = "a password"
#: With keys of their own, in the first community.
CITIZEN, CHALLENGER, OTHER = "citizen", "challenger", "other"
NEWCOMER = "newcomer without a key"
CITIZENS = (CITIZEN, CHALLENGER, OTHER)
HOME = HOMES[0]
HOME_NUMBER = PILOT.charter.ids[HOME]
SABOTAGE = 1
NOTICE_DAYS, RIPE_DAYS, VERDICT_DAYS = 14, 30, 30
HEADER_OF_INFRACTIONS = "identifier,infraction,day,evidence"
HEADER_OF_REMEDIES = "identifier,infraction,day,remedy"

_NUMBER = re.compile(r"Case (0x[0-9a-f]{64})")


def key_of(name: str) -> LocalAccount:
    """Return the key of a person by their identifier."""
    return Account.from_key(keccak(text=f"key of {name}"))


def day_text(number: int) -> str:
    """Return the day that many days after the founding, as commands take it."""
    return day(number)


def found_town(node: DevChain, folder: Path) -> Manifest:
    """Deploy, and enrol the citizens with keys of their own."""
    charter = folder / "charter.json"
    charter.write_bytes(PILOT.content)
    manifest = deploy(node.chain, charter, node.accounts[0], folder / "manifest.json", live=False)
    people = [f"{enrolment(name)},{key_of(name).address}" for name in CITIZENS]
    people.append(f"{enrolment(NEWCOMER)},")
    request = Request(
        files=(
            table(folder / "people.csv", f"{ENROLMENTS},controller", people),
            table(folder / "acts.csv", CONTRIBUTIONS, [contribution(CITIZEN, 0, "minutes")]),
        ),
        manifest=manifest,
        pepper=PEPPER,
        seats=PILOT.seats,
        payer=node.accounts[PAYER],
        journal=folder / "founding.sqlite",
        development=True,
        replay=False,
    )
    account = Allocation(node.chain, request).run()
    assert not account.refusals, account.receipts
    return manifest


@dataclass
class Town:
    """The jurisdiction on one chain, a folder for files, and its commands."""

    node: DevChain
    manifest: Manifest
    folder: Path

    def __post_init__(self) -> None:
        self.chain = self.node.chain
        self.deployment = Deployment(self.chain, self.manifest)
        keys.write_seats(self.folder / "seats", PILOT.seats, PASSWORD, light=True)
        self.manifest.save(self.folder / "manifest.json")
        pepper = self.folder / "pepper.key"
        pepper.write_text(PEPPER.hex())
        pepper.chmod(0o600)

    # ---- typing ----------------------------------------------------------------------------------

    def run(self, *arguments: object, person: str | None = None, node: bool = True) -> Result:
        """Type a command; with `person`, their key is in the environment."""
        common: tuple[object, ...] = ("--manifest", self.folder / "manifest.json")
        if node:
            common = ("--rpc", self.node.url, *common)
        env = {"ISONOMIA_PASSWORD": PASSWORD}
        if person is not None:
            env["ISONOMIA_PERSON_KEY"] = "0x" + key_of(person).key.hex()
        typed = [str(argument) for argument in (*arguments, *common)]
        return CliRunner().invoke(app, typed, env=env)

    def signs(self, file: Path, out: Path, *keys: object, person: str | None = None) -> Path:
        """Add a signature to a file without anything but the file, and return the new one."""
        env = {"ISONOMIA_PASSWORD": PASSWORD}
        if person is not None:
            env["ISONOMIA_PERSON_KEY"] = "0x" + key_of(person).key.hex()
        typed = [str(part) for part in ("case", "sign", file, "--out", out, *keys)]
        result = CliRunner().invoke(app, typed, env=env)
        assert result.exit_code == 0, result.output
        return out

    def done(self, *arguments: object, person: str | None = None, node: bool = True) -> str:
        """Type a command that must succeed; return what it said, with single spaces."""
        result = self.run(*arguments, person=person, node=node)
        assert result.exit_code == 0, result.output
        return " ".join(result.output.split())

    def refused(self, *arguments: object, person: str | None = None, node: bool = True) -> str:
        """Type a command that must fail in words and send nothing; return the words."""
        block = self.chain.block()["number"]
        result = self.run(*arguments, person=person, node=node)
        assert result.exit_code == 1, result.output
        assert "Traceback" not in result.output
        assert self.chain.block()["number"] == block
        return " ".join(result.output.split())

    @property
    def seats(self) -> tuple[object, ...]:
        return "--seats", self.folder / "seats"

    @property
    def pepper(self) -> tuple[object, ...]:
        return "--pepper", self.folder / "pepper.key"

    def seat_folder(self, community: int, *seats: int) -> Path:
        """Return a folder with the key files of only these seats."""
        folder = self.folder / f"seats of {community} {seats}"
        chosen = {seat: PILOT.seats[community][seat] for seat in seats}
        keys.write_seats(folder, {community: chosen}, PASSWORD, light=True)
        return folder

    def keystore(self, name: str, account: LocalAccount | None = None) -> Path:
        """Return an encrypted key file, of a person unless another key is given."""
        path = self.folder / f"{name}.json"
        key = (account or key_of(name)).key
        path.write_text(json.dumps(Account.encrypt(key, PASSWORD, iterations=2)))
        return path

    def text_file(self, name: str, text: str = "the reasons") -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    # ---- courses of cases ------------------------------------------------------------------------

    def accused(self, name: str = CITIZEN, rule: int = SABOTAGE, day: int = 0) -> str:
        """File an infraction and return the case's number."""
        said = self.done(
            *("case", "file", name, rule, day_text(day), "--evidence", "report"),
            *(*self.seats, *self.pepper),
        )
        return number_in(said)

    def appealed(self, name: str = CITIZEN) -> str:
        """File an infraction, appeal, and return the case's number."""
        case = self.accused(name)
        self.done("case", "appeal", case, "facts", person=name)
        return case

    def seated(self, name: str = CITIZEN) -> str:
        """The same, with the jurors of the first panel drawn."""
        case = self.appealed(name)
        self.done("case", "panel", case, "--draw")
        return case

    def decided(self, case: str, outcome: str) -> str:
        """Let the panel of a case decide, and return what was said."""
        reasons = self.text_file("reasons.txt")
        return self.done("case", "verdict", case, outcome, "--reasons", reasons, *self.seats)

    def carried_out(self, name: str = CITIZEN) -> str:
        """File an infraction that nobody answers, and carry it out."""
        case = self.accused(name)
        self.pass_days(NOTICE_DAYS)
        self.done("case", "carry-out", case)
        return case

    def award_act(self) -> int:
        """Return the number of the act that awarded the citizen, in the founding."""
        filed = self.logs().find("Communities", ["AwardsFiled"], HOME_NUMBER)
        return int(filed[-1].event.nonce)

    def awarded(self, name: str, evidence: str) -> None:
        """Let the council of the citizens award somebody, in an act of its own."""
        acts = table(self.folder / "acts.csv", CONTRIBUTIONS, [contribution(name, 0, evidence)])
        request = Request(
            files=(acts,),
            manifest=self.manifest,
            pepper=PEPPER,
            seats=PILOT.seats,
            payer=self.node.accounts[PAYER],
            journal=self.folder / "journal.sqlite",
            development=True,
            replay=False,
        )
        account = Allocation(self.chain, request).run()
        assert not account.refusals, account.receipts

    # ---- looking ---------------------------------------------------------------------------------

    def pass_days(self, days: int) -> None:
        self.node.set_time(self.chain.now() + days * DAY)

    def logs(self) -> CaseLogs:
        return CaseLogs(ContractViews.latest(self.deployment), self.manifest)

    def batches(self) -> list[Batch]:
        return read_batches(self.logs(), HOME_NUMBER)

    def seats_of(self, community: int) -> list[bytes]:
        """Return who holds the seats of a council, in their order."""
        seats = range(len(PILOT.seats[community]))
        return [self.call("communities", "seatAt", community, seat)[0] for seat in seats]

    def case(self, number: str) -> Case:
        logs = self.logs()
        return read_case(logs, logs.case(number))

    def state(self, number: str) -> CaseState:
        return self.case(number).state

    def person(self, name: str) -> Person:
        identity = identity_of(name)
        return read_people(ContractViews.latest(self.deployment), [identity])[identity]

    def call(self, contract: str, function: str, *arguments: Any) -> Any:
        return self.deployment.call(getattr(self.deployment, contract), function, *arguments)

    def juror_seats(self, case: str) -> list[tuple[bytes, SeatKey]]:
        """Return the jurors of a case's latest panel with their keys, in their order."""
        panel = self.case(case).panel
        assert panel is not None
        councils = PILOT.seats.values()
        by_identity = {key.identity: key for seats in councils for key in seats.values()}
        return [(juror, by_identity[juror]) for juror in panel.jurors]


def number_in(said: str) -> str:
    """Return the first number of a case in what a command said."""
    found = _NUMBER.search(said)
    assert found, said
    return found[1]
