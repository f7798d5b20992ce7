// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { HashToCurve } from "contracts/libraries/HashToCurve.sol";
import { Sortition } from "contracts/libraries/Sortition.sol";

/// @title The libraries for randomness, step by step
contract RandomnessHarness {
    function hash(bytes memory message, bytes memory tag)
        external
        view
        returns (uint256 x, uint256 y)
    {
        return HashToCurve.hash(message, tag);
    }

    function toField(bytes memory message, bytes memory tag)
        external
        pure
        returns (uint256 u0, uint256 u1)
    {
        return HashToCurve.toField(message, tag);
    }

    function mapToCurve(uint256 u) external view returns (uint256 x, uint256 y) {
        return HashToCurve.mapToCurve(u);
    }

    function isOnCurve(uint256 x, uint256 y) external pure returns (bool) {
        return HashToCurve.isOnCurve(x, y);
    }

    function draw(bytes32 key, uint256 lot, uint256 size) external pure returns (uint256) {
        return Sortition.draw(key, lot, size);
    }

    /// @notice The gas of a draw alone, without the transaction around it.
    function costOfDraw(bytes32 key, uint256 lot, uint256 size) external view returns (uint256) {
        uint256 before = gasleft();
        Sortition.draw(key, lot, size);
        return before - gasleft();
    }

    /// @notice The first lots under each of the keys keccak256(seed, 0), keccak256(seed, 1), ...
    function sample(uint256 seed, uint256 keys, uint256 lots, uint256 size)
        external
        pure
        returns (uint256[] memory entrants)
    {
        entrants = new uint256[](keys * lots);
        for (uint256 i = 0; i < entrants.length; ++i) {
            bytes32 key = keccak256(abi.encode(seed, i / lots));
            entrants[i] = Sortition.draw(key, i % lots, size);
        }
    }
}
