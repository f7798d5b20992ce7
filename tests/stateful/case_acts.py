"""Random acts of due process that mean to succeed, and flaws that spoil them.

`careless` acts are about any case, whatever may be done in it.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from isonomia.spec import actions
from isonomia.spec.calendar import day_of
from isonomia.spec.case_state import CaseKey, CaseState, InfractionText, Stage
from isonomia.spec.charters import charter_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.renewals import renewal_key
from isonomia.spec.sortition import draw
from tests.differential.court import AWARD_RULE, EVIDENCE, FACTS, REASONS, SABOTAGE, SMALL_FRAUD
from tests.differential.stage import NATION
from tests.harness.keys import key_addresses
from tests.stateful.case_town import CaseTown

Intent = Callable[[CaseTown, random.Random, bool], Any]
INFRACTION, CHALLENGE, RECOVERY, CLOSING = 1, 2, 3, 4
_S = CaseState
_RENEWED = tuple(range(1, 10))
_CASES, _ASSEMBLY = 3, 4
CASES_VALUES = (
    "notice_days",
    "ripe_days",
    "verdict_days",
    "challenge_days",
    "accusations_per_year",
    "challenges_per_year",
)
ASSEMBLY_VALUES = ("term_days", "volunteer_days", "share_index_step", "amendment_notice_days")

# ------------------------------------------------------------------------------ beginning


def award(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Award one person or two of one community."""
    first = town.somebody(rng)
    community = town.state.people[first].community
    others = [
        one
        for one in town.citizens
        if one != first and town.state.people[one].community == community
    ]
    people = (first, *rng.sample(others, min(len(others), rng.choice((0, 0, 1)))))
    return actions.FileAwards(
        **town.by_council(community, town.signing_seats(community, first)),
        rule=AWARD_RULE + careless * rng.randrange(2),
        version=1,
        evidence_hash=EVIDENCE,
        identities=people,
        act_days=(day_of(town.now),) * len(people),
    )


