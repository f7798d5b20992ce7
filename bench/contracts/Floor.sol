// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The least that a ledger on chain can cost: one slot an item, unchecked and unsigned
contract Floor {
    event Written(bytes32 indexed key, uint256 value);

    mapping(bytes32 key => uint256 value) public values;

    /// @notice Writes one slot an item.
    function write(bytes32[] calldata keys, uint256[] calldata newValues) external {
        for (uint256 i = 0; i < keys.length; ++i) {
            values[keys[i]] = newValues[i];
        }
    }

    /// @notice Writes one slot an item and tells of it in one event.
    function writeAndTell(bytes32[] calldata keys, uint256[] calldata newValues) external {
        for (uint256 i = 0; i < keys.length; ++i) {
            values[keys[i]] = newValues[i];
            emit Written(keys[i], newValues[i]);
        }
    }
}
