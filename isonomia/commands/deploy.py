"""`isonomia deploy`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from eth_account.signers.local import LocalAccount

from isonomia import keys, manifest
from isonomia.chain import Chain
from isonomia.commands import options
from isonomia.deploy import deploy as carry_out
from isonomia.devchain import development_accounts
from isonomia.errors import IsonomiaError

LIVE_CHAIN = """\
This chain counts as live, and there is no key to deploy with. On a live test chain:
  1. isonomia key new deployer.json       (asks nothing; the password comes from ISONOMIA_PASSWORD)
  2. give the address it prints some test ether
  3. isonomia deploy charter.json --rpc URL --keystore deployer.json
or put the key into the environment as ISONOMIA_KEY. For a development chain add --development."""


def deploy(
    charter_file: Annotated[Path, typer.Argument(help="The charter.")] = Path("charter.json"),
    rpc: options.Rpc = options.DEFAULT_RPC,
    manifest_file: options.ManifestFile = None,
    keystore: options.Keystore = None,
    password_file: options.PasswordFile = None,
    live: options.Live = None,
    new: Annotated[
        bool, typer.Option("--new", help="Begin anew; an existing manifest is renamed and kept.")
    ] = False,
) -> None:
    """Deploy a charter's contracts, or go on with a deployment that was interrupted.

    On a live chain everything is rehearsed and its cost shown before anything is sent. Nothing is
    ever asked; the key comes from a keystore file or from the environment only.
    """
    chain = Chain(rpc)
    as_live = not chain.is_development() if live is None else live
    account = deploying_account(as_live, keystore, password_file)
    path = manifest_file or manifest.default_path(chain.chain_id)
    kept = manifest.set_aside(path) if new else None
    if kept is not None:
        options.say(f"The former manifest is now {kept}")
    kind = "live" if as_live else "development"
    options.say(f"Deploying {charter_file} as {account.address} on {kind} chain {chain.chain_id}")
    carry_out(chain, charter_file, account, path, live=as_live, on_progress=options.say)


def deploying_account(
    live: bool, keystore: Path | None, password_file: Path | None = None
) -> LocalAccount:
    """Return the key that pays; on a development chain one that every such chain funds.

    Raises `IsonomiaError` on a live chain when there is none.
    """
    account = keys.paying_account(keystore, password_file)
    if account is not None:
        return account
    if live:
        raise IsonomiaError(LIVE_CHAIN)
    return development_accounts()[0]
