// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IPanels } from "../interfaces/IPanels.sol";
import { Answers } from "./Answers.sol";

/// @title What cases about people and findings about organisations have in common
/// @notice Panels, grounds and outcomes, and how often somebody is drawn into them in a year.
library DueProcess {
    uint256 internal constant FIRST_PANEL_SIZE = 5;
    uint256 internal constant SECOND_PANEL_SIZE = 11;
    uint256 internal constant MOST_GROUND_OF_APPEAL = 5;
    /// @dev The last one says that the remedy is done.
    uint256 internal constant MOST_GROUND_OF_REVIEW = 6;

    uint256 private constant UPHELD = 1;
    uint256 private constant REJECTED = 2;
    uint256 private constant TIMES_BITS = 8;
    /// @dev Which word of `PanelView` it is, counted from 0.
    uint256 private constant LIST_HASH = 4;

    error GroundUnknown(uint256 ground);
    error OutcomeUnknown(uint256 outcome);
    error WrongList(uint256 panel);

    /// @notice The list of the first panel is who was barred from it, and its jurors: all barred
    ///         from the second.
    function requireList(IPanels panels, uint256 panel, bytes32[] memory list) internal view {
        bytes memory call = abi.encodeCall(IPanels.panelOf, (panel));
        bytes32 listHash = bytes32(Answers.word(address(panels), call, LIST_HASH));
        if (keccak256(abi.encodePacked(list)) != listHash) revert WrongList(panel);
    }

    /// @notice Whether the draw found fewer jurors than the panel needs.
    function isTooSmall(IPanels panels, uint256 panel) internal view returns (bool) {
        return Answers.word(address(panels), abi.encodeCall(IPanels.isTooSmall, (panel)), 0) != 0;
    }

    /// @notice Whether a panel upheld what was filed; refuses what is no outcome.
    function isUpheld(uint256 outcome) internal pure returns (bool) {
        if (outcome != UPHELD && outcome != REJECTED) revert OutcomeUnknown(outcome);
        return outcome == UPHELD;
    }

    function requireGround(uint256 ground, uint256 most) internal pure {
        if (ground == 0 || ground > most) revert GroundUnknown(ground);
    }

    /// @notice How often a record says that it happened in a year.
    function timesIn(uint256 record, uint256 year) internal pure returns (uint256) {
        return record >> TIMES_BITS == year ? uint8(record) : 0;
    }

    /// @notice The record after it happened `times` times in a year, at most 255.
    function recordOf(uint256 year, uint256 times) internal pure returns (uint256) {
        return (year << TIMES_BITS) | times;
    }
}
