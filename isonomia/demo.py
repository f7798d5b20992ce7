"""A pilot jurisdiction's first two years on a local chain, from an empty one to a verified ledger.

Nothing is faked: the same functions run that `isonomia deploy`, `allocate`, `pool`, `round`,
`case`, `audit`, `council`, `org`, `order`, `finding`, `settle`, `verify`, `why` and `report` call,
on a chain whose clock is moved along. It takes two years until somebody has earned more quality
than is needed and can give.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount

from isonomia import build, report, typed_data
from isonomia.allocate import Allocation, Request
from isonomia.chain import Chain
from isonomia.contracts import Deployment
from isonomia.demo_cases import ROLES, DueProcess, Person, choose_cast
from isonomia.demo_files import add_controllers, contributed, split
from isonomia.demo_lottery import Lottery, one_of_each_community, write_nominations
from isonomia.demo_services import NAMES, Customer, Market
from isonomia.demo_text import Say, not_verified, redeemed, summary, told
from isonomia.deploy import deploy
from isonomia.devchain import DevChain, Kind
from isonomia.due_process.desk import Desk as CaseDesk
from isonomia.errors import IsonomiaError
from isonomia.identity import identity_hash, load_pepper, new_pepper
from isonomia.keys import write_seats
from isonomia.lottery.acts import Desk
from isonomia.manifest import Manifest
from isonomia.pilot import HOMES, Pilot, pilot_charter
from isonomia.receipts import JSON_NAME
from isonomia.receipts import Account as AccountOfLines
from isonomia.reporting.years import write_years
from isonomia.sample import Sample, write_another_year, write_sample
from isonomia.services import qr
from isonomia.signature_checks import Progress
from isonomia.spec.calendar import DAY, MONTHS_PER_YEAR, first_second
from isonomia.spec.keccak import keccak256
from isonomia.target import read_target
from isonomia.verify import Artifacts, Verdict, verify
from isonomia.why import Receipt, why
from isonomia.why_text import as_text

FIRST_DAY = date(2025, 1, 1)
MIDDLE_DAY = date(2025, 7, 1)
LEAVE_DAYS = 20
#: Councils file what happened in two months at once.
PERIOD_DAYS = 60
#: The citizen whose receipt is shown contributes often, though no more than this.
MOST_ACTS_OF_CITIZEN = 12
#: So many citizens ask for a second chance.
SECOND_CHANCES = 4
PASSWORD = "a demonstration, nothing of worth"

#: Stands in every folder that a demonstration may replace.
_MARK = ".isonomia-demo"


class DemoError(IsonomiaError):
    """The demonstration did not come to its end."""


@dataclass(frozen=True)
class Settings:
    """What can be chosen.

    Attributes:
        folder: where everything is written; an earlier demonstration there is replaced
        kind: which node
        people: how many to enrol
        seed: another one gives other people and other keys
    """

    folder: Path
    kind: Kind = "ganache"
    people: int = 1_000
    seed: int = 1


@dataclass(frozen=True)
class Outcome:
    """What came out: the verdict, one citizen's receipt, and where everything lies."""

    verdict: Verdict
    receipt: Receipt
    files: dict[str, Path]


def run(settings: Settings, say: Say, on_progress: Progress) -> Outcome:
    """Run the demonstration.

    Raises:
        IsonomiaError: a step failed; its own words say why.
    """
    folder = settings.folder
    _make_room(folder)
    with told(say, f"Started {settings.kind}, its clock at {FIRST_DAY}"):
        chain = DevChain(settings.kind, start=_seconds(FIRST_DAY), data_dir=_chain_folder(settings))
    # The verifier compiles the sources afresh, which can go on meanwhile.
    with chain, ThreadPoolExecutor(1) as compiler:
        demo = _Demo(settings, chain, say, on_progress, compiler.submit(build.compile_sources))
        demo.deploy()
        demo.first_half()
        demo.leave()
        demo.second_half()
        demo.change_key()
        demo.another_year()
        demo.lottery()
        demo.due_process()
        demo.services()
        return demo.look()


