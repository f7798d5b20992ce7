// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import { AwardProof } from "../interfaces/ICommunities.sol";
import { RuleId } from "../types/Types.sol";
import { Lists } from "./Lists.sol";

/// @title Chain over the batches of awards a community filed
/// @notice By 14 bytes a community anybody can prove later that a batch was filed, and when.
library AwardChain {
    /// @notice What stands for a batch in the chain.
    /// @param nonce of the act that filed it
    /// @param people hash of its identities one after the other
    /// @param filedAt time of the block that holds it
    function link(
        uint256 nonce,
        RuleId rule,
        uint256 version,
        bytes32 evidenceHash,
        bytes32 people,
        uint256 filedAt
    )
        internal
        pure
        returns (bytes32 found)
    {
        // Beyond the end of memory that is in use, which `abi.encode` would reserve for good.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, nonce)
            mstore(add(free, 0x20), rule)
            mstore(add(free, 0x40), version)
            mstore(add(free, 0x60), evidenceHash)
            mstore(add(free, 0x80), people)
            mstore(add(free, 0xa0), filedAt)
            found := keccak256(free, 0xc0)
        }
    }

    /// @notice The chain with one batch more.
    function next(bytes14 before, bytes32 newLink) internal pure returns (bytes14) {
        return bytes14(Hashes.efficientKeccak256(before, newLink));
    }

    /// @notice The community's chain, if the batch was filed as the proof has it.
    function endOf(AwardProof calldata proof) internal pure returns (bytes14 chain) {
        bytes32 ofBatch = link(
            proof.nonce,
            proof.rule,
            proof.version,
            proof.evidenceHash,
            Lists.hash(proof.identities),
            proof.filedAt
        );
        chain = next(proof.before, ofBatch);
        for (uint256 i = 0; i < proof.later.length; ++i) {
            chain = next(chain, proof.later[i]);
        }
    }
}
