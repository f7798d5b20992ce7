// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseFiles } from "./cases/CaseFiles.sol";
import { CaseFiling } from "./cases/CaseFiling.sol";
import { CaseKey, CasesCharter, ICases, InfractionText } from "./interfaces/ICases.sol";
import { ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPanels } from "./interfaces/IPanels.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CasesBounds } from "./libraries/CasesBounds.sol";
import { CaseSigned } from "./libraries/CaseSigned.sol";
import { CaseStates } from "./libraries/CaseStates.sol";
import { CaseWord } from "./libraries/CaseWord.sol";
import { DueProcess } from "./libraries/DueProcess.sol";
import { InfractionWord } from "./libraries/InfractionWord.sol";
import { OverlaysLibrary, OverlayWord } from "./libraries/Overlays.sol";
import { PendingCharter, PendingCharters } from "./libraries/PendingCharters.sol";
import { PersonWord } from "./libraries/PersonWord.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, RuleId } from "./types/Types.sol";

/// @title Cases
/// @notice Their manual is `ICases`.
/// @dev Here is what becomes of a case; how it begins stands in `CaseFiling`.
contract Cases is CaseFiling {
    using CaseStates for CaseWord;
    using PendingCharters for PendingCharter;

    uint256 private constant CATEGORY_MASK = 7;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        CasesCharter memory charter_,
        InfractionText[] memory genesisInfractions,
        bytes32 genesisInfractionsHash
    )
        CaseFiles(
            ledger, communities, panels, charter_, genesisInfractions, genesisInfractionsHash
        )
    { }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc ICases
    function withdraw(
        CouncilAct calldata act,
        CaseKey calldata key,
        Approval calldata approval
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        approve(act, CaseSigned.withdrawal(act, id), approval);
        requireFiler(0, id, word, act.community);
        requireState(id, key.kind, key.identity, word, CaseStates.WITHDRAWAL);
        enter(id, word, CaseStates.STAGE_WITHDRAWN);
    }

    /// @inheritdoc ICases
    function certifyRemedies(
        CouncilAct calldata act,
        bytes32 evidenceHash,
        bytes32[] calldata identities,
        uint256[] calldata matters,
        Approval calldata approval
    )
        external
    {
        requireSameLength(identities.length, matters.length);
        bytes32[] memory ids = infractionIds(identities, matters);
        bytes32 hashed = CaseSigned.remedies(act, evidenceHash, ids);
        approve(act, hashed, approval);
        if (ids.length == 0) revert NothingToDo();
        uint256[] memory words = wordsOf(identities);
        for (uint256 i = 0; i < ids.length; ++i) {
            IdentityHash identity = IdentityHash.wrap(identities[i]);
            CaseWord word = requireRemediable(i, ids[i], act.community);
            PersonWord person = PersonWord.wrap(words[i]);
            requireOther(i, identity, person, act.community, approval.signers);
            requireState(ids[i], CaseStates.INFRACTION, identity, word, CaseStates.REMEDY);
            endDeduction(ids[i], identity, word);
            emit RemedyCertified(ids[i], evidenceHash);
            enter(ids[i], word, CaseStates.STAGE_ENDED);
        }
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc ICases
    function appeal(
        CaseKey calldata key,
        uint256 ground,
        bytes32[] calldata formerPanel,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = CaseSigned.appeal(id, ground, nonce, deadline);
        consent(key.identity, nonce, deadline, hashed, signature);
        uint256 state = requireState(id, key.kind, key.identity, word, CaseStates.APPEAL);
        DueProcess.requireGround(ground, DueProcess.MOST_GROUND_OF_APPEAL);
        if (state == CaseStates.UPHELD) {
            DueProcess.requireList(PANELS, word.panel(), formerPanel);
            convene(id, word, CaseStates.STAGE_SECOND_PANEL, formerPanel, ground);
        } else {
            convene(id, word, CaseStates.STAGE_FIRST_PANEL, one(key.identity), ground);
        }
    }

    /// @inheritdoc ICases
    function review(
        CaseKey calldata key,
        uint256 ground,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = CaseSigned.review(id, ground, nonce, deadline);
        consent(key.identity, nonce, deadline, hashed, signature);
        requireState(id, key.kind, key.identity, word, CaseStates.REVIEW);
        if (word.reviewed()) revert AlreadyReviewed(id);
        DueProcess.requireGround(ground, DueProcess.MOST_GROUND_OF_REVIEW);
        if (!isDeducted(id, key.identity, word)) revert NothingToEnd(id);
        convene(id, word.withReview(), CaseStates.STAGE_REVIEW, one(key.identity), ground);
    }

    /// @inheritdoc ICases
    function alive(
        CaseKey calldata key,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = CaseSigned.alive(id, nonce, deadline);
        consent(key.identity, nonce, deadline, hashed, signature);
        uint256 state = requireState(id, key.kind, key.identity, word, CaseStates.SIGN_OF_LIFE);
        bool wasClosed = state == CaseStates.CARRIED_OUT;
        enter(id, word, wasClosed ? CaseStates.STAGE_ENDED : CaseStates.STAGE_DISMISSED);
        if (isClosed(key.identity)) COMMUNITIES.reopen(key.identity);
        lowerStanding(word);
    }

    // --------------------------------------------------------- acts of jurors

    /// @inheritdoc ICases
    function giveVerdict(
        CaseKey calldata key,
        uint256 outcome,
        bytes32 reasonsHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        uint256 state = requireState(id, key.kind, key.identity, word, CaseStates.VERDICT);
        bool upheld = DueProcess.isUpheld(outcome);
        uint256 panel = word.panel();
        bytes32 hashed = CaseSigned.verdict(id, panel, outcome, reasonsHash);
        PANELS.requireMajority(panel, identities, hashed, votes);
        emit VerdictGiven(id, panel, outcome, reasonsHash, votes.signers);
        enter(id, word, CaseStates.afterVerdict(state, upheld));
        if (upheld || key.kind == CaseStates.CHALLENGE) return;
        lowerStanding(word);
        if (state == CaseStates.IN_REVIEW) endDeduction(id, key.identity, word);
    }

    // -------------------------------------------------------- acts of anybody

    /// @inheritdoc ICases
    function carryOut(CaseKey[] calldata keys) external {
        for (uint256 i = 0; i < keys.length; ++i) {
            CaseKey calldata key = keys[i];
            (bytes32 id, CaseWord word) = known(key);
            uint256 state = requireState(id, key.kind, key.identity, word, CaseStates.CARRY_OUT);
            if (state == CaseStates.RIPE) {
                carryOutRipe(i, key, id, word);
            } else {
                endDeduction(id, key.identity, word);
                enter(id, word, CaseStates.STAGE_ENDED);
            }
        }
    }

    // ---------------------------------------------------- acts of the assembly

    /// @notice Sets all parameters from `fromDay` on. Cases keep what they were filed under.
    function amend(uint256[] calldata values, uint256 fromDay) external {
        if (msg.sender != ASSEMBLY) revert Unauthorised(msg.sender);
        CasesBounds.check(values);
        _charter.amend(abi.encodePacked(values), fromDay);
        emit CharterAmended(values, fromDay);
    }

    // --------------------------------------------------------------- private

    /// @dev Takes the case into a stage in which a new panel is at work.
    function convene(
        bytes32 id,
        CaseWord word,
        uint256 stage,
        bytes32[] memory barred,
        uint256 ground
    )
        private
    {
        bool isSecond = stage == CaseStates.STAGE_SECOND_PANEL;
        uint256 size =
            isSecond ? DueProcess.SECOND_PANEL_SIZE : DueProcess.FIRST_PANEL_SIZE;
        uint256 panel = PANELS.convene(size, word.community(), barred);
        enter(id, word.withPanel(panel, ground), stage);
    }

    function carryOutRipe(uint256 i, CaseKey calldata key, bytes32 id, CaseWord word) private {
        if (key.kind == CaseStates.INFRACTION) {
            word = deduct(i, key, id, word);
        } else if (key.kind == CaseStates.CHALLENGE) {
            reverseAward(i, key.identity, word);
        } else if (key.kind == CaseStates.RECOVERY) {
            COMMUNITIES.recover(key.identity, address(uint160(key.matter >> NEW_KEY_AT)));
        } else {
            if (isClosed(key.identity)) revert IsClosed(key.identity);
            COMMUNITIES.close(key.identity);
        }
        enter(id, word, CaseStates.STAGE_CARRIED_OUT);
    }

    function deduct(
        uint256 i,
        CaseKey calldata key,
        bytes32 id,
        CaseWord word
    )
        private
        returns (CaseWord)
    {
        if (isClosed(key.identity)) revert TakesNoPart(i, key.identity);
        InfractionWord terms =
            _catalogue.words[RuleId.wrap(key.matter >> RULE_AT)][word.detail()];
        uint256 untilDay = Calendar.dayOf(word.ripeFrom()) + terms.sunsetDays();
        (bool placed, uint256 index) = LEDGER.deduct(
            key.identity, terms.points(), terms.amount(), untilDay, causeOf(id)
        );
        if (!placed) revert NoRoom(id);
        return word.withOverlay(index);
    }

    function reverseAward(uint256 i, IdentityHash identity, CaseWord word) private {
        if (isClosed(identity)) revert TakesNoPart(i, identity);
        uint256 detail = word.detail();
        uint256 category = (detail >> CATEGORY_AT) & CATEGORY_MASK;
        LEDGER.reverseAward(identity, category, uint8(detail), detail >> YEAR_AT);
        lowerStanding(word);
    }

    /// @dev Nothing happens when it has ended already.
    function endDeduction(bytes32 id, IdentityHash identity, CaseWord word) private {
        // slither-disable-next-line unused-return (the case ends either way)
        LEDGER.endDeduction(identity, word.overlay(), causeOf(id));
    }

    function lowerStanding(CaseWord word) private {
        COMMUNITIES.lowerStanding(word.community());
    }

    function requireRemediable(
        uint256 i,
        bytes32 id,
        CommunityId community
    )
        private
        view
        returns (CaseWord word)
    {
        word = _cases[id].word;
        if (!word.exists()) revert CaseUnknown(id);
        requireFiler(i, id, word, community);
    }

    /// @dev Whether the deduction of this very case is still in force.
    function isDeducted(
        bytes32 id,
        IdentityHash identity,
        CaseWord word
    )
        private
        view
        returns (bool)
    {
        uint256[] memory overlays = LEDGER.rawOverlays(identity);
        if (word.overlay() >= overlays.length) return false;
        OverlayWord overlay = OverlayWord.wrap(overlays[word.overlay()]);
        return overlay.kind() == OverlaysLibrary.DEDUCTION && overlay.cause() == causeOf(id)
            && overlay.inForceOn(Calendar.dayOf(block.timestamp));
    }

    function requireFiler(
        uint256 i,
        bytes32 id,
        CaseWord word,
        CommunityId community
    )
        private
        pure
    {
        if (word.community() != community) revert NotTheFiler(i, id, community);
    }

    function infractionIds(
        bytes32[] calldata identities,
        uint256[] calldata matters
    )
        private
        pure
        returns (bytes32[] memory ids)
    {
        ids = new bytes32[](identities.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = numberOf(
                CaseStates.INFRACTION, IdentityHash.wrap(identities[i]), matters[i]
            );
        }
    }

    /// @dev What names a deduction among the person's overlays: the last 64 bits of the number.
    function causeOf(bytes32 id) private pure returns (uint256) {
        return uint64(uint256(id));
    }
}
