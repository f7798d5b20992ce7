"""A jurisdiction that holds lotteries, and a desk from which its commands are typed."""

from __future__ import annotations

import json
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
from isonomia.contracts import Deployment
from isonomia.deploy import deploy
from isonomia.devchain import DevChain
from isonomia.lottery import acts
from isonomia.lottery.acts import Desk
from isonomia.manifest import Manifest
from isonomia.pilot import HOMES
from tests.allocate.registry import (
    CORRECTION,
    DAY,
    PAYER,
    PEPPER,
    PILOT,
    START,
    enrolment,
    identity_of,
    table,
)

PASSWORD = "a password"
#: Enough for two nominations of the first community; every other one has one.
LARGE = 200
MEMBERS_PER_NOMINATION = 100
GIFT = 200
DONORS = ("donor 0", "donor 1")
#: As much quality as the donors, and nothing given yet.
GENEROUS = "generous"
#: With keys of their own and no quality yet.
CITIZENS = tuple(f"citizen {number}" for number in range(8))
NOMINEES = tuple(f"member {number} of {home}" for number, home in enumerate(HOMES))
SECOND_NOMINEE = "member 100"
TRANSCRIPT = "round-1.json"


def charter_text(beacon: str = "development") -> str:
    """Return the pilot's charter with quick rewards, small quotas, and a beacon."""
    document = json.loads(PILOT.content)
    document["beacon"] = beacon
    document["parameters"] = {
        "category_cap": 250,
        "usable_quality": 200,
        "members_per_nomination": MEMBERS_PER_NOMINATION,
        "budget_per_member": 1_000,
    }
    for rule in document["rules"]:
        if rule["name"] in (CORRECTION, "Donation of blood"):
            rule |= {"points": 200, "yearly_limit": 0}
    return json.dumps(document)


def key_of(name: str) -> LocalAccount:
    """Return the key of a person by their identifier."""
    return Account.from_key(keccak(text=f"key of {name}"))


def found_town(
    node: DevChain, folder: Path, beacon: str = "development", begin: int = START
) -> Manifest:
    """Deploy, enrol everybody, reward the donors on the day of `begin`, and let them give."""
    charter = folder / "charter.json"
    charter.write_text(charter_text(beacon))
    manifest = deploy(node.chain, charter, node.accounts[0], folder / "manifest.json", live=False)
    people = [
        f"{enrolment(name, community=HOMES[0])},{key_of(name).address}"
        for name in (*DONORS, GENEROUS, *CITIZENS)
    ]
    people += [
        f"{enrolment(name, community=home)}," for name, home in zip(NOMINEES, HOMES, strict=True)
    ]
    fill = LARGE - len(DONORS) - len(CITIZENS) - 2
    people += [f"{enrolment(f'member {100 + n}', community=HOMES[0])}," for n in range(fill)]
    rewards = [
        f"{name},{rule},{begin},evidence"
        for name in (*DONORS, GENEROUS)
        for rule in (CORRECTION, "Donation of blood")
    ]
    request = Request(
        files=(
            table(folder / "people.csv", "identifier,birth,community,controller", people),
            table(folder / "rewards.csv", "identifier,rule,day,evidence", rewards),
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
    desk = Desk(Deployment(node.chain, manifest), node.accounts[PAYER])
    for name in DONORS:
        acts.give(desk, identity_of(name), GIFT, key_of(name))
    return manifest


@dataclass
class Town:
    """The jurisdiction on one chain, a folder for files, and its commands.

    Attributes:
        node: the chain
        manifest: of the deployment
        folder: of keys, transcripts and the like
        url: the address given to commands
    """

    node: DevChain
    manifest: Manifest
    folder: Path
    url: str = ""

    def __post_init__(self) -> None:
        self.url = self.url or self.node.url
        self.chain = self.node.chain
        self.deployment = Deployment(self.chain, self.manifest)
        self.desk = Desk(self.deployment, self.node.accounts[PAYER])
        keys.write_seats(self.folder / "seats", PILOT.seats, PASSWORD, light=True)
        self.manifest.save(self.folder / "manifest.json")
        pepper = self.folder / "pepper.key"
        pepper.write_text(PEPPER.hex())
        pepper.chmod(0o600)

    # ---- typing ----------------------------------------------------------------------------------

    def run(self, *arguments: object, person: str | None = None) -> Result:
        """Type a command; with `person`, their key is in the environment."""
        common = ("--rpc", self.url, "--manifest", self.folder / "manifest.json")
        env = {"ISONOMIA_PASSWORD": PASSWORD}
        if person is not None:
            env["ISONOMIA_PERSON_KEY"] = "0x" + key_of(person).key.hex()
        typed = [str(argument) for argument in (*arguments, *common)]
        return CliRunner().invoke(app, typed, env=env)

    def done(self, *arguments: object, person: str | None = None) -> str:
        """Type a command that must succeed, and return what it said."""
        result = self.run(*arguments, person=person)
        assert result.exit_code == 0, result.output
        return result.output

    @property
    def seats(self) -> tuple[object, ...]:
        return "--seats", self.folder / "seats"

    @property
    def pepper(self) -> tuple[object, ...]:
        return "--pepper", self.folder / "pepper.key"

    @property
    def transcripts(self) -> tuple[object, ...]:
        return "--transcripts", self.folder

    @property
    def transcript(self) -> Path:
        return self.folder / TRANSCRIPT

    def opened(self, kind: str = "nominated", **changes: object) -> str:
        """Open a round through the command, for a day of entries."""
        terms = {
            "kind": kind,
            "prizes": 3,
            "points": 100,
            "amount": "500",
            "days": 365,
            "entries_until": self.chain.now() + DAY + 600,
        }
        options = [
            part
            for name, value in (terms | changes).items()
            for part in (f"--{name.replace('_', '-')}", value)
        ]
        return self.done("round", "open", *self.seats, *options)

    def frozen(self) -> str:
        """Let the entries of round 1 end, and freeze it."""
        self.node.set_time(self.round().terms.entriesUntil)
        return self.done("round", "freeze", 1)

    def drawn(self, kind: str = "nominated") -> None:
        """Go through a round to its draw, with five entrants and three prizes."""
        self.opened(kind)
        if kind == "nominated":
            names = (*NOMINEES, SECOND_NOMINEE)
            self.done("round", "nominate", 1, *names, *self.seats, *self.pepper)
        else:
            for name in CITIZENS[:5]:
                self.done("round", "enter", 1, name, *self.pepper, person=name)
        self.frozen()
        self.done("round", "draw", 1, *self.transcripts)

    # ---- looking ---------------------------------------------------------------------------------

    def round(self) -> Any:
        return self.call("roundOf", 1)

    def account(self) -> tuple[int, ...]:
        """Points given, free, reserved and granted."""
        return tuple(self.call("account"))

    def call(self, function: str, *arguments: Any) -> Any:
        return self.deployment.call(self.deployment.pool, function, *arguments)

    def read_transcript(self) -> dict[str, Any]:
        return json.loads(self.transcript.read_text())

    def write_transcript(self, transcript: dict[str, Any]) -> None:
        self.transcript.write_text(json.dumps(transcript))
