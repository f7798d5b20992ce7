// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Order } from "../types/Types.sol";

/// @title Items of lists, without a look at the length of the list
/// @notice For loops over a batch, where that look would cost as much as the reading itself.
/// @dev The caller keeps `i` below the length of the list.
library Lists {
    uint256 private constant ORDER_BYTES = 7 * 32;

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

    function item(Order[] calldata list, uint256 i) internal pure returns (Order calldata found) {
        uint256 size = ORDER_BYTES;
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := add(list.offset, mul(size, i))
        }
    }

    /// @notice Hash of the items one after the other, as EIP-712 wants it of a list.
    /// @dev Beyond the end of memory that is in use, which need not be reserved for it.
    function hash(bytes32[] calldata list) internal pure returns (bytes32 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := shl(5, list.length)
            calldatacopy(free, list.offset, size)
            found := keccak256(free, size)
        }
    }

    /// @notice As of a list of words.
    function hash(uint256[] calldata list) internal pure returns (bytes32 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := shl(5, list.length)
            calldatacopy(free, list.offset, size)
            found := keccak256(free, size)
        }
    }

    function get(bytes32[] memory list, uint256 i) internal pure returns (bytes32 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := mload(add(add(list, 0x20), shl(5, i)))
        }
    }

    function get(uint256[] memory list, uint256 i) internal pure returns (uint256 found) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := mload(add(add(list, 0x20), shl(5, i)))
        }
    }

    /// @notice The list of numbers that a call answered with, where it lies.
    /// @dev Only for the answer of a contract of ours that is one list and nothing else; what solc
    ///      writes for it begins with the list's position, 32.
    function within(bytes memory answer) internal pure returns (uint256[] memory list) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            list := add(answer, 0x40)
        }
    }

    /// @notice Ends the call to this contract with a list as its whole answer, unlike `return`
    ///         without a copy of it.
    function respond(uint256[] memory list) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            // Whatever lies before the list is not needed any more.
            mstore(sub(list, 0x20), 0x20)
            return(sub(list, 0x20), add(0x40, shl(5, mload(list))))
        }
    }

    function put(bytes32[] memory list, uint256 i, bytes32 value) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, i)), value)
        }
    }

    function put(uint256[] memory list, uint256 i, uint256 value) internal pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(add(add(list, 0x20), shl(5, i)), value)
        }
    }
}
