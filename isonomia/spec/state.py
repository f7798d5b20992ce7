"""What the specification knows: the charter, and everything that follows from the actions so far.

Identities and hashes are 32 ``bytes``, addresses 20 ``bytes``, everything else integers in the
units of ``docs/rules.md``. Every record is immutable; only `State` itself changes, and only through
`transition`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from isonomia.spec.case_state import UNDEPLOYED as UNDEPLOYED
from isonomia.spec.case_state import Addresses as Addresses
from isonomia.spec.case_state import Amendment as Amendment
from isonomia.spec.case_state import Audit as Audit
from isonomia.spec.case_state import Case as Case
from isonomia.spec.case_state import CaseKey as CaseKey
from isonomia.spec.case_state import CaseKind as CaseKind
from isonomia.spec.case_state import CaseState as CaseState
from isonomia.spec.case_state import InfractionText as InfractionText
from isonomia.spec.case_state import InfractionVersion as InfractionVersion
from isonomia.spec.case_state import Outcome as Outcome
from isonomia.spec.case_state import Panel as Panel
from isonomia.spec.case_state import Renewal as Renewal
from isonomia.spec.case_state import Stage as Stage
from isonomia.spec.case_state import Target as Target
from isonomia.spec.case_state import YearCount as YearCount
from isonomia.spec.finding_state import Effect as Effect
from isonomia.spec.finding_state import Finding as Finding
from isonomia.spec.finding_state import FindingKey as FindingKey
from isonomia.spec.finding_state import Mandate as Mandate
from isonomia.spec.finding_state import StandardEffect as StandardEffect
from isonomia.spec.finding_state import StandardText as StandardText
from isonomia.spec.finding_state import StandardVersion as StandardVersion
from isonomia.spec.founding_state import Charter as Charter
from isonomia.spec.founding_state import FoundingCommunity as FoundingCommunity
from isonomia.spec.founding_state import FoundingSeat as FoundingSeat
from isonomia.spec.service_state import NO_RATINGS as NO_RATINGS
from isonomia.spec.service_state import NO_STATEMENT as NO_STATEMENT
from isonomia.spec.service_state import Offer as Offer
from isonomia.spec.service_state import Organisation as Organisation
from isonomia.spec.service_state import Rating as Rating
from isonomia.spec.service_state import Statement as Statement

#: The first day on which a version no longer holds, while it is the latest.
NO_END = 2**24 - 1
CATEGORIES = 7
NO_TALLIES = (0,) * CATEGORIES
#: What the running hash over a round's entrants starts from.
NO_ENTRANTS_HASH = bytes(32)
#: What the chain over a community's batches of awards starts from.
NO_CHAIN = bytes(14)
#: Thousandths of the share index before any audit.
FIRST_SHARE_INDEX = 1_000

#: Kinds of overlays.
UPLIFT = 1
DEDUCTION = 2
#: Kinds of rounds.
NOMINATED = 1
SECOND_CHANCE = 2


@dataclass(frozen=True, slots=True)
class RuleText:
    """One version of a rule as a council publishes it."""

    rule: int
    category: int
    points: int
    yearly_limit: int
    from_day: int
    text_hash: bytes


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a rule, with the parts of the charter it was published under."""

    category: int
    points: int
    yearly_limit: int
    from_day: int
    until_day: int
    category_cap: int
    annual_cap: int
    grace_days: int
    filing_days: int
    text_hash: bytes

    @property
    def is_retired(self) -> bool:
        """Return whether nothing can be filed under it."""
        return self.points == 0


@dataclass(frozen=True, slots=True)
class Person:
    """One person's slot: quality stands as it was when last written, before decay since.

    ``tallies`` are the points earned in each of the seven categories in ``tally_year``, ``given``
    the points given away in it; ``seat_community`` is 0 when the person holds no seat;
    ``overlays`` counts the indexes of overlays ever used; ``spent`` are the millicredits redeemed
    and not refunded.
    """

    birth_month: int
    community: int
    quality: int = 0
    decay_from: int = 0
    leave_until: int = 0
    tally_year: int = 0
    tallies: tuple[int, ...] = NO_TALLIES
    given: int = 0
    seat_community: int = 0
    seat_index: int = 0
    last_act_day: int = 0
    overlays: int = 0
    opted_out: bool = False
    closed: bool = False
    spent: int = 0

    @property
    def takes_part(self) -> bool:
        """Return whether the person is in the quality layer: neither closed nor opted out."""
        return not (self.closed or self.opted_out)


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave: its first day and how many days of it count."""

    start: int
    days: int

    @property
    def end(self) -> int:
        """Return the first day after the leave."""
        return self.start + self.days


@dataclass(frozen=True, slots=True)
class RuleTimes:
    """How often a person was awarded under one rule in one allocation year."""

    year: int
    times: int


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for a person; ``lapse_day`` is 0 for a person's own key.

    Orders below ``order_floor`` are no longer taken; bit i of ``orders_seen`` is set when the order
    with the nonce ``order_floor + i`` was used.
    """

    controller: bytes
    lapse_day: int
    nonce: int
    order_floor: int = 0
    orders_seen: int = 0


