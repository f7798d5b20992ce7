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
    uint256 private constant PARAMETERS = 14;
    uint256 private constant CATEGORIES = 7;
    uint256 private constant MOST_POINTS = 250;
    uint256 private constant MOST_TIMES = 1000;

    /// @notice Checks the charter of a deployment.
    function check(LedgerCharter memory charter) internal pure {
        // What is written before its words makes them the encoding of a list.
        uint256 position = 32;
        bytes memory list = abi.encode(position, PARAMETERS, charter);
        check(abi.decode(list, (uint256[])), Credits.LEAST_RATE, Credits.MOST_RATE);
    }

    /// @notice Checks the values of an amendment; the rate of genesis is past and stays.
    function check(uint256[] memory values, uint256 genesisRate) internal pure {
        check(values, genesisRate, genesisRate);
    }

    /// @notice The charter of these values, which were checked.
    function charterOf(uint256[] memory values) internal pure returns (LedgerCharter memory) {
        // Words in their order: that is how the struct is encoded.
        return abi.decode(abi.encodePacked(values), (LedgerCharter));
    }

    function check(RuleText memory text) internal pure {
        within(text.rule, "rule", RuleId.unwrap(text.rule), 1, type(uint32).max);
        within(text.rule, "category", text.category, 1, CATEGORIES);
        within(text.rule, "points", text.points, 0, MOST_POINTS);
        within(text.rule, "yearlyLimit", text.yearlyLimit, 0, MOST_TIMES);
        within(text.rule, "fromDay", text.fromDay, 0, RuleWordLibrary.NO_END - 1);
    }

    function check(
        uint256[] memory values,
        uint256 leastGenesisRate,
        uint256 mostGenesisRate
    )
        private
        pure
    {
        if (values.length != PARAMETERS) {
            revert ILedger.LengthMismatch(PARAMETERS, values.length);
        }
        within("categoryCap", values[0], 10, MOST_POINTS);
        within("annualCap", values[1], values[0], 1000);
        within("graceDays", values[2], 30, 730);
        within("filingDays", values[3], 7, Math.min(values[2], 180));
        within("ruleNoticeDays", values[4], 30, 180);
        within("leaveDays", values[5], 30, Math.min(730, values[6] / 2));
        within("leaveWindowDays", values[6], 365, 3652);
        within("genesisRate", values[7], leastGenesisRate, mostGenesisRate);
        within("rateBase", values[8], 0, Credits.MOST_RATE);
        within("ratePerDividend", values[9], 0, 1_000_000_000);
        within("rateChangeLimit", values[10], 0, 2500);
        within("rateNoticeDays", values[11], 30, 180);
        within("giftCap", values[12], 0, 250);
        within("usableQuality", values[13], 200, 900);
    }

    function within(
        bytes32 parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert ILedger.CharterOutOfBounds(textOf(parameter), value, least, most);
        }
    }

    function within(
        RuleId rule,
        bytes32 parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
        pure
    {
        if (value < least || value > most) {
            revert ILedger.RuleOutOfBounds(rule, textOf(parameter), value, least, most);
        }
    }

    /// @dev Names are words until one is told: as strings they would be a tenth of the contract.
    function textOf(bytes32 name) private pure returns (string memory) {
        uint256 length = 0;
        while (name[length] != 0) ++length;
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = name[i];
        }
        return string(text);
    }
}
