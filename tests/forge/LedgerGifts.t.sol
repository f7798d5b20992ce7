// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, LedgerCharter } from "../../contracts/interfaces/ILedger.sol";
import { PersonWord } from "../../contracts/libraries/PersonWord.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Gifts: every refusal, and what is left of the giver's quality
contract LedgerGiftsTest is LedgerFixture {
    uint256 private constant QUALITY = 900;
    uint256 private constant GRACE_DAYS = 730;

    /// @dev The citizen has earned 900 points in three years, the last 300 today.
    function setUp() public override {
        vm.warp(GENESIS);
        raise(pilot());
    }

    function test_give__in_order__lowers_quality_and_counts_in_the_year() external {
        uint256 day = today();
        uint256 before = ledger.rawPeople(one(CITIZEN))[0];
        uint256 expected = before - (200 << 40) + (200 << 156);
        vm.expectEmit(address(ledger));
        emit ILedger.Given(CITIZEN, PersonWord.wrap(expected));
        give(200);
        assertEq(ledger.rawPeople(one(CITIZEN))[0], expected);
        assertEq(ledger.baseQualityOf(CITIZEN), QUALITY - 200);
        assertEq(ledger.qualityOf(CITIZEN), QUALITY - 200);
        assertEq(ledger.givenThisYear(CITIZEN), 200);
        (uint256 inCategory, uint256 inTotal) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory, 150);
        assertEq(inTotal, 300);
        (uint256 decayFrom,) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, day + GRACE_DAYS);
    }

    function test_give__during_decay__starts_again_from_quality_today() external {
        passDays(GRACE_DAYS + 10);
        give(100);
        assertEq(ledger.baseQualityOf(CITIZEN), QUALITY - 10 - 100);
        (uint256 decayFrom,) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, today());
        passDays(1);
        assertEq(ledger.baseQualityOf(CITIZEN), QUALITY - 10 - 100 - 1);
    }

    function test_give__in_the_next_year__counts_anew_and_empties_the_tallies() external {
        give(200);
        vm.warp(GENESIS + 3 * YEAR);
        assertEq(ledger.givenThisYear(CITIZEN), 0);
        give(100);
        assertEq(ledger.givenThisYear(CITIZEN), 100);
        (uint256 inCategory, uint256 inTotal) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory + inTotal, 0);
    }

    function test_award__in_the_year_after_a_gift__empties_what_was_given() external {
        give(200);
        vm.warp(GENESIS + 3 * YEAR);
        award(COUNCIL_WORK, today());
        assertEq(ledger.givenThisYear(CITIZEN), 0);
        give(200);
        assertEq(ledger.givenThisYear(CITIZEN), 200);
    }

    function test_give__nothing__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.GiftEmpty.selector, CITIZEN));
        give(0);
    }

    function test_give__above_the_cap__refused() external {
        expectCap(0);
        give(201);
        expectCap(0);
        give(type(uint256).max);
        give(150);
        expectCap(150);
        give(51);
        give(50);
        expectCap(200);
        give(1);
    }

    function test_give__below_the_usable_level__refused() external {
        LedgerCharter memory charter = pilot();
        charter.usableQuality = 800;
        raise(charter);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.GiftBelowUsable.selector, CITIZEN, QUALITY, 101, 800)
        );
        give(101);
        give(100);
        assertEq(ledger.baseQualityOf(CITIZEN), 800);
    }

    function test_give__by_a_stranger__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER));
        vm.prank(POOL);
        ledger.give(STRANGER, 1);
    }

    function test_give__by_the_communities__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.Unauthorised.selector, address(this)));
        ledger.give(CITIZEN, 1);
    }

    function testFuzz_give__any_points__refused_or_taken_from_quality(
        uint256 points,
        uint256 later
    )
        external
    {
        points = between(points, 0, 250);
        passDays(between(later, 0, 2000));
        uint256 quality = ledger.baseQualityOf(CITIZEN);
        vm.prank(POOL);
        try ledger.give(CITIZEN, points) {
            assertTrue(points != 0 && points <= 200 && quality - points >= 600);
            assertEq(ledger.baseQualityOf(CITIZEN), quality - points);
        } catch {
            assertTrue(points == 0 || points > 200 || quality < 600 + points);
            assertEq(ledger.baseQualityOf(CITIZEN), quality);
        }
    }

    function give(uint256 points) private {
        vm.prank(POOL);
        ledger.give(CITIZEN, points);
    }

    function raise(LedgerCharter memory charter) private {
        charter.graceDays = uint16(GRACE_DAYS);
        vm.warp(GENESIS);
        ledger = deploy(charter);
        enrol(CITIZEN, ADULT_MONTH);
        for (uint256 year = 0; year < 3; ++year) {
            vm.warp(GENESIS + year * YEAR);
            award(COUNCIL_WORK, today());
            award(SCIENCE, today());
        }
    }

    function expectCap(uint256 given) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.GiftCapReached.selector, CITIZEN, given, 200)
        );
    }
}
