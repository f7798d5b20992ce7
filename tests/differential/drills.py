"""Single rules, tried with values on and around every edge; a random history seldom gets there.

Each drill makes a deployment, on a chain that is given or of its own, and raises `Divergence` when
the two sides differ.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY, YEAR, day_of, first_day, first_second
from isonomia.spec.people import LONGEST_LIFE
from isonomia.spec.quality import CEILING
from isonomia.spec.state import (
    CATEGORIES,
    FoundingCommunity,
    FoundingSeat,
    Person,
    RuleText,
)
from tests.differential.comparison import require_equal
from tests.differential.founding import month_of, random_founding
from tests.differential.intent import FOREVER, Scene, council_fields, person_fields, rate
from tests.differential.lottery_intent import room_of
from tests.differential.playing import ACCEPTED, Players, name_of, outcome_of
from tests.harness.chain import Chain
from tests.harness.evm import EvmChain
from tests.harness.keys import SAME_ENDING, key_addresses

FIRST_MONTH_OF_1970 = 23_640
SUBJECT = b"\x5a" * 32
#: A second after every month that a birth month can name.
LATE = 120_000_000_000


def entitlement_of_every_month(rng: random.Random, chain: Chain) -> None:
    """Ask for the credits of somebody born in each month of the calendar, long after it."""
    players = Players(random_founding(rng, "generous"), chain)
    for month in range(2**16 + 2):
        expected = views.entitlement(players.state, month, LATE)
        found = chain.view("Ledger", "entitlement", month, LATE)
        require_equal(f"entitlement of month {month}", expected, found)


def entitlement_around_changes(rng: random.Random, chain: Chain) -> None:
    """Ask for credits and rates at births and times around every change of rate."""
    players = Players(random_founding(rng, "random"), chain)
    genesis = players.state.genesis
    for year in range(12):
        if rng.random() < 0.8:
            announce(players, rng, chain.time + YEAR if year else chain.time)
    edges = [step.starts_at for step in players.state.rate_steps]
    for _ in range(1_500):
        time = rng.choice(edges) + rng.choice((-1, 0, 1, DAY, rng.randrange(YEAR)))
        near = month_of(rng.choice((time, *edges))) + rng.randint(-2, 2)
        month = rng.choice((near, near, rng.randrange(2**16)))
        if time < genesis:
            continue
        expected = views.entitlement(players.state, month, time), views.rate_at(players.state, time)
        found = (
            chain.view("Ledger", "entitlement", month, time),
            chain.view("Ledger", "rateAt", time),
        )
        require_equal(f"entitlement of month {month} and rate at {time}", expected, found)


def rates(rng: random.Random, chain: Chain) -> set[str]:
    """Announce a rate each year, often in the last second there is; return what came of it."""
    players = Players(random_founding(rng, "random"), chain)
    genesis, now = players.state.genesis, chain.time
    notice = players.state.charter.rate_notice_days * DAY
    reached = set()
    for year in range(15):
        last = genesis + (year + 1) * YEAR - notice
        now = max(now, rng.choice((last - rng.randrange(10 * DAY), last - 1, last, last + 1)))
        reached.add(announce(players, rng, now))
    return reached


def rounding(rng: random.Random, chain: Chain) -> None:
    """Ask for credits at the seconds at which a millicredit is just complete, or just not."""
    founding = random_founding(rng, "generous")
    rate = rng.choice([rate for rate in range(100_001, 200_000) if math.gcd(rate, YEAR) == 1])
    founding = replace(founding, charter=replace(founding.charter, genesis_rate=rate))
    players = Players(founding, chain)
    # So long after birth, the integral is a second's worth below a whole number of millicredits.
    nearly = -pow(rate, -1, YEAR) % YEAR
    for month in range(month_of(founding.now) - 60, month_of(founding.now) + 60):
        for second in (nearly - 1, nearly, nearly + 1, 0, 1):
            time = first_second(month) + 20 * YEAR + second
            expected = views.entitlement(players.state, month, time)
            found = chain.view("Ledger", "entitlement", month, time)
            require_equal(f"entitlement of month {month} at {time}", expected, found)


def announce(players: Players, rng: random.Random, now: int) -> str:
    """Announce next year's rate and return what came of it."""
    scene = Scene(rng, players.state, now, [])
    return name_of(players.play(actions.AnnounceRate(**rate(scene)), now))


