"""What a verifier has to know of a deployment; all of it stands in the manifest."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from isonomia.beacon import Network
from isonomia.charter import Charter, file_hash
from isonomia.charter_entries import Infraction, Standard
from isonomia.divergence import Diverged, Divergence, Finding
from isonomia.errors import IsonomiaError
from isonomia.manifest import Manifest
from isonomia.replay import Founding
from isonomia.spec.state import Addresses, BeaconClock


@dataclass(frozen=True, slots=True)
class Target:
    """A deployment to look at.

    Attributes:
        chain_id: chain it is on
        addresses: contract name -> address
        first_block: block of the ledger's deployment
        from_block: the first block that can hold a log: that of the contract deployed first
        founding: what the charter says it began with
        beacon: the network whose rounds decide the lottery
        deployments: transactions that made the contracts
        jurisdiction: its name in the charter
        community_names: by number
        rule_names: by number; only those of the genesis catalogue
        infractions: rules by number, with their texts; only those of the genesis catalogue
        standards: by number, with their texts; only those published at genesis
    """

    chain_id: int
    addresses: dict[str, str]
    first_block: int
    from_block: int
    founding: Founding
    beacon: Network
    deployments: tuple[str, ...]
    jurisdiction: str
    community_names: dict[int, str]
    rule_names: dict[int, str]
    infractions: dict[int, Infraction]
    standards: dict[int, Standard]


def read_target(manifest: Manifest) -> Target:
    """Return what a manifest says about its deployment.

    Raises:
        Diverged: the charter in the manifest is not the one its hash stands for.
        IsonomiaError: the deployment is not finished, or the charter has faults.
    """
    if manifest.genesis_block is None or manifest.status != "complete":
        raise IsonomiaError(
            f"The deployment in this manifest is not complete (it is {manifest.status}): run the "
            "same `isonomia deploy` again to finish it"
        )
    charter_hash = file_hash(manifest.charter.encode())
    if charter_hash.hex() != manifest.charter_hash[2:]:
        raise Diverged(
            Divergence(
                Finding.CHARTER_FILE_DIFFERS,
                field="charter_hash",
                expected=manifest.charter_hash,
                found="0x" + charter_hash.hex(),
                remark="the manifest was edited; take an unchanged copy",
            )
        )
    records = manifest.contracts.values()
    return dataclasses.replace(
        target_of(manifest.chain_id, manifest.addresses, manifest.read_charter(), charter_hash),
        first_block=manifest.genesis_block,
        from_block=min(record.block for record in records if record.block is not None),
        deployments=tuple(record.tx for record in records if record.tx is not None),
    )


def target_of(
    chain_id: int, addresses: dict[str, str], charter: Charter, charter_hash: bytes
) -> Target:
    """Return what a charter and addresses say about a deployment; not where its logs begin."""
    beacon = charter.network
    return Target(
        chain_id=chain_id,
        addresses=addresses,
        first_block=0,
        from_block=0,
        founding=Founding(
            charter.to_spec(),
            charter.spec_communities(),
            charter.spec_rules(),
            charter.catalogue_hash(),
            charter_hash,
            BeaconClock(beacon.genesis, beacon.period),
            charter.spec_infractions(),
            charter.infractions_hash(),
            Addresses(_bytes(addresses["Panels"]), _bytes(addresses["Assembly"])),
            charter.spec_standards(),
            charter.standards_hash(),
        ),
        beacon=beacon,
        deployments=(),
        jurisdiction=charter.jurisdiction,
        community_names={number: name for name, number in charter.ids.items()},
        rule_names={rule.id: rule.name for rule in charter.rules},
        infractions={rule.id: rule for rule in charter.infractions},
        standards={standard.id: standard for standard in charter.standards},
    )


def _bytes(address: str) -> bytes:
    return bytes.fromhex(address.removeprefix("0x"))