class _Demo:
    """The steps, one after the other."""

    def __init__(
        self,
        settings: Settings,
        node: DevChain,
        say: Say,
        on_progress: Progress,
        compiled: Future[Artifacts],
    ) -> None:
        self.folder = settings.folder
        self.settings = settings
        self.node = node
        self.chain: Chain = node.chain
        self.payer = node.accounts[0]
        self.say = say
        self.on_progress = on_progress
        self.pilot: Pilot = pilot_charter(f"demo {settings.seed}")
        self.compiled = compiled
        self.allocated: list[str] = []

    def deploy(self) -> None:
        """Write charter, keys and pepper, and deploy."""
        charter_file = self.folder / "charter.json"
        charter_file.write_bytes(self.pilot.content)
        write_seats(self.folder / "seats", self.pilot.seats, PASSWORD, light=True)
        new_pepper(self.folder / "pepper")
        self.pepper = load_pepper(self.folder / "pepper")
        self.manifest_file = self.folder / "manifest.json"
        with told(
            self.say, "Deployed the charter: 8 communities, 3 seats each, 21 rules of awards"
        ):
            self.manifest: Manifest = deploy(
                self.chain, charter_file, self.payer, self.manifest_file, live=False
            )
        self.deployment = Deployment(self.chain, self.manifest)

    def first_half(self) -> None:
        """Make up a population and its contributions; allocate everybody and half a year."""
        rules = [rule.name for rule in self.pilot.charter.rules]
        sample = write_sample(
            self.folder / "input",
            FIRST_DAY,
            HOMES,
            rules,
            size=self.settings.people,
            seed=self.settings.seed,
        )
        self.sample = sample
        self.rules = rules
        self._choose_people(sample)
        self.halves = split(sample.contributions, MIDDLE_DAY)
        self.last_day = sample.last_day
        keys = {who: key.address for who, key in self.others.items()}
        # This one is lost later, and replaced.
        keys[self.cast["forgetful"].identifier] = _key("a key that will be lost").address
        add_controllers(sample, keys | {self.citizen: self.keys[0].address})
        self._allocate("first-half", [sample.enrolments, self.halves[0]], MIDDLE_DAY)

    def _choose_people(self, sample: Sample) -> None:
        """Choose whose receipt is shown, who gives, and who asks for a second chance."""
        acts, self.points = contributed(sample.contributions, self.pilot.charter)
        ordinary = sorted(who for who, number in acts.items() if number <= MOST_ACTS_OF_CITIZEN)
        self.citizen = max(ordinary, key=lambda who: self.points[who])
        self.identity = self._identity(self.citizen)
        self.keys = [_key(f"{self.settings.seed}/{number}") for number in ("first", "second")]
        self.donors = sample.all_round
        self.asking = sorted(ordinary, key=lambda who: self.points[who])[:SECOND_CHANCES]
        home, chosen = choose_cast(sample.enrolments, FIRST_DAY.year, [self.citizen])
        self.community = self.pilot.charter.ids[home]
        self.others = {who: _key(who) for who in (*self.donors, *self.asking, *chosen)}
        people = [Person(who, self._identity(who), self.others[who]) for who in chosen]
        self.cast = dict(zip(ROLES, people, strict=True))

    def second_half(self) -> None:
        """Allocate the rest of the year."""
        self._allocate("second-half", [self.halves[1]], self.last_day)

    def leave(self) -> None:
        """Have a citizen declare a leave; their signature is all it takes."""
        terms = (self.identity, LEAVE_DAYS, 0, self._deadline())
        message = typed_data.leave(self.deployment.domain, *terms)
        with told(self.say, f"A citizen signed a leave of {LEAVE_DAYS} days"):
            signature = typed_data.sign(message, self.keys[0])
            self._send("declareLeave", *terms, signature)

    def change_key(self) -> None:
        """Have the same citizen change their key."""
        old, new = self.keys
        terms = (self.identity, new.address, 1, self._deadline())
        message = typed_data.controller_change(self.deployment.domain, *terms)
        with told(self.say, "The same citizen changed their key; the old and the new one signed"):
            signatures = typed_data.sign(message, old), typed_data.sign(message, new)
            self._send("changeController", *terms, *signatures)

    def another_year(self) -> None:
        """Let those go on for a year who contribute most; enough to have more than they need."""
        path = self.folder / "input" / "contributions-another-year.csv"
        people, seed = self.donors, self.settings.seed
        self.last_day = write_another_year(path, self.last_day, people, self.rules, seed=seed)
        self._allocate("another-year", [path], self.last_day)

    def lottery(self) -> None:
        """Have donors give, and hold a round of nominations and one of second chances."""
        desk = Desk(self.deployment, self.payer)
        folder = self.folder / "lottery"
        lottery = Lottery(desk, self.manifest, self.pilot.seats, folder, self.say)
        lottery.give([(self._identity(who), self.others[who]) for who in self.donors])
        nominated, second_chance = lottery.open()
        path = self.folder / "input" / "nominations.csv"
        best = {who: points for who, points in self.points.items() if who not in self.donors}
        named = one_of_each_community(self.sample.enrolments, best)
        write_nominations(path, nominated, named)
        self._allocate("nominations", [path])
        asking = [(self._identity(who), self.others[who]) for who in self.asking]
        lottery.enter(second_chance, asking)
        lottery.hold([nominated, second_chance])

    def due_process(self) -> None:
        """Bring cases, hear those who appeal, and hold a community and its council to account."""
        process = DueProcess(
            CaseDesk(self.deployment),
            self.payer,
            self.manifest,
            self.pilot.seats,
            self.community,
            self.cast,
            self.folder / "input",
            self._allocate,
            self.say,
        )
        process.file(self.pilot.charter.infractions[0].id)
        process.hear()
        process.carry_out()
        process.audit()
        process.renew()

    def services(self) -> None:
        """Have citizens spend credits, and organisations answer for what they do."""
        (self.folder / "services" / "orders").mkdir(parents=True)
        password = self.folder / "services" / "password"
        password.write_text(PASSWORD, encoding="utf-8")
        people = [*self.donors, *self.asking, self.citizen]
        keys = self.others | {self.citizen: self.keys[-1]}
        # One council was renewed by now: the others have the keys of their founding.
        founded = [one for one in self.pilot.charter.ids.values() if one != self.community]
        market = Market(
            CaseDesk(self.deployment),
            self.node.url,
            self.payer,
            self.manifest,
            self.pilot.seats,
            founded[-1],
            founded[-2],
            [Customer(self._identity(who), keys[who]) for who in people],
            dict(zip(NAMES, self.node.accounts[1:], strict=False)),
            self.folder / "services",
            password,
            self._redeem,
            self.say,
        )
        market.open()
        market.spend()
        market.refund_and_rate()
        market.oversee()
        market.settle()

    def look(self) -> Outcome:
        """Verify, print a receipt, and write the report."""
        with told(self.say, "Verified: logs, specification, views and bytecode agree"):
            verdict = verify(
                self.node.url,
                self.manifest,
                compile_sources=self.compiled.result,
                on_progress=self.on_progress,
            )
            if verdict.divergence is not None:
                raise DemoError(not_verified(verdict.divergence))
        target = read_target(self.manifest)
        receipt, accused = (
            why(self.node.url, target, identity)
            for identity in (self.identity, self.cast["accused"].identity)
        )
        if not (receipt.agrees and accused.agrees):
            raise DemoError("The contract answers otherwise than the receipt; run it again")
        files = {
            "report": self.folder / "report.html",
            "reports on its years": self.folder / "years",
            "a citizen's receipt": self.folder / "why.txt",
            "that of an accused": self.folder / "why-accused.txt",
            "the citizen's card": self.folder / "card.svg",
            "input files": self.folder / "input",
            "receipts of the lines": self.folder / "receipts",
            "transcripts of draws": self.folder / "lottery",
            "orders and settlement": self.folder / "services",
            "manifest": self.manifest_file,
            "the chain itself": _chain_folder(self.settings),
        }
        files["a citizen's receipt"].write_text(as_text(receipt) + "\n", encoding="utf-8")
        files["that of an accused"].write_text(as_text(accused) + "\n", encoding="utf-8")
        qr.draw(receipt.identity, files["the citizen's card"])
        with told(self.say, "Wrote the report"):
            receipts = [self.folder / "receipts" / name / JSON_NAME for name in self.allocated]
            report.write(files["report"], self.node.url, self.manifest, verdict, receipts)
            write_years(files["reports on its years"], self.node.url, target, receipts)
        return Outcome(verdict, receipt, files)

    def _allocate(self, name: str, inputs: Sequence[Path], until: date | None = None) -> None:
        """Allocate files; the clock moves along with them when a last day is given."""
        request = Request(
            files=list(inputs),
            manifest=self.manifest,
            pepper=self.pepper,
            seats=self.pilot.seats,
            payer=self.payer,
            journal=self.folder / "journal.sqlite",
            replay=until is not None,
            period_days=PERIOD_DAYS,
            horizon=None if until is None else _seconds(until),
        )
        stage = f"lines, {name.replace('-', ' ')}"
        began = time.monotonic()
        allocation = Allocation(
            self.chain, request, lambda done, total: self.on_progress(stage, done, total)
        )
        account: AccountOfLines = allocation.run()
        account.write(self.folder / "receipts" / name, allocation.identification)
        self.allocated.append(name)
        self.say(f"{summary(account, name, until)} ({time.monotonic() - began:.1f} s)")

    def _redeem(self, name: str, path: Path, organisation: LocalAccount) -> None:
        """Redeem a file of orders in the name of an organisation, which sends and pays."""
        request = Request(
            files=[path],
            manifest=self.manifest,
            pepper=None,
            seats={},
            payer=organisation,
            journal=self.folder / f"journal-{name}.sqlite",
        )
        stage = f"lines, {name.replace('-', ' ')}"
        began = time.monotonic()
        allocation = Allocation(
            self.chain, request, lambda done, total: self.on_progress(stage, done, total)
        )
        account: AccountOfLines = allocation.run()
        account.write(self.folder / "receipts" / name, allocation.identification)
        self.allocated.append(name)
        self.say(f"{redeemed(account, name)} ({time.monotonic() - began:.1f} s)")

    def _send(self, function: str, *arguments: Any) -> None:
        self.deployment.send(self.payer, self.deployment.communities, function, *arguments)

    def _identity(self, identifier: str) -> bytes:
        return identity_hash(self.pepper, self.pilot.charter.jurisdiction, identifier)

    def _deadline(self) -> int:
        return _seconds(self.last_day) + DAY


def _make_room(folder: Path) -> None:
    """Replace an earlier demonstration, and nothing else."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / _MARK).exists():
            raise DemoError(
                f"{folder} holds something else than a demonstration: give an empty folder"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).touch()


def _chain_folder(settings: Settings) -> Path:
    return settings.folder / "chain"


def _key(name: str) -> LocalAccount:
    account: LocalAccount = Account.from_key(keccak256(f"isonomia demo citizen/{name}".encode()))
    return account


def _seconds(day: date) -> int:
    month = day.year * MONTHS_PER_YEAR + day.month - 1
    return first_second(month) + (day.day - 1) * DAY
