"""Awards: how quality is earned."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.accountability import use_budget
from isonomia.spec.actions import FileAwards
from isonomia.spec.approvals import require_approval
from isonomia.spec.calendar import first_day
from isonomia.spec.chains import chained, link_of
from isonomia.spec.draft import Draft
from isonomia.spec.events import Awarded, AwardsFiled
from isonomia.spec.people import (
    member,
    require_impartial,
    require_same_length,
    require_takes_part,
)
from isonomia.spec.quality import CEILING, quality_on
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import NO_TALLIES, Person, RuleTimes, RuleVersion
from isonomia.spec.versions import require_in_time, version_numbered
from isonomia.spec.words import person_word


def file_awards(draft: Draft, action: FileAwards) -> None:
    """Award one version of a rule to people of the council's community; all or none."""
    require_approval(draft, action)
    require_same_length(action.identities, action.act_days)
    if not action.identities:
        raise Refusal("NothingToDo")
    version = version_numbered(draft.rules.get(action.rule) or (), action.version)
    for index in range(len(action.identities)):
        _award_one(draft, action, version, index)
    points = 0 if version is None else version.points * len(action.identities)
    use_budget(draft, action.community, points)
    _note_in_chain(draft, action)
    draft.events.append(
        AwardsFiled(
            action.community,
            action.nonce,
            action.signers,
            action.rule,
            action.version,
            action.evidence_hash,
        )
    )


def _note_in_chain(draft: Draft, action: FileAwards) -> None:
    """Add the batch to the chain by which it can be proved later."""
    council = draft.councils[action.community]
    link = link_of(
        action.nonce,
        action.rule,
        action.version,
        action.evidence_hash,
        action.identities,
        draft.now,
    )
    draft.councils[action.community] = replace(council, chain=chained(council.chain, link))


def tallies_in(person: Person, year: int) -> tuple[int, ...]:
    """Return the points earned in each category in an allocation year, the person's latest."""
    return person.tallies if person.tally_year == year else NO_TALLIES


def given_in(person: Person, year: int) -> int:
    """Return the points given away in an allocation year, the person's latest."""
    return person.given if person.tally_year == year else 0


def _award_one(draft: Draft, action: FileAwards, version: RuleVersion | None, index: int) -> None:
    identity, act_day = action.identities[index], action.act_days[index]
    person = member(draft, index, identity, action.community)
    require_takes_part(index, identity, person)
    require_impartial(action, index, identity, person)
    version = require_in_time(draft, version, index, action.rule, action.version, act_day)
    if act_day < first_day(person.birth_month):
        raise Refusal("ActBeforeBirth", index, identity, act_day)
    times = _times_left(draft, action, version, index)
    tallies = tallies_in(person, draft.year)
    quality = quality_on(person, draft.today)
    _require_below_caps(index, identity, version, tallies, quality)

    awarded = replace(
        person,
        quality=quality + version.points,
        decay_from=max(person.decay_from, max(act_day, person.leave_until) + version.grace_days),
        tally_year=draft.year,
        tallies=_with_points(tallies, version),
        given=given_in(person, draft.year),
        last_act_day=act_day,
    )
    draft.people[identity] = awarded
    if version.yearly_limit != 0:
        draft.rule_times[identity, action.rule] = RuleTimes(draft.year, times + 1)
    draft.events.append(Awarded(identity, person_word(awarded)))


def _times_left(draft: Draft, action: FileAwards, version: RuleVersion, index: int) -> int:
    """Return how often this year the person was awarded under the rule, below its limit."""
    identity = action.identities[index]
    record = draft.rule_times.get((identity, action.rule))
    times = record.times if record is not None and record.year == draft.year else 0
    if version.yearly_limit != 0 and times >= version.yearly_limit:
        raise Refusal("RuleLimitReached", index, identity, action.rule, version.yearly_limit)
    return times


def _require_below_caps(
    index: int, identity: bytes, version: RuleVersion, tallies: tuple[int, ...], quality: int
) -> None:
    earned, in_all = tallies[version.category - 1], sum(tallies)
    if earned + version.points > version.category_cap:
        raise Refusal(
            "CategoryCapReached", index, identity, version.category, earned, version.category_cap
        )
    if in_all + version.points > version.annual_cap:
        raise Refusal("AnnualCapReached", index, identity, in_all, version.annual_cap)
    if quality + version.points > CEILING:
        raise Refusal("QualityCeilingReached", index, identity, quality, version.points)


def _with_points(tallies: tuple[int, ...], version: RuleVersion) -> tuple[int, ...]:
    at = version.category - 1
    return (*tallies[:at], tallies[at] + version.points, *tallies[at + 1 :])
