"""Every act of due process once: what leads to it, a pause, and the act itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from isonomia.spec import actions
from isonomia.spec.calendar import DAY, day_of
from isonomia.spec.case_state import InfractionText
from tests.differential.court import REASONS, REJECTED, UPHELD, Court
from tests.differential.stage import NATION, TOWN, VILLAGE
from tests.harness.keys import key_addresses
from tests.safeguards.town import citizens

Act = Callable[[Court], Iterator[None]]
NEW_KEY = key_addresses()[-1]
FIRST_LEDGER_VALUES = 14


def people(court: Court) -> list[bytes]:
    """Return two citizens whom the acts are about; called again, the same ones."""
    known = getattr(court, "two_citizens", None)
    if known is None:
        known = court.two_citizens = citizens(court, "citizen", "neighbour")
    return known


def move(court: Court) -> Iterator[None]:
    """Join another community."""
    citizen, _ = people(court)
    yield
    court.must(actions.Move(**court.by_person(citizen), community=TOWN))


def opt_out(court: Court) -> Iterator[None]:
    """Leave the quality layer."""
    citizen, _ = people(court)
    yield
    court.must(actions.OptOut(**court.by_person(citizen)))


def opt_in(court: Court) -> Iterator[None]:
    """Come back to it."""
    citizen, _ = people(court)
    court.must(actions.OptOut(**court.by_person(citizen)))
    yield
    court.must(actions.OptIn(**court.by_person(citizen)))


def publish_infractions(court: Court) -> Iterator[None]:
    """Publish a rule for infractions."""
    people(court)
    yield
    text = InfractionText(7, 300, 0, 1_826, day_of(court.now) + 30, bytes(32))
    act = court.by_council(NATION)
    court.must(actions.PublishInfractions(**act, infractions_hash=bytes(32), infractions=(text,)))


def file_infractions(court: Court) -> Iterator[None]:
    """Accuse both citizens."""
    both = people(court)
    yield
    court.must(court.accusation(VILLAGE, *both))


def file_recovery(court: Court) -> Iterator[None]:
    """File a new key."""
    citizen, _ = people(court)
    yield
    court.recover(citizen, NEW_KEY)


def file_closing(court: Court) -> Iterator[None]:
    """File a closing, which changes nothing before it is carried out."""
    citizen, _ = people(court)
    yield
    court.close(citizen)


def withdraw(court: Court) -> Iterator[None]:
    """Take an accusation back."""
    key = court.accuse(people(court)[0])
    yield
    court.must(court.withdrawal(key))


def certify_remedies(court: Court) -> Iterator[None]:
    """End a deduction because its remedy is done."""
    key = court.deduct(people(court)[0])
    yield
    court.must(court.remedy(key))


def challenge(court: Court) -> Iterator[None]:
    """Challenge an award."""
    citizen, neighbour = people(court)
    proof = court.award(citizen)
    yield
    court.challenge(proof, neighbour)


def appeal(court: Court) -> Iterator[None]:
    """Appeal in notice."""
    key = court.accuse(people(court)[0])
    yield
    court.must(court.appealing(key))


def seat(court: Court) -> Iterator[None]:
    """Seat a panel."""
    key = court.accuse(people(court)[0])
    court.must(court.appealing(key))
    panel = court.state.panels[court.case(key).panel]
    court.verify(panel.beacon_round)
    yield
    court.must(actions.SeatPanel(court.case(key).panel, panel.list))


def give_verdict(court: Court) -> Iterator[None]:
    """Uphold an accusation."""
    key = court.accuse(people(court)[0])
    court.must(court.appealing(key))
    court.seat(court.case(key).panel)
    yield
    court.must(court.verdict(key, UPHELD))


def give_verdict_of_review(court: Court) -> Iterator[None]:
    """Reject a deduction in review, which ends it."""
    key = court.deduct(people(court)[0])
    court.must(court.reviewing(key))
    court.seat(court.case(key).panel)
    yield
    court.must(court.verdict(key, REJECTED))


def review(court: Court) -> Iterator[None]:
    """Call a review of a deduction."""
    key = court.deduct(people(court)[0])
    yield
    court.must(court.reviewing(key))


def alive(court: Court) -> Iterator[None]:
    """Show life while a closing is in notice."""
    key = court.close(people(court)[0])
    yield
    court.must(court.life(key))


def carry_out_infraction(court: Court) -> Iterator[None]:
    """Deduct."""
    key = court.accuse(people(court)[0])
    court.wait()
    yield
    court.carry_out(key)


def carry_out_release(court: Court) -> Iterator[None]:
    """End a deduction whose review nobody answered."""
    key = court.deduct(people(court)[0])
    court.must(court.reviewing(key))
    court.wait(30)
    yield
    court.carry_out(key)


def carry_out_challenge(court: Court) -> Iterator[None]:
    """Reverse an award."""
    citizen, neighbour = people(court)
    key = court.challenge(court.award(citizen), neighbour)
    court.decide(key, UPHELD)
    court.wait()
    yield
    court.carry_out(key)


def carry_out_recovery(court: Court) -> Iterator[None]:
    """Replace a key."""
    key = court.recover(people(court)[0], NEW_KEY)
    court.wait()
    yield
    court.carry_out(key)


def open_audit(court: Court) -> Iterator[None]:
    """Call auditors."""
    people(court)
    yield
    court.must(actions.OpenAudit(VILLAGE))


def record_audit(court: Court) -> Iterator[None]:
    """Lower a share index as far as one audit can."""
    people(court)
    court.must(actions.OpenAudit(VILLAGE))
    number = court.state.audits[VILLAGE].panel
    jurors = court.seat(number)
    votes = tuple((i, court.state.signatories[jurors[i]].controller) for i in range(3))
    yield
    court.must(actions.RecordAudit(VILLAGE, 900, REASONS, court.state.panels[number].list, votes))


def open_renewal(court: Court) -> Iterator[None]:
    """Ask for volunteers."""
    people(court)
    court.now = (court.state.first_terms_end - court.charter.volunteer_days) * DAY
    yield
    court.must(actions.OpenRenewal(VILLAGE))


def volunteer(court: Court) -> Iterator[None]:
    """Volunteer."""
    citizen, _ = people(court)
    for _ in open_renewal(court):
        pass
    yield
    court.must(actions.Volunteer(**court.by_person(citizen), renewal=1))


def freeze_renewal(court: Court) -> Iterator[None]:
    """Fix the volunteers."""
    for _ in volunteer(court):
        pass
    court.now = court.state.renewals[1].entries_until
    yield
    court.must(actions.FreezeRenewal(1))


def fill_seats(court: Court) -> Iterator[None]:
    """Seat a volunteer in place of somebody."""
    for _ in freeze_renewal(court):
        pass
    court.verify(court.state.renewals[1].beacon_round)
    yield
    court.must(actions.FillSeats(1, (people(court)[0],)))


def endorse(court: Court) -> Iterator[None]:
    """Complete an amendment of the ledger's parameters."""
    people(court)
    values = tuple(getattr(court.charter, name) for name in court.charter.__slots__)
    from_day = day_of(court.now) + 30
    proposal = {"target": 1, "values": values[:FIRST_LEDGER_VALUES], "from_day": from_day}
    for community in range(1, 6):
        court.must(actions.Endorse(**court.by_council(community), **proposal))
    yield
    court.must(actions.Endorse(**court.by_council(6), **proposal))


#: Every act, by the function it calls; some functions do more than one thing.
ACTS: dict[str, Act] = {
    "move": move,
    "optOut": opt_out,
    "optIn": opt_in,
    "publishInfractions": publish_infractions,
    "fileInfractions": file_infractions,
    "fileRecovery": file_recovery,
    "fileClosing": file_closing,
    "withdraw": withdraw,
    "certifyRemedies": certify_remedies,
    "challenge": challenge,
    "appeal": appeal,
    "review": review,
    "alive": alive,
    "seat": seat,
    "giveVerdict": give_verdict,
    "giveVerdict, of a review": give_verdict_of_review,
    "carryOut, an infraction": carry_out_infraction,
    "carryOut, a released deduction": carry_out_release,
    "carryOut, a challenge": carry_out_challenge,
    "carryOut, a recovery": carry_out_recovery,
    "openAudit": open_audit,
    "recordAudit": record_audit,
    "openRenewal": open_renewal,
    "volunteer": volunteer,
    "freezeRenewal": freeze_renewal,
    "fillSeats": fill_seats,
    "endorse": endorse,
}
