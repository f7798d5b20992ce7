"""What there is to know of one kind of act, and how its call is put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from isonomia import typed_data, typed_data_cases, typed_data_services
from isonomia.due_process.case_keys import (
    INFRACTION,
    CaseKey,
)
from isonomia.due_process.values import Field, Values, fields_of
from isonomia.services.finding_keys import FindingKey

#: Fields of every struct that can be signed, or stands in one.
STRUCTS = typed_data.TYPES | typed_data_cases.TYPES | typed_data_services.TYPES

#: What is decided about: one person's case, or a finding about one organisation.
Subject = CaseKey | FindingKey

#: What a call carries between the head of the act and its signatures, from message and beside.
Middle = Callable[[Values, Values], tuple[Any, ...]]


class Signer(StrEnum):
    """Whose signatures an act needs."""

    person = "the person"
    council = "a council"
    jurors = "the jurors of a panel"
    organisation = "an organisation"
    sensors = "the signers of a mandate"


@dataclass(frozen=True)
class ActType:
    """One kind of act.

    Attributes:
        name: what people type
        primary: the struct that is signed
        says: what it does, in words
        signer: whose signatures it needs
        contract: the one that carries it out, as `Deployment` calls it
        function: of that contract
        middle: the call's arguments between head and signatures
        beside: fields that the call needs and the message has not
        person: the field of message or beside that names who signs
        new_key_signs: whether the key that is to be bound signs too
        case: the case or finding it is about, where that is signed as a number
        begins_with_person: whether the call of a person's act names the person first
    """

    name: str
    primary: str
    says: str
    signer: Signer
    contract: str
    function: str
    middle: Middle
    beside: tuple[Field, ...] = ()
    person: str = "identity"
    new_key_signs: bool = False
    case: Callable[[Values, Values], Subject] | None = None
    begins_with_person: bool = True

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is signed."""
        return fields_of(STRUCTS[self.primary])

    @property
    def structs(self) -> dict[str, str]:
        """The structs of the message, the signed one first."""
        inner = {field.type.removesuffix("[]") for field in self.fields} & STRUCTS.keys()
        return {name: STRUCTS[name] for name in (self.primary, *sorted(inner))}

    def persons(self, message: Values, beside: Values) -> list[bytes]:
        """Return the people whom an act of a council is about: they may not sign it."""
        known = {**beside, **message}
        return [known["identity"]] if "identity" in known else list(known.get("identities", ()))


def cases_of(act: ActType, message: Values, beside: Values) -> list[Subject]:
    """Return the cases or findings that stand beside an act and are signed as numbers."""
    if act.primary == "Remedies":
        pairs = zip(beside["identities"], beside["matters"], strict=False)
        return [CaseKey(INFRACTION, identity, matter) for identity, matter in pairs]
    return [act.case(message, beside)] if act.case else []


def signed_numbers(act: ActType, message: Values) -> list[bytes]:
    """Return the numbers of the cases or findings that are signed."""
    if act.primary == "Remedies":
        return list(message["cases"])
    return [message[name] for name in NUMBERS if name in message] if act.case else []


# ---- how acts are written down -------------------------------------------------------------------

#: Fields that hold the number of what is decided about.
NUMBERS = ("caseId", "finding")


def signed(*names: str) -> Middle:
    """Fields of the message, one after the other."""
    return lambda message, beside: tuple(message[name] for name in names)  # noqa: ARG005


def struct(*names: str) -> Middle:
    """Fields of the message, together as one struct."""
    return lambda message, beside: (tuple(message[name] for name in names),)  # noqa: ARG005


def published(hash_name: str, lines: str) -> Middle:
    """A hash, and a list of structs of the message."""
    return lambda message, beside: (  # noqa: ARG005
        message[hash_name],
        [tuple(line.values()) for line in message[lines]],
    )


def by_council(*what: Any, **more: Any) -> ActType:
    """An act of a council; the arguments are those of `ActType` without the signer."""
    return _act(Signer.council, *what, **more)


def by_person(*what: Any, **more: Any) -> ActType:
    """An act of a person."""
    return _act(Signer.person, *what, **more)


def by_jurors(*what: Any, **more: Any) -> ActType:
    """A vote of a panel."""
    return _act(Signer.jurors, *what, **more)


def by_organisation(*what: Any, **more: Any) -> ActType:
    """An act of an organisation that anybody can relay."""
    return _act(Signer.organisation, *what, **more)


def by_sensors(*what: Any, **more: Any) -> ActType:
    """A reading by the signers of a mandate."""
    return _act(Signer.sensors, *what, **more)


def _act(
    signer: Signer,
    name: str,
    primary: str,
    says: str,
    contract: str,
    function: str,
    middle: Middle,
    **more: Any,
) -> ActType:
    return ActType(name, primary, says, signer, contract, function, middle, **more)
