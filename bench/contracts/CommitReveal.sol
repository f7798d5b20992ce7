// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Randomness by commit and reveal, as lotteries without a beacon are usually made
/// @notice Every participant sends two transactions, and whoever reveals last can keep silent
///         instead, having seen what would come out.
contract CommitReveal {
    error NotCommitted(address participant);

    event Revealed(address indexed participant, bytes32 secret);

    mapping(address participant => bytes32 commitment) public commitments;
    bytes32 public randomness;

    /// @notice Binds the sender to a secret.
    function commit(bytes32 commitment) external {
        commitments[msg.sender] = commitment;
    }

    /// @notice Opens the sender's commitment and mixes the secret in.
    function reveal(bytes32 secret) external {
        if (commitments[msg.sender] != keccak256(abi.encode(secret, msg.sender))) {
            revert NotCommitted(msg.sender);
        }
        delete commitments[msg.sender];
        randomness ^= secret;
        emit Revealed(msg.sender, secret);
    }
}