def quality_of_any_slot(rng: random.Random, chain: EvmChain, charter: str, times: int) -> None:
    """Put a person into any state there can be, on any day, and look."""
    players = Players(random_founding(rng, charter), chain)
    for _ in range(times):
        now = players.state.genesis + rng.choice((0, YEAR - 1, YEAR, rng.randrange(9 * YEAR)))
        chain.time = now
        place(players, chain, random_person(rng, players, day_of(now)))
        players.comparison.glance([SUBJECT])
        category = rng.randint(1, CATEGORIES)
        expected = views.earned(players.state, SUBJECT, category, now)
        found = chain.view("Ledger", "earnedThisYear", SUBJECT, category)
        require_equal("earnedThisYear", expected, found)


def awards_from_any_slot(rng: random.Random, chain: EvmChain, charter: str, times: int) -> set[str]:
    """Award a person in any state there can be and return what came of it."""
    players = Players(random_founding(rng, charter), chain)
    now, reached = chain.time, set()
    filing = players.state.charter.filing_days
    for _ in range(times):
        now += rng.choice((0, 0, 1, DAY))
        chain.time = now
        today = day_of(now)
        person = random_person(rng, players, today)
        place(players, chain, person)
        born = max(1, first_day(person.birth_month))
        action = actions.FileAwards(
            **council_fields(Scene(rng, players.state, now, []), 1),
            rule=rng.choice(list(players.state.rules)),
            version=rng.choice((1, 1, 1, 1, 1, 1, 0, 2)),
            evidence_hash=bytes(32),
            identities=(SUBJECT,),
            act_days=(rng.choice((today, today, today - 1, today - filing, born, born - 1, 1)),),
        )
        reached.add(name_of(players.play(action, now)))
    return reached


def gifts_from_any_slot(rng: random.Random, chain: EvmChain, charter: str, times: int) -> set[str]:
    """Have a person in any state there can be give, and return what came of it."""
    players = Players(random_founding(rng, charter), chain)
    now, reached, key = chain.time, set(), rng.choice(key_addresses())
    place(players, chain, Person(birth_month=FIRST_MONTH_OF_1970, community=1))
    scene = Scene(rng, players.state, now, [])
    binding = {"identities": (SUBJECT,), "controllers": (key,)}
    players.play(actions.BindControllers(**council_fields(scene, 1), **binding), now)
    for _ in range(times):
        now += rng.choice((0, 0, 1, DAY))
        chain.time = now
        place(players, chain, random_person(rng, players, day_of(now)))
        scene = Scene(rng, players.state, now, [])
        left, surplus = room_of(scene, SUBJECT)
        edges = (0, 1, left, left + 1, surplus, surplus + 1, FOREVER)
        points = max(0, rng.choice((*edges, min(left, surplus), rng.randint(0, 250))))
        gift = actions.Give(**person_fields(scene, SUBJECT), points=points)
        reached.add(name_of(players.play(gift, now)))
    return reached


def random_person(rng: random.Random, players: Players, today: int) -> Person:
    """Return a person as some history could have left them, on or near every edge."""
    state = players.state
    cap = state.charter.category_cap
    points = [version.points for versions in state.rules.values() for version in versions]
    year = (players.world.chain.time - state.genesis) // YEAR
    tallies = (0, 0, 0, cap, max(0, cap - rng.choice(points)), rng.randint(0, cap))
    full = CEILING - rng.choice(points)
    qualities = (0, 1, 199, 200, 799, 800, CEILING, full, full, full + 1, rng.randint(0, CEILING))
    falling = (-1_001, -1_000, -999, -1, 0, 1, 180, rng.randint(-1_100, 900))
    seated = rng.random() < 0.2
    return Person(
        birth_month=month_of(today * DAY) - rng.choice((0, 1, 2, rng.randrange(130 * 12))),
        community=1,
        quality=min(rng.choice(qualities), CEILING),
        decay_from=max(0, today + rng.choice(falling)),
        leave_until=max(0, today + rng.choice((-today, -1, 0, 1, 30))),
        tally_year=rng.choice((year, year, year, max(0, year - 1))),
        tallies=tuple(rng.choice(tallies) for _ in range(CATEGORIES)),
        given=rng.choice((0, state.charter.gift_cap, rng.randint(0, state.charter.gift_cap))),
        seat_community=1 if seated else 0,
        seat_index=rng.randrange(3) if seated else 0,
        last_act_day=max(0, today - rng.randrange(400)),
    )


