// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CasesCharter, CaseView } from "../interfaces/ICases.sol";
import { CommunityId } from "../types/Types.sol";

/// @notice A case in one storage slot; kind, person and matter stand in its number. A finding about
///         an organisation is kept in the same way.
/// @dev | bits      | field       | meaning                                                       |
///      |-----------|-------------|---------------------------------------------------------------|
///      | 0..3      | stage       | 1 to 10; 0 means there is no such case                        |
///      | 4..6      | ground      | of the latest appeal, challenge or review; 0 before any       |
///      | 7         | reviewed    | whether its one review was asked for                          |
///      | 8..47     | filedAt     | time of the filing                                            |
///      | 48..87    | since       | time at which the stage began                                 |
///      | 88..127   | panel       | the latest; 0 before any                                      |
///      | 128..151  | community   | whose council filed it, or filed the award challenged         |
///      | 152..159  | noticeDays  | what the charter said when it was filed                       |
///      | 160..167  | ripeDays    | likewise                                                      |
///      | 168..175  | verdictDays | likewise                                                      |
///      | 176..207  | detail      | what its kind needs; see `CaseView`                           |
///      | 208..215  | overlay     | place of the deduction or effect, once it was carried out     |
///      | 216..255  |             | unused, zero                                                  |
type CaseWord is uint256;

using CaseWordLibrary for CaseWord global;

/// @title Fields of a case's slot
/// @notice Packs and reads them.
library CaseWordLibrary {
    uint256 private constant STAGE_MASK = (1 << 4) - 1;
    uint256 private constant GROUND_MASK = (1 << 3) - 1;

    uint256 private constant GROUND_AT = 4;
    uint256 private constant REVIEWED_AT = 7;
    uint256 private constant FILED_AT = 8;
    uint256 private constant SINCE_AT = 48;
    uint256 private constant PANEL_AT = 88;
    uint256 private constant COMMUNITY_AT = 128;
    uint256 private constant NOTICE_DAYS_AT = 152;
    uint256 private constant RIPE_DAYS_AT = 160;
    uint256 private constant VERDICT_DAYS_AT = 168;
    uint256 private constant DETAIL_AT = 176;
    uint256 private constant OVERLAY_AT = 208;

    /// @notice A case filed now. The caller has checked that every value fits.
    function fresh(
        uint256 firstStage,
        CommunityId filer,
        uint256 caseDetail,
        CasesCharter memory charter
    )
        internal
        view
        returns (CaseWord)
    {
        uint256 deadlines = (charter.noticeDays << NOTICE_DAYS_AT)
            | (charter.ripeDays << RIPE_DAYS_AT) | (charter.verdictDays << VERDICT_DAYS_AT);
        return CaseWord.wrap(
            firstStage | (block.timestamp << FILED_AT) | (block.timestamp << SINCE_AT)
                | (CommunityId.unwrap(filer) << COMMUNITY_AT) | (caseDetail << DETAIL_AT)
                | deadlines
        );
    }

    /// @notice The case in a new stage, which begins now.
    function entering(CaseWord word, uint256 newStage) internal view returns (CaseWord) {
        uint256 cleared =
            CaseWord.unwrap(word) & ~(STAGE_MASK | (uint256(type(uint40).max) << SINCE_AT));
        return CaseWord.wrap(cleared | newStage | (block.timestamp << SINCE_AT));
    }

    /// @notice The case with a new panel at work, and the ground it was convened for.
    function withPanel(
        CaseWord word,
        uint256 newPanel,
        uint256 newGround
    )
        internal
        pure
        returns (CaseWord)
    {
        uint256 cleared = CaseWord.unwrap(word)
            & ~((GROUND_MASK << GROUND_AT) | (uint256(type(uint40).max) << PANEL_AT));
        return CaseWord.wrap(cleared | (newPanel << PANEL_AT) | (newGround << GROUND_AT));
    }

    function withReview(CaseWord word) internal pure returns (CaseWord) {
        return CaseWord.wrap(CaseWord.unwrap(word) | (1 << REVIEWED_AT));
    }

    /// @notice The case with the place of its deduction, which had none before.
    function withOverlay(CaseWord word, uint256 index) internal pure returns (CaseWord) {
        return CaseWord.wrap(CaseWord.unwrap(word) | (index << OVERLAY_AT));
    }

    function exists(CaseWord word) internal pure returns (bool) {
        return CaseWord.unwrap(word) != 0;
    }

    function stage(CaseWord word) internal pure returns (uint256) {
        return CaseWord.unwrap(word) & STAGE_MASK;
    }

    function ground(CaseWord word) internal pure returns (uint256) {
        return (CaseWord.unwrap(word) >> GROUND_AT) & GROUND_MASK;
    }

    function reviewed(CaseWord word) internal pure returns (bool) {
        return (CaseWord.unwrap(word) >> REVIEWED_AT) & 1 != 0;
    }

    function filedAt(CaseWord word) internal pure returns (uint256) {
        return uint40(CaseWord.unwrap(word) >> FILED_AT);
    }

    function since(CaseWord word) internal pure returns (uint256) {
        return uint40(CaseWord.unwrap(word) >> SINCE_AT);
    }

    function panel(CaseWord word) internal pure returns (uint256) {
        return uint40(CaseWord.unwrap(word) >> PANEL_AT);
    }

    function community(CaseWord word) internal pure returns (CommunityId) {
        return CommunityId.wrap(uint24(CaseWord.unwrap(word) >> COMMUNITY_AT));
    }

    function noticeDays(CaseWord word) internal pure returns (uint256) {
        return uint8(CaseWord.unwrap(word) >> NOTICE_DAYS_AT);
    }

    function ripeDays(CaseWord word) internal pure returns (uint256) {
        return uint8(CaseWord.unwrap(word) >> RIPE_DAYS_AT);
    }

    function verdictDays(CaseWord word) internal pure returns (uint256) {
        return uint8(CaseWord.unwrap(word) >> VERDICT_DAYS_AT);
    }

    function detail(CaseWord word) internal pure returns (uint256) {
        return uint32(CaseWord.unwrap(word) >> DETAIL_AT);
    }

    function overlay(CaseWord word) internal pure returns (uint256) {
        return uint8(CaseWord.unwrap(word) >> OVERLAY_AT);
    }

    function unpacked(CaseWord word) internal pure returns (CaseView memory) {
        return CaseView({
            stage: word.stage(),
            filedAt: word.filedAt(),
            since: word.since(),
            panel: word.panel(),
            community: word.community(),
            ground: word.ground(),
            reviewed: word.reviewed(),
            noticeDays: word.noticeDays(),
            ripeDays: word.ripeDays(),
            verdictDays: word.verdictDays(),
            detail: word.detail(),
            overlay: word.overlay()
        });
    }
}
