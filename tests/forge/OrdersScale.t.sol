// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IdentityHash, Order } from "../../contracts/types/Types.sol";
import { CommunitiesFixture } from "./CommunitiesFixture.sol";

/// @title What orders cost the communities and the ledger when a hundred come at once
/// @dev Every call is a transaction of its own, as on a chain. Left out of the coverage report,
///      whose counting costs gas too.
/// forge-config: default.isolate = true
contract OrdersScaleTest is CommunitiesFixture {
    uint256 private constant ORDERS = 100;
    /// @dev With 210 of the transaction, and the calldata: of a redemption it is paid only once.
    uint256 private constant MOST_GAS_OF_AN_APPROVAL = 12_500;
    uint256 private constant MOST_GAS_OF_A_SPENDING = 7500;

    bytes32[] private _identities;

    function setUp() public override {
        super.setUp();
        _identities = new bytes32[](ORDERS);
        uint256[] memory months = new uint256[](ORDERS);
        address[] memory controllers = new address[](ORDERS);
        for (uint256 i = 0; i < ORDERS; ++i) {
            _identities[i] = keccak256(abi.encode("citizen", i));
            months[i] = ADULT_MONTH;
            controllers[i] = vm.addr(OWN_KEY + i);
        }
        enrolByCouncil(_identities, months);
        bind(_identities, controllers);
    }

    function test_acceptOrders__a_hundred__within_the_gas() external {
        Order[] memory orders = new Order[](ORDERS);
        bytes memory signatures;
        bytes32 kind = keccak256(
            "Order(bytes32 identity,uint256 offer,uint256 quantity,uint256 amount,"
            "uint256 portion,uint256 nonce,uint256 deadline)"
        );
        for (uint256 i = 0; i < ORDERS; ++i) {
            orders[i] = Order(IdentityHash.wrap(_identities[i]), 3, 2, 2000, 0, 0, time() + 1 days);
            bytes32 digest = digestOf(keccak256(abi.encode(kind, orders[i])));
            signatures = bytes.concat(signatures, sign(OWN_KEY + i, digest));
        }
        vm.prank(SERVICES);
        communities.acceptOrders(orders, signatures);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertTrue(used <= ORDERS * MOST_GAS_OF_AN_APPROVAL);
        // The slots and the recoveries alone cost this much: a whole transaction was measured.
        assertTrue(used >= ORDERS * 8000);
    }

    function test_spend__a_hundred_times__within_the_gas() external {
        uint256[] memory amounts = new uint256[](ORDERS);
        for (uint256 i = 0; i < ORDERS; ++i) {
            amounts[i] = 2000;
        }
        uint256[] memory zeros = new uint256[](ORDERS);
        vm.prank(SERVICES);
        ledger.spend(_identities, amounts, zeros, zeros);
        uint256 used = vm.lastCallGas().gasTotalUsed;
        assertTrue(used <= ORDERS * MOST_GAS_OF_A_SPENDING);
        assertTrue(used >= ORDERS * 5000);
    }
}
