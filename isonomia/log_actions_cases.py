"""The action that left some logs: cases, panels, audits, renewals and amendments."""

from __future__ import annotations

from collections.abc import Callable

from isonomia.divergence import Finding, readable
from isonomia.log_acts import Act
from isonomia.log_known import Carried, Known, only, untold
from isonomia.spec import actions, events
from isonomia.spec.state import CaseKind, InfractionText, Stage

_DAY_BITS, _LINE_BITS, _NONCE_BITS, _TIME_BITS = 24, 40, 64, 40
_ADDRESS_BYTES = 20


# ---- acts of councils ----------------------------------------------------------------------------


def case_act_of_council(carried: Carried, act: Act, known: Known) -> actions.Action:
    """Return the action of a council that left these logs."""
    if act.of(events.InfractionsPublished):
        return _publish_infractions(carried, act)
    if act.of(events.CaseFiled):
        return _file(carried, act)
    if endorsed := act.of(events.AmendmentEndorsed):
        return _endorse(carried, endorsed[0].amendment, act, known)
    if certified := act.of(events.RemedyCertified):
        cases = [known.case(event.case_id, act) for event in certified]
        return actions.CertifyRemedies(
            *carried,
            certified[0].evidence_hash,
            tuple(case.identity for case in cases),
            tuple(case.matter for case in cases),
        )
    case = known.case(only(act.of(events.CaseMoved)).case_id, act)
    return actions.Withdraw(*carried, case.kind, case.identity, case.matter)


def _publish_infractions(carried: Carried, act: Act) -> actions.PublishInfractions:
    texts = tuple(
        InfractionText(e.rule, e.points, e.amount, e.sunset_days, e.from_day, e.text_hash)
        for e in act.of(events.InfractionPublished)
    )
    published = only(act.of(events.InfractionsPublished))
    return actions.PublishInfractions(*carried, published.infractions_hash, texts)


def _file(carried: Carried, act: Act) -> actions.Action:
    filed = act.of(events.CaseFiled)
    first = filed[0]
    if first.kind == CaseKind.INFRACTION:
        return actions.FileInfractions(
            *carried,
            first.matter >> _DAY_BITS,
            first.detail,
            first.evidence_hash,
            tuple(event.identity for event in filed),
            tuple(_low(event.matter, _DAY_BITS) for event in filed),
        )
    if first.kind == CaseKind.RECOVERY:
        key = (first.matter >> _TIME_BITS).to_bytes(32)[-_ADDRESS_BYTES:]
        return actions.FileRecovery(*carried, first.identity, key, first.evidence_hash, key)
    return actions.FileClosing(*carried, first.identity, first.evidence_hash)


def _endorse(carried: Carried, amendment: bytes, act: Act, known: Known) -> actions.Endorse:
    proposal = known.proposals.get(amendment)
    if proposal is None:
        what = f"the transaction that endorsed {readable(amendment)}"
        raise untold(act, what, Finding.AMENDMENT_UNSEEN)
    return actions.Endorse(*carried, *proposal)


# ---- acts of persons -----------------------------------------------------------------------------


def case_act_of_person(
    head: events.PersonActed, act: Act, known: Known, signer: bytes | None
) -> actions.PersonAct:
    """Return the action of a person that left these logs."""
    identity, last = head.identity, (head.nonce, act.time, signer)
    effect = act.logs[1].event
    if isinstance(effect, events.Moved):
        return actions.Move(identity, effect.community, *last)
    if isinstance(effect, events.QualityLeft):
        return actions.OptOut(identity, *last)
    if isinstance(effect, events.QualityRejoined):
        return actions.OptIn(identity, *last)
    if isinstance(effect, events.Volunteered):
        return actions.Volunteer(identity, effect.renewal, *last)
    moved = only(act.of(events.CaseMoved))
    if filed := act.of(events.CaseFiled):
        return _challenge(head, filed[0], moved.ground, act, known, signer)
    case = known.case(moved.case_id, act)
    if isinstance(effect, events.CaseMoved):
        return actions.Alive(identity, case.matter, *last)
    if moved.stage == Stage.REVIEW:
        return actions.Review(identity, case.matter, moved.ground, *last)
    former = known.panel(case.panel).list
    return actions.Appeal(case.kind, identity, case.matter, moved.ground, former, *last)


