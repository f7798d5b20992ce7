"""What happens in the scenario of due process, in order."""

from __future__ import annotations

from isonomia import typed_data, typed_data_cases
from isonomia.replay import Replay
from isonomia.spec.keccak import keccak256
from isonomia.spec.state import Outcome, Target
from tests.verify.scenario import NATION, identity_of, key_of, month
from tests.verify.scenario_cases import (
    CITIZENS,
    COAST,
    COUNCIL_SIZE,
    EAST,
    FACTS,
    FALSE_REPORT,
    NORTH,
    NOTICE,
    PLANTING,
    RIPE,
    SOUTH,
    TEACHING,
    VERDICT,
    WASTE,
    WEST,
    WRONG_PERSON,
    CaseScenario,
    infraction,
)

UPHELD, REJECTED = Outcome.UPHELD, Outcome.REJECTED
VOLUNTEERS = ("applicant", "guest", "newcomer", "mover")
#: Parameters of the assembly once amended; the share index may then move by more.
AMENDED = (180, 30, 150, 30)
PROPOSED = (15, 30, 30, 30, 4, 4)


def live_cases(scenario: CaseScenario) -> None:
    """Let a year pass with everything of due process in it."""
    _begin(scenario)
    filed = scenario.today
    _accuse(scenario, filed)
    _hear(scenario, filed)
    _carry_out(scenario, filed)
    _lives(scenario)
    _communities(scenario)
    _reviews(scenario)
    _renew(scenario)
    _next_year(scenario)


def _begin(scenario: CaseScenario) -> None:
    scenario.enrol(EAST, {role: month(1980, 1 + n % 12) for n, role in enumerate(CITIZENS)}, **ALL)
    scenario.enrol(WEST, {f"westerner {n}": month(1970, 6) for n in range(6)}, **ALL)
    people = [identity_of(role) for role in CITIZENS], [key_of(role).address for role in CITIZENS]
    scenario.council(EAST, "bindControllers", typed_data.binding, people)
    texts = [(FALSE_REPORT, 50, 300_000, 400, scenario.today + 40, keccak256(b"new text"))]
    published = (keccak256(b"new infractions"), texts)
    message = typed_data_cases.infraction_rules
    scenario.council(NATION, "publishInfractions", message, published)
    first = scenario.today
    scenario.wait_until(first + 20)
    working = dict.fromkeys(("accused", "reformed", "awarded", "leaver", "released"), first + 10)
    scenario.award(EAST, PLANTING, working, **ALL)
    scenario.award(EAST, PLANTING, {"awarded": first + 12, "mover": first + 12}, **ALL)
    scenario.award(EAST, TEACHING, {"accused": first + 14}, **ALL)


ALL = {"seats": (0, 1, 2, 3)}


def _accuse(scenario: CaseScenario, filed: int) -> None:
    roles = ("accused", "innocent", "reformed", "silent", "leaver", "mistaken", "reviewed")
    scenario.accuse(WASTE, dict.fromkeys(roles, filed - 1))
    scenario.accuse(FALSE_REPORT, {"released": filed - 2})
    batch = _proof_of_last_but_one(scenario, EAST)
    scenario.disputed, scenario.disputed_panel = scenario.challenge("challenger", batch, 0)


def _proof_of_last_but_one(scenario: CaseScenario, community: int) -> object:
    """Return the proof of a community's last batch of awards but one."""
    replay = Replay(scenario._history(), scenario.target.founding)
    replay.finish()
    nonces = [nonce for of, nonce in replay.batches.filed() if of == community]
    return replay.batches.proof(community, nonces[-2])


