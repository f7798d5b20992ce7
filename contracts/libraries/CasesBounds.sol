// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CasesCharter, InfractionText } from "../interfaces/ICases.sol";
import { RuleId } from "../types/Types.sol";
import { CharterBounds } from "./CharterBounds.sol";
import { InfractionWordLibrary } from "./InfractionWord.sol";
import { RuleBounds } from "./RuleBounds.sol";

/// @title Hard bounds of the charter of cases and of infraction rules
/// @notice No jurisdiction can deploy, amend or publish anything outside these.
library CasesBounds {
    uint256 private constant PARAMETERS = 6;
    uint256 private constant MOST_POINTS = 300;
    uint256 private constant LEAST_AMOUNT = 1000;
    uint256 private constant SHORTEST_SUNSET = 365;
    uint256 private constant LONGEST_SUNSET = 1826;

    function check(CasesCharter memory charter) internal pure {
        CharterBounds.within("noticeDays", charter.noticeDays, 14, 60);
        CharterBounds.within("ripeDays", charter.ripeDays, 7, 90);
        CharterBounds.within("verdictDays", charter.verdictDays, 14, 90);
        CharterBounds.within("challengeDays", charter.challengeDays, 7, 90);
        CharterBounds.within("accusationsPerYear", charter.accusationsPerYear, 1, 12);
        CharterBounds.within("challengesPerYear", charter.challengesPerYear, 1, 12);
    }

    /// @notice Checks the charter that an amendment proposes, in the order of its parameters.
    function check(uint256[] calldata values) internal pure {
        CharterBounds.requireCount(values, PARAMETERS);
        check(abi.decode(abi.encodePacked(values), (CasesCharter)));
    }

    function check(InfractionText memory text) internal pure {
        RuleBounds.within(text.rule, "rule", RuleId.unwrap(text.rule), 1, type(uint32).max);
        RuleBounds.within(text.rule, "points", text.points, 0, MOST_POINTS);
        if (text.amount != 0) {
            RuleBounds.within(text.rule, "amount", text.amount, LEAST_AMOUNT, type(uint40).max);
        }
        RuleBounds.within(
            text.rule, "sunsetDays", text.sunsetDays, SHORTEST_SUNSET, LONGEST_SUNSET
        );
        RuleBounds.within(text.rule, "fromDay", text.fromDay, 0, InfractionWordLibrary.NO_END - 1);
    }
}
