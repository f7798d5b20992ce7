// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title OpenZeppelin's ERC-20, minted by anybody: a check of who may would only add to it
contract Airdrop is ERC20("Airdrop", "DROP") {
    /// @notice Mints to one account.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Mints the same amount to many accounts.
    function mintToAll(address[] calldata recipients, uint256 amount) external {
        for (uint256 i = 0; i < recipients.length; ++i) {
            _mint(recipients[i], amount);
        }
    }
}
