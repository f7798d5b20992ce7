// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Items of lists, without a look at the length of the list
/// @notice For loops over a batch, where that look would cost as much as the reading itself.
/// @dev The caller keeps `i` below the length of the list.
library Lists {
    function item(bytes32[] calldata list, uint256 i) internal pure returns (bytes32 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := calldataload(add(list.offset, shl(5, i)))
        }
    }

    function item(uint256[] calldata list, uint256 i) internal pure returns (uint256 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := calldataload(add(list.offset, shl(5, i)))
        }
    }

    function put(uint256[] memory list, uint256 i, uint256 value) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, i)), value)
        }
    }
}
