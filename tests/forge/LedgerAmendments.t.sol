// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAmendable } from "../../contracts/interfaces/IAmendable.sol";
import { ILedger, LedgerCharter } from "../../contracts/interfaces/ILedger.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title Amendments: bounds, the day they begin, and what they do not reach back to
contract LedgerAmendmentsTest is LedgerFixture {
    uint256 private constant GENESIS_RATE = 7;
    uint256 private constant GIFT_CAP = 12;
    uint256 private constant NOTICE = 40;

    function test_amend__within_bounds__holds_from_its_day_on() external {
        uint256[] memory values = other();
        uint256 fromDay = today() + NOTICE;
        vm.expectEmit(address(ledger));
        emit IAmendable.CharterAmended(values, fromDay);
        amend(values, fromDay);
        assertEq(ledger.amendmentDay(), fromDay);
        expectCharter(pilotValues());
        passDays(NOTICE - 1);
        expectCharter(pilotValues());
        passDays(1);
        expectCharter(values);
        assertEq(ledger.amendmentDay(), 0);
    }

    function test_amendmentDay__none_ever__is_0() external view {
        assertEq(ledger.amendmentDay(), 0);
    }

    function test_amend__a_second_time__follows_the_first() external {
        amend(other(), today() + NOTICE);
        passDays(NOTICE);
        amend(pilotValues(), today() + NOTICE);
        expectCharter(other());
        passDays(NOTICE);
        expectCharter(pilotValues());
    }

    function test_amend__while_one_waits__replaces_it() external {
        amend(other(), today() + NOTICE);
        amend(pilotValues(), today() + NOTICE + 1);
        passDays(NOTICE);
        expectCharter(pilotValues());
        passDays(1);
        expectCharter(pilotValues());
    }

    function test_amend__outside_the_bounds__refused() external {
        uint256[] memory values = other();
        values[GIFT_CAP] = 251;
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.CharterOutOfBounds.selector, "giftCap", 251, 0, 250
            )
        );
        amend(values, today());
    }

    function test_checkCharter__each_value_out_of_bounds__named() external {
        uint256[] memory values = other();
        expectBounds(values, 0, "categoryCap", 10, 250);
        expectBounds(values, 1, "annualCap", 149, 1000);
        expectBounds(values, 2, "graceDays", 30, 730);
        expectBounds(values, 3, "filingDays", 7, 179);
        expectBounds(values, 4, "ruleNoticeDays", 30, 180);
        expectBounds(values, 5, "leaveDays", 30, 730);
        expectBounds(values, 6, "leaveWindowDays", 2 * 364, 3652);
        expectBounds(values, GENESIS_RATE, "genesisRate", 1_000_000, 1_000_000);
        expectBounds(values, 8, "rateBase", 0, 10_000_000);
        expectBounds(values, 9, "ratePerDividend", 0, 1_000_000_000);
        expectBounds(values, 10, "rateChangeLimit", 0, 2500);
        expectBounds(values, 11, "rateNoticeDays", 30, 180);
        expectBounds(values, GIFT_CAP, "giftCap", 0, 250);
        expectBounds(values, 13, "usableQuality", 200, 900);
    }

    function test_checkCharter__too_few_or_many__refused() external {
        vm.expectRevert(abi.encodeWithSelector(ILedger.LengthMismatch.selector, 14, 13));
        ledger.checkCharter(new uint256[](13));
        vm.expectRevert(abi.encodeWithSelector(ILedger.LengthMismatch.selector, 14, 15));
        ledger.checkCharter(new uint256[](15));
    }

    function test_checkCharter__first_of_several__named() external {
        uint256[] memory values = other();
        values[GIFT_CAP] = 999;
        expectBounds(values, 4, "ruleNoticeDays", 30, 180);
    }

    function test_give__a_cap_lowered_below_what_was_given__has_nothing_left() external {
        LedgerCharter memory charter = pilot();
        charter.usableQuality = 200;
        charter.graceDays = 730;
        ledger = deploy(charter);
        enrol(CITIZEN, ADULT_MONTH);
        award(COUNCIL_WORK, today());
        award(SCIENCE, today());
        give(100);
        uint256[] memory values = pilotValues();
        (values[GIFT_CAP], values[13]) = (99, 200);
        amend(values, today());
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.GiftCapReached.selector, CITIZEN, 100, 99)
        );
        give(1);
    }

    function test_publishRules__after_an_amendment__bound_to_it_alone() external {
        amend(other(), today() + NOTICE);
        publish(COUNCIL_WORK, 10, today() + 30);
        passDays(NOTICE);
        publish(COUNCIL_WORK, 10, today() + 31);
        assertEq(ledger.ruleVersion(COUNCIL_WORK, 1).categoryCap, 150);
        assertEq(ledger.ruleVersion(COUNCIL_WORK, 2).categoryCap, 150);
        assertEq(ledger.ruleVersion(COUNCIL_WORK, 3).categoryCap, 149);
    }

    function test_credits__after_an_amendment__accrue_as_before() external {
        uint256[] memory values = other();
        (values[8], values[10]) = (0, 0);
        passDays(100);
        uint256 credits = ledger.creditsOf(CITIZEN);
        amend(values, today());
        assertEq(ledger.creditsOf(CITIZEN), credits);
    }

    function amend(uint256[] memory values, uint256 fromDay) private {
        vm.prank(ASSEMBLY);
        ledger.amend(values, fromDay);
    }

    function give(uint256 points) private {
        vm.prank(POOL);
        ledger.give(CITIZEN, points);
    }

    function pilotValues() private pure returns (uint256[] memory) {
        return abi.decode(abi.encode(uint256(32), uint256(14), pilot()), (uint256[]));
    }

    /// @dev Each value but that of genesis is one less, except those that stand at their least.
    function other() private pure returns (uint256[] memory values) {
        values = pilotValues();
        for (uint256 i = 0; i < values.length; ++i) {
            if (i == GENESIS_RATE) continue;
            bool atLeast = i == 4 || i == 11;
            values[i] = atLeast || values[i] == 0 ? values[i] + 1 : values[i] - 1;
        }
    }

    function expectCharter(uint256[] memory values) private view {
        bytes memory found = abi.encode(ledger.charter());
        assertTrue(keccak256(found) == keccak256(abi.encodePacked(values)));
    }

    /// @dev Both sides of each bound; the bounds themselves are in order as far as others allow.
    function expectBounds(
        uint256[] memory values,
        uint256 index,
        string memory parameter,
        uint256 least,
        uint256 most
    )
        private
    {
        uint256 before = values[index];
        if (index != 6) expectRefused(values, index, parameter, most + 1, least, most);
        if (index != 6 && least != 0) {
            expectRefused(values, index, parameter, least - 1, least, most);
        }
        values[index] = before;
    }

    function expectRefused(
        uint256[] memory values,
        uint256 index,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        values[index] = value;
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.CharterOutOfBounds.selector, parameter, value, least, most
            )
        );
        ledger.checkCharter(values);
    }
}
