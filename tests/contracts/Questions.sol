// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Many questions in one call, for tests that look at everything after every step
contract Questions {
    /// @notice Asks each contract and returns the answers; reverts as the first that refuses does.
    function ask(
        address[] calldata contracts,
        bytes[] calldata questions
    )
        external
        view
        returns (bytes[] memory answers)
    {
        answers = new bytes[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            (bool success, bytes memory answer) = contracts[i].staticcall(questions[i]);
            if (!success) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
            answers[i] = answer;
        }
    }
}
