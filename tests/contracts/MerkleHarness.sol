// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

/// @title The proofs of the library that everybody uses
contract MerkleHarness {
    function rootWith(bytes32 leaf, bytes32[] memory proof) external pure returns (bytes32) {
        return MerkleProof.processProof(proof, leaf);
    }
}
