// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

/// @title One word of what a contract answers
/// @notice For answers of many words of which few are asked for: the code that decodes them all,
///         call by call, would not fit into a contract.
library Answers {
    /// @notice The word at `index` of the answer.
    /// @param target a contract of ours
    /// @param call what is asked, with its arguments
    /// @param index of the word asked for, below the number of words of the answer
    function word(
        address target,
        bytes memory call,
        uint256 index
    )
        internal
        view
        returns (uint256 found)
    {
        bytes memory answer = Address.functionStaticCall(target, call);
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            found := mload(add(add(answer, 32), shl(5, index)))
        }
    }
}
