// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, LedgerCharter, RuleText, RuleView } from "../../contracts/interfaces/ILedger.sol";
import { LedgerBounds } from "../../contracts/libraries/LedgerBounds.sol";
import { RuleId } from "../../contracts/types/Types.sol";
import { LedgerFixture } from "./LedgerFixture.sol";

/// @title The catalogue of rules, and the hard bounds of charter and rules
contract LedgerCatalogueTest is LedgerFixture {
    function test_publishRules__second_version__ends_the_first() external {
        uint256 genesisDay = today();
        publish(COUNCIL_WORK, 20, genesisDay + 30);
        RuleView memory first = ledger.ruleVersion(COUNCIL_WORK, 1);
        RuleView memory second = ledger.ruleVersion(COUNCIL_WORK, 2);
        assertEq(first.fromDay, genesisDay);
        assertEq(first.untilDay, genesisDay + 30);
        assertEq(second.fromDay, genesisDay + 30);
        assertEq(second.untilDay, type(uint24).max);
        assertEq(second.points, 20);
        assertEq(second.categoryCap, 150);
        assertEq(second.annualCap, 400);
        assertEq(second.graceDays, 180);
        assertEq(second.filingDays, 90);
        assertEq(ledger.versionsOf(COUNCIL_WORK), 2);
        assertEq(uint256(ledger.catalogueHash()), uint256(bytes32("catalogue")));
    }

    function test_publishRules__a_day_early__refused() external {
        uint256 earliest = today() + 30;
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.RuleNoticeTooShort.selector, COUNCIL_WORK, earliest - 1, earliest
            )
        );
        publish(COUNCIL_WORK, 20, earliest - 1);
    }

    function test_publishRules__not_after_the_latest__refused() external {
        uint256 day = today() + 40;
        publish(COUNCIL_WORK, 20, day);
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.RuleVersionOutOfOrder.selector, COUNCIL_WORK, day, day
            )
        );
        publish(COUNCIL_WORK, 20, day);
    }

    function test_publishRules__out_of_bounds__refused_with_the_bound() external {
        RuleText memory text = RuleText(RuleId.wrap(4), 4, 10, 0, today() + 30, "text");
        text.rule = RuleId.wrap(0);
        refuse(text, "rule", 0, 1, type(uint32).max);
        text.rule = RuleId.wrap(4);
        text.category = 8;
        refuse(text, "category", 8, 1, 7);
        text.category = 7;
        text.points = 251;
        refuse(text, "points", 251, 0, 250);
        text.points = 250;
        text.yearlyLimit = 1001;
        refuse(text, "yearlyLimit", 1001, 0, 1000);
        text.yearlyLimit = 1000;
        text.fromDay = type(uint24).max;
        refuse(text, "fromDay", type(uint24).max, 0, type(uint24).max - 1);
    }

    function test_charter__above_a_bound__refused() external {
        LedgerCharter memory charter = pilot();
        charter.categoryCap = 251;
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.CharterOutOfBounds.selector, "categoryCap", 251, 10, 250
            )
        );
        this.check(charter);
    }

    function test_charter__below_a_bound__refused() external {
        LedgerCharter memory charter = pilot();
        charter.rateNoticeDays = 29;
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.CharterOutOfBounds.selector, "rateNoticeDays", 29, 30, 180
            )
        );
        this.check(charter);
    }

    function test_charter__leave_beyond_half_its_window__refused() external {
        LedgerCharter memory charter = pilot();
        (charter.leaveWindowDays, charter.leaveDays) = (731, 366);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.CharterOutOfBounds.selector, "leaveDays", 366, 30, 365)
        );
        this.check(charter);
        (charter.leaveWindowDays, charter.leaveDays) = (3652, 731);
        vm.expectRevert(
            abi.encodeWithSelector(ILedger.CharterOutOfBounds.selector, "leaveDays", 731, 30, 730)
        );
        this.check(charter);
    }

    function check(LedgerCharter memory charter) external pure {
        LedgerBounds.check(charter);
    }

    function refuse(
        RuleText memory text,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        vm.expectRevert(
            abi.encodeWithSelector(
                ILedger.RuleOutOfBounds.selector, text.rule, parameter, value, least, most
            )
        );
        ledger.publishRules(one(text), "catalogue");
    }
}
