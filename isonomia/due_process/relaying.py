"""Bringing signed acts to the chain, by anybody; with clear words for those it would not take."""

from __future__ import annotations

from typing import Any

from eth_account.signers.local import LocalAccount

from isonomia import words
from isonomia.contract_views import ContractViews, Question
from isonomia.contracts import Deployment, transact
from isonomia.due_process.act_types import Signer
from isonomia.due_process.signed_act import (
    JUROR,
    NEW_KEY,
    ORGANISATION,
    PERSON,
    SEAT,
    SENSOR,
    SignedAct,
)
from isonomia.errors import IsonomiaError
from isonomia.words import hexed

_NOBODY = "0x" + "00" * 20


class RelayError(IsonomiaError):
    """A signed act that this chain would not take, and why."""


def require_ready(deployment: Deployment, signed: SignedAct) -> None:
    """Check everything about the signatures that this chain decides.

    Raises:
        RelayError: signed for another chain or deployment, expired, with a number used up, by keys
            that are not those in force, or by too few
    """
    _require_here(deployment, signed)
    _require_in_time(deployment, signed)
    match signed.act.signer:
        case Signer.person:
            _require_person(deployment, signed)
        case Signer.council:
            _require_council(deployment, signed)
        case Signer.jurors:
            _require_jurors(deployment, signed)
        case Signer.organisation:
            _require_organisation(deployment, signed)
        case Signer.sensors:
            _require_sensors(deployment, signed)
    if signed.act.new_key_signs and not signed.of(NEW_KEY):
        raise RelayError(
            f"the new key {signed.message['newController']} has not signed: let it sign the same "
            "act too, and give both files"
        )


def send(deployment: Deployment, payer: LocalAccount, signed: SignedAct) -> dict[str, Any]:
    """Submit a signed act and return the receipt; whoever pays decides nothing.

    It is tried first, so that nothing is paid for what the contracts refuse.

    Raises:
        RelayError: as `require_ready`
        RefusedError: the rules do not allow it
    """
    require_ready(deployment, signed)
    contract = getattr(deployment, signed.act.contract)
    return transact(deployment.chain, payer, contract.address, signed.calldata(deployment))


def _require_here(deployment: Deployment, signed: SignedAct) -> None:
    chain = deployment.chain
    if signed.domain.chain_id != chain.chain_id:
        raise RelayError(
            f"it was signed for chain {signed.domain.chain_id}, and {chain.shown_url} is chain "
            f"{chain.chain_id}: give a node of that chain with --rpc"
        )
    here = deployment.communities.address
    if signed.domain.communities != here:
        raise RelayError(
            f"it was signed for the deployment with communities {signed.domain.communities}, not "
            f"for this one with {here}: give that deployment's manifest with --manifest"
        )


def _require_in_time(deployment: Deployment, signed: SignedAct) -> None:
    deadline = signed.message.get("deadline")
    now = deployment.chain.now()
    if deadline is not None and now > deadline:
        raise RelayError(
            f"it has expired: it counted until {words.second(deadline)}, and it is "
            f"{words.second(now)} now; sign again"
        )


def _require_number(signed: SignedAct, expected: int, whose: str) -> None:
    found = signed.message["nonce"]
    if found < expected:
        raise RelayError(
            f"number {found} of {whose} is used up, the next is {expected}: this act was carried "
            "out already, or another one came first; if it is still wanted, sign again with "
            f"number {expected}"
        )
    if found > expected:
        raise RelayError(
            f"it is number {found} of {whose}, and {expected} is the next: relay the acts signed "
            "before it first"
        )


def _require_person(deployment: Deployment, signed: SignedAct) -> None:
    who = signed.person
    found = deployment.call(deployment.communities, "signatory", who)
    _require_number(signed, found.nonce, hexed(who))
    signature = signed.of(PERSON).get(0)
    if signature is None:
        raise RelayError(f"{hexed(who)} has not signed: sign with the person's own key")
    _require_key(signature.signer, found.controller, f"the key of {hexed(who)}")


