// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { IBeacon } from "../interfaces/IBeacon.sol";

/// @title The beacon round that decides a draw
/// @notice Bound when it becomes fixed among whom lots are drawn.
library BeaconBinding {
    /// @dev Nobody may know the bound randomness when it is bound, whatever second a validator
    ///      gives the block.
    uint256 private constant MARGIN = 60;

    /// @notice The first round that is published at least a beacon period and a minute from now.
    function roundToCome(IBeacon beacon) internal view returns (uint256) {
        uint256 period = beacon.PERIOD();
        uint256 earliest = block.timestamp + period + MARGIN;
        uint256 sinceGenesis = Math.saturatingSub(earliest, beacon.GENESIS());
        return Math.ceilDiv(sinceGenesis, period) + 1;
    }
}