def accuse(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Accuse somebody of an act of the last days; careless councils accuse anybody's member."""
    subject = town.somebody(rng)
    community = town.state.people[subject].community
    if careless:
        community = rng.choice(list(town.state.councils))
    rule = rng.choice((SABOTAGE, SABOTAGE, SMALL_FRAUD))
    day = day_of(town.now) - rng.choice((0, 0, 1, 2, 100 * careless))
    day = max(day, town.state.infractions[rule][0].from_day)
    versions = town.state.infractions[rule]
    (version,) = [
        number
        for number, one in enumerate(versions, start=1)
        if one.from_day <= day < one.until_day
    ]
    seats = town.signing_seats(community, subject)
    filing = town.accusation(community, subject, rule=rule, act_day=day, seats=seats)
    return replace(filing, version=version)


def challenge(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Challenge an award of somebody else."""
    challenger = rng.choice(town.citizens)
    if not town.batches:
        proof = actions.AwardProof(
            NATION, 0, AWARD_RULE, 1, EVIDENCE, (challenger,), town.now, bytes(14), ()
        )
        return town.challenging(proof, challenger)
    proof = rng.choice(town.batches if careless else town.batches[-2:])
    line = rng.randrange(len(proof.identities))
    if careless:
        proof = replace(proof, later=proof.later[1:])
    return town.challenging(proof, challenger, line, rng.choice((1, 2, 3, 4, 5)))


def file_recovery(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Propose a new key for somebody."""
    subject = town.somebody(rng)
    key = rng.choice(key_addresses()) if careless else town.unused_key()
    seats = town.signing_seats(town.state.people[subject].community, subject)
    return town.recovery(subject, key, (0, 1) if careless else seats)


def file_closing(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Propose to close somebody's account."""
    subject = town.somebody(rng)
    seats = town.signing_seats(town.state.people[subject].community, subject)
    return town.closing(subject, (0, 1) if careless else seats)


# ------------------------------------------------------------------------------ answering


def appeal(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Appeal, for the first or the second time."""
    states = () if careless else (_S.NOTICE, _S.UPHELD)
    key = town.case_in(rng, *states, kinds=(INFRACTION, CHALLENGE, RECOVERY))
    known = town.known(key)
    second = known is not None and known.stage == Stage.UPHELD
    former = town.state.panels[known.panel].list if second else ()
    return actions.Appeal(
        kind=key.kind,
        matter=key.matter,
        ground=rng.choice((0, 6)) if careless else FACTS,
        former_panel=former[1:] if careless else former,
        **town.by_person(key.identity),
    )


def review(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Ask for a review of a deduction."""
    key = town.case_in(rng, *(() if careless else (_S.CARRIED_OUT,)), kinds=(INFRACTION,))
    return actions.Review(
        matter=key.matter, ground=rng.randint(1, 6), **town.by_person(key.identity)
    )


def alive(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Show life."""
    states = () if careless else (_S.NOTICE, _S.RIPE, _S.CARRIED_OUT)
    key = town.case_in(rng, *states, kinds=(CLOSING,))
    return actions.Alive(matter=key.matter, **town.by_person(key.identity))


def withdraw(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Take a case back, careless councils one that another filed."""
    states = (_S.NOTICE, _S.RIPE, _S.FIRST_PANEL, _S.UPHELD, _S.SECOND_PANEL)
    key = town.case_in(rng, *states, kinds=(INFRACTION, RECOVERY, CLOSING))
    known = town.known(key)
    community = NATION if known is None or careless else known.community
    act = town.by_council(community)
    return actions.Withdraw(**act, kind=key.kind, identity=key.identity, matter=key.matter)


def remedy(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Certify a remedy, careless councils one of another's case."""
    states = (_S.CARRIED_OUT, _S.REVIEW, _S.RELEASED)
    key = town.case_in(rng, *states, kinds=(INFRACTION,))
    known = town.known(key)
    community = NATION if known is None or careless else known.community
    act = town.by_council(community, town.signing_seats(community, key.identity))
    people, matters = (key.identity,), (key.matter,)
    return actions.CertifyRemedies(
        **act, evidence_hash=EVIDENCE, identities=people, matters=matters
    )


# ------------------------------------------------------------------------------ deciding


def seat_panel(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Draw the jurors of a panel that waits, careless people with a list that is not its own."""
    waiting = [number for number, one in town.state.panels.items() if one.seated is None]
    if not waiting or careless:
        number = rng.randint(1, len(town.state.panels) + 1)
        return actions.SeatPanel(number, (rng.choice(town.citizens),))
    number = rng.choice(waiting[-3:])
    panel = town.state.panels[number]
    if panel.beacon_round not in town.state.randomness and rng.random() < 0.9:
        town.verify(panel.beacon_round)
    return actions.SeatPanel(number, panel.list)


def give_verdict(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Decide a case that a panel is at work on, careless panels by one vote too few."""
    key = town.case_in(rng, _S.FIRST_PANEL, _S.SECOND_PANEL, _S.REVIEW)
    known = town.known(key)
    panel = None if known is None else town.state.panels.get(known.panel)
    if panel is None:
        return actions.GiveVerdict(key.kind, key.identity, key.matter, 1, REASONS, (), ())
    size = min(panel.size // 2 + 1 - careless, len(panel.jurors))
    jurors = sorted(rng.sample(range(len(panel.jurors)), size))
    votes = tuple((i, town.state.signatories[panel.jurors[i]].controller) for i in jurors)
    outcome = rng.choice((1, 1, 1, 2))
    return actions.GiveVerdict(
        key.kind, key.identity, key.matter, outcome, REASONS, panel.list, votes
    )


def carry_out(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Carry a case out, careless people before its time."""
    return actions.CarryOut((town.case_in(rng, *(() if careless else (_S.RIPE, _S.RELEASED))),))


# ------------------------------------------------------------------------------ lives


def move(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Join another community, careless people one that does not exist."""
    home = len(town.state.councils) + 1 if careless else rng.choice(list(town.state.councils))
    return actions.Move(**town.by_person(town.somebody(rng)), community=home)


def opt(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Leave the quality layer, or come back to it; careless people do it twice."""
    identity = rng.choice(town.citizens)
    out = town.state.people[identity].opted_out != careless
    return (actions.OptIn if out else actions.OptOut)(**town.by_person(identity))


def change_key(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Change somebody's key, careless people to one that does not agree."""
    key = town.unused_key()
    return actions.ChangeController(
        **town.by_person(town.somebody(rng)),
        new_controller=key,
        new_signer=None if careless else key,
    )


def bind_again(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Bind a key to whoever's guardian's key has lapsed, careless councils to anybody."""
    today = day_of(town.now)
    lapsed = [
        one
        for one in (*town.citizens, *town.twins.values())
        if 0 < town.state.signatories[one].lapse_day <= today
    ]
    identity = rng.choice(lapsed if lapsed and not careless else town.citizens)
    act = town.by_council(town.state.people[identity].community)
    return actions.BindControllers(**act, identities=(identity,), controllers=(town.unused_key(),))


def give(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Give some points to the pool, careless people more than they can."""
    points = 1_000 if careless else rng.randint(1, 20)
    return actions.Give(**town.by_person(rng.choice(town.citizens)), points=points)


# ------------------------------------------------------------------------------ communities


def publish(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Publish a version of an infraction rule, careless roots one that lasts too long."""
    rule = rng.choice((SABOTAGE, SMALL_FRAUD, 3))
    versions = town.state.infractions.get(rule, ())
    earliest = day_of(town.now) + town.charter.rule_notice_days
    if versions:
        earliest = max(earliest, versions[-1].from_day + 1)
    sunset = 1_827 if careless else rng.randint(365, 1_826)
    text = InfractionText(rule, rng.randint(1, 300), 0, sunset, earliest, rng.randbytes(32))
    act = town.by_council(NATION)
    return actions.PublishInfractions(**act, infractions_hash=bytes(32), infractions=(text,))


def endorse(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Support an amendment of the cases or the assembly, the one that has most support so far."""
    target = rng.choice((_CASES, _ASSEMBLY))
    names = CASES_VALUES if target == _CASES else ASSEMBLY_VALUES
    values = [getattr(town.charter, name) for name in names]
    # Everybody of one month proposes the same, so that support adds up.
    month = day_of(town.now) // 30
    changed = names.index("accusations_per_year" if target == _CASES else "share_index_step")
    values[changed] = 10 + month % 3
    from_day = (month + 4) * 30
    community = rng.choice(list(town.state.councils))
    return actions.Endorse(
        **town.by_council(community),
        target=5 if careless else target,
        values=tuple(values),
        from_day=from_day,
    )


def audit(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Call auditors, or record what they found; careless ones go too far."""
    ready = [
        (community, one)
        for community, one in town.state.audits.items()
        if not one.recorded and town.state.panels[one.panel].seated
    ]
    if not ready:
        count = len(town.state.councils)
        return actions.OpenAudit(count + 1 if careless else rng.randint(1, count))
    community, known = rng.choice(ready)
    panel = town.state.panels[known.panel]
    votes = tuple((i, town.state.signatories[panel.jurors[i]].controller) for i in range(3))
    now = town.state.councils[community].share_index
    step = charter_on(town.state, day_of(town.now)).share_index_step + careless
    index = now + rng.choice((-step, step))
    return actions.RecordAudit(community, index, REASONS, panel.list, votes)


def renew(town: CaseTown, rng: random.Random, careless: bool) -> Any:
    """Do what is next in the renewal of a council; careless people begin one too early."""
    running = [number for number, one in town.state.renewals.items() if not one.over]
    if careless or not running:
        return actions.OpenRenewal(rng.choice(_RENEWED))
    number = running[-1]
    renewal = town.state.renewals[number]
    if town.now < renewal.entries_until:
        return actions.Volunteer(**town.by_person(rng.choice(town.citizens)), renewal=number)
    if renewal.beacon_round == 0:
        return actions.FreezeRenewal(number)
    if renewal.beacon_round not in town.state.randomness:
        town.verify(renewal.beacon_round)
    return actions.FillSeats(number, _winners(town, number))


def _winners(town: CaseTown, number: int) -> tuple[bytes, ...]:
    """Return on whom the lots of a renewal fall that are not walked yet."""
    renewal = town.state.renewals[number]
    try:
        key = renewal_key(town.state, number, renewal)
    except Refusal:
        return ()
    entrants = {
        entrant: one for (round_, one), entrant in town.state.volunteers.items() if round_ == number
    }
    lots = range(renewal.next_lot, min(renewal.entrants, renewal.next_lot + 3))
    return tuple(entrants[draw(key, lot, renewal.entrants)] for lot in lots)


INTENTS: dict[str, Intent] = {
    "award": award,
    "accuse": accuse,
    "challenge": challenge,
    "file a recovery": file_recovery,
    "file a closing": file_closing,
    "appeal": appeal,
    "review": review,
    "show life": alive,
    "withdraw": withdraw,
    "certify a remedy": remedy,
    "seat a panel": seat_panel,
    "give a verdict": give_verdict,
    "carry out": carry_out,
    "move": move,
    "opt out or in": opt,
    "change a key": change_key,
    "bind a key again": bind_again,
    "give points": give,
    "publish infraction rules": publish,
    "endorse an amendment": endorse,
    "audit a community": audit,
    "renew a council": renew,
}

# ------------------------------------------------------------------------------ flaws


def spoil(town: CaseTown, rng: random.Random, action: Any) -> Any:
    """Return an act with a wrong nonce, a deadline that is over, or somebody else's signature."""
    if not hasattr(action, "nonce"):
        return action
    changes: list[dict[str, Any]] = [
        {"nonce": action.nonce + 1},
        {"deadline": town.now - 1},
    ]
    if hasattr(action, "signer"):
        changes.append({"signer": town.unused_key()})
    else:
        changes.append({"approvals": action.approvals[:1]})
    return replace(action, **rng.choice(changes))


def about(action: Any) -> list[CaseKey]:
    """Return the cases an act is about, by their keys."""
    match action:
        case actions.CarryOut():
            return list(action.cases)
        case actions.Review() | actions.Alive():
            kind = INFRACTION if isinstance(action, actions.Review) else CLOSING
            return [CaseKey(kind, action.identity, action.matter)]
        case actions.CertifyRemedies():
            lines = zip(action.identities, action.matters, strict=True)
            return [CaseKey(INFRACTION, *line) for line in lines]
        case actions.Appeal() | actions.GiveVerdict() | actions.Withdraw():
            return [CaseKey(action.kind, action.identity, action.matter)]
    return []
