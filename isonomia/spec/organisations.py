"""Organisations: councils accredit them, and their own keys speak for them."""

from __future__ import annotations

from dataclasses import replace

from isonomia.spec.actions import AcceptKey, Accredit, OfferKey, RenewAccreditation
from isonomia.spec.approvals import use_approval
from isonomia.spec.draft import Draft
from isonomia.spec.events import (
    AccreditationRenewed,
    KeyChanged,
    KeyOffered,
    OrganisationAccredited,
    SuspensionSet,
)
from isonomia.spec.people import NO_ADDRESS
from isonomia.spec.refusals import Refusal
from isonomia.spec.state import Organisation, State

FORMS = 3
KINDS = 12
ALL_KINDS = 2**KINDS - 1
MOST_NAME_BYTES = 64
NO_ORGANISATION = 0


def accredit(draft: Draft, action: Accredit) -> None:
    """Accredit an organisation of the council's community."""
    use_approval(draft, action)
    until_day, most_day = action.until_day, draft.today + draft.charter.accreditation_days
    _require_within("form", action.form, 1, FORMS)
    _require_within("kinds", action.kinds, 0, ALL_KINDS)
    _require_within("untilDay", until_day, draft.today + 1, most_day)
    _require_within("name", len(action.name.encode()), 1, MOST_NAME_BYTES)
    _require_free(draft, action.key)

    number = len(draft.organisations) + 1
    form, kinds, community = action.form, action.kinds, action.community
    draft.organisations[number] = Organisation(
        action.key, form, kinds, community, until_day, action.text_hash
    )
    draft.organisation_keys[action.key] = number
    draft.events.append(
        OrganisationAccredited(
            number, community, form, kinds, action.key, until_day, action.text_hash, action.name
        )
    )


def renew_accreditation(draft: Draft, action: RenewAccreditation) -> None:
    """Let an accreditation last longer; kinds are taken away only once it is over."""
    number, kinds, until_day = action.organisation, action.kinds, action.until_day
    organisation = organisation_of(draft, number)
    use_approval(draft, action)
    if organisation.community != action.community:
        raise Refusal("NotTheAccreditor", number, action.community)
    _require_within("kinds", kinds, 0, ALL_KINDS)
    least_day = max(draft.today + 1, organisation.until_day)
    most_day = draft.today + draft.charter.accreditation_days
    _require_within("untilDay", until_day, least_day, most_day)
    if organisation.kinds & ~kinds and draft.today < organisation.until_day:
        raise Refusal("KindsKept", number, organisation.kinds)
    draft.organisations[number] = replace(organisation, kinds=kinds, until_day=until_day)
    draft.events.append(AccreditationRenewed(number, kinds, until_day))


def offer_key(draft: Draft, action: OfferKey) -> None:
    """Name the key that may follow; nothing changes until it accepts."""
    organisation = organisation_sent_by(draft, action.organisation, action.sender)
    _require_free(draft, action.new_key)
    draft.organisations[action.organisation] = replace(organisation, offered_key=action.new_key)
    draft.events.append(KeyOffered(action.organisation, action.new_key))


def accept_key(draft: Draft, action: AcceptKey) -> None:
    """Let the key that was offered speak for the organisation; the former one is free again."""
    number, key = action.organisation, action.sender
    organisation = organisation_of(draft, number)
    if key != organisation.offered_key:
        raise Refusal("NotTheOrganisation", number, key)
    _require_free(draft, key)
    draft.organisation_keys[organisation.key] = NO_ORGANISATION
    draft.organisation_keys[key] = number
    draft.organisations[number] = replace(organisation, key=key, offered_key=NO_ADDRESS)
    draft.events.append(KeyChanged(number, key))


def set_suspension(draft: Draft, number: int, until_day: int) -> None:
    """Note until when an organisation is suspended, and announce it."""
    organisation = organisation_of(draft, number)
    draft.organisations[number] = replace(organisation, suspended_until=until_day)
    draft.events.append(SuspensionSet(number, until_day))


def organisation_of(known: Draft | State, number: int) -> Organisation:
    """Return an organisation that exists."""
    organisation = known.organisations.get(number)
    if organisation is None:
        raise Refusal("OrganisationUnknown", number)
    return organisation


def organisation_sent_by(draft: Draft, number: int, sender: bytes) -> Organisation:
    """Return an organisation whose key sent the act."""
    organisation = organisation_of(draft, number)
    if sender != organisation.key:
        raise Refusal("NotTheOrganisation", number, sender)
    return organisation


def _require_free(draft: Draft, key: bytes) -> None:
    """Refuse the zero address, and a key that speaks for an organisation already."""
    if key == NO_ADDRESS:
        raise Refusal("KeyMissing")
    holder = draft.organisation_keys.get(key) or NO_ORGANISATION
    if holder != NO_ORGANISATION:
        raise Refusal("KeyTaken", key, holder)


def _require_within(parameter: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refusal("OrganisationOutOfBounds", parameter, value, least, most)
