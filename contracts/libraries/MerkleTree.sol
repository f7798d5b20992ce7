// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import { Redemption } from "../types/Types.sol";
import { Lists } from "./Lists.sol";

/// @title Merkle trees over what one call redeems
/// @notice Neighbours are joined in pairs, the smaller hash first; an odd one at the end goes up as
///         it is. OpenZeppelin's `MerkleProof` verifies the proofs.
/// @dev A leaf is the hash of eight words and a node the hash of two, so that no node passes for a
///      leaf.
library MerkleTree {
    using Lists for bytes32[];

    uint256 private constant REDEMPTION_BYTES = 8 * 32;

    /// @notice The leaf of a redemption: the hash of its fields, 32 bytes each.
    /// @dev Fields lie in memory as they are hashed; encoding them would copy all eight.
    function leaf(Redemption memory redemption) internal pure returns (bytes32 hashed) {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            hashed := keccak256(redemption, REDEMPTION_BYTES)
        }
    }

    /// @notice The root over leaves, at least one of them.
    /// @dev Writes each level over the one below: the leaves are lost.
    function root(bytes32[] memory nodes) internal pure returns (bytes32) {
        uint256 count = nodes.length;
        unchecked {
            while (count > 1) {
                uint256 pairs = count / 2;
                for (uint256 i = 0; i < pairs; ++i) {
                    bytes32 left = nodes.get(2 * i);
                    nodes.put(i, Hashes.commutativeKeccak256(left, nodes.get(2 * i + 1)));
                }
                if (count % 2 != 0) nodes.put(pairs, nodes.get(count - 1));
                count -= pairs;
            }
        }
        return nodes.get(0);
    }
}
