"""An act with the signatures it has so far, and how it becomes a call."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage

from isonomia import typed_data, words
from isonomia.contracts import Deployment
from isonomia.due_process.act_types import ActType, Signer, cases_of, signed_numbers
from isonomia.due_process.values import Values, told
from isonomia.errors import IsonomiaError
from isonomia.typed_data import Domain, build_message
from isonomia.words import hexed

#: Roles of signatures.
PERSON, SEAT, JUROR, NEW_KEY = "person", "seat", "juror", "new key"
ORGANISATION, SENSOR = "organisation", "signer"

ROLES = {
    Signer.person: (PERSON,),
    Signer.council: (SEAT,),
    Signer.jurors: (JUROR,),
    Signer.organisation: (ORGANISATION,),
    Signer.sensors: (SENSOR,),
}


class SignatureError(IsonomiaError):
    """Signatures that do not fit what they stand under."""


@dataclass(frozen=True, slots=True, order=True)
class Signature:
    """One signature: in which role, of which seat, juror or signer of a mandate, by whose key.

    ``number`` counts seats, jurors and signers from 0, and is 0 in the other roles. ``signer`` is
    the address of the key, checksummed.
    """

    role: str
    number: int
    signer: str
    signature: bytes


@dataclass(frozen=True)
class SignedAct:
    """An act, signed by some of those who have to.

    Attributes:
        act: what kind of act
        domain: where the signatures count
        message: what is signed
        beside: what the call needs besides
        signatures: by role and number
    """

    act: ActType
    domain: Domain
    message: Values
    beside: Values
    signatures: tuple[Signature, ...] = ()

    @functools.cached_property
    def signable(self) -> SignableMessage:
        """The EIP-712 message."""
        return build_message(self.domain, self.act.structs, dict(self.message))

    @property
    def digest(self) -> bytes:
        """The 32 bytes that are really signed."""
        return typed_data.digest(self.signable)

    @property
    def community(self) -> int:
        """The community whose council acts, or is judged by auditors."""
        return int(self.message["community"])

    @property
    def person(self) -> bytes:
        """The person who acts."""
        who: bytes = ({**self.beside, **self.message})[self.act.person]
        return who

    @property
    def jurors(self) -> Sequence[bytes]:
        """The jurors, who stand at the end of their panel's list."""
        people, size = self.beside["identities"], self.beside["size"]
        return list(people[len(people) - size :])

    def of(self, role: str) -> dict[int, Signature]:
        """Return the signatures in one role, by number."""
        return {each.number: each for each in self.signatures if each.role == role}

    def signed_by(self, role: str, number: int, key: Any) -> SignedAct:
        """Return the act with the signature of one more key, an eth_account one."""
        made = Signature(role, number, key.address, typed_data.sign(self.signable, key))
        others = [each for each in self.signatures if (each.role, each.number) != (role, number)]
        return replace(self, signatures=tuple(sorted([*others, made])))

    def require_consistent(self) -> None:
        """Check whatever can be checked without a chain.

        Raises:
            SignatureError: a signature is not that of its signer over this act, stands in a role
                the act has not, or what stands beside the act is not what was signed
        """
        numbers = signed_numbers(self.act, self.message)
        if [key.number for key in cases_of(self.act, self.message, self.beside)] != numbers:
            raise SignatureError(
                "the case written beside the act is not the one that was signed: take an unchanged "
                "copy of the file"
            )
        allowed = (*ROLES[self.act.signer], *((NEW_KEY,) if self.act.new_key_signs else ()))
        for each in self.signatures:
            if each.role not in allowed:
                raise SignatureError(
                    f"a signature stands here as {each.role!r}, but {self.act.name} is signed by "
                    f"{self.act.signer}: take that signature out"
                )
            if _recovered(self.signable, each.signature) != each.signer:
                raise SignatureError(
                    f"the signature of {_told_role(each)} is not one of {each.signer} over this "
                    "act: the file was changed after signing, so take an unchanged copy or sign "
                    "again"
                )

    def calldata(self, deployment: Deployment) -> bytes:
        """Return the call that carries the act out, with the signatures there are."""
        contract = getattr(deployment, self.act.contract)
        return bytes(contract.encode(self.act.function, *self._arguments()))

    def _arguments(self) -> tuple[Any, ...]:
        middle = self.act.middle(self.message, self.beside)
        accepted = tuple(each.signature for each in self.of(NEW_KEY).values())
        match self.act.signer:
            case Signer.jurors:
                return (*middle, self._combined(JUROR))
            case Signer.sensors:
                return (*middle, self._combined(SENSOR))
            case Signer.organisation:
                return (*middle, self.message["deadline"], *self._alone(ORGANISATION))
            case Signer.council:
                head = tuple(self.message[name] for name in ("community", "nonce", "deadline"))
                return (head, *middle, self._combined(SEAT), *accepted)
            case Signer.person:
                named = self.act.begins_with_person and not self.act.case
                head = (self.person,) if named else ()
                tail = (self.message["nonce"], self.message["deadline"])
                return (*head, *middle, *tail, *self._alone(PERSON), *accepted)

    def _alone(self, role: str) -> tuple[bytes, ...]:
        return tuple(each.signature for each in self.of(role).values())

    def _combined(self, role: str) -> tuple[int, bytes]:
        return typed_data.combine(
            {number: each.signature for number, each in self.of(role).items()}
        )

    # ---- in words --------------------------------------------------------------------------------

    def text(self) -> list[str]:
        """Return what is signed, line by line, for people."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"I sign: {self.act.says} ({self.act.name})."
        for key in cases_of(self.act, self.message, self.beside):
            yield f"It is {key.told_whole()}."
        for field in self.act.fields:
            yield f"{field.name}: {told(field, self.message[field.name])}"
        yield (
            f"It counts on chain {self.domain.chain_id} alone, at the communities "
            f"{self.domain.communities}{self._until()}."
        )

    def _until(self) -> str:
        if "deadline" not in self.message:
            return ""
        until = words.second(self.message["deadline"])
        if "nonce" not in self.message:
            return f", until {until}"
        return f", once, as number {self.message['nonce']}, until {until}"


def _told_role(signature: Signature) -> str:
    if signature.role in (SEAT, JUROR, SENSOR):
        return f"{signature.role} {signature.number}"
    return f"the {signature.role}"


def _recovered(message: SignableMessage, signature: bytes) -> str:
    try:
        return str(Account.recover_message(message, signature=signature))
    except Exception:
        # Whatever the library finds wrong with it, it is nobody's signature.
        return f"nobody ({hexed(signature)[:10]})"
