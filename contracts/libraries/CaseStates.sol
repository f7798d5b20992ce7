// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseWord } from "./CaseWord.sol";

/// @title Kinds, stages and states of cases
/// @notice What state follows from a stage and the time, and what each state allows: whatever is
///         not done in time ends for the person. A finding about an organisation goes through the
///         states of an infraction.
/// @dev Times and days are narrower than 41 bits, so that no sum of them overflows.
library CaseStates {
    uint256 internal constant INFRACTION = 1;
    uint256 internal constant CHALLENGE = 2;
    uint256 internal constant RECOVERY = 3;
    uint256 internal constant CLOSING = 4;

    uint256 internal constant STAGE_NOTICE = 1;
    uint256 internal constant STAGE_FIRST_PANEL = 2;
    uint256 internal constant STAGE_UPHELD = 3;
    uint256 internal constant STAGE_SECOND_PANEL = 4;
    uint256 internal constant STAGE_FINAL = 5;
    uint256 internal constant STAGE_DISMISSED = 6;
    uint256 internal constant STAGE_WITHDRAWN = 7;
    uint256 internal constant STAGE_CARRIED_OUT = 8;
    uint256 internal constant STAGE_REVIEW = 9;
    uint256 internal constant STAGE_ENDED = 10;

    uint256 internal constant NONE = 0;
    uint256 internal constant NOTICE = 1;
    uint256 internal constant RIPE = 2;
    uint256 internal constant FIRST_PANEL = 3;
    uint256 internal constant UPHELD = 4;
    uint256 internal constant SECOND_PANEL = 5;
    uint256 internal constant DISMISSED = 6;
    uint256 internal constant LAPSED = 7;
    uint256 internal constant WITHDRAWN = 8;
    uint256 internal constant CARRIED_OUT = 9;
    uint256 internal constant IN_REVIEW = 10;
    uint256 internal constant RELEASED = 11;
    uint256 internal constant ENDED = 12;

    // The rows of the table of transitions: which acts which states allow, by kinds of cases. Of
    // each kind a row has sixteen bits, one for each state.
    uint256 private constant OF_INFRACTION = 16 * INFRACTION;
    uint256 private constant OF_CHALLENGE = 16 * CHALLENGE;
    uint256 private constant OF_RECOVERY = 16 * RECOVERY;
    uint256 private constant OF_CLOSING = 16 * CLOSING;
    uint256 private constant IN_NOTICE_OR_UPHELD = (1 << NOTICE) | (1 << UPHELD);
    uint256 private constant BEFORE_PANELS = (1 << FIRST_PANEL) | (1 << SECOND_PANEL);
    uint256 private constant BEFORE_CARRIED_OUT =
        IN_NOTICE_OR_UPHELD | (1 << RIPE) | BEFORE_PANELS;

    uint256 internal constant APPEAL = (IN_NOTICE_OR_UPHELD << OF_INFRACTION)
        | (1 << (OF_CHALLENGE + UPHELD)) | (IN_NOTICE_OR_UPHELD << OF_RECOVERY);
    uint256 internal constant VERDICT =
        ((BEFORE_PANELS | (1 << IN_REVIEW)) << OF_INFRACTION) | (BEFORE_PANELS << OF_CHALLENGE)
            | (BEFORE_PANELS << OF_RECOVERY);
    uint256 internal constant CARRY_OUT = (1 << (OF_INFRACTION + RIPE))
        | (1 << (OF_INFRACTION + RELEASED)) | (1 << (OF_CHALLENGE + RIPE))
        | (1 << (OF_RECOVERY + RIPE)) | (1 << (OF_CLOSING + RIPE));
    uint256 internal constant WITHDRAWAL = (BEFORE_CARRIED_OUT << OF_INFRACTION)
        | (BEFORE_CARRIED_OUT << OF_RECOVERY) | (BEFORE_CARRIED_OUT << OF_CLOSING);
    uint256 internal constant SIGN_OF_LIFE =
        ((1 << NOTICE) | (1 << RIPE) | (1 << CARRIED_OUT)) << OF_CLOSING;
    uint256 internal constant REVIEW = 1 << (OF_INFRACTION + CARRIED_OUT);
    uint256 internal constant REMEDY =
        ((1 << CARRIED_OUT) | (1 << IN_REVIEW) | (1 << RELEASED)) << OF_INFRACTION;

    /// @notice Whether the table has a row for an act on a case of a kind in a state.
    /// @param rows of the act, from above
    function allows(uint256 rows, uint256 kind, uint256 state) internal pure returns (bool) {
        return (rows >> (16 * kind + state)) & 1 != 0;
    }

    /// @notice The state at `time`, as far as the case alone can tell.
    function stateAt(CaseWord word, uint256 time) internal pure returns (uint256) {
        uint256 stage = word.stage();
        if (stage == STAGE_NOTICE) return waiting(word, time, NOTICE);
        if (stage == STAGE_FIRST_PANEL) return deciding(word, time, FIRST_PANEL);
        if (stage == STAGE_UPHELD) return waiting(word, time, UPHELD);
        if (stage == STAGE_SECOND_PANEL) return deciding(word, time, SECOND_PANEL);
        if (stage == STAGE_FINAL) return waiting(word, time, RIPE);
        if (stage == STAGE_DISMISSED) return DISMISSED;
        if (stage == STAGE_WITHDRAWN) return WITHDRAWN;
        if (stage == STAGE_CARRIED_OUT) return CARRIED_OUT;
        if (stage == STAGE_REVIEW) return deciding(word, time, IN_REVIEW);
        return stage == STAGE_ENDED ? ENDED : NONE;
    }

    /// @notice Time from which a case that waits can be carried out.
    function ripeFrom(CaseWord word) internal pure returns (uint256) {
        unchecked {
            if (word.stage() == STAGE_FINAL) return word.since();
            return word.since() + word.noticeDays() * 1 days;
        }
    }

    /// @notice Whether a panel is at work.
    function isDeciding(uint256 state) internal pure returns (bool) {
        return state == FIRST_PANEL || state == SECOND_PANEL || state == IN_REVIEW;
    }

    /// @notice Where a panel that cannot decide leaves the case: on the person's side.
    function withoutVerdict(uint256 state) internal pure returns (uint256) {
        return state == IN_REVIEW ? RELEASED : LAPSED;
    }

    /// @notice Whether the case is still on its way, in the stages before it is carried out.
    function isPending(CaseWord word) internal pure returns (bool) {
        return word.exists() && word.stage() <= STAGE_FINAL;
    }

    /// @notice The stage after a verdict in one of the states of `isDeciding`.
    function afterVerdict(uint256 state, bool upheld) internal pure returns (uint256) {
        if (state == IN_REVIEW) return upheld ? STAGE_CARRIED_OUT : STAGE_ENDED;
        if (!upheld) return STAGE_DISMISSED;
        return state == FIRST_PANEL ? STAGE_UPHELD : STAGE_FINAL;
    }

    function waiting(CaseWord word, uint256 time, uint256 before) private pure returns (uint256) {
        unchecked {
            uint256 ripe = ripeFrom(word);
            if (time < ripe) return before;
            return time < ripe + word.ripeDays() * 1 days ? RIPE : LAPSED;
        }
    }

    function deciding(CaseWord word, uint256 time, uint256 during) private pure returns (uint256) {
        unchecked {
            bool inTime = time < word.since() + word.verdictDays() * 1 days;
            return inTime ? during : withoutVerdict(during);
        }
    }
}