@dataclass(frozen=True, slots=True)
class Council:
    """A community and its council.

    ``members`` counts those who belong to the community itself and are not closed; ``chain`` (14
    bytes) runs over the batches of awards it filed; ``used`` are the points it awarded in
    ``quarter``; ``share_index`` is in thousandths; ``full_again`` is the day from which its
    standing is full; ``first_seat`` is the number of its seat 0 among all seats of all councils.
    """

    parent: int
    seats: int
    threshold: int
    members: int
    nonce: int
    chain: bytes = NO_CHAIN
    quarter: int = 0
    used: int = 0
    share_index: int = FIRST_SHARE_INDEX
    full_again: int = 0
    first_seat: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """Who holds a seat, and the key that signs for it."""

    identity: bytes
    controller: bytes


@dataclass(frozen=True, slots=True)
class RateStep:
    """The annual rate from ``starts_at`` on."""

    starts_at: int
    rate: int


@dataclass(frozen=True, slots=True)
class Overlay:
    """What raises or lowers quality until a day, on the whole balance or on a portion.

    In force from ``from_day`` until the day before ``until_day``. ``amount`` is in millicredits, 0
    for the whole balance. The cause of an uplift is the round that gave it.
    """

    kind: int
    points: int
    from_day: int
    until_day: int
    amount: int
    cause: int


@dataclass(frozen=True, slots=True)
class PoolAccount:
    """Points given since the beginning, and where they are: ``given`` is the sum of the others."""

    given: int = 0
    free: int = 0
    reserved: int = 0
    granted: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the lottery: its terms, and how far it has come.

    ``amount`` is in millicredits, ``entries_until`` the first second at which nobody can come in.
    ``beacon_round`` is 0 before the freeze; ``settled`` counts lots, forfeited ones included.
    """

    kind: int
    prizes: int
    points: int
    amount: int
    days_long: int
    entries_until: int
    entrants: int = 0
    entrants_hash: bytes = NO_ENTRANTS_HASH
    beacon_round: int = 0
    settled: int = 0
    closed: bool = False


@dataclass(frozen=True, slots=True)
class BeaconClock:
    """The second of a beacon's round 1, and the seconds from one round to the next."""

    genesis: int
    period: int


DEVELOPMENT_BEACON = BeaconClock(genesis=0, period=3)


