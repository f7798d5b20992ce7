"""A town with organisations that offer services, and everything typed about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eth_account import Account
from eth_account.signers.local import LocalAccount
from typer.testing import CliRunner, Result

from isonomia.cli import app
from isonomia.devchain import DevChain
from isonomia.manifest import Manifest
from isonomia.pilot import HOMES
from isonomia.services import order_file
from isonomia.services.orders import OrderTerms, SignedOrder, signed
from tests.allocate.registry import PILOT, day, identity_of
from tests.due_process.town import CITIZEN, HOME, PASSWORD, Town, found_town, key_of

#: Accounts of the development chain, which have ether.
PROVIDER_ACCOUNT, OTHER_ACCOUNT = 5, 6
#: Who accredits, and another community, which can audit.
OTHER_HOME = HOMES[1]
OTHER_NUMBER = PILOT.charter.ids[OTHER_HOME]
NAME = "Trams of the North-East"
PRICE, ENHANCED_PRICE = "2", "3.5"
ACCREDITED_UNTIL, OPEN_UNTIL = day(1_000), day(700)
#: Numbers of the organisation and its offers, as the town is founded.
TRAMS, RIDE, QUIET_RIDE = 1, 1, 2
DEADLINE = 1_900_000_000


def found_market(node: DevChain, folder: Path) -> Manifest:
    """Found a town, and accredit an organisation with an Essential and an Enhanced offer."""
    market = Market(node, found_town(node, folder), folder)
    text = market.text_file("trams.txt", "Trams every ten minutes.")
    market.done(
        *("org", "accredit", HOME, NAME, "--key", market.provider.address, "--form", "public"),
        *("--kinds", "transit,culture", "--until", ACCREDITED_UNTIL, "--text", text),
        *market.seats,
    )
    terms = ("--until", OPEN_UNTIL, "--text", text, *market.by_provider)
    market.done("org", "offer", TRAMS, "transit", "Essential", PRICE, *terms)
    quiet = ("--basis", RIDE, *terms)
    market.done("org", "offer", TRAMS, "transit", "Enhanced", ENHANCED_PRICE, *quiet)
    return market.manifest


@dataclass
class Market(Town):
    """The town's commands, and those of an organisation."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.provider: LocalAccount = self.node.accounts[PROVIDER_ACCOUNT]
        self.other_provider: LocalAccount = self.node.accounts[OTHER_ACCOUNT]

    @property
    def by_provider(self) -> tuple[object, ...]:
        return "--as", self.key_file("provider", self.provider)

    @property
    def by_other(self) -> tuple[object, ...]:
        return "--as", self.key_file("other provider", self.other_provider)

    def key_file(self, name: str, account: LocalAccount) -> Path:
        """Return an encrypted key file, written once."""
        path = self.folder / f"{name}.key.json"
        if not path.exists():
            path.write_text(json.dumps(Account.encrypt(account.key, PASSWORD, iterations=2)))
        return path

    # ---- orders ----------------------------------------------------------------------------------

    def order(self, number: int = 0, person: str = CITIZEN, **changes: Any) -> SignedOrder:
        """Return an order of one ride, signed by the person's key."""
        terms = OrderTerms(identity_of(person), RIDE, 1, 2_000, 0, number, DEADLINE)
        return signed(self.deployment.domain, terms._replace(**changes), key_of(person))

    def order_file(self, name: str = "order", **changes: Any) -> Path:
        """Write an order file and return its path."""
        path = self.folder / f"{name}.json"
        order_file.write(path, self.order(**changes))
        return path

    def redeemed(self, *orders: object) -> str:
        """Redeem orders, and return what was said."""
        return self.done("order", "submit", *orders, *self.by_provider)

    def spent(self, person: str = CITIZEN) -> int:
        return int(self.call("ledger", "spentBy", identity_of(person)))

    def typed(self, *arguments: object) -> Result:
        """Type a command without any option added: neither a node nor a manifest."""
        env = {"ISONOMIA_PASSWORD": PASSWORD}
        return CliRunner().invoke(app, [str(part) for part in arguments], env=env)