def _hear(scenario: CaseScenario, filed: int) -> None:
    """Appeals: one upheld by two panels, one rejected; a withdrawal; and one leaves."""
    guilty, innocent = (infraction(role, WASTE, filed - 1) for role in ("accused", "innocent"))
    first, other = scenario.appeal(guilty), scenario.appeal(innocent, WRONG_PERSON)
    scenario.withdraw(infraction("mistaken", WASTE, filed - 1))
    scenario.person("leaver", "optOut", typed_data.opt_out, (identity_of("leaver"),))
    for panel in (first, other, scenario.disputed_panel):
        scenario.seat(panel)
    scenario.decide(guilty, first, UPHELD, 0, 1, 3)
    scenario.decide(innocent, other, REJECTED, 0, 1, 2, 3, 4)
    scenario.decide(scenario.disputed, scenario.disputed_panel, UPHELD, 1, 2, 4)
    second = scenario.appeal(guilty, FACTS)
    scenario.seat(second)
    scenario.decide(guilty, second, UPHELD, *range(0, 11, 2))


def _carry_out(scenario: CaseScenario, filed: int) -> None:
    scenario.wait_until(filed + NOTICE + 4)
    guilty = infraction("accused", WASTE, filed - 1)
    reformed = infraction("reformed", WASTE, filed - 1)
    with scenario.together("cases"):
        scenario.carry_out(guilty, reformed)
        scenario.carry_out(infraction("reviewed", WASTE, filed - 1), scenario.disputed)
    scenario.carry_out(infraction("released", FALSE_REPORT, filed - 2))
    scenario.certify(reformed)
    scenario.person("leaver", "optIn", typed_data.opt_in, (identity_of("leaver"),))


def _lives(scenario: CaseScenario) -> None:
    """A key is recovered; an account is closed and opened again; somebody moves."""
    recovery = scenario.recover("forgetful", "forgetful's new key")
    closing = scenario.close_account("survivor")
    scenario.person("mover", "move", typed_data.move, (identity_of("mover"), WEST))
    scenario.wait_until(scenario.today + NOTICE + 2)
    scenario.carry_out(recovery, closing)
    scenario.alive(closing)
    scenario.person("forgetful", "move", typed_data.move, (identity_of("forgetful"), SOUTH))


def _communities(scenario: CaseScenario) -> None:
    """Audits, an amendment that passes, and one that does not."""
    scenario.audit(WEST, 1_080)
    day = scenario.today + 40
    for community in (NATION, EAST, WEST, NORTH):
        scenario.endorse(community, Target.ASSEMBLY, AMENDED, day)
    scenario.endorse(SOUTH, Target.CASES, PROPOSED, day + 1)
    scenario.amendment_day = day


def _reviews(scenario: CaseScenario) -> None:
    """A review that ends a deduction, and one of which the panel says nothing."""
    cases = scenario.carried_out()
    reviewed, released = (
        next(key for key in cases if key.identity == identity_of(role))
        for role in ("reviewed", "released")
    )
    panel = scenario.review(reviewed)
    scenario.seat(panel)
    scenario.review(released, FACTS)
    with scenario.together("cases"):
        scenario.decide(reviewed, panel, REJECTED, 0, 1, 2)
    scenario.wait_until(scenario.today + VERDICT + 1)
    scenario.carry_out(released)


def _renew(scenario: CaseScenario) -> None:
    """The council of East is renewed from volunteers, the one of Coast has none."""
    scenario.wait_until(scenario.amendment_day + RIPE + 60)
    east, coast = scenario.renew(EAST, *VOLUNTEERS[:3]), scenario.renew(COAST)
    scenario.person("newcomer", "move", typed_data.move, (identity_of("newcomer"), NORTH))
    scenario.wait_until(scenario.today + 31)
    for renewal in (east, coast):
        scenario.freeze_renewal(renewal)
    winners = scenario.winners(east)
    with scenario.together("assembly"):
        scenario.fill(east, winners[:1])
        scenario.fill(coast, [])
        scenario.fill(east, winners[1:])
    assert len(winners) < COUNCIL_SIZE


def _next_year(scenario: CaseScenario) -> None:
    """In the next allocation year somebody is accused, and has not answered yet."""
    scenario.wait_until(scenario.today + 170)
    key = ([identity_of("westerner 0")], [key_of("westerner 0").address])
    scenario.council(WEST, "bindControllers", typed_data.binding, key)
    scenario.accuse(FALSE_REPORT, {"westerner 0": scenario.today - 3}, 2, community=WEST)
    scenario.award(WEST, TEACHING, {"westerner 1": scenario.today - 1}, **ALL)