@dataclass(slots=True)
class State:
    """Everything there is to know at one moment; equal states answer every question equally."""

    #: Without the amendments in ``waiting``, which `charters.charter_on` adds.
    charter: Charter
    charter_hash: bytes
    genesis: int
    rate_steps: tuple[RateStep, ...]
    beacon: BeaconClock = DEVELOPMENT_BEACON
    catalogue_hash: bytes = b""
    people: dict[bytes, Person] = field(default_factory=dict)
    #: The last 8 leaves of those who took any, oldest first.
    leaves: dict[bytes, tuple[Leave, ...]] = field(default_factory=dict)
    #: By identity and rule, only for rules with a yearly limit.
    rule_times: dict[tuple[bytes, int], RuleTimes] = field(default_factory=dict)
    #: By rule; version 1 comes first.
    rules: dict[int, tuple[RuleVersion, ...]] = field(default_factory=dict)
    signatories: dict[bytes, Signatory] = field(default_factory=dict)
    councils: dict[int, Council] = field(default_factory=dict)
    #: By community and seat index.
    seats: dict[tuple[int, int], Seat] = field(default_factory=dict)
    #: By identity, every index ever used; of those who have any.
    overlays: dict[bytes, tuple[Overlay, ...]] = field(default_factory=dict)
    pool: PoolAccount = PoolAccount()
    #: By number, from 1.
    rounds: dict[int, Round] = field(default_factory=dict)
    #: By round and identity: the entrant's number, from 0.
    places: dict[tuple[int, bytes], int] = field(default_factory=dict)
    #: By round and community: how many people it has nominated.
    nominations: dict[tuple[int, int], int] = field(default_factory=dict)
    #: Round and lot.
    settled_lots: set[tuple[int, int]] = field(default_factory=set)
    #: Who won in a round of second chances.
    second_chances: set[bytes] = field(default_factory=set)
    #: By round of the beacon, 32 bytes each, as far as they are verified.
    randomness: dict[int, bytes] = field(default_factory=dict)
    addresses: Addresses = UNDEPLOYED
    #: When a person last opted out, in seconds.
    left_at: dict[bytes, int] = field(default_factory=dict)
    infractions_hash: bytes = b""
    #: By rule; version 1 comes first. These rules have numbers of their own.
    infractions: dict[int, tuple[InfractionVersion, ...]] = field(default_factory=dict)
    #: By the case's number, 32 bytes.
    cases: dict[bytes, Case] = field(default_factory=dict)
    #: Infractions filed about a person in an allocation year.
    accusations: dict[bytes, YearCount] = field(default_factory=dict)
    #: Awards a person challenged in an allocation year.
    challenges: dict[bytes, YearCount] = field(default_factory=dict)
    #: By kind and identity, in seconds: the latest recovery and the latest closing.
    last_filed: dict[tuple[int, bytes], int] = field(default_factory=dict)
    #: By number, from 1.
    panels: dict[int, Panel] = field(default_factory=dict)
    #: By community.
    audits: dict[int, Audit] = field(default_factory=dict)
    #: By number, from 1.
    renewals: dict[int, Renewal] = field(default_factory=dict)
    #: By community: the number of its latest renewal.
    latest_renewals: dict[int, int] = field(default_factory=dict)
    #: By renewal and identity: the volunteer's number, from 0.
    volunteers: dict[tuple[int, bytes], int] = field(default_factory=dict)
    #: The day on which every council's first term ends.
    first_terms_end: int = 0
    #: By community, the day its term ends; only after a renewal filled a seat.
    terms: dict[int, int] = field(default_factory=dict)
    #: By the amendment's number: the communities that support it.
    endorsements: dict[bytes, frozenset[int]] = field(default_factory=dict)
    #: By target: the amendment that passed last, until the next one passes.
    waiting: dict[int, Amendment] = field(default_factory=dict)
    standards_hash: bytes = b""
    #: By standard; version 1 comes first.
    standards: dict[int, tuple[StandardVersion, ...]] = field(default_factory=dict)
    #: By the finding's number, 32 bytes.
    findings: dict[bytes, Finding] = field(default_factory=dict)
    #: By number, from 1.
    mandates: dict[int, Mandate] = field(default_factory=dict)
    #: By organisation, every place ever used; of those that have any.
    effects: dict[int, tuple[Effect, ...]] = field(default_factory=dict)
    #: By organisation and community: findings it filed about it in an allocation year.
    finding_counts: dict[tuple[int, int], YearCount] = field(default_factory=dict)
    #: By number, from 1.
    organisations: dict[int, Organisation] = field(default_factory=dict)
    #: By address of a key: the organisation it signs for; 0 once it is free again.
    organisation_keys: dict[bytes, int] = field(default_factory=dict)
    #: By number, from 1.
    offers: dict[int, Offer] = field(default_factory=dict)
    #: By number, from 1: the Merkle root of the batch's redemptions, 32 bytes.
    batches: dict[int, bytes] = field(default_factory=dict)
    #: Batch and index.
    refunded: set[tuple[int, int]] = field(default_factory=set)
    #: By batch and index.
    ratings: dict[tuple[int, int], Rating] = field(default_factory=dict)
    #: By offer: how many rated it with 1, 2, 3, 4 and 5 stars.
    rating_counts: dict[int, tuple[int, ...]] = field(default_factory=dict)
    #: By offer and quarter.
    statements: dict[tuple[int, int], Statement] = field(default_factory=dict)

    def copy(self) -> State:
        """Return an independent copy; the records themselves are immutable and shared."""
        parts: dict[str, Any] = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        for name, part in parts.items():
            if isinstance(part, dict | set):
                parts[name] = part.copy()
        return State(**parts)