def _challenge(
    head: events.PersonActed,
    filed: events.CaseFiled,
    ground: int,
    act: Act,
    known: Known,
    signer: bytes | None,
) -> actions.Challenge:
    line = _low(filed.matter, _LINE_BITS)
    nonce = _low(filed.matter >> _LINE_BITS, _NONCE_BITS)
    community = filed.matter >> _LINE_BITS + _NONCE_BITS
    proof = known.batches.proof(community, nonce)
    if proof is None:
        raise untold(act, f"awards under act {nonce} of council {community}")
    return actions.Challenge(proof, line, head.identity, ground, head.nonce, act.time, signer)


# ---- acts of jurors and of anybody ---------------------------------------------------------------


def case_act_of_anybody(act: Act, known: Known) -> actions.Action:
    """Return the action that left these logs and needs no signature, or only those of jurors."""
    first = act.logs[0].event
    return _OF_ANYBODY.get(type(first), _carry_out)(act, known)


def _seat_panel(act: Act, known: Known) -> actions.SeatPanel:
    number = act.head.panel
    return actions.SeatPanel(number, known.panel(number).list)


def _give_verdict(act: Act, known: Known) -> actions.GiveVerdict:
    given = act.logs[0].event
    case = known.case(given.case_id, act)
    panel = known.panel(case.panel)
    votes = known.votes(given.signers, panel, act.time)
    return actions.GiveVerdict(
        case.kind,
        case.identity,
        case.matter,
        given.outcome,
        given.reasons_hash,
        panel.list,
        votes,
    )


def _carry_out(act: Act, known: Known) -> actions.CarryOut:
    moved = act.of(events.CaseMoved)
    return actions.CarryOut(tuple(known.case(event.case_id, act).key for event in moved))


def _open_audit(act: Act, _known: Known) -> actions.OpenAudit:
    return actions.OpenAudit(act.head.community)


def _record_audit(act: Act, known: Known) -> actions.RecordAudit:
    recorded = act.logs[0].event
    audit = known.state.audits.get(recorded.community)
    panel = known.panel(audit.panel if audit else 0)
    votes = known.votes(recorded.signers, panel, act.time)
    return actions.RecordAudit(
        recorded.community, recorded.share_index, recorded.report_hash, panel.list, votes
    )


def _open_renewal(act: Act, _known: Known) -> actions.OpenRenewal:
    return actions.OpenRenewal(act.head.community)


def _freeze_renewal(act: Act, _known: Known) -> actions.FreezeRenewal:
    return actions.FreezeRenewal(act.head.renewal)


def _fill_seats(act: Act, known: Known) -> actions.FillSeats:
    walked = act.of(events.SeatPassed, events.SeatTaken)
    numbers = [event.renewal for event in act.of(events.SeatPassed, events.RenewalEnded)]
    if not numbers:
        numbers = [known.state.latest_renewals.get(walked[0].community, 0)]
    return actions.FillSeats(numbers[0], tuple(event.identity for event in walked))


_OF_ANYBODY: dict[type, Callable[[Act, Known], actions.Action]] = {
    events.PanelSeated: _seat_panel,
    events.VerdictGiven: _give_verdict,
    events.PanelConvened: _open_audit,
    events.AuditRecorded: _record_audit,
    events.RenewalOpened: _open_renewal,
    events.RenewalFrozen: _freeze_renewal,
    events.SeatPassed: _fill_seats,
    events.SeatLeft: _fill_seats,
    events.SeatTaken: _fill_seats,
    events.RenewalEnded: _fill_seats,
}


def _low(value: int, bits: int) -> int:
    return value & (1 << bits) - 1
