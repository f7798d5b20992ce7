// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC721 } from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title OpenZeppelin's ERC-721 without transfers, minted by anybody; an account's token bears the
///        account's number, so that no counter is needed
contract Soulbound is ERC721("Soulbound", "SOUL") {
    error Bound(uint256 token);

    /// @notice Mints one token to each account.
    function mintToAll(address[] calldata recipients) external {
        for (uint256 i = 0; i < recipients.length; ++i) {
            _mint(recipients[i], uint160(recipients[i]));
        }
    }

    function _update(address to, uint256 token, address caller) internal override returns (address) {
        if (_ownerOf(token) != address(0)) revert Bound(token);
        return super._update(to, token, caller);
    }
}
