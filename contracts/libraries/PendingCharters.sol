// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Calendar } from "./Calendar.sol";

/// @notice Parameters in force and, while an amendment waits for its day, those it brings.
struct PendingCharter {
    uint256 word;
}

/// @notice Up to six parameters below 2**19, the first in the lowest bits.
type CharterWord is uint256;

using PendingCharters for CharterWord global;

/// @title Charters of up to six parameters that change on an announced day
/// @notice Nothing needs to be written on that day.
/// @dev One slot, lowest bits first: the former parameters 114, the latest ones 114, and the day
///      from which the latest hold 20. The caller keeps parameters within their bits by its bounds.
library PendingCharters {
    uint256 private constant PARAMETER_BITS = 19;
    uint256 private constant WORD = 32;
    uint256 private constant CHARTER_BITS = 114;
    uint256 private constant CHARTER = (1 << CHARTER_BITS) - 1;
    uint256 private constant DAY_AT = 2 * CHARTER_BITS;

    /// @notice Sets the parameters of deployment, in force at once.
    /// @param parameters as 32-byte words, one after the other
    function found(PendingCharter storage stored, bytes memory parameters) internal {
        stored.word = pack(parameters) << CHARTER_BITS;
    }

    /// @notice Sets the parameters from `fromDay` on; those of today hold until then.
    /// @dev No amendment may be waiting.
    /// @param parameters as 32-byte words, one after the other
    function amend(
        PendingCharter storage stored,
        bytes memory parameters,
        uint256 fromDay
    )
        internal
    {
        uint256 present = CharterWord.unwrap(inForce(stored));
        stored.word = present | (pack(parameters) << CHARTER_BITS) | (fromDay << DAY_AT);
    }

    /// @notice The parameters of today.
    function inForce(PendingCharter storage stored) internal view returns (CharterWord) {
        uint256 word = stored.word;
        uint256 latest = (word >> CHARTER_BITS) & CHARTER;
        return CharterWord.wrap(waitingUntil(word) == 0 ? latest : word & CHARTER);
    }

    /// @notice The day for which an amendment waits; 0 when none does.
    function waitingDay(PendingCharter storage stored) internal view returns (uint256) {
        return waitingUntil(stored.word);
    }

    /// @notice One parameter; the first has index 0.
    function parameter(CharterWord charter, uint256 index) internal pure returns (uint256) {
        uint256 shifted = CharterWord.unwrap(charter) >> (index * PARAMETER_BITS);
        return shifted & ((1 << PARAMETER_BITS) - 1);
    }

    function waitingUntil(uint256 word) private view returns (uint256) {
        uint256 fromDay = word >> DAY_AT;
        return Calendar.dayOf(block.timestamp) < fromDay ? fromDay : 0;
    }

    function pack(bytes memory parameters) private pure returns (uint256 packed) {
        uint256 count = parameters.length / WORD;
        for (uint256 i = 0; i < count; ++i) {
            uint256 value;
            // solhint-disable-next-line no-inline-assembly
            assembly ("memory-safe") {
                value := mload(add(add(parameters, 32), shl(5, i)))
            }
            packed |= value << (i * PARAMETER_BITS);
        }
    }
}
