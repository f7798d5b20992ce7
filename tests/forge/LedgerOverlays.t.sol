// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, OverlayView } from "../../contracts/interfaces/ILedger.sol";
import { OverlayWord } from "../../contracts/libraries/Overlays.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Overlays: where they are put, when they are in force, what they make of quality
contract LedgerOverlaysTest is LedgerFixture {
    uint256 private constant AMOUNT = 500_000;
    uint256 private constant ROUND = 7;
    uint256 private constant DEDUCTION = 2;
    uint256 private constant PEOPLE_SLOT = 3;
    uint256 private constant OVERLAYS_SLOT = 10;

    /// @dev The citizen has 150 points.
    function setUp() public override {
        super.setUp();
        award(COUNCIL_WORK, today());
    }

    function test_uplift__first__lifts_a_portion_and_nothing_else() external {
        uint256 day = today();
        uint256 word = overlay(1, 300, day, day + 30, AMOUNT) | (ROUND << 112);
        vm.expectEmit(address(ledger));
        emit ILedger.OverlaySet(CITIZEN, 0, OverlayWord.wrap(word));
        assertTrue(uplift(300, 30));
        assertEq(ledger.qualityOf(CITIZEN), 150);
        assertEq(ledger.baseQualityOf(CITIZEN), 150);
        assertEq(ledger.tierOf(CITIZEN), 0);
        expectPortion(0, 450, 2);
        assertEq(ledger.rawOverlays(CITIZEN)[0], word);
        OverlayView[] memory all = ledger.overlaysOf(CITIZEN);
        assertEq(all.length, 1);
        assertEq(all[0].kind, 1);
        assertEq(all[0].points, 300);
        assertEq(all[0].fromDay, day);
        assertEq(all[0].untilDay, day + 30);
        assertEq(all[0].amount, AMOUNT);
        assertEq(all[0].cause, ROUND);
    }

    function test_uplift__high_quality__portion_stops_at_the_ceiling() external {
        award(SCIENCE, today());
        assertTrue(uplift(701, 30));
        expectPortion(0, 1000, 4);
    }

    function test_uplift__its_last_day__in_force_and_the_next_not() external {
        assertTrue(uplift(300, 30));
        passDays(29);
        expectPortion(0, 450, 2);
        passDays(1);
        expectNone(0);
        assertEq(ledger.overlaysOf(CITIZEN).length, 1);
    }

    function test_uplift__after_ends__takes_the_lowest_place_that_is_free() external {
        assertTrue(uplift(1, 40));
        assertTrue(uplift(2, 10));
        assertTrue(uplift(3, 20));
        passDays(20);
        assertTrue(uplift(4, 50));
        assertEq(ledger.overlaysOf(CITIZEN).length, 3);
        assertEq(ledger.overlaysOf(CITIZEN)[1].points, 4);
        assertTrue(uplift(5, 50));
        assertEq(ledger.overlaysOf(CITIZEN)[2].points, 5);
        assertTrue(uplift(6, 50));
        assertEq(ledger.overlaysOf(CITIZEN).length, 4);
    }

    function test_uplift__ninth__not_placed_until_one_ended() external {
        for (uint256 i = 0; i < 8; ++i) {
            assertTrue(uplift(i + 1, 30 + i));
        }
        uint256 before = ledger.rawPeople(one(CITIZEN))[0];
        assertTrue(!uplift(9, 30));
        assertEq(ledger.rawPeople(one(CITIZEN))[0], before);
        passDays(31);
        assertTrue(uplift(9, 30));
        assertTrue(uplift(10, 30));
        assertTrue(!uplift(11, 30));
        uint256[] memory words = ledger.rawOverlays(CITIZEN);
        assertEq(words.length, 8);
        assertEq(ledger.overlaysOf(CITIZEN)[0].points, 9);
        assertEq(ledger.overlaysOf(CITIZEN)[1].points, 10);
        assertEq(ledger.overlaysOf(CITIZEN)[2].points, 3);
    }

    function test_uplift__of_a_stranger__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER));
        vm.prank(POOL);
        ledger.uplift(STRANGER, 1, AMOUNT, 1, ROUND);
    }

    function test_uplift__by_the_communities__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.Unauthorised.selector, address(this)));
        ledger.uplift(CITIZEN, 1, AMOUNT, 1, ROUND);
    }

    function test_quality__deductions_on_the_whole__all_count_for_the_balance_alone() external {
        uint256 day = today();
        award(SCIENCE, day);
        set(0, overlay(DEDUCTION, 60, day, day + 10, 0));
        set(1, overlay(DEDUCTION, 50, day + 1, day + 10, 0));
        set(2, overlay(DEDUCTION, 45, day, day + 10, AMOUNT));
        set(3, overlay(1, 400, day, day + 10, AMOUNT));
        assertEq(ledger.qualityOf(CITIZEN), 240);
        assertEq(ledger.look(one(CITIZEN))[0].quality, 240);
        expectPortion(2, 195, 0);
        expectPortion(3, 640, 3);
        passDays(1);
        assertEq(ledger.qualityOf(CITIZEN), 190);
        assertEq(ledger.tierOf(CITIZEN), 0);
        assertEq(ledger.baseQualityOf(CITIZEN), 300);
        assertEq(ledger.look(one(CITIZEN))[0].tier, 0);
        passDays(9);
        assertEq(ledger.qualityOf(CITIZEN), 300);
        assertEq(ledger.tierOf(CITIZEN), 1);
    }

    function test_quality__deductions_beyond_it__stop_at_0() external {
        uint256 day = today();
        set(0, overlay(DEDUCTION, 151, day, day + 10, 0));
        set(1, overlay(DEDUCTION, 1, day, day + 10, AMOUNT));
        assertEq(ledger.qualityOf(CITIZEN), 0);
        expectPortion(1, 0, 0);
        award(SCIENCE, day);
        assertEq(ledger.qualityOf(CITIZEN), 149);
    }

    function test_portionOf__whole_balance_or_not_yet_or_never__refused() external {
        uint256 day = today();
        set(0, overlay(DEDUCTION, 1, day, day + 10, 0));
        set(1, overlay(1, 1, day + 1, day + 10, AMOUNT));
        expectNone(0);
        expectNone(1);
        expectNone(2);
        passDays(1);
        expectPortion(1, 150, 0);
    }

    function test_views__of_a_stranger__refused_or_empty() external {
        bytes memory refusal = abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER);
        vm.expectRevert(refusal);
        ledger.baseQualityOf(STRANGER);
        vm.expectRevert(refusal);
        ledger.givenThisYear(STRANGER);
        vm.expectRevert(refusal);
        ledger.overlaysOf(STRANGER);
        vm.expectRevert(refusal);
        ledger.portionOf(STRANGER, 0);
        assertEq(ledger.rawOverlays(STRANGER).length, 0);
    }

    function uplift(uint256 points, uint256 daysLong) private returns (bool) {
        vm.prank(POOL);
        return ledger.uplift(CITIZEN, points, AMOUNT, daysLong, ROUND);
    }

    /// @dev Written straight into storage, to try what no case could make.
    function set(uint256 index, uint256 word) private {
        bytes32 outer = keccak256(abi.encode(CITIZEN, OVERLAYS_SLOT));
        vm.store(address(ledger), keccak256(abi.encode(index, outer)), bytes32(word));
        bytes32 slot = keccak256(abi.encode(CITIZEN, PEOPLE_SLOT));
        uint256 cleared = uint256(vm.load(address(ledger), slot)) & ~(uint256(15) << 216);
        vm.store(address(ledger), slot, bytes32(cleared | ((index + 1) << 216)));
    }

    function overlay(
        uint256 kind,
        uint256 points,
        uint256 fromDay,
        uint256 untilDay,
        uint256 amount
    )
        private
        pure
        returns (uint256)
    {
        return kind | (points << 8) | (fromDay << 24) | (untilDay << 48) | (amount << 72);
    }

    function expectPortion(uint256 index, uint256 quality, uint256 tier) private view {
        (uint256 amount, uint256 foundQuality, uint256 foundTier) =
            ledger.portionOf(CITIZEN, index);
        assertEq(amount, AMOUNT);
        assertEq(foundQuality, quality);
        assertEq(foundTier, tier);
    }

    function expectNone(uint256 index) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.OverlayNotInForce.selector, CITIZEN, index)
        );
        ledger.portionOf(CITIZEN, index);
    }
}