def place(players: Players, chain: EvmChain, person: Person) -> None:
    """Put a person into the state and, as their slot, into the ledger."""
    players.state.people[SUBJECT] = person
    chain.store_in_mapping("Ledger", "_people", SUBJECT, value=views.person_word(person))


def versions_around_their_days(rng: random.Random, chain: EvmChain) -> set[str]:
    """File for days on which versions of a rule begin and end, by each of them."""
    players = Players(random_founding(rng, "pilot"), chain)
    rule = rng.choice(list(players.state.rules))
    today, reached = day_of(chain.time), set()
    edges = [today + 30 + rng.randrange(3), today + 40, today + 40 + rng.randint(1, 60)]
    for points, from_day in zip((1, 2, rng.choice((0, 3))), edges, strict=True):
        text = RuleText(rule, 1, points, 0, from_day, bytes(32))
        _publish(players, rng, text)
    filing = players.state.charter.filing_days
    days = sorted({edge + after for edge in edges for after in (-1, 0, 1, filing, filing + 1)})
    for filing_day in days:
        chain.time = filing_day * DAY
        for _ in range(12):
            place(players, chain, Person(birth_month=FIRST_MONTH_OF_1970, community=1))
            action = actions.FileAwards(
                **council_fields(Scene(rng, players.state, chain.time, []), 1),
                rule=rule,
                version=rng.randint(1, 4),
                evidence_hash=bytes(32),
                identities=(SUBJECT,),
                act_days=(rng.choice(edges) + rng.choice((-1, 0, 1)),),
            )
            reached.add(name_of(players.play(action, chain.time)))
    return reached


def _publish(players: Players, rng: random.Random, text: RuleText) -> None:
    now = players.world.chain.time
    fields = council_fields(Scene(rng, players.state, now, []), 1)
    action = actions.PublishRules(**fields, catalogue_hash=bytes(32), rules=(text,))
    assert name_of(players.play(action, now)) == ACCEPTED


def births_around_the_edges(rng: random.Random, chain: Chain) -> set[str]:
    """Enrol people at the second they are born, or become too old to be enrolled."""
    players = Players(random_founding(rng, "pilot"), chain)
    month = month_of(chain.time)
    cases = []
    for _ in range(40):
        born = rng.choice((month + rng.randint(1, 24), month - 130 * 12 + rng.randint(1, 24)))
        edge = first_second(born) + (0 if born > month else LONGEST_LIFE)
        cases.append((edge + rng.choice((-1, 0, 0, 1)), born))
    reached = set()
    for now, born in sorted(cases):
        if now < chain.time:
            continue
        action = actions.Enrol(
            **council_fields(Scene(rng, players.state, now, []), 1),
            identities=(rng.randbytes(32),),
            birth_months=(born,),
        )
        reached.add(name_of(players.play(action, now)))
    return reached


def guardians_around_majority(rng: random.Random, chain: Chain) -> set[str]:
    """Let guardians act, and councils bind new keys, around the second a child comes of age."""
    players = Players(random_founding(rng, rng.choice(("pilot", "random"))), chain)
    years = players.state.charter.majority_years * 12
    child, reached = rng.randbytes(32), set()
    born = month_of(chain.time) - years + rng.randint(1, 3)
    grown_up = first_second(born + years)

    def council_act(kind: type[Any], **fields: Any) -> None:
        scene = Scene(rng, players.state, chain.time, [])
        action = kind(**council_fields(scene, 1), identities=(child,), **fields)
        reached.add(name_of(players.play(action, chain.time)))

    council_act(actions.Enrol, birth_months=(born,))
    council_act(actions.BindControllers, controllers=(rng.choice(key_addresses()),))
    moments = [grown_up + rng.choice((-DAY, -2, -1, 0, 1, DAY)) for _ in range(4)]
    for now in sorted(max(moment, chain.time) for moment in moments):
        chain.time = now
        fields = person_fields(Scene(rng, players.state, now, []), child)
        reached.add(name_of(players.play(actions.DeclareLeave(**fields, days_away=1), now)))
        council_act(actions.BindControllers, controllers=(rng.choice(key_addresses()),))
    return reached


