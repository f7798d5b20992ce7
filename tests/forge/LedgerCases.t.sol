// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { OverlayWord } from "../../contracts/libraries/Overlays.sol";
import { PersonWord } from "../../contracts/libraries/PersonWord.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title What cases do to a person: deductions that end, and awards taken back
contract LedgerCasesTest is LedgerFixture {
    uint256 private constant CAUSE = type(uint64).max - 5;
    uint256 private constant SUNSET = 365;

    /// @dev The citizen has 150 points.
    function setUp() public override {
        super.setUp();
        award(COUNCIL_WORK, today());
    }

    function test_deduct__from_the_whole_balance__lowers_quality_until_the_sunset() external {
        uint256 expected = 2 | (60 << 8) | (today() << 24) | ((today() + SUNSET) << 48)
            | (CAUSE << 112);
        vm.expectEmit(address(ledger));
        emit ILedger.OverlaySet(CITIZEN, 0, OverlayWord.wrap(expected));
        expectPlaced(60, 0, 0);
        assertEq(ledger.rawOverlays(CITIZEN)[0], expected);
        assertEq(ledger.qualityOf(CITIZEN), 90);
        assertEq(ledger.baseQualityOf(CITIZEN), 150);
        passDays(SUNSET);
        assertEq(ledger.qualityOf(CITIZEN), ledger.baseQualityOf(CITIZEN));
    }

    function test_deduct__from_a_portion__leaves_the_rest_as_it_is() external {
        expectPlaced(60, 5000, 0);
        assertEq(ledger.qualityOf(CITIZEN), 150);
        (uint256 amount, uint256 quality,) = ledger.portionOf(CITIZEN, 0);
        assertEq(amount, 5000);
        assertEq(quality, 90);
    }

    function test_deduct__ninth__not_placed() external {
        for (uint256 i = 0; i < 8; ++i) {
            expectPlaced(1, 0, i);
        }
        uint256 before = word();
        (bool placed,) = deduct(1, 0);
        assertTrue(!placed);
        assertEq(word(), before);
        assertEq(ledger.qualityOf(CITIZEN), 142);
    }

    function test_endDeduction__in_force__ends_today_and_frees_its_place() external {
        expectPlaced(60, 0, 0);
        passDays(10);
        uint256 expected = 2 | (60 << 8) | ((today() - 10) << 24) | (today() << 48) | (CAUSE << 112);
        vm.expectEmit(address(ledger));
        emit ILedger.OverlaySet(CITIZEN, 0, OverlayWord.wrap(expected));
        assertTrue(end(0, CAUSE));
        assertEq(ledger.qualityOf(CITIZEN), 150);
        assertTrue(!end(0, CAUSE));
        expectPlaced(50, 0, 0);
    }

    function test_endDeduction__on_the_day_it_began__never_was_in_force() external {
        expectPlaced(60, 0, 0);
        assertTrue(end(0, CAUSE));
        assertEq(ledger.qualityOf(CITIZEN), 150);
    }

    function test_endDeduction__of_another_case_or_kind_or_place__nothing_happens() external {
        expectPlaced(60, 0, 0);
        vm.prank(POOL);
        ledger.uplift(CITIZEN, 100, 1000, 30, CAUSE);
        assertTrue(!end(0, CAUSE - 1));
        assertTrue(!end(1, CAUSE));
        assertTrue(!end(2, CAUSE));
        assertTrue(!end(type(uint256).max, CAUSE));
        assertEq(ledger.qualityOf(CITIZEN), 90);
        (, uint256 quality,) = ledger.portionOf(CITIZEN, 1);
        assertEq(quality, 190);
    }

    function test_endDeduction__after_the_sunset_or_opting_out__nothing_happens() external {
        expectPlaced(60, 0, 0);
        passDays(SUNSET);
        assertTrue(!end(0, CAUSE));
        expectPlaced(60, 0, 0);
        ledger.optOut(CITIZEN);
        assertTrue(!end(0, CAUSE));
    }

    function test_endDeduction__of_a_closed_person__ends() external {
        expectPlaced(60, 0, 0);
        ledger.close(CITIZEN);
        assertTrue(end(0, CAUSE));
    }

    function test_reverseAward__same_year__takes_points_and_tally_back() external {
        uint256 expected = word() - (150 << 40) - (150 << 100);
        vm.expectEmit(address(ledger));
        emit ILedger.AwardReversed(CITIZEN, PersonWord.wrap(expected));
        reverse(1, 150, 0);
        assertEq(word(), expected);
        assertEq(ledger.qualityOf(CITIZEN), 0);
        assertEq(earned(1), 0);
    }

    function test_reverseAward__later_year__leaves_tallies_of_that_year() external {
        vm.warp(GENESIS + YEAR);
        award(COUNCIL_WORK, today());
        uint256 quality = ledger.baseQualityOf(CITIZEN);
        reverse(1, 140, 0);
        assertEq(ledger.baseQualityOf(CITIZEN), quality - 140);
        assertEq(earned(1), 150);
        reverse(1, 10, 1);
        assertEq(earned(1), 140);
    }

    function test_reverseAward__of_more_than_there_is__stops_at_0() external {
        reverse(1, 200, 0);
        assertEq(ledger.baseQualityOf(CITIZEN), 0);
        assertEq(earned(1), 0);
        assertEq(earned(2), 0);
    }

    function test_reverseAward__during_decay__begins_again_from_quality_today() external {
        passDays(180 + 10);
        reverse(1, 100, 0);
        assertEq(ledger.baseQualityOf(CITIZEN), 40);
        (uint256 decayFrom,) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, today());
        passDays(5);
        assertEq(ledger.baseQualityOf(CITIZEN), 35);
    }

    function test_acts__about_a_stranger__refused() external {
        bytes memory refusal = abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER);
        vm.expectRevert(refusal);
        vm.prank(CASES);
        ledger.deduct(STRANGER, 1, 0, 1, 1);
        vm.expectRevert(refusal);
        vm.prank(CASES);
        ledger.endDeduction(STRANGER, 0, 1);
        vm.expectRevert(refusal);
        vm.prank(CASES);
        ledger.reverseAward(STRANGER, 1, 1, 0);
    }

    function testFuzz_deductions__any__never_reach_base_quality_or_credits(
        uint256 points,
        uint256 amount,
        uint256 later
    )
        external
    {
        later = between(later, 0, 2000);
        vm.warp(time() + later * 1 days);
        uint256 base = ledger.baseQualityOf(CITIZEN);
        uint256 credits = ledger.creditsOf(CITIZEN);
        deduct(between(points, 0, 300), between(amount, 0, 2 ** 40 - 1));
        assertEq(ledger.baseQualityOf(CITIZEN), base);
        assertEq(ledger.creditsOf(CITIZEN), credits);
        assertTrue(ledger.qualityOf(CITIZEN) <= base);
    }

    function deduct(uint256 points, uint256 amount) private returns (bool placed, uint256 index) {
        uint256 untilDay = today() + SUNSET;
        vm.prank(CASES);
        return ledger.deduct(CITIZEN, points, amount, untilDay, CAUSE);
    }

    function expectPlaced(uint256 points, uint256 amount, uint256 expected) private {
        (bool placed, uint256 index) = deduct(points, amount);
        assertTrue(placed);
        assertEq(index, expected);
    }

    function end(uint256 index, uint256 cause) private returns (bool) {
        vm.prank(CASES);
        return ledger.endDeduction(CITIZEN, index, cause);
    }

    function reverse(uint256 category, uint256 points, uint256 year) private {
        vm.prank(CASES);
        ledger.reverseAward(CITIZEN, category, points, year);
    }
}
