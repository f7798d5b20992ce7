// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ERC20 } from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import { ERC20Permit } from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title OpenZeppelin's ERC-20 with permits, each followed at once by the transfer it permits
/// @notice Both are done inside the token, so that a batch needs no contract that calls it.
contract Permits is ERC20("Permits", "PERM"), ERC20Permit("Permits") {
    struct Payment {
        address payer;
        uint256 amount;
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice Mints the same amount to many accounts; anybody may.
    function mintToAll(address[] calldata recipients, uint256 amount) external {
        for (uint256 i = 0; i < recipients.length; ++i) {
            _mint(recipients[i], amount);
        }
    }

    /// @notice Takes what others signed that the sender may take.
    function takeAll(Payment[] calldata payments) external {
        for (uint256 i = 0; i < payments.length; ++i) {
            Payment calldata paid = payments[i];
            permit(paid.payer, msg.sender, paid.amount, paid.deadline, paid.v, paid.r, paid.s);
            transferFrom(paid.payer, msg.sender, paid.amount);
        }
    }
}
