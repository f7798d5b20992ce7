"""Panels: jurors drawn by lot from the councils of other communities, and what they sign."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from isonomia.spec.actions import Approvals, SeatPanel
from isonomia.spec.approvals import key_in_force
from isonomia.spec.draft import Draft
from isonomia.spec.events import PanelConvened, PanelSeated
from isonomia.spec.keccak import keccak256
from isonomia.spec.people import NO_ADDRESS, person_of
from isonomia.spec.refusals import Refusal
from isonomia.spec.rounds import round_bound_at
from isonomia.spec.sortition import draw
from isonomia.spec.state import Panel, State

FIRST_PANEL = 5
SECOND_PANEL = 11
#: Lots looked at until a panel is full.
MOST_LOTS = 64


def convene(draft: Draft, size: int, community: int, barred: tuple[bytes, ...]) -> int:
    """Bind a panel to the first round of the beacon that nobody can know; return its number."""
    number = len(draft.panels) + 1
    beacon_round = round_bound_at(draft.now, draft.beacon.genesis, draft.beacon.period)
    draft.panels[number] = Panel(community, size, beacon_round, barred)
    hashed = keccak256(b"".join(barred))
    draft.events.append(PanelConvened(number, community, size, beacon_round, hashed))
    return number


def seat_panel(draft: Draft, action: SeatPanel) -> None:
    """Draw the jurors of a panel; with too few of them it can decide nothing."""
    number, panel = action.panel, panel_of(draft, action.panel)
    if panel.seated is not None:
        raise Refusal("AlreadySeated", number)
    if action.identities != panel.list:
        raise Refusal("WrongList", number)
    randomness = draft.randomness.get(panel.beacon_round)
    if randomness is None:
        raise Refusal("BeaconPending", number, panel.beacon_round)
    jurors = _drawn(draft, panel, key_from(randomness, draft.addresses.panels, number))
    draft.panels[number] = replace(panel, list=panel.list + jurors, seated=len(jurors))
    draft.events.append(PanelSeated(number, jurors))


def require_majority(
    draft: Draft, number: int, identities: tuple[bytes, ...], votes: Approvals
) -> None:
    """Refuse unless more than half of a panel signed, each juror with their key in force."""
    panel = panel_of(draft, number)
    if panel.seated is None:
        raise Refusal("NotSeated", number)
    if identities != panel.list:
        raise Refusal("WrongList", number)
    found = _jurors_that_signed(draft, number, panel, votes)
    needed = panel.size // 2 + 1
    if found < needed:
        raise Refusal("TooFewSignatures", number, needed, found)


def panel_of(known: Draft | State, number: int) -> Panel:
    """Return a panel that was convened."""
    panel = known.panels.get(number)
    if panel is None:
        raise Refusal("PanelUnknown", number)
    return panel


def key_from(randomness: bytes, contract: bytes, number: int) -> bytes:
    """Return the 32 bytes that decide a draw, of panel or renewal ``number`` of a contract."""
    return keccak256(randomness + contract.rjust(32, b"\0") + number.to_bytes(32, "big"))


def _drawn(draft: Draft, panel: Panel, key: bytes) -> tuple[bytes, ...]:
    """Return the first holders of seats on whom lots fall and who may sit."""
    first_seats = [draft.councils[number].first_seat for number in _communities(draft)]
    own = draft.councils[panel.community]
    latest = draft.councils[len(draft.councils)]
    candidates = latest.first_seat + latest.seats - own.seats
    jurors: list[bytes] = []
    for lot in range(min(candidates, MOST_LOTS)):
        if len(jurors) == panel.size:
            break
        number = draw(key, lot, candidates)
        if number >= own.first_seat:
            number += own.seats
        community = bisect_right(first_seats, number)
        holder = draft.seats[community, number - first_seats[community - 1]].identity
        if holder not in panel.list and not person_of(draft, holder).closed:
            jurors.append(holder)
    return tuple(jurors)


def _communities(draft: Draft) -> range:
    return range(1, len(draft.councils) + 1)


def _jurors_that_signed(draft: Draft, number: int, panel: Panel, votes: Approvals) -> int:
    """Return how many jurors signed, or refuse the first that did not do so properly."""
    keys: set[bytes] = set()
    for juror, signer in votes:
        if juror >= len(panel.jurors):
            raise Refusal("NotAJuror", number, juror)
        if signer is None:
            raise Refusal("SignatureMissing", number, juror)
        signatory = key_in_force(draft, panel.jurors[juror])
        controller = NO_ADDRESS if signatory is None else signatory.controller
        if signatory is None or signer != controller:
            raise Refusal("InvalidJurorSignature", number, juror, controller)
        if signer in keys:
            raise Refusal("SharedController", number, juror, controller)
        keys.add(signer)
    return len(keys)
