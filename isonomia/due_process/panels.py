"""Drawing the jurors of a panel: the beacon round that decides comes first."""

from __future__ import annotations

from dataclasses import dataclass, field

from eth_account.signers.local import LocalAccount

from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.due_process.case_keys import CaseError
from isonomia.due_process.case_logs import CaseLogs
from isonomia.due_process.cases import panel_view
from isonomia.lottery.beacons import Patience, Say, beacon_of, obtain, submit
from isonomia.manifest import Manifest


@dataclass(frozen=True)
class Draws:
    """Brings beacon rounds to one deployment and draws by them; anybody can.

    Attributes:
        deployment: the contracts
        manifest: of the deployment
        payer: who sends
        patience: how a beacon round is waited for
        say: told what happens
    """

    deployment: Deployment
    manifest: Manifest
    payer: LocalAccount
    patience: Patience = field(default_factory=Patience)
    say: Say = lambda words: None  # noqa: ARG005 - nobody listens

    def seat(self, number: int, barred: list[bytes]) -> tuple[bytes, ...]:
        """Draw the jurors of a panel and return them in their order.

        Args:
            number: of the panel
            barred: who may not sit, as it was convened

        Raises:
            CaseError: it is seated already
            IsonomiaError: the beacon round that decides is not to be had yet
        """
        view = panel_view(ContractViews.latest(self.deployment), number)
        if view.isSeated:
            raise CaseError(f"panel {number} is seated already: its jurors can decide")
        self.bring(view.beaconRound)
        self.deployment.send(self.payer, self.deployment.panels, "seat", number, barred)
        logs = CaseLogs(ContractViews.latest(self.deployment), self.manifest)
        return logs.jurors(number) or ()

    def bring(self, beacon_round: int) -> None:
        """Bring a beacon round to the chain, unless it is there."""
        if self.deployment.call(self.deployment.beacon, "isVerified", beacon_round):
            return
        beacon = beacon_of(self.deployment, self.manifest.read_charter().network)
        signature = obtain(self.deployment, beacon, beacon_round, self.patience, self.say)
        submit(self.deployment, self.payer, beacon_round, signature)
