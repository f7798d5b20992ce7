"""A small charter, so that deploying it is quick, and what the tests of this folder share."""

from __future__ import annotations

import json
from typing import Any

import pytest
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from isonomia import charter, pilot
from isonomia.charter import CharterError
from isonomia.devchain import DevChain

Document = dict[str, Any]

#: Which account of the node deploys.
DEPLOYER = 3

#: Where `seat` stands.
SEAT = "communities[1].seats[2]"


def small_document() -> Document:
    """Return a charter of a nation and one community, with one rule of each category.

    Two infraction rules and two standards, of each effect one, are left.
    """
    document = json.loads(pilot.pilot_charter("tests").content)
    nation, community = document["communities"][0], document["communities"][4]
    community["parent"] = nation["name"]
    for entry in (nation, community):
        for seat in entry["seats"]:
            seat["home"] = community["name"]
    document["communities"] = [nation, community]
    document["rules"] = document["rules"][::3]
    document["infractions"] = document["infractions"][:2]
    standards = document["standards"]
    document["standards"] = [
        next(entry for entry in standards if entry["effect"] == effect)
        for effect in ("suspension", "commendation")
    ]
    return document


def charter_text(document: Document) -> str:
    """Return the text of a charter file."""
    return json.dumps(document, indent=1)


def seat(document: Document) -> Document:
    return document["communities"][1]["seats"][2]


def extra_seat(document: Document, number: int = 0) -> Document:
    """Return a seat of somebody who holds none."""
    name = f"extra {number}"
    return {
        "identity": "0x" + keccak(text=name).hex(),
        "birth_month": "1980-01",
        "controller": "0x" + keccak(text=name)[12:].hex(),
        "home": document["communities"][1]["name"],
    }


def parse(document: Any) -> charter.Charter:
    return charter.parse(json.dumps(document).encode())


def faults(document: Any) -> list[tuple[str, str]]:
    """Return place and value of every fault."""
    with pytest.raises(CharterError) as refused:
        parse(document)
    assert all(problem.remedy for problem in refused.value.problems)
    return [(problem.path, problem.value) for problem in refused.value.problems]


def transfer(node: DevChain, sender: LocalAccount, to: str, wei: int) -> str:
    """Send ether and return the transaction's hash."""
    chain = node.chain
    transaction = {
        "chainId": chain.chain_id,
        "nonce": chain.nonce(sender.address),
        "to": to,
        "value": wei,
        "gas": 21_000,
        **chain.fees(),
    }
    return chain.send_raw(bytes(sender.sign_transaction(transaction).raw_transaction))
