"""The figures of a report: counts over everybody, from the logs alone.

Only sums over many people are made. The ledger's design forbids lists of people by quality, and a
report must not bring one back.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from isonomia import words
from isonomia.case_figures import CaseCount, CaseFigures
from isonomia.chain import Chain
from isonomia.contract_views import chunks
from isonomia.history import Header, fetch
from isonomia.pool_figures import PoolCount, PoolFigures
from isonomia.replay import Replay, Step
from isonomia.service_figures import ServiceCount, ServicesFigures
from isonomia.spec import actions, views
from isonomia.spec.calendar import MONTHS_PER_YEAR, day_of
from isonomia.spec.overlays import balance_quality
from isonomia.spec.quality import HIGHEST_TIER, tier_of
from isonomia.spec.state import CATEGORIES, State
from isonomia.target import Target

YEARS_PER_GROUP = 10
OLDEST_GROUP = 100
RECEIPTS_PER_BATCH = 100

ACT_NAMES: Mapping[type, str] = {
    actions.Enrol: "enrolment",
    actions.BindControllers: "binding of keys",
    actions.FileAwards: "award",
    actions.PublishRules: "rules",
    actions.AnnounceRate: "annual rate",
    actions.ChangeController: "change of key",
    actions.DeclareLeave: "leave",
    actions.EndLeave: "end of leave",
    actions.Give: "gift",
    actions.OpenRound: "opening of a round",
    actions.Nominate: "nomination",
    actions.EnterRound: "entry",
    actions.Freeze: "freeze of a round",
    actions.VerifyRound: "beacon round",
    actions.Settle: "settlement",
    actions.CloseRound: "end of a round",
    actions.Move: "move",
    actions.OptOut: "opting out",
    actions.OptIn: "opting in",
    actions.PublishInfractions: "rules of infractions",
    actions.FileInfractions: "infraction",
    actions.FileRecovery: "recovery of a key",
    actions.FileClosing: "closing",
    actions.Withdraw: "withdrawal",
    actions.CertifyRemedies: "remedy",
    actions.Challenge: "challenge of an award",
    actions.Appeal: "appeal",
    actions.Review: "review",
    actions.Alive: "sign of life",
    actions.SeatPanel: "draw of a panel",
    actions.GiveVerdict: "verdict",
    actions.CarryOut: "carrying out",
    actions.OpenAudit: "opening of an audit",
    actions.RecordAudit: "audit",
    actions.OpenRenewal: "opening of a renewal",
    actions.Volunteer: "volunteering",
    actions.FreezeRenewal: "freeze of a renewal",
    actions.FillSeats: "filling of seats",
    actions.Endorse: "endorsement",
    actions.Accredit: "accreditation",
    actions.RenewAccreditation: "renewal of an accreditation",
    actions.OfferKey: "offer of a key",
    actions.AcceptKey: "acceptance of a key",
    actions.OpenOffer: "opening of an offer",
    actions.AnnouncePrice: "price",
    actions.CloseOffer: "end of an offer",
    actions.Redeem: "redemption",
    actions.Refund: "refund",
    actions.Rate: "rating",
    actions.CancelOrder: "cancelling of an order",
    actions.PublishStandards: "standards",
    actions.FileFinding: "finding",
    actions.GrantMandate: "mandate",
    actions.FileReading: "reading",
    actions.AppealFinding: "appeal of an organisation",
    actions.ReviewFinding: "review for an organisation",
    actions.JudgeFinding: "verdict on a finding",
    actions.WithdrawFinding: "withdrawal of a finding",
    actions.CertifyRemedyOf: "remedy of an organisation",
    actions.CarryOutFindings: "carrying out of findings",
}
DEPLOYMENT = "deployment"
NO_QUALITY = "none yet, or faded"
#: Acts that name everybody of a panel, though they are about one thing.
_ABOUT_ONE = (
    actions.SeatPanel,
    actions.GiveVerdict,
    actions.JudgeFinding,
    actions.RecordAudit,
)
#: What an act can hold several lines of.
_LISTS = (
    *("rules", "infractions", "winners", "cases", "identities"),
    *("orders", "standards", "findings"),
)


class AgeGroup(NamedTuple):
    """People of an age, and the millicredits they hold together."""

    label: str
    people: int
    credits: int


class Band(NamedTuple):
    """People whose quality lies in one band."""

    label: str
    tier: int
    people: int


class CategoryFigures(NamedTuple):
    """What was awarded in one category."""

    category: int
    awards: int
    points: int
    people: int


@dataclass(slots=True)
class Spent:
    """Gas of all acts of one kind; ``lines`` are people or rules concerned."""

    acts: int = 0
    lines: int = 0
    gas: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything a report shows.

    Attributes:
        people: how many are enrolled and not closed
        credits: millicredits of all together
        ages: by age at the pinned block
        bands: by quality at the pinned block
        categories: totals by category
        months: (month of the act, category) -> awards
        spent: kind of act -> gas
        pool: gifts and the lottery
        cases: due process, and what communities answer for
        services: what was redeemed, what is offered, and what was found of organisations
    """

    people: int
    communities: int
    credits: int
    ages: tuple[AgeGroup, ...]
    bands: tuple[Band, ...]
    categories: tuple[CategoryFigures, ...]
    months: Mapping[tuple[int, int], int]
    spent: Mapping[str, Spent]
    pool: PoolFigures
    cases: CaseFigures
    services: ServicesFigures


