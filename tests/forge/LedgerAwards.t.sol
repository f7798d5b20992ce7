// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, LedgerCharter } from "../../contracts/interfaces/ILedger.sol";
import { CommunityId, RuleId } from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Awards: every refusal, every cap, and decay
contract LedgerAwardsTest is LedgerFixture {
    function test_award__in_order__raises_quality_and_tallies() external {
        award(COUNCIL_WORK, today());
        assertEq(ledger.qualityOf(CITIZEN), 150);
        (uint256 inCategory, uint256 inTotal) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory, 150);
        assertEq(inTotal, 150);
        (uint256 decayFrom, uint256 leaveUntil) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, today() + 180);
        assertEq(leaveUntil, 0);
    }

    function test_award__lists_differ__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.LengthMismatch.selector, 1, 0));
        ledger.award(one(CITIZEN), new uint256[](0), HOME, 0, COUNCIL_WORK, 1);
    }

    function test_award__member_of_another_community__refused() external {
        CommunityId other = CommunityId.wrap(2);
        uint256 day = today();
        vm.expectRevert(abi.encodeWithSelector(ILedger.NotAMember.selector, 0, CITIZEN, other));
        ledger.award(one(CITIZEN), one(day), other, 0, COUNCIL_WORK, 1);
    }

    function test_award__own_case_of_a_seat__refused_only_when_it_signed() external {
        ledger.takeSeat(CITIZEN, HOME, 5);
        uint256 day = today();
        vm.expectRevert(abi.encodeWithSelector(ILedger.SignsOwnCase.selector, 0, CITIZEN));
        ledger.award(one(CITIZEN), one(day), HOME, 1 << 5, COUNCIL_WORK, 1);
        ledger.award(one(CITIZEN), one(day), HOME, 1 << 4, COUNCIL_WORK, 1);
        assertEq(ledger.qualityOf(CITIZEN), 150);
    }

    function test_award__of_a_seat_that_did_not_sign__counted_once_under_a_limited_rule() external {
        ledger.takeSeat(CITIZEN, HOME, 5);
        ledger.award(one(CITIZEN), one(today()), HOME, 1 << 4, DAILY_VOTE, 1);
        assertEq(ledger.timesThisYear(CITIZEN, DAILY_VOTE), 1);
        assertEq(ledger.baseQualityOf(CITIZEN), 20);
    }

    function test_award__earlier_act_filed_later__decay_begins_as_before() external {
        uint256 day = today();
        passDays(50);
        award(COUNCIL_WORK, day + 50);
        award(SCIENCE, day + 10);
        (uint256 decayFrom,) = ledger.decayOf(CITIZEN);
        assertEq(decayFrom, day + 50 + 180);
    }

    function test_award__act_tomorrow__refused() external {
        uint256 day = today();
        expectDay(ILedger.ActInFuture.selector, day + 1, day);
        award(COUNCIL_WORK, day + 1);
    }

    function test_award__act_too_old__refused() external {
        passDays(100);
        uint256 oldest = today() - 90;
        expectDay(ILedger.ActTooOld.selector, oldest - 1, oldest);
        award(COUNCIL_WORK, oldest - 1);
        award(COUNCIL_WORK, oldest);
    }

    function test_award__before_the_first_day_of_the_rule__refused() external {
        uint256 day = today() - 1;
        expectNotInForce(COUNCIL_WORK, 1, day);
        award(COUNCIL_WORK, day);
    }

    function test_award__on_the_last_day_of_a_version__refused() external {
        uint256 last = today() + 30;
        publish(COUNCIL_WORK, 10, last);
        passDays(30);
        expectNotInForce(COUNCIL_WORK, 1, last);
        award(COUNCIL_WORK, last);
        award(COUNCIL_WORK, last - 1);
        assertEq(ledger.qualityOf(CITIZEN), 150);
    }

    function test_award__no_such_version__refused() external {
        uint256 day = today();
        expectNotInForce(RuleId.wrap(9), 1, day);
        award(RuleId.wrap(9), day);
    }

    function test_award__retired_rule__refused() external {
        uint256 day = today() + 30;
        publish(RuleId.wrap(4), 0, day);
        passDays(30);
        expectNotInForce(RuleId.wrap(4), 1, day);
        award(RuleId.wrap(4), day);
    }

    function test_award__before_birth__refused_and_on_the_first_day_accepted() external {
        uint256 day = today();
        enrol(STRANGER, GENESIS_MONTH);
        ledger.award(one(STRANGER), one(day), HOME, 0, COUNCIL_WORK, 1);
        passDays(40);
        enrol(NEWBORN, GENESIS_MONTH + 1);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.ActBeforeBirth.selector, 0, NEWBORN, day)
        );
        ledger.award(one(NEWBORN), one(day), HOME, 0, COUNCIL_WORK, 1);
    }

    function test_award__limit_of_the_rule__refused_until_next_year() external {
        uint256 day = today();
        award(DAILY_VOTE, day);
        award(DAILY_VOTE, day);
        assertEq(ledger.timesThisYear(CITIZEN, DAILY_VOTE), 2);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.RuleLimitReached.selector, 0, CITIZEN, DAILY_VOTE, 2)
        );
        award(DAILY_VOTE, day);
        vm.warp(GENESIS + YEAR);
        assertEq(ledger.timesThisYear(CITIZEN, DAILY_VOTE), 0);
        award(DAILY_VOTE, today());
    }

    function test_award__cap_of_the_category__refused_until_next_year() external {
        uint256 day = today();
        award(COUNCIL_WORK, day);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.CategoryCapReached.selector, 0, CITIZEN, 1, 150, 150)
        );
        award(COUNCIL_WORK, day);
        vm.warp(GENESIS + YEAR);
        award(COUNCIL_WORK, today());
        (uint256 inCategory,) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory, 150);
    }

    function test_award__cap_of_all_categories__refused() external {
        LedgerCharter memory charter = pilot();
        charter.annualCap = 299;
        ledger = deploy(charter);
        enrol(CITIZEN, ADULT_MONTH);
        uint256 day = today();
        award(COUNCIL_WORK, day);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.AnnualCapReached.selector, 0, CITIZEN, 150, 299)
        );
        award(SCIENCE, day);
    }

    function test_award__above_the_ceiling__refused() external {
        LedgerCharter memory charter = pilot();
        charter.graceDays = 730;
        charter.annualCap = 1000;
        ledger = deploy(charter);
        enrol(CITIZEN, ADULT_MONTH);
        for (uint256 year = 0; year < 3; ++year) {
            vm.warp(GENESIS + year * YEAR);
            award(COUNCIL_WORK, today());
            award(SCIENCE, today());
        }
        vm.warp(GENESIS + 3 * YEAR);
        uint256 day = today();
        award(DAILY_VOTE, day);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.QualityCeilingReached.selector, 0, CITIZEN, 920, 150)
        );
        award(COUNCIL_WORK, day);
        assertEq(ledger.tierOf(CITIZEN), 4);
    }

    function test_quality__without_contributions__falls_a_point_a_day_to_0() external {
        award(COUNCIL_WORK, today());
        passDays(180);
        assertEq(ledger.qualityOf(CITIZEN), 150);
        passDays(149);
        assertEq(ledger.qualityOf(CITIZEN), 1);
        passDays(1);
        assertEq(ledger.qualityOf(CITIZEN), 0);
        passDays(1000);
        assertEq(ledger.qualityOf(CITIZEN), 0);
    }

    function testFuzz_quality__any_later_day__is_the_closed_form(uint256 later) external {
        later = between(later, 0, 5000);
        award(COUNCIL_WORK, today());
        passDays(later);
        uint256 lost = later > 180 ? later - 180 : 0;
        assertEq(ledger.qualityOf(CITIZEN), lost < 150 ? 150 - lost : 0);
    }

    function expectDay(bytes4 selector, uint256 actDay, uint256 limit) private {
        vm.expectRevert(abi.encodeWithSelector(selector, 0, actDay, limit));
    }

    function expectNotInForce(RuleId rule, uint256 version, uint256 actDay) private {
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.RuleNotInForce.selector, 0, rule, version, actDay)
        );
    }
}
