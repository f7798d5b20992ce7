// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title Drawing lots by a keyed permutation
/// @notice Entrants have the numbers 0 to size - 1. Lot k falls on the k-th value of a permutation
///         of these numbers that the key alone decides: no two lots fall on one entrant, and any
///         lot can be checked without the others.
/// @dev A balanced Feistel network over the smallest even number of bits that holds all numbers,
///      with keccak-256 as round function, walked on until it is back among the numbers (Black and
///      Rogaway, "Ciphers with Arbitrary Finite Domains", 2002). At least a quarter of its values
///      are, so that four turns are expected at most, and no remainder biases any of them.
library Sortition {
    /// @dev On halves of 1 or 2 bits, every round halves the distance from chance: docs/beacon.md.
    uint256 internal constant ROUNDS = 24;

    error LotOutOfRange(uint256 lot, uint256 size);

    /// @notice The entrant on whom lot `lot` of `size` falls.
    function draw(bytes32 key, uint256 lot, uint256 size) internal pure returns (uint256 entrant) {
        if (lot >= size) revert LotOutOfRange(lot, size);
        uint256 halfBits = Math.log2(size - 1) / 2 + 1;
        entrant = lot;
        do {
            entrant = encipher(key, entrant, halfBits);
        } while (entrant >= size);
    }

    function encipher(bytes32 key, uint256 value, uint256 halfBits) private pure returns (uint256) {
        unchecked {
            uint256 mask = (1 << halfBits) - 1;
            uint256 left = value >> halfBits;
            uint256 right = value & mask;
            for (uint256 round = 0; round < ROUNDS; ++round) {
                bytes32 mixed = Hashes.efficientKeccak256(key, bytes32((round << 128) | right));
                (left, right) = (right, left ^ (uint256(mixed) & mask));
            }
            return (left << halfBits) | right;
        }
    }
}
