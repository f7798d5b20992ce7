"""A deployment where acts are made, with the numbers and deadlines of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.due_process.acts import BY_NAME
from isonomia.due_process.signed_act import SignedAct
from isonomia.due_process.values import Values


@dataclass(frozen=True)
class Desk:
    """A deployment, and for how long signatures made here count.

    Attributes:
        deployment: the contracts
        valid_seconds: from the chain's latest block to the deadline
    """

    deployment: Deployment
    valid_seconds: int = 3_600

    def views(self) -> ContractViews:
        """Return the contracts at the latest block."""
        return ContractViews.latest(self.deployment)

    def deadline(self) -> int:
        """Return the last second at which what is signed now counts."""
        return self.deployment.chain.now() + self.valid_seconds

    def of_person(
        self, name: str, identity: bytes, values: Values, beside: Values | None = None
    ) -> SignedAct:
        """Return an act of a person, with the next number, still to be signed."""
        nonce = self._view("signatory", identity).nonce
        act = BY_NAME[name]
        tail = {"nonce": nonce, "deadline": self.deadline()}
        known = {act.person: identity, **values, **tail}
        message = {field.name: known[field.name] for field in act.fields}
        return SignedAct(act, self.deployment.domain, message, beside or {})

    def of_council(
        self, name: str, community: int, values: Values, beside: Values | None = None
    ) -> SignedAct:
        """Return an act of a council, with the next number, still to be signed."""
        nonce = self._view("council", community).nonce
        head = {"community": community, "nonce": nonce, "deadline": self.deadline()}
        return SignedAct(BY_NAME[name], self.deployment.domain, {**head, **values}, beside or {})

    def unnumbered(self, name: str, values: Values, beside: Values) -> SignedAct:
        """Return an act that has no number, such as a vote of a panel, still to be signed."""
        return SignedAct(BY_NAME[name], self.deployment.domain, values, beside)

    def _view(self, function: str, *arguments: Any) -> Any:
        return self.deployment.call(self.deployment.communities, function, *arguments)
