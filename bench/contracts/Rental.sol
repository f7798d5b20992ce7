// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC721 } from "@openzeppelin/contracts/token/ERC721/ERC721.sol";

/// @title A token whose use is lent for a time, as ERC-4907 defines it
contract Rental is ERC721("Rental", "RENT") {
    struct User {
        address user;
        uint64 expires;
    }

    event UpdateUser(uint256 indexed tokenId, address indexed user, uint64 expires);

    mapping(uint256 tokenId => User) private _users;

    /// @notice Mints a token; anybody may.
    function mint(address to, uint256 tokenId) external {
        _mint(to, tokenId);
    }

    /// @notice Lends a token until a second.
    function setUser(uint256 tokenId, address user, uint64 expires) external {
        _checkAuthorized(ownerOf(tokenId), msg.sender, tokenId);
        _users[tokenId] = User(user, expires);
        emit UpdateUser(tokenId, user, expires);
    }

    /// @notice Who may use a token now.
    function userOf(uint256 tokenId) external view returns (address) {
        User memory lent = _users[tokenId];
        return lent.expires >= block.timestamp ? lent.user : address(0);
    }
}
