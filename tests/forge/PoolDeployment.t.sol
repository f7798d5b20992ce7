// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { IPool, PoolCharter } from "../../contracts/interfaces/IPool.sol";
import { Offices } from "../../contracts/types/Types.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title Wiring and charter
contract PoolDeploymentTest is PoolFixture {
    function test_deployment__as_planned__knows_its_contracts_and_charter() external view {
        assertTrue(address(pool.LEDGER()) == address(ledger));
        assertTrue(address(pool.COMMUNITIES()) == address(communities));
        assertTrue(address(pool.BEACON()) == address(beacon));
        assertTrue(pool.ASSEMBLY() == ASSEMBLY);
        assertTrue(keccak256(abi.encode(pool.charter())) == keccak256(abi.encode(pilotPool())));
        assertEq(pool.roundCount(), 0);
        assertAccount(0, 0, 0, 0);
    }

    function test_deployment__ledger_of_another_pool__refused() external {
        refuseWiring(ledger, communities, address(pool), upcoming(0));
    }

    function test_deployment__ledger_and_communities_of_two_deployments__refused() external {
        address planned = upcoming(5);
        (ILedger first, ICommunities firstTree) = deployBoth(tree(), planned);
        (, ICommunities secondTree) = deployBoth(tree(), planned);
        Offices memory offices =
            Offices(address(firstTree), planned, CASES, ASSEMBLY, SERVICES, FINDINGS);
        ILedger third = createLedger(pilot(), "charter", offices, genesisRules(), "");
        assertTrue(planned == upcoming(0));
        refuseWiring(first, secondTree, address(firstTree), address(secondTree), planned);
        refuseWiring(third, firstTree, address(first), address(third), planned);
    }

    function test_charter__outside_its_bounds__refused() external {
        uint256[2][5] memory bounds = [
            [uint256(100), 400],
            [uint256(1), 400],
            [uint256(1000), 500_000],
            [uint256(1), 365],
            [uint256(1), 10_000]
        ];
        string[5] memory names =
            ["secondChanceBelow", "prizePoints", "prizeAmount", "prizeDays", "membersPerNomination"];
        for (uint256 i = 0; i < 5; ++i) {
            uint256 least = bounds[i][0];
            uint256 most = bounds[i][1];
            found(chartered(i, least));
            found(chartered(i, most));
            refuseCharter(names[i], i, least - 1, least, most);
            refuseCharter(names[i], i, most + 1, least, most);
        }
    }

    function chartered(uint256 field, uint256 value) private pure returns (PoolCharter memory) {
        uint256[5] memory values =
            abi.decode(abi.encode(pilotPool()), (uint256[5]));
        values[field] = value;
        return abi.decode(abi.encode(values), (PoolCharter));
    }

    function refuseCharter(
        string memory name,
        uint256 field,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        PoolCharter memory wrong = chartered(field, value);
        bytes memory refusal =
            abi.encodeWithSelector(IPool.CharterOutOfBounds.selector, name, value, least, most);
        (ledger, communities) = deployBoth(tree(), upcoming(2));
        vm.expectRevert(refusal);
        createPool(ledger, communities, beacon, wrong);
    }

    function found(PoolCharter memory charter) private {
        (ledger, communities) = deployBoth(tree(), upcoming(2));
        pool = createPool(ledger, communities, beacon, charter);
    }

    /// @dev Only a contract at the planned address gets this far.
    function refuseWiring(
        ILedger itsLedger,
        ICommunities itsCommunities,
        address expected,
        address found_,
        address planned
    )
        private
    {
        bytes memory refusal =
            abi.encodeWithSelector(IPool.WrongWiring.selector, expected, found_);
        uint256 created = vm.getNonce(address(this));
        vm.expectRevert(refusal);
        createPool(itsLedger, itsCommunities, beacon, pilotPool());
        vm.setNonceUnsafe(address(this), uint64(created));
        assertTrue(upcoming(0) == planned);
    }

    function refuseWiring(
        ILedger itsLedger,
        ICommunities itsCommunities,
        address expected,
        address found_
    )
        private
    {
        refuseWiring(itsLedger, itsCommunities, expected, found_, upcoming(0));
    }
}
