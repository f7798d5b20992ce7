// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { ILedger, LedgerCharter, RuleText } from "../interfaces/ILedger.sol";
import { RuleId } from "../types/Types.sol";
import { Credits } from "./Credits.sol";
import { RuleWordLibrary } from "./RuleWord.sol";

/// @title Hard bounds of the ledger's charter and of its rules
/// @notice No jurisdiction can deploy or publish anything outside these.
library LedgerBounds {
    uint256 private constant CATEGORIES = 7;
    uint256 private constant MOST_POINTS = 250;
    uint256 private constant MOST_TIMES = 1000;

    function check(LedgerCharter memory charter) internal pure {
        within("categoryCap", charter.categoryCap, 10, MOST_POINTS);
        within("annualCap", charter.annualCap, charter.categoryCap, 1000);
        within("graceDays", charter.graceDays, 30, 730);
        within("filingDays", charter.filingDays, 7, Math.min(charter.graceDays, 180));
        within("ruleNoticeDays", charter.ruleNoticeDays, 30, 180);
        within("leaveDays", charter.leaveDays, 30, Math.min(730, charter.leaveWindowDays / 2));
        within("leaveWindowDays", charter.leaveWindowDays, 365, 3652);
        within("genesisRate", charter.genesisRate, Credits.LEAST_RATE, Credits.MOST_RATE);
        within("rateBase", charter.rateBase, 0, Credits.MOST_RATE);
        within("ratePerDividend", charter.ratePerDividend, 0, 1_000_000_000);
        within("rateChangeLimit", charter.rateChangeLimit, 0, 2500);
        within("rateNoticeDays", charter.rateNoticeDays, 30, 180);
        within("giftCap", charter.giftCap, 0, 250);
        within("usableQuality", charter.usableQuality, 200, 900);
    }

    function check(RuleText memory text) internal pure {
        within(text.rule, "rule", RuleId.unwrap(text.rule), 1, type(uint32).max);
        within(text.rule, "category", text.category, 1, CATEGORIES);
        within(text.rule, "points", text.points, 0, MOST_POINTS);
        within(text.rule, "yearlyLimit", text.yearlyLimit, 0, MOST_TIMES);
        within(text.rule, "fromDay", text.fromDay, 0, RuleWordLibrary.NO_END - 1);
    }

    function within(
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert ILedger.CharterOutOfBounds(parameter, value, least, most);
        }
    }

    function within(
        RuleId rule,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert ILedger.RuleOutOfBounds(rule, parameter, value, least, most);
        }
    }
}
