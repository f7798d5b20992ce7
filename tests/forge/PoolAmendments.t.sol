// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAmendable } from "../../contracts/interfaces/IAmendable.sol";
import { IPool } from "../../contracts/interfaces/IPool.sol";
import { PoolFixture } from "./PoolFixture.sol";

/// @title What the assembly's amendments change in the pool
contract PoolAmendmentsTest is PoolFixture {
    uint256 private constant DONOR = 3;
    uint256 private constant MEMBER = 4;
    uint256 private constant OTHER_MEMBER = 5;
    uint256 private constant NOTICE_DAYS = 30;

    function setUp() public override {
        super.setUp();
        raiseTo800(DONOR, DONOR);
        give(DONOR, GIFT_CAP);
    }

    function test_amend__by_the_assembly__holds_from_its_day_on() external {
        uint256[5] memory amended = [uint256(100), 400, 500_000, 365, 10_000];
        uint256[] memory values = listOf(amended);
        uint256 fromDay = today() + NOTICE_DAYS;
        vm.expectEmit(address(pool));
        emit IAmendable.CharterAmended(values, fromDay);
        vm.prank(ASSEMBLY);
        pool.amend(values, fromDay);
        vm.warp(fromDay * 1 days - 1);
        assertTrue(keccak256(abi.encode(pool.charter())) == keccak256(abi.encode(pilotPool())));
        assertEq(pool.amendmentDay(), fromDay);
        vm.warp(fromDay * 1 days);
        assertTrue(keccak256(abi.encode(pool.charter())) == keccak256(abi.encode(amended)));
        assertEq(pool.amendmentDay(), 0);
    }

    function test_amend__by_anybody_else__refused() external {
        vm.expectRevert(abi.encodeWithSelector(IPool.Unauthorised.selector, address(this)));
        pool.amend(listOf([uint256(200), 400, 500_000, 365, 1]), today() + NOTICE_DAYS);
    }

    function test_checkCharter__other_number_of_values__refused() external {
        for (uint256 count = 4; count <= 6; count += 2) {
            vm.expectRevert(abi.encodeWithSelector(IPool.LengthMismatch.selector, 5, count));
            pool.checkCharter(new uint256[](count));
        }
    }

    function test_checkCharter__within_or_outside_the_bounds__as_at_deployment() external {
        uint256[5] memory values = [uint256(100), 1, 1000, 1, 1];
        pool.checkCharter(listOf(values));
        values = [uint256(400), 400, 500_000, 365, 10_000];
        pool.checkCharter(listOf(values));
        values[2] += 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IPool.CharterOutOfBounds.selector, "prizeAmount", 500_001, 1000, 500_000
            )
        );
        pool.checkCharter(listOf(values));
    }

    function test_amended__quota__by_the_members_it_needs_now() external {
        amend([uint256(200), 400, 500_000, 365, 6]);
        open(terms20(NOMINATED, 1));
        nominate(1, one(person(MEMBER)));
        vm.expectRevert(abi.encodeWithSelector(IPool.QuotaReached.selector, 1, TOWN, 1));
        this.tryNominate(1, one(person(OTHER_MEMBER)));
    }

    function test_amended__second_chance__from_the_quality_below_which_it_is_now() external {
        earn(MEMBER, 1);
        amend([uint256(100), 400, 500_000, 365, 1]);
        open(terms20(SECOND_CHANCE, 1));
        vm.expectRevert(
            abi.encodeWithSelector(IPool.QualityTooHigh.selector, person(MEMBER), 100, 100)
        );
        this.tryEnter(MEMBER, 1);
    }

    function test_amended__prizes__of_rounds_opened_from_then_on() external {
        uint256 before = open(terms20(NOMINATED, 1));
        nominate(before, one(person(MEMBER)));
        amend([uint256(200), 19, 500_000, 365, 1]);
        vm.expectRevert(
            abi.encodeWithSelector(IPool.RoundOutOfBounds.selector, "points", 20, 1, 19)
        );
        this.tryOpen(terms20(NOMINATED, 1));
        freezeAndSubmitLate(before);
        settle(before, 0);
        assertEq(ledger.overlaysOf(person(MEMBER))[0].points, 20);
    }

    // -------------------------------------------------------------- private

    function amend(uint256[5] memory values) private {
        uint256 fromDay = today() + NOTICE_DAYS;
        vm.prank(ASSEMBLY);
        pool.amend(listOf(values), fromDay);
        vm.warp(fromDay * 1 days);
    }

    function freezeAndSubmitLate(uint256 round) private {
        pool.freeze(round);
        submit(pool.roundOf(round).beaconRound);
    }

    function listOf(uint256[5] memory values) private pure returns (uint256[] memory all) {
        all = new uint256[](5);
        for (uint256 i = 0; i < 5; ++i) all[i] = values[i];
    }
}
