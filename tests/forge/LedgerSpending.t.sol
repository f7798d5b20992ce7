// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, PersonView } from "../../contracts/interfaces/ILedger.sol";
import { OverlayWord } from "../../contracts/libraries/Overlays.sol";
import { PersonWord } from "../../contracts/libraries/PersonWord.sol";
import { IdentityHash } from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Credits spent from the base and from portions, on every tier
contract LedgerSpendingTest is LedgerFixture {
    uint256 private constant ESSENTIAL = 0;
    uint256 private constant BASE = 0;
    uint256 private constant AMOUNT = 500_000;
    uint256 private constant ROUND = type(uint64).max - 3;
    uint256 private constant LONG = 30;

    function test_spend__essential__comes_off_credits_and_nothing_else() external {
        uint256 before = word();
        uint256 credits = ledger.creditsOf(CITIZEN);
        assertEq(spend(1234, BASE, ESSENTIAL), 0);
        assertEq(word(), before + (1234 << 222));
        assertEq(ledger.spentBy(CITIZEN), 1234);
        assertEq(ledger.creditsOf(CITIZEN), credits - 1234);
        assertEq(ledger.entitlement(ADULT_MONTH, time()), credits);
        PersonView memory seen = ledger.look(one(CITIZEN))[0];
        assertEq(seen.credits, credits - 1234);
        assertEq(seen.spent, 1234);
        assertEq(seen.quality, 0);
    }

    function test_spend__all_there_is__leaves_none_until_more_accrue() external {
        uint256 credits = ledger.creditsOf(CITIZEN);
        expectTooFew(0, credits, credits + 1);
        spend(credits + 1, BASE, ESSENTIAL);
        spend(credits, BASE, ESSENTIAL);
        assertEq(ledger.creditsOf(CITIZEN), 0);
        expectTooFew(0, 0, 1);
        spend(1, BASE, ESSENTIAL);
        vm.warp(time() + YEAR);
        assertEq(ledger.creditsOf(CITIZEN), 1_000_000);
        spend(1_000_000, BASE, ESSENTIAL);
    }

    function test_spend__born_after_genesis__has_what_accrued_since() external {
        vm.warp(GENESIS + YEAR);
        enrol(NEWBORN, GENESIS_MONTH + 1);
        uint256 credits = ledger.creditsOf(NEWBORN);
        assertEq(credits, ledger.entitlement(GENESIS_MONTH + 1, time()));
        expectTooFewOf(NEWBORN, 0, credits, credits + 1);
        spend(NEWBORN, credits + 1, BASE, ESSENTIAL);
        spend(NEWBORN, credits, BASE, ESSENTIAL);
        assertEq(ledger.creditsOf(NEWBORN), 0);
    }

    function test_spend__by_anybody_else__refused() external {
        bytes32[] memory identities = one(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ILedger.Unauthorised.selector, address(this)));
        ledger.spend(identities, one(1), one(BASE), one(ESSENTIAL));
        vm.expectRevert(abi.encodeWithSelector(ILedger.Unauthorised.selector, address(this)));
        ledger.restore(CITIZEN, 0, 0);
    }

    function test_spend__of_a_stranger_or_a_closed_person__refused() external {
        bytes memory refusal = abi.encodeWithSelector(ILedger.NotEnrolled.selector, STRANGER);
        vm.expectRevert(refusal);
        spend(STRANGER, 0, BASE, ESSENTIAL);
        vm.expectRevert(refusal);
        ledger.spentBy(STRANGER);
        vm.expectRevert(refusal);
        restore(STRANGER, 0, 0);
        ledger.close(CITIZEN);
        vm.expectRevert(abi.encodeWithSelector(ILedger.SpenderClosed.selector, 0, CITIZEN));
        spend(0, BASE, ESSENTIAL);
        ledger.reopen(CITIZEN);
        spend(1, BASE, ESSENTIAL);
    }

    function test_spend__who_opted_out__has_everything_essential_and_nothing_above() external {
        award(COUNCIL_WORK, today());
        ledger.optOut(CITIZEN);
        expectTooLow(0, 0, 200);
        spend(1, BASE, 1);
        spend(ledger.creditsOf(CITIZEN), BASE, ESSENTIAL);
        assertEq(ledger.creditsOf(CITIZEN), 0);
    }

    function testFuzz_spend__essential__whatever_quality_and_overlays(
        uint256 amount,
        uint256 points,
        uint256 covered,
        bool earned_
    )
        external
    {
        if (earned_) award(COUNCIL_WORK, today());
        deduct(between(points, 1, 300), between(covered, 0, 2 ** 40 - 1));
        deduct(300, 0);
        uint256 credits = ledger.creditsOf(CITIZEN);
        amount = between(amount, 0, credits);
        uint256 quality = ledger.qualityOf(CITIZEN);
        assertEq(spend(amount, BASE, ESSENTIAL), 0);
        assertEq(ledger.creditsOf(CITIZEN), credits - amount);
        assertEq(ledger.qualityOf(CITIZEN), quality);
    }

    // ---- above essential, from the base -------------------------------------------------------

    function test_spend__above_essential__quality_must_reach_the_tier() external {
        award(COUNCIL_WORK, today());
        expectTooLow(0, 150, 200);
        spend(1, BASE, 1);
        award(SCIENCE, today());
        uint256 credits = ledger.creditsOf(CITIZEN);
        spend(1, BASE, 1);
        assertEq(ledger.creditsOf(CITIZEN), credits - 1);
        assertEq(ledger.qualityOf(CITIZEN), 300);
        expectTooLow(0, 300, 400);
        spend(1, BASE, 2);
    }

    function test_spend__quality_that_just_reaches__is_enough_until_it_decays() external {
        raiseTo300();
        deduct(100, 0);
        spend(1, BASE, 1);
        passDays(180);
        spend(1, BASE, 1);
        passDays(1);
        expectTooLow(0, 199, 200);
        spend(1, BASE, 1);
    }

    function test_spend__deduction_on_a_portion__its_amount_is_out_of_reach() external {
        raiseTo300();
        deduct(101, AMOUNT);
        deduct(100, AMOUNT);
        uint256 credits = ledger.creditsOf(CITIZEN);
        expectTooFew(0, credits - AMOUNT, credits - AMOUNT + 1);
        spend(credits - AMOUNT + 1, BASE, 1);
        spend(credits - AMOUNT, BASE, 1);
        expectTooFew(0, 0, 1);
        spend(1, BASE, 1);
        spend(AMOUNT, BASE, ESSENTIAL);
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, AMOUNT);
    }

    function test_spend__deduction_that_ended__nothing_is_out_of_reach() external {
        raiseTo300();
        uint256 soon = today() + 1;
        vm.prank(CASES);
        ledger.deduct(CITIZEN, 300, AMOUNT, soon, 1);
        uplift(100, AMOUNT);
        passDays(1);
        spend(ledger.creditsOf(CITIZEN), BASE, 1);
        assertEq(ledger.creditsOf(CITIZEN), 0);
    }

    function test_spend__deductions_of_more_than_there_is__leave_nothing_above_essential()
        external
    {
        raiseTo300();
        deduct(300, 2 ** 40 - 1);
        expectTooFew(0, 0, 1);
        spend(1, BASE, 1);
        spend(0, BASE, 1);
        spend(ledger.creditsOf(CITIZEN), BASE, ESSENTIAL);
    }

    // ---- of a portion -------------------------------------------------------------------------

    function test_spend__of_a_portion__lifts_to_its_tier_and_uses_it_up() external {
        uplift(250, AMOUNT);
        uplift(450, AMOUNT);
        uint256 credits = ledger.creditsOf(CITIZEN);
        uint256 rest = overlay(450, AMOUNT - 100);
        vm.expectEmit(address(ledger));
        emit ILedger.OverlaySet(CITIZEN, 1, OverlayWord.wrap(rest));
        assertEq(spend(100, 2, 2), 2 | (ROUND << 8));
        assertEq(ledger.rawOverlays(CITIZEN)[1], rest);
        assertEq(ledger.rawOverlays(CITIZEN)[0], overlay(250, AMOUNT));
        assertEq(ledger.creditsOf(CITIZEN), credits - 100);
        spend(AMOUNT - 100, 2, 1);
        expectNoPortion(2);
        spend(0, 2, 1);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.OverlayNotInForce.selector, CITIZEN, 1)
        );
        ledger.portionOf(CITIZEN, 1);
        uplift(1, AMOUNT);
        assertEq(ledger.overlaysOf(CITIZEN).length, 3);
    }

    function test_spend__of_a_portion__more_than_it_covers_or_one_holds__refused() external {
        uplift(250, 1000);
        expectTooFew(0, 1000, 1001);
        spend(1001, 1, 1);
        spend(ledger.creditsOf(CITIZEN) - 999, BASE, ESSENTIAL);
        expectTooFew(0, 999, 1000);
        spend(1000, 1, 1);
        spend(999, 1, 1);
        (uint256 amount,,) = ledger.portionOf(CITIZEN, 0);
        assertEq(amount, 1);
    }

    function test_spend__of_a_portion_below_the_tier__refused() external {
        uplift(399, AMOUNT);
        expectTooLow(0, 399, 400);
        spend(1, 1, 2);
        deduct(200, AMOUNT);
        spend(1, 1, 1);
    }

    function test_spend__of_no_portion__refused() external {
        uplift(250, AMOUNT);
        deduct(1, AMOUNT);
        for (uint256 portion = 2; portion <= 9; ++portion) {
            expectNoPortion(portion);
            spend(1, portion, 1);
        }
        expectNoPortion(257);
        spend(1, 257, ESSENTIAL);
        expectNoPortion(type(uint256).max);
        spend(1, type(uint256).max, 1);
        passDays(LONG);
        expectNoPortion(1);
        spend(1, 1, 1);
    }

    // ---- of several people --------------------------------------------------------------------

    function test_spend__several_lines__one_after_the_other() external {
        enrol(NEWBORN, GENESIS_MONTH);
        uint256 few = ledger.creditsOf(NEWBORN);
        uplift(250, AMOUNT);
        bytes32[] memory identities = new bytes32[](4);
        (uint256[] memory amounts, uint256[] memory portions, uint256[] memory tiers) =
            (new uint256[](4), new uint256[](4), new uint256[](4));
        (identities[0], amounts[0]) = (IdentityHash.unwrap(CITIZEN), 10);
        (identities[1], amounts[1]) = (IdentityHash.unwrap(NEWBORN), few);
        (identities[2], amounts[2]) = (IdentityHash.unwrap(CITIZEN), 20);
        (portions[2], tiers[2]) = (1, 1);
        (identities[3], amounts[3]) = (IdentityHash.unwrap(NEWBORN), 1);
        expectTooFewOf(NEWBORN, 3, 0, 1);
        vm.prank(SERVICES);
        ledger.spend(identities, amounts, portions, tiers);
        assertEq(ledger.spentBy(CITIZEN), 0);
        amounts[3] = 0;
        vm.prank(SERVICES);
        uint256[] memory sources = ledger.spend(identities, amounts, portions, tiers);
        assertEq(sources.length, 4);
        assertEq(sources[0] | sources[1] | sources[3], 0);
        assertEq(sources[2], 1 | (ROUND << 8));
        assertEq(ledger.spentBy(CITIZEN), 30);
        assertEq(ledger.spentBy(NEWBORN), few);
    }

    function test_spend__of_nobody__gives_no_sources() external {
        vm.prank(SERVICES);
        uint256[] memory sources = ledger.spend(
            new bytes32[](0), new uint256[](0), new uint256[](0), new uint256[](0)
        );
        assertEq(sources.length, 0);
    }

    // ---- restore ------------------------------------------------------------------------------

    function test_restore__to_the_base__gives_credits_back() external {
        uint256 before = word();
        spend(100, BASE, ESSENTIAL);
        restore(CITIZEN, 60, 0);
        assertEq(ledger.spentBy(CITIZEN), 40);
        restore(CITIZEN, 40, 0);
        assertEq(word(), before);
    }

    function test_restore__more_than_was_spent__is_impossible() external {
        spend(100, BASE, ESSENTIAL);
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x11));
        restore(CITIZEN, 101, 0);
    }

    function test_restore__to_a_portion__gives_its_amount_back_while_it_is_in_force() external {
        uplift(250, AMOUNT);
        uint256 source = spend(AMOUNT, 1, 1);
        passDays(LONG - 1);
        uint256 lifted = overlay(250, 1) - ((LONG - 1) << 24) - ((LONG - 1) << 48);
        vm.expectEmit(address(ledger));
        emit ILedger.OverlaySet(CITIZEN, 0, OverlayWord.wrap(lifted));
        restore(CITIZEN, 1, source);
        (uint256 amount,,) = ledger.portionOf(CITIZEN, 0);
        assertEq(amount, 1);
        restore(CITIZEN, 2, source);
        passDays(1);
        restore(CITIZEN, AMOUNT - 3, source);
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, 3);
        assertEq(ledger.spentBy(CITIZEN), 0);
    }

    function test_restore__to_another_overlay__gives_credits_alone() external {
        uplift(250, AMOUNT);
        uint256 source = spend(100, 1, 1);
        restore(CITIZEN, 1, source - (1 << 8));
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, AMOUNT - 100);
        passDays(LONG);
        uint256 untilDay = today() + LONG;
        vm.prank(CASES);
        ledger.deduct(CITIZEN, 1, 1000, untilDay, ROUND);
        restore(CITIZEN, 1, source);
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, 1000);
        assertEq(ledger.spentBy(CITIZEN), 98);
    }

    function test_restore__after_opting_out__gives_credits_alone() external {
        uplift(250, AMOUNT);
        uint256 source = spend(100, 1, 1);
        ledger.optOut(CITIZEN);
        restore(CITIZEN, 100, source);
        assertEq(ledger.spentBy(CITIZEN), 0);
        assertEq(ledger.rawOverlays(CITIZEN).length, 0);
        ledger.optIn(CITIZEN);
        assertEq(ledger.rawOverlays(CITIZEN).length, 0);
    }

    function test_restore__of_a_closed_person__is_theirs_when_reopened() external {
        spend(100, BASE, ESSENTIAL);
        ledger.close(CITIZEN);
        restore(CITIZEN, 100, 0);
        assertEq(ledger.creditsOf(CITIZEN), 0);
        ledger.reopen(CITIZEN);
        assertEq(ledger.creditsOf(CITIZEN), ledger.entitlement(ADULT_MONTH, time()));
    }

    function testFuzz_restore__of_what_was_spent__leaves_everything_as_it_was(
        uint256 amount,
        uint256 covered,
        bool ofPortion
    )
        external
    {
        covered = between(covered, 1000, AMOUNT);
        uplift(250, covered);
        uint256 before = word();
        uint256 source = spend(between(amount, 0, covered), ofPortion ? 1 : 0, ofPortion ? 1 : 0);
        assertEq(word() & ~(uint256(type(uint32).max) << 222), before);
        assertTrue(PersonWord.wrap(word()).exists());
        restore(CITIZEN, between(amount, 0, covered), source);
        assertEq(word(), before);
        assertEq(ledger.overlaysOf(CITIZEN)[0].amount, covered);
    }

    // ---- private ------------------------------------------------------------------------------

    function spend(uint256 amount, uint256 portion, uint256 tier) private returns (uint256) {
        return spend(CITIZEN, amount, portion, tier);
    }

    function spend(
        IdentityHash identity,
        uint256 amount,
        uint256 portion,
        uint256 tier
    )
        private
        returns (uint256 source)
    {
        vm.prank(SERVICES);
        uint256[] memory sources =
            ledger.spend(one(identity), one(amount), one(portion), one(tier));
        // What was to be refused answers nothing.
        if (sources.length != 0) source = sources[0];
    }

    function restore(IdentityHash identity, uint256 amount, uint256 source) private {
        vm.prank(SERVICES);
        ledger.restore(identity, amount, source);
    }

    function raiseTo300() private {
        award(COUNCIL_WORK, today());
        award(SCIENCE, today());
    }

    function uplift(uint256 points, uint256 amount) private {
        vm.prank(POOL);
        assertTrue(ledger.uplift(CITIZEN, points, amount, LONG, ROUND));
    }

    function deduct(uint256 points, uint256 amount) private {
        uint256 untilDay = today() + 365;
        vm.prank(CASES);
        ledger.deduct(CITIZEN, points, amount, untilDay, 1);
    }

    function overlay(uint256 points, uint256 amount) private view returns (uint256) {
        return 1 | (points << 8) | (today() << 24) | ((today() + LONG) << 48) | (amount << 72)
            | (ROUND << 112);
    }

    function expectTooFew(uint256 index, uint256 available, uint256 needed) private {
        expectTooFewOf(CITIZEN, index, available, needed);
    }

    function expectTooFewOf(
        IdentityHash identity,
        uint256 index,
        uint256 available,
        uint256 needed
    )
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.CreditsTooFew.selector, index, identity, available, needed
            )
        );
    }

    function expectTooLow(uint256 index, uint256 quality, uint256 needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.QualityTooLow.selector, index, CITIZEN, quality, needed
            )
        );
    }

    function expectNoPortion(uint256 portion) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.PortionNotInForce.selector, 0, CITIZEN, portion)
        );
    }
}
