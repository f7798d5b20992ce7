"""Signing acts with the keys at hand: of a person, seats, jurors, organisations, sensors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eth_account.signers.local import LocalAccount

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
from isonomia.keys import SeatKeys


class SigningError(IsonomiaError):
    """A key that does not fit, or too few of them."""


def signed_by_person(
    signed: SignedAct, key: LocalAccount, new_key: LocalAccount | None = None
) -> SignedAct:
    """Return the act with the signature of the person's key, and of the new one where one is."""
    signed = signed.signed_by(PERSON, 0, key)
    return accepted(signed, new_key) if new_key is not None else signed


def accepted(signed: SignedAct, new_key: LocalAccount) -> SignedAct:
    """Return the act with the signature of the key that is to be bound.

    Raises `SigningError` when it is another one.
    """
    wanted = signed.message["newController"]
    if new_key.address != wanted:
        raise SigningError(
            f"the new key is {new_key.address}, but the act names {wanted}: give the key file of "
            "that address"
        )
    return signed.signed_by(NEW_KEY, 0, new_key)


def signed_by_seats(signed: SignedAct, seats: SeatKeys, most: int | None = None) -> SignedAct:
    """Return the act with the signatures of the seats whose keys are at hand.

    Seats of people whom the act is about are left out: nobody signs in a case about themselves.

    Args:
        signed: the act
        seats: keys by community and seat
        most: as few as suffice; None for all

    Raises:
        SigningError: none is at hand
    """
    about = set(signed.act.persons(signed.message, signed.beside))
    keys = {
        number: key.account
        for number, key in sorted(seats.get(signed.community, {}).items())
        if key.identity not in about
    }
    if not keys:
        raise SigningError(
            f"no key file is of a seat of community {signed.community} that may sign this: give "
            "the folder that holds one with --seats"
        )
    chosen: dict[str, int] = {}
    for number, key in keys.items():
        if most is None or len(chosen) < most:
            chosen.setdefault(key.address, number)
    for number in chosen.values():
        signed = signed.signed_by(SEAT, number, keys[number])
    return signed


def signed_by_jurors(signed: SignedAct, keys: Mapping[bytes, LocalAccount]) -> SignedAct:
    """Return the vote with the signatures of those jurors whose keys are at hand, by identity.

    Raises `SigningError` when none of them is a juror.
    """
    found = [(number, who) for number, who in enumerate(signed.jurors) if who in keys]
    if not found:
        raise SigningError(
            "none of the keys at hand is of a juror of this panel: `isonomia case panel` tells "
            "who the jurors are"
        )
    for number, who in found:
        signed = signed.signed_by(JUROR, number, keys[who])
    return signed


def signed_by_organisation(signed: SignedAct, key: LocalAccount) -> SignedAct:
    """Return the act with the signature of the organisation's key."""
    return signed.signed_by(ORGANISATION, 0, key)


def signed_by_sensors(signed: SignedAct, keys: Iterable[LocalAccount]) -> SignedAct:
    """Return the reading with the signatures of keys that the mandate names.

    Raises `SigningError` for a key that it does not.
    """
    signers = list(signed.beside["signers"])
    for key in keys:
        if key.address not in signers:
            raise SigningError(
                f"{key.address} is no signer of this mandate, which names {', '.join(signers)}: "
                "give the key file of one of these"
            )
        signed = signed.signed_by(SENSOR, signers.index(key.address), key)
    return signed
