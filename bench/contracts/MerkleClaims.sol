// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import { BitMaps } from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

/// @title A token claimed with a proof against a published root, as airdrops are usually made
contract MerkleClaims is ERC20("Claims", "CLAIM") {
    using BitMaps for BitMaps.BitMap;

    error Claimed(uint256 index);
    error NotInTree(uint256 index);

    bytes32 public immutable ROOT;

    BitMaps.BitMap private _claimed;

    constructor(bytes32 root) {
        ROOT = root;
    }

    /// @notice Claims an account's amount once.
    function claim(
        uint256 index,
        address account,
        uint256 amount,
        bytes32[] calldata proof
    )
        external
    {
        if (_claimed.get(index)) revert Claimed(index);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(index, account, amount))));
        if (!MerkleProof.verifyCalldata(proof, ROOT, leaf)) revert NotInTree(index);
        _claimed.set(index);
        _mint(account, amount);
    }
}
