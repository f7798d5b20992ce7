// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { AssemblyCharter } from "../interfaces/IAssembly.sol";
import { CharterBounds } from "./CharterBounds.sol";

/// @title Hard bounds of the assembly's charter
/// @notice No jurisdiction can deploy or amend anything to outside these.
library AssemblyBounds {
    /// @notice Parameters of the charter.
    uint256 internal constant PARAMETERS = 4;

    function check(AssemblyCharter memory charter) internal pure {
        CharterBounds.within("termDays", charter.termDays, 180, 1461);
        CharterBounds.within("volunteerDays", charter.volunteerDays, 7, 60);
        CharterBounds.within("shareIndexStep", charter.shareIndexStep, 10, 200);
        CharterBounds.within("amendmentNoticeDays", charter.amendmentNoticeDays, 30, 180);
    }
}
