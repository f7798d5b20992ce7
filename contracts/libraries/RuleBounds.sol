// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RuleId } from "../types/Types.sol";

/// @title Hard bounds of one value of a published line
/// @notice For the catalogues whose bounds these are; each declares the refusal in its interface.
library RuleBounds {
    error RuleOutOfBounds(
        RuleId rule, string parameter, uint256 value, uint256 least, uint256 most
    );

    function within(
        RuleId rule,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        internal
        pure
    {
        if (value < least || value > most) {
            revert RuleOutOfBounds(rule, parameter, value, least, most);
        }
    }
}
