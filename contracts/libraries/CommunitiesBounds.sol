// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CommunitiesCharter, ICommunities } from "../interfaces/ICommunities.sol";

/// @title Hard bounds of the communities' charter
/// @notice No jurisdiction can deploy anything outside these.
library CommunitiesBounds {
    function check(CommunitiesCharter memory charter) internal pure {
        within("majorityYears", charter.majorityYears, 16, 21);
        within("budgetPerMember", charter.budgetPerMember, 1, 1000);
        within("standingLoss", charter.standingLoss, 10, 300);
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
            revert ICommunities.CharterOutOfBounds(parameter, value, least, most);
        }
    }
}
