// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { IPool } from "../../contracts/interfaces/IPool.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title Gifts of quality to the pool
contract PoolGiftsTest is PoolFixture {
    uint256 private constant DONOR = 3;
    uint256 private constant NEWCOMER = 4;

    function setUp() public override {
        super.setUp();
        raiseTo800(DONOR, DONOR);
    }

    function test_give__within_the_cap__points_are_free() external {
        vm.expectEmit(address(pool));
        emit IPool.PointsGiven(person(DONOR), 150);
        this.tryGive(DONOR, 150);
        assertAccount(150, 150, 0, 0);
        assertEq(ledger.baseQualityOf(person(DONOR)), 650);
        give(DONOR, 50);
        assertAccount(200, 200, 0, 0);
        assertEq(communities.signatory(person(DONOR)).nonce, 2);
    }

    function test_give__more_than_the_cap__refused_and_nothing_happened() external {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.GiftCapReached.selector, person(DONOR), 0, GIFT_CAP)
        );
        this.tryGive(DONOR, GIFT_CAP + 1);
        assertAccount(0, 0, 0, 0);
        assertEq(communities.signatory(person(DONOR)).nonce, 0);
    }

    function test_give__nothing_or_below_the_usable__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.GiftEmpty.selector, person(DONOR)));
        this.tryGive(DONOR, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.GiftBelowUsable.selector, person(NEWCOMER), 0, 1, 600
            )
        );
        this.tryGive(NEWCOMER, 1);
    }

    function test_give__closed_or_opted_out__refused() external {
        bytes memory refusal =
            abi.encodeWithSelector(IPool.TakesNoPart.selector, 0, person(DONOR));
        optOut(DONOR);
        vm.expectRevert(refusal);
        this.tryGive(DONOR, 0);
        vm.prank(address(communities));
        ledger.optIn(person(DONOR));
        close(DONOR);
        vm.expectRevert(refusal);
        this.tryGive(DONOR, 0);
        assertAccount(0, 0, 0, 0);
    }

    function test_give__signed_for_other_points__refused() external {
        uint256 deadline = time();
        bytes32 kind =
            keccak256("Gift(bytes32 identity,uint256 points,uint256 nonce,uint256 deadline)");
        bytes32 digest = digestOf(keccak256(abi.encode(kind, person(DONOR), 10, 0, deadline)));
        bytes memory signature = sign(keyOf(DONOR), digest);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, person(DONOR), vm.addr(keyOf(DONOR))
            )
        );
        pool.give(person(DONOR), 11, 0, deadline, signature);
        pool.give(person(DONOR), 10, 0, deadline, signature);
        assertAccount(10, 10, 0, 0);
    }
}