@dataclass(slots=True)
class _Awards:
    """Awards counted while the acts are carried out."""

    months: Counter[tuple[int, int]] = field(default_factory=Counter)
    points: Counter[int] = field(default_factory=Counter)
    awards: Counter[int] = field(default_factory=Counter)
    people: dict[int, set[bytes]] = field(default_factory=lambda: defaultdict(set))

    def count(self, action: actions.FileAwards, state: State) -> None:
        version = state.rules[action.rule][action.version - 1]
        category = version.category
        self.awards[category] += len(action.identities)
        self.points[category] += version.points * len(action.identities)
        self.people[category].update(action.identities)
        for day in action.act_days:
            self.months[words.month_of_day(day), category] += 1


def collect(url: str, target: Target, pinned: Header) -> Figures:
    """Carry out the logs up to a block and count.

    Raises:
        Diverged: the logs are not what the specification gives.
    """
    history = fetch(url, target.addresses, target.from_block, pinned)
    replay = Replay(history, target.founding)
    awards, pool, cases, services = _Awards(), PoolCount(), CaseCount(), ServiceCount()
    steps = []
    for step in replay.steps():
        steps.append(step)
        if isinstance(step.action, actions.FileAwards):
            awards.count(step.action, replay.state)
        pool.count(step, replay.state)
        cases.count(step, replay.state)
        services.count(step, replay.state)
    state = replay.state
    ages = age_groups(state, pinned.time)
    return Figures(
        people=sum(group.people for group in ages),
        communities=len(state.councils),
        credits=sum(group.credits for group in ages),
        ages=ages,
        bands=quality_bands(state, pinned.time),
        categories=tuple(
            CategoryFigures(
                category,
                awards.awards[category],
                awards.points[category],
                len(awards.people[category]),
            )
            for category in range(1, CATEGORIES + 1)
        ),
        months=awards.months,
        spent=_gas_spent(Chain(url), steps, target.deployments),
        pool=pool.figures(state, pinned.time),
        cases=cases.figures(state, pinned.time, target),
        services=services.figures(state, pinned.time),
    )


def age_groups(state: State, time: int) -> tuple[AgeGroup, ...]:
    """Count people and credits by age in groups of ten years, the last one open.

    Whoever is closed is left out: their credits read as 0.
    """
    this_month = words.month_of_day(day_of(time))
    people: Counter[int] = Counter()
    credits: Counter[int] = Counter()
    living = (person for person in state.people.values() if not person.closed)
    by_month = Counter(person.birth_month for person in living)
    for birth_month, number in by_month.items():
        age = (this_month - birth_month) // MONTHS_PER_YEAR
        group = min(age, OLDEST_GROUP) // YEARS_PER_GROUP
        people[group] += number
        credits[group] += number * views.entitlement(state, birth_month, time)
    last = max(people, default=0)
    return tuple(
        AgeGroup(_age_label(group), people[group], credits[group]) for group in range(last + 1)
    )


def quality_bands(state: State, time: int) -> tuple[Band, ...]:
    """Count people by tier, those without any quality apart."""
    today = day_of(time)
    qualities = Counter(
        balance_quality(person, state.overlays.get(identity, ()), today)
        for identity, person in state.people.items()
        if not person.closed
    )
    tiers: Counter[int] = Counter()
    for quality, number in qualities.items():
        tiers[tier_of(quality)] += number if quality else 0
    return (
        Band(NO_QUALITY, 0, qualities[0]),
        *(Band(words.TIER_NAMES[tier], tier, tiers[tier]) for tier in range(HIGHEST_TIER + 1)),
    )


def _age_label(group: int) -> str:
    first = group * YEARS_PER_GROUP
    return f"{first}+" if first >= OLDEST_GROUP else f"{first}-{first + YEARS_PER_GROUP - 1}"


def _gas_spent(chain: Chain, steps: Iterable[Step], deployments: Iterable[str]) -> dict[str, Spent]:
    """Share the gas of each transaction among its acts by their logs."""
    shares: list[tuple[str, str, int, int]] = [
        (transaction, DEPLOYMENT, 1, 1) for transaction in deployments
    ]
    for act, action in steps:
        name = ACT_NAMES[type(action)]
        shares.append((act.place.transaction, name, _lines_of(action), len(act.logs)))
    logs_in = Counter[str]()
    for transaction, _, _, logs in shares:
        logs_in[transaction] += logs
    gas = _gas_of(chain, list(logs_in))
    spent: dict[str, Spent] = {}
    for transaction, name, lines, logs in shares:
        kind = spent.setdefault(name, Spent())
        kind.acts += 1
        kind.lines += lines
        kind.gas += gas[transaction] * logs // logs_in[transaction]
    return spent


def _lines_of(action: actions.Action) -> int:
    """Return how many people, rules or cases an act concerns."""
    if isinstance(action, _ABOUT_ONE):
        return 1
    return next((len(getattr(action, name)) for name in _LISTS if hasattr(action, name)), 1)


def _gas_of(chain: Chain, transactions: list[str]) -> dict[str, int]:
    gas: dict[str, int] = {}
    for some in chunks(transactions, RECEIPTS_PER_BATCH):
        receipts = chain.batch([("eth_getTransactionReceipt", (one,)) for one in some])
        gas |= {
            one: int(receipt["gasUsed"], 16) for one, receipt in zip(some, receipts, strict=True)
        }
    return gas
