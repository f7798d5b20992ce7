// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The least that verifying a BLS signature on BN254 can cost: its pairing of two pairs
contract Pairing {
    error NotOne();

    /// @notice Checks that a product of two pairings is one.
    function check(uint256[12] calldata points) external view {
        (bool success, bytes memory answer) = address(8).staticcall(abi.encode(points));
        if (!success || abi.decode(answer, (uint256)) != 1) revert NotOne();
    }
}
