"""The action of the specification that left some logs."""

from __future__ import annotations

import dataclasses
from typing import Any

from isonomia.log_actions_cases import (
    case_act_of_anybody,
    case_act_of_council,
    case_act_of_person,
)
from isonomia.log_actions_services import (
    service_act_of_anybody,
    service_act_of_council,
    service_act_of_person,
)
from isonomia.log_acts import Act
from isonomia.log_known import Carried, Known
from isonomia.packed_words import unpack_person
from isonomia.spec import actions, events
from isonomia.spec.state import RuleText


def action_of(act: Act, known: Known) -> actions.Action:
    """Return the action that left these logs.

    Args:
        act: its logs
        known: the state right before it, and what earlier acts said

    Raises:
        Diverged: it is about something that no log before told of.
    """
    head = act.head
    if isinstance(head, events.PersonActed):
        return _person_action(head, act, known)
    if not isinstance(head, events.CouncilActed | events.AwardsFiled):
        return _anybodys_action(act, known)
    approvals = known.approvals(head.signers, head.community)
    carried = Carried(head.community, head.nonce, act.time, approvals)
    if isinstance(head, events.AwardsFiled):
        return _awards(carried, head, act)
    return _council_action(carried, act, known)


def _council_action(carried: Carried, act: Act, known: Known) -> actions.Action:
    first = act.effects[0] if act.effects else None
    if isinstance(first, events.ControllerBound):
        bound = act.effects
        return actions.BindControllers(
            *carried, tuple(e.identity for e in bound), tuple(e.controller for e in bound)
        )
    if isinstance(first, events.RateAnnounced):
        return actions.AnnounceRate(
            *carried, first.year, first.dividend_per_head, first.source_hash
        )
    if isinstance(first, events.RulePublished | events.CataloguePublished):
        return _rules(carried, act)
    if isinstance(first, events.RoundOpened):
        _, *terms = _values(first)
        return actions.OpenRound(*carried, *terms)
    if isinstance(first, events.Entered):
        entered = tuple(event.identity for event in act.effects)
        return actions.Nominate(*carried, first.round, entered)
    if first is not None and not isinstance(first, events.Enrolled):
        about_services = service_act_of_council(carried, act, known)
        return about_services or case_act_of_council(carried, act, known)
    # Nobody enrolled and nobody bound look alike and do the same: the number is used up.
    return actions.Enrol(
        *carried,
        tuple(e.identity for e in act.effects),
        tuple(e.birth_month for e in act.effects),
    )


def _awards(carried: Carried, head: events.AwardsFiled, act: Act) -> actions.FileAwards:
    awarded = act.effects
    return actions.FileAwards(
        *carried,
        head.rule,
        head.version,
        head.evidence_hash,
        tuple(event.identity for event in awarded),
        # The day of the act stands in the word that the award left behind.
        tuple(unpack_person(event.word)["last_act_day"] for event in awarded),
    )


def _rules(carried: Carried, act: Act) -> actions.PublishRules:
    *published, catalogue = act.effects
    texts = tuple(
        RuleText(e.rule, e.category, e.points, e.yearly_limit, e.from_day, e.text_hash)
        for e in published
    )
    return actions.PublishRules(*carried, catalogue.catalogue_hash, texts)


def _person_action(head: events.PersonActed, act: Act, known: Known) -> actions.PersonAct:
    identity, nonce = head.identity, head.nonce
    signatory = known.state.signatories.get(identity)
    signer = signatory.controller if signatory else None
    *_, effect = act.effects
    if isinstance(effect, events.ControllerChanged):
        key = effect.controller
        return actions.ChangeController(identity, key, nonce, act.time, signer, key)
    if isinstance(effect, events.LeaveDeclared):
        days = effect.until_day - effect.from_day
        return actions.DeclareLeave(identity, days, nonce, act.time, signer)
    if isinstance(effect, events.PointsGiven):
        return actions.Give(identity, effect.points, nonce, act.time, signer)
    if isinstance(effect, events.Entered):
        return actions.EnterRound(identity, effect.round, nonce, act.time, signer)
    if isinstance(effect, events.LeaveEnded):
        return actions.EndLeave(identity, nonce, act.time, signer)
    about_services = service_act_of_person(head, act, known, signer)
    return about_services or case_act_of_person(head, act, known, signer)


def _anybodys_action(act: Act, known: Known) -> actions.Action:
    """Return the act that needs no signature; lots that were passed over left no log."""
    head = act.head
    if isinstance(head, events.RoundVerified):
        return actions.VerifyRound(head.round, head.randomness)
    if isinstance(head, events.RoundFrozen):
        return actions.Freeze(head.round)
    if isinstance(head, events.RoundClosed):
        return actions.CloseRound(head.round)
    if not act.of(events.PrizeWon, events.PrizeForfeited):
        about_services = service_act_of_anybody(act, known)
        return about_services or case_act_of_anybody(act, known)
    settled = [log.event for log in act.logs if not isinstance(log.event, events.OverlaySet)]
    lots, winners = tuple(e.lot for e in settled), tuple(e.identity for e in settled)
    return actions.Settle(head.round, lots, winners)


def _values(event: Any) -> tuple[Any, ...]:
    return tuple(getattr(event, item.name) for item in dataclasses.fields(event))
