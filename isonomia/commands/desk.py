"""What the commands of the lottery have in common: the deployment, who pays, who is meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from eth_account.signers.local import LocalAccount

from isonomia import keys, manifest
from isonomia.allocate import require_deployment
from isonomia.chain import Chain
from isonomia.commands.deploy import deploying_account
from isonomia.commands.why import hashed
from isonomia.contract_views import ContractViews
from isonomia.contracts import Deployment
from isonomia.directory import Names, directory_of
from isonomia.due_process.case_logs import CaseLogs
from isonomia.keys import PERSON_KEY_VARIABLE
from isonomia.lottery.acts import Desk
from isonomia.lottery.reading import LotteryError
from isonomia.manifest import Manifest

IdentityArgument = Annotated[
    str, typer.Argument(help="Identity hash (0x and 64 digits), or an identifier with --pepper.")
]
CommunityArgument = Annotated[str, typer.Argument(help="Name or number of the community.")]
RoundArgument = Annotated[int, typer.Argument(min=1, help="Number of the round.")]
PepperFile = Annotated[
    Path | None, typer.Option("--pepper", help="Pepper file; needed only for an identifier.")
]
PersonKey = Annotated[
    Path | None,
    typer.Option("--key", help=f"Encrypted key of the person; else {PERSON_KEY_VARIABLE}."),
]
ValidFor = Annotated[int, typer.Option("--valid-for", min=1, help="Seconds that signatures count.")]


@dataclass(frozen=True)
class Office:
    """A deployment as a command finds it.

    Attributes:
        deployment: the contracts
        manifest: what was deployed
    """

    deployment: Deployment
    manifest: Manifest

    def desk(
        self,
        keystore: Path | None,
        password_file: Path | None,
        live: bool | None,
        valid_for: int = 3_600,
    ) -> Desk:
        """Return where acts are sent, with the key that pays."""
        as_live = not self.deployment.chain.is_development() if live is None else live
        payer = deploying_account(as_live, keystore, password_file)
        return Desk(self.deployment, payer, valid_for)

    @property
    def communities(self) -> Names:
        """Names and numbers of the communities."""
        return directory_of(self.manifest.read_charter()).communities

    def views(self) -> ContractViews:
        """Return the contracts at the latest block."""
        return ContractViews.latest(self.deployment)

    def logs(self) -> CaseLogs:
        """Return what was logged up to the latest block."""
        return CaseLogs(self.views(), self.manifest)

    def identity(self, text: str, pepper: Path | None) -> bytes:
        """Return the identity hash given, or that of the identifier given."""
        return hashed(text, pepper, self.manifest.read_charter().jurisdiction)


def office(rpc: str, manifest_file: Path | None) -> Office:
    """Return the deployment at a node. Raises `IsonomiaError` when it is not there."""
    chain = Chain(rpc)
    found = Manifest.load(manifest_file or manifest.default_path(chain.chain_id))
    require_deployment(chain, found)
    return Office(Deployment(chain, found), found)


def person_key(file: Path | None, password_file: Path | None) -> LocalAccount:
    """Return the key that signs for a person. Raises `IsonomiaError` when there is none."""
    account = keys.paying_account(file, password_file, PERSON_KEY_VARIABLE)
    if account is None:
        raise LotteryError(
            "this needs the signature of the person's own key: give its keystore file with --key, "
            f"or put the key into the environment as {PERSON_KEY_VARIABLE}"
        )
    return account
