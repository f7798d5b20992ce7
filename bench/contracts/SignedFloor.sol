// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The least that spending by a signature can cost: one recovery and two slots an item
/// @notice Of the two slots one says what is left, the other that the signature was used. Nothing
///         is checked but that there is enough, and nothing is told.
contract SignedFloor {
    mapping(address account => uint256 value) public balances;
    mapping(address account => uint256 value) public nonces;

    /// @notice Gives accounts something to spend, and a first nonce.
    function fund(address[] calldata accounts, uint256 amount) external {
        for (uint256 i = 0; i < accounts.length; ++i) {
            balances[accounts[i]] = amount;
            nonces[accounts[i]] = 1;
        }
    }

    /// @notice Spends what others signed, 65 bytes of signature each.
    function spend(uint256[] calldata amounts, bytes calldata signatures) external {
        for (uint256 i = 0; i < amounts.length; ++i) {
            bytes calldata signed = signatures[65 * i:65 * i + 65];
            address signer = ecrecover(
                bytes32(amounts[i]), uint8(signed[64]), bytes32(signed[:32]), bytes32(signed[32:64])
            );
            balances[signer] -= amounts[i];
            ++nonces[signer];
        }
    }
}
