"""The state machine of due process: the whole life of cases, with time, on both sides at once."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from isonomia.spec import actions, views
from isonomia.spec.calendar import DAY
from isonomia.spec.case_state import CaseState
from isonomia.spec.case_table import TRANSITIONS, CaseAct
from isonomia.spec.renewals import term_end
from isonomia.spec.state import Case
from tests.differential.playing import name_of
from tests.stateful.case_acts import (
    CHALLENGE,
    CLOSING,
    INFRACTION,
    INTENTS,
    RECOVERY,
    give_verdict,
    spoil,
)
from tests.stateful.case_invariants import CASE_INVARIANTS, moved
from tests.stateful.case_moment import CaseStep, Moment, Watcher
from tests.stateful.case_town import CHARTERS, CaseTown

#: Everything random in one act comes from one of these, which is what hypothesis shrinks.
SEEDS = st.integers(0, 2**32 - 1)
FLAWS = st.sampled_from(("none", "none", "none", "careless", "general"))
#: The intent behind each act of the table.
_INTENT_OF = {
    CaseAct.APPEAL: "appeal",
    CaseAct.UPHOLD: "give a verdict",
    CaseAct.REJECT: "give a verdict",
    CaseAct.CARRY_OUT: "carry out",
    CaseAct.WITHDRAW: "withdraw",
    CaseAct.ALIVE: "show life",
    CaseAct.REVIEW: "review",
    CaseAct.REMEDY: "certify a remedy",
}
#: What is rarely wanted while a case is taken further, because it ends the case.
_SELDOM = {"withdraw", "certify a remedy", "show life"}
#: States that time alone leads out of, into one in which somebody can carry the case out.
_WAITING = (CaseState.NOTICE, CaseState.UPHELD, CaseState.REVIEW)
_FILED_BY = {
    INFRACTION: "accuse",
    CHALLENGE: "challenge",
    RECOVERY: "file a recovery",
    CLOSING: "file a closing",
}
#: Infractions have the longest lives, and closings the shortest.
_LIVED = (INFRACTION, INFRACTION, INFRACTION, CHALLENGE, CHALLENGE, RECOVERY, CLOSING)
_NEAR = 60 * DAY


def _next_in(case: Case, state: CaseState) -> list[str]:
    """Return the intents that the table has a row for, those that end a case once."""
    rows = [row for row in TRANSITIONS if row.state == state and case.kind in row.kinds]
    names = [_INTENT_OF[row.act] for row in rows]
    return [name for name in names for _ in range(1 if name in _SELDOM else 4)]


class CaseMachine(RuleBasedStateMachine):
    """Acts of due process at times around every deadline, each followed by all invariants."""

    #: How often each intent was accepted and refused, over all histories.
    met: ClassVar[Counter[tuple[str, str]]] = Counter()
    refusals: ClassVar[Counter[str]] = Counter()
    states: ClassVar[Counter[CaseState]] = Counter()
    #: Kind of case, state before and after an act.
    moves: ClassVar[Counter[tuple[int, CaseState, CaseState]]] = Counter()

    @initialize(charter=st.sampled_from(sorted(CHARTERS)))
    def found(self, charter: str) -> None:
        """Found the town under one of the charters."""
        self.town = CaseTown(**CHARTERS[charter])
        self.watcher = Watcher(self.town)
        self.latest = self.watcher.look()
        self.last: Any = None

    # ------------------------------------------------------------------------------ time

    @rule(seed=SEEDS)
    def let_time_pass(self, seed: int) -> None:
        """Move on, often to a deadline or to the second beside it."""
        self.town.now = self.town.some_time_later(random.Random(seed))

    @rule(seed=SEEDS)
    def withhold_a_verdict(self, seed: int) -> None:
        """Let a panel be silent to its last second or beyond, and then try to decide."""
        rng = random.Random(seed)
        at_work = (CaseState.FIRST_PANEL, CaseState.SECOND_PANEL, CaseState.REVIEW)
        known = [case for case, state in self.town.open_cases() if state in at_work]
        if known:
            case = rng.choice(known)
            if self.town.state.panels[case.panel].seated is None:
                self._seat_for(case)
            until = case.since + case.verdict_days * DAY
            self.town.now = max(self.town.now, until + rng.choice((-1, 0, 0)))
            self.town.focus = case.key
            self._act("give a verdict", give_verdict(self.town, rng, False))
            self.town.focus = None

    # ------------------------------------------------------------------------------ cases

    @rule(seed=SEEDS, flaw=FLAWS)
    def accuse(self, seed: int, flaw: str) -> None:
        """File an infraction."""
        self._try("accuse", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def award_and_challenge(self, seed: int, flaw: str) -> None:
        """Award somebody, mostly, and have somebody challenge an award."""
        if seed % 3:
            self._try("award", seed, flaw)
        self._try("challenge", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def file_recovery(self, seed: int, flaw: str) -> None:
        """Propose a new key."""
        self._try("file a recovery", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def file_closing(self, seed: int, flaw: str) -> None:
        """Propose a closing."""
        self._try("file a closing", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def appeal(self, seed: int, flaw: str) -> None:
        """Appeal for the first or the second time."""
        self._try("appeal", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def seat_panel(self, seed: int, flaw: str) -> None:
        """Draw jurors."""
        self._try("seat a panel", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def give_verdict(self, seed: int, flaw: str) -> None:
        """Decide a case."""
        self._try("give a verdict", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def carry_out(self, seed: int, flaw: str) -> None:
        """Carry a case out."""
        self._try("carry out", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def review(self, seed: int, flaw: str) -> None:
        """Ask for a review."""
        self._try("review", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def show_life(self, seed: int, flaw: str) -> None:
        """Answer a closing."""
        self._try("show life", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def withdraw(self, seed: int, flaw: str) -> None:
        """Take a case back."""
        self._try("withdraw", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def certify_remedy(self, seed: int, flaw: str) -> None:
        """Certify a remedy."""
        self._try("certify a remedy", seed, flaw)

    @rule(seed=SEEDS)
    def take_a_case_further(self, seed: int) -> None:
        """Take an open case some steps on."""
        rng = random.Random(seed)
        self._go_on(rng, rng.randint(1, 5))

    @rule(seed=SEEDS, kind=st.sampled_from(_LIVED))
    def live_through_a_case(self, seed: int, kind: int) -> None:
        """File a case of one kind and take it as far as it goes."""
        rng = random.Random(seed)
        if kind == CHALLENGE:
            self._try("award", seed, "none")
        self._try(_FILED_BY[kind], seed, "none")
        self._go_on(rng, 10)

    def _go_on(self, rng: random.Random, steps: int) -> None:
        """Do what can be done next in the latest case that is open, or let its time come."""
        for _ in range(steps):
            known = [found for found in self.town.open_cases() if _next_in(*found)]
            if not known:
                return
            case, state = known[0] if rng.random() < 0.8 else rng.choice(known)
            self.town.focus = case.key
            act = rng.choice(_next_in(case, state))
            if act == "give a verdict" and self.town.state.panels[case.panel].seated is None:
                self._seat_for(case)
            if state in _WAITING and rng.random() < 0.3:
                days = case.verdict_days if state == CaseState.REVIEW else case.notice_days
                self.town.now = max(self.town.now, case.since + days * DAY)
                act = rng.choice(_next_in(case, self._state_of(case)))
            self._try(act, rng.randrange(2**32), "none")
            self.town.focus = None

    def _state_of(self, case: Case) -> CaseState:
        return views.case_state(self.town.state, case.key, self.town.now)

    def _seat_for(self, case: Case) -> None:
        panel = self.town.state.panels[case.panel]
        if panel.beacon_round not in self.town.state.randomness:
            self.town.verify(panel.beacon_round)
        self._act("seat a panel", actions.SeatPanel(case.panel, panel.list))

    # ------------------------------------------------------------------------------ lives

    @rule(seed=SEEDS, flaw=FLAWS)
    def move(self, seed: int, flaw: str) -> None:
        """Join another community."""
        self._try("move", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def opt(self, seed: int, flaw: str) -> None:
        """Leave the quality layer or come back."""
        self._try("opt out or in", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def change_key(self, seed: int, flaw: str) -> None:
        """Change a key, or bind one anew where a guardian's has lapsed."""
        if seed % 4 == 0:
            lapses = [known.lapse_day for known in self.town.state.signatories.values()]
            if seed % 8 == 0 and max(lapses):
                self.town.now = max(self.town.now, max(lapses) * DAY)
            self._try("bind a key again", seed, flaw)
        self._try("change a key", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def give(self, seed: int, flaw: str) -> None:
        """Give points."""
        self._try("give points", seed, flaw)

    # ------------------------------------------------------------------------------ communities

    @rule(seed=SEEDS, flaw=FLAWS)
    def publish(self, seed: int, flaw: str) -> None:
        """Publish an infraction rule."""
        self._try("publish infraction rules", seed, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def amend(self, seed: int, flaw: str) -> None:
        """Endorse an amendment, sometimes by everybody, so that it passes."""
        for turn in range(12 if seed % 4 == 0 else 1):
            self._try("endorse an amendment", seed + turn, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def audit(self, seed: int, flaw: str) -> None:
        """Call auditors and let them report."""
        self._try("audit a community", seed, flaw)
        self._try("seat a panel", seed, "none")
        self._try("audit a community", seed + 1, flaw)

    @rule(seed=SEEDS, flaw=FLAWS)
    def renew(self, seed: int, flaw: str) -> None:
        """Do what is next in a renewal; when a term is near its end, take one to its own."""
        self._try("renew a council", seed, flaw)
        opens = (term_end(self.town.state, 1) - self.town.charter.volunteer_days) * DAY
        if flaw != "none" or (opens > self.town.now + _NEAR and seed % 4):
            return
        self.town.now = max(self.town.now, opens)
        for turn in range(4):
            self._try("renew a council", seed + turn, "none")
        self.town.now += self.town.charter.volunteer_days * DAY
        for turn in range(3):
            self._try("renew a council", seed + turn, "none")

    @rule()
    def repeat_the_last(self) -> None:
        """Send the last accepted act again, at whatever time it is now."""
        if self.last is not None:
            self._act("repeat", self.last)

    # ------------------------------------------------------------------------------ acting

    def _try(self, name: str, seed: int, flaw: str) -> None:
        rng = random.Random(seed)
        if name in _INTENT_OF.values() and not self.town.state.cases:
            self._try(rng.choice(list(_FILED_BY.values())), seed, "none")
        action = INTENTS[name](self.town, rng, flaw == "careless")
        if flaw == "general":
            action = spoil(self.town, rng, action)
        self._act(name, action)

    def _act(self, name: str, action: Any) -> None:
        """Play an act on both sides and hold the step against every invariant."""
        before = self._before()
        outcome = self.town.players.play(action, self.town.now)
        announced = outcome if isinstance(outcome, list) else None
        if announced is not None:
            self.town.note(action)
            self.last = action
        self.met[name, "refused" if announced is None else "accepted"] += 1
        self.refusals[name_of(outcome)] += 1
        self.latest = self.watcher.look()
        step = CaseStep(self.town, before, self.latest, action, announced)
        for check in CASE_INVARIANTS:
            check(step)
        self._compare_cases(step)

    def _before(self) -> Moment:
        """Return the moment right before an act, whatever was read last."""
        if self.latest.time != self.town.now:
            self.latest = self.watcher.look()
        return self.latest

    def _compare_cases(self, step: CaseStep) -> None:
        """Hold the states of all cases, and who is on panels, against the specification."""
        for number, case in self.town.state.cases.items():
            _, state = step.after.cases[number]
            assert state == views.case_state(self.town.state, case.key, self.town.now)
        found = (*step.before.cases.values(), *step.after.cases.values())
        self.states.update(CaseState(state) for _, state in found)
        for number, (was, now) in moved(step).items():
            self.moves[self.town.state.cases[number].kind, CaseState(was), CaseState(now)] += 1