def _require_key(signer: str, in_force: str, whose: str) -> None:
    if signer == in_force:
        return
    if in_force == _NOBODY:
        raise RelayError(f"{signer} signed, but no key is in force as {whose}: a council binds one")
    raise RelayError(
        f"{signer} signed, but {whose} is {in_force} on this chain: sign again with that key"
    )


def _require_council(deployment: Deployment, signed: SignedAct) -> None:
    number = signed.community
    council = deployment.call(deployment.communities, "council", number)
    if not council.seats:
        raise RelayError(f"there is no community {number}: correct the number and sign again")
    _require_number(signed, council.nonce, f"the council of community {number}")
    seats = sorted(signed.of(SEAT))
    unknown = [seat for seat in seats if seat >= council.seats]
    if unknown:
        raise RelayError(f"community {number} has no seat {unknown[0]}: leave its file out")
    places = [Question(deployment.communities, "seatAt", (number, seat)) for seat in seats]
    answers = ContractViews.latest(deployment).ask(places)
    for seat, (_, controller) in zip(seats, answers, strict=True):
        signer = signed.of(SEAT)[seat].signer
        _require_key(signer, controller, f"the key of seat {seat} of community {number}")
    _require_enough(signed, SEAT, council.threshold, f"seats of community {number}")


def _require_jurors(deployment: Deployment, signed: SignedAct) -> None:
    panel = signed.message["panel"]
    jurors = signed.jurors
    numbers = sorted(signed.of(JUROR))
    unknown = [number for number in numbers if number >= len(jurors)]
    if unknown:
        raise RelayError(f"panel {panel} has no juror {unknown[0]}: leave that file out")
    keys = [Question(deployment.communities, "keyInForce", (jurors[each],)) for each in numbers]
    answers = ContractViews.latest(deployment).ask(keys)
    for number, (controller, _) in zip(numbers, answers, strict=True):
        signer = signed.of(JUROR)[number].signer
        _require_key(signer, controller, f"the key of juror {number}")
    _require_enough(signed, JUROR, len(jurors) // 2 + 1, f"jurors of panel {panel}")


def _require_organisation(deployment: Deployment, signed: SignedAct) -> None:
    number = signed.beside["organisation"]
    last = deployment.call(deployment.services, "organisationCount")
    if not 1 <= number <= last:
        raise RelayError(f"there is no organisation {number}: the last one is {last}")
    signature = signed.of(ORGANISATION).get(0)
    if signature is None:
        raise RelayError(f"organisation {number} has not signed: sign with its own key")
    found = deployment.call(deployment.services, "organisation", number)
    _require_key(signature.signer, found.key, f"the key of organisation {number}")


def _require_sensors(deployment: Deployment, signed: SignedAct) -> None:
    number = signed.message["mandate"]
    found = deployment.call(deployment.findings, "mandate", number)
    if not found.threshold:
        raise RelayError(f"there is no mandate {number}: correct the number and sign again")
    for position, signature in signed.of(SENSOR).items():
        named = found.signers[position] if position < len(found.signers) else _NOBODY
        _require_key(signature.signer, named, f"signer {position} of mandate {number}")
    _require_enough(signed, SENSOR, found.threshold, f"signers of mandate {number}")


def _require_enough(signed: SignedAct, role: str, needed: int, whom: str) -> None:
    signers = sorted({each.signer for each in signed.of(role).values()})
    if len(signers) < needed:
        numbers = [str(number) for number in sorted(signed.of(role))]
        have = f"{role} {words.listed(numbers)} signed" if numbers else "nobody signed yet"
        raise RelayError(
            f"{needed} {whom} must sign, and {have}: {needed - len(signers)} more, each in a file "
            "of their own or all in one; give all files together to `isonomia relay`"
        )