def councils_of_similar_keys(rng: random.Random, chain: Chain) -> set[str]:
    """Let any seats sign of a council whose keys end in the same byte, and some of them twice."""
    founding = random_founding(rng, "pilot")
    adult = month_of(founding.now) - 50 * 12
    pool = rng.sample(key_addresses()[-SAME_ENDING:], 5)
    seats = tuple(FoundingSeat(rng.randbytes(32), adult, rng.choice(pool), 1) for _ in range(6))
    tree = (FoundingCommunity(0, 4, seats), *founding.communities[1:])
    players = Players(replace(founding, communities=tree), chain)
    reached = set()
    for _ in range(60):
        signing = sorted(rng.sample(range(6), rng.choice((3, 4, 4, 5))))
        action = actions.PublishRules(
            community=1,
            nonce=players.state.councils[1].nonce,
            deadline=FOREVER,
            approvals=tuple((index, seats[index].key) for index in signing),
            catalogue_hash=rng.randbytes(32),
            rules=(),
        )
        reached.add(name_of(players.play(action, chain.time)))
    return reached


def strangers(rng: random.Random, chain: Chain) -> None:
    """Tell ledger and communities what to do as somebody they do not obey."""
    Players(random_founding(rng, "pilot"), chain)
    one, nothing = rng.randbytes(32), bytes(32)
    act, approval = (1, 0, FOREVER), (0, b"")
    for function, *arguments in (
        ("approve", chain.addresses["Pool"], act, nothing, approval),
        ("consent", one, 0, FOREVER, nothing, b""),
    ):
        outcome = outcome_of(lambda: chain.transact("Communities", function, *arguments))  # noqa: B023
        require_equal(function, "Unauthorised", name_of(outcome))
    for function, *arguments in (
        ("enrol", 1, [one], [24_000]),
        ("takeSeat", one, 1, 0),
        ("publishRules", [], nothing),
        ("award", [], [], 1, 0, 1, 1),
        ("declareLeave", one, 1),
        ("endLeave", one),
        ("announceRate", 1, 0, nothing),
        ("give", one, 1),
        ("uplift", one, 1, 1_000, 1, 1),
    ):
        outcome = outcome_of(lambda: chain.transact("Ledger", function, *arguments))  # noqa: B023
        require_equal(function, "Unauthorised", name_of(outcome))


def leaves_around_the_window(rng: random.Random, chain: Chain) -> set[str]:
    """Go on leave and come back, over and over, when earlier leaves just still count or no more."""
    players = Players(random_founding(rng, rng.choice(("minimal", "random"))), chain)
    state, now = players.state, chain.time
    identity = rng.choice(list(state.people))
    reached = set()
    for _ in range(60):
        days = rng.choice((1, 1, 2, rng.randint(1, state.charter.leave_days)))
        now = max(now, _time_of_leave(rng, players, identity, now, days))
        fields = person_fields(Scene(rng, state, now, []), identity)
        away = state.people[identity].leave_until > day_of(now)
        if away and rng.random() < 0.8:
            action: Any = actions.EndLeave(**fields)
        else:
            action = actions.DeclareLeave(
                **fields, days_away=rng.choice((days, days, days, FOREVER))
            )
        reached.add(name_of(players.play(action, now)))
    return reached


def _time_of_leave(
    rng: random.Random, players: Players, identity: bytes, now: int, days: int
) -> int:
    """Return soon, or the day on which the window of so many days begins at an earlier leave."""
    earlier = players.state.leaves.get(identity, ())
    if not earlier or rng.random() < 0.7:
        return now + rng.choice((0, 0, DAY, 3 * DAY))
    leave = rng.choice(earlier)
    window_start = rng.choice((leave.start, leave.end)) + rng.choice((-1, 0, 0, 1))
    return (window_start + players.state.charter.leave_window_days - days) * DAY
