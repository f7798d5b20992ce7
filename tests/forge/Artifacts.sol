// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssemblyCharter, IAssembly } from "../../contracts/interfaces/IAssembly.sol";
import { IBeacon, PublicKey } from "../../contracts/interfaces/IBeacon.sol";
import { CasesCharter, ICases, InfractionText } from "../../contracts/interfaces/ICases.sol";
import {
    CommunitiesCharter,
    FoundingCommunity,
    ICommunities
} from "../../contracts/interfaces/ICommunities.sol";
import { IFindings, StandardText } from "../../contracts/interfaces/IFindings.sol";
import { ILedger, LedgerCharter, RuleText } from "../../contracts/interfaces/ILedger.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { IPool, PoolCharter } from "../../contracts/interfaces/IPool.sol";
import { IServices, ServicesCharter } from "../../contracts/interfaces/IServices.sol";
import { Offices } from "../../contracts/types/Types.sol";
import { Test, Vm } from "./Test.sol";

/// @title Creates the contracts from the artifacts of `make build`, the bytecode that is deployed
/// @dev A test that imports a contract has it compiled once more, by a slower compiler setting:
///      tests import interfaces, types and libraries only.
abstract contract Artifacts is Test {
    function createBeacon(
        PublicKey memory key,
        uint256 genesis,
        uint256 period
    )
        internal
        returns (IBeacon)
    {
        return IBeacon(create("Beacon", abi.encode(key, genesis, period)));
    }

    function createLedger(
        LedgerCharter memory charter,
        bytes32 charterHash,
        Offices memory offices,
        RuleText[] memory rules,
        bytes32 catalogueHash
    )
        internal
        returns (ILedger)
    {
        return ILedger(
            create("Ledger", abi.encode(charter, charterHash, offices, rules, catalogueHash))
        );
    }

    function createCommunities(
        ILedger ledger,
        CommunitiesCharter memory charter,
        FoundingCommunity[] memory founding
    )
        internal
        returns (ICommunities)
    {
        return ICommunities(create("Communities", abi.encode(ledger, charter, founding)));
    }

    function createPool(
        ILedger ledger,
        ICommunities communities,
        IBeacon beacon,
        PoolCharter memory charter
    )
        internal
        returns (IPool)
    {
        return IPool(create("Pool", abi.encode(ledger, communities, beacon, charter)));
    }

    function createPanels(
        ILedger ledger,
        ICommunities communities,
        IBeacon beacon
    )
        internal
        returns (IPanels)
    {
        return IPanels(create("Panels", abi.encode(ledger, communities, beacon)));
    }

    function createCases(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        CasesCharter memory charter,
        InfractionText[] memory infractions,
        bytes32 infractionsHash
    )
        internal
        returns (ICases)
    {
        bytes memory arguments =
            abi.encode(ledger, communities, panels, charter, infractions, infractionsHash);
        return ICases(create("Cases", arguments));
    }

    function createAssembly(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        IBeacon beacon,
        AssemblyCharter memory charter
    )
        internal
        returns (IAssembly)
    {
        return IAssembly(
            create("Assembly", abi.encode(ledger, communities, panels, beacon, charter))
        );
    }

    function createServices(
        ILedger ledger,
        ICommunities communities,
        ServicesCharter memory charter
    )
        internal
        returns (IServices)
    {
        return IServices(create("Services", abi.encode(ledger, communities, charter)));
    }

    function createFindings(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        StandardText[] memory standards,
        bytes32 standardsHash
    )
        internal
        returns (IFindings)
    {
        bytes memory arguments =
            abi.encode(ledger, communities, panels, standards, standardsHash);
        return IFindings(create("Findings", arguments));
    }

    function create(
        string memory name,
        bytes memory arguments
    )
        private
        returns (address created)
    {
        bytes memory code = bytes.concat(vm.getCode(artifact(name)), arguments);
        assembly ("memory-safe") {
            created := create(0, add(code, 32), mload(code))
            if iszero(created) {
                returndatacopy(0, 0, returndatasize())
                revert(0, returndatasize())
            }
        }
    }

    /// @dev Coverage is counted in the code that Foundry itself compiled for it.
    function artifact(string memory name) private view returns (string memory) {
        if (vm.isContext(Vm.Context.Coverage)) return string.concat(name, ".sol:", name);
        return string.concat("build/artifacts/", name, ".json");
    }
}
