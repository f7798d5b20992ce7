// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FindingFiles } from "./findings/FindingFiles.sol";
import { FindingFiling } from "./findings/FindingFiling.sol";
import { ICommunities } from "./interfaces/ICommunities.sol";
import { FindingKey, IFindings, StandardText } from "./interfaces/IFindings.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPanels } from "./interfaces/IPanels.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CaseSigned } from "./libraries/CaseSigned.sol";
import { CaseStates } from "./libraries/CaseStates.sol";
import { CaseWord } from "./libraries/CaseWord.sol";
import { DueProcess } from "./libraries/DueProcess.sol";
import { Effects, EffectsLibrary, EffectWord } from "./libraries/Effects.sol";
import { FindingSigned } from "./libraries/FindingSigned.sol";
import { Signatures } from "./libraries/Signatures.sol";
import { StandardWord } from "./libraries/StandardWord.sol";
import { Approval, CommunityId, CouncilAct } from "./types/Types.sol";

/// @title Findings
/// @notice Their manual is `IFindings`.
/// @dev Here is what becomes of a finding; how it begins stands in `FindingFiling`.
contract Findings is FindingFiling {
    using CaseStates for CaseWord;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        StandardText[] memory genesisStandards,
        bytes32 genesisStandardsHash
    )
        FindingFiles(ledger, communities, panels, genesisStandards, genesisStandardsHash)
    { }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc IFindings
    function withdraw(
        CouncilAct calldata act,
        FindingKey calldata key,
        Approval calldata approval
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        COMMUNITIES.approve(msg.sender, act, FindingSigned.withdrawal(act, id), approval);
        requireFiler(id, word, act.community);
        requireState(id, word, CaseStates.WITHDRAWAL);
        enter(id, word, CaseStates.STAGE_WITHDRAWN);
    }

    /// @inheritdoc IFindings
    function certifyRemedy(
        CouncilAct calldata act,
        FindingKey calldata key,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = FindingSigned.remedy(act, id, evidenceHash);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        requireFiler(id, word, act.community);
        requireState(id, word, CaseStates.REMEDY);
        endEffect(id, key.organisation, word);
        emit RemedyAccepted(id, evidenceHash);
        enter(id, word, CaseStates.STAGE_ENDED);
    }

    // -------------------------------------------------- acts of organisations

    /// @inheritdoc IFindings
    function appeal(
        FindingKey calldata key,
        uint256 ground,
        bytes32[] calldata formerPanel,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = FindingSigned.appeal(id, ground, deadline);
        requireOrganisation(key.organisation, deadline, hashed, signature);
        uint256 state = requireState(id, word, CaseStates.APPEAL);
        DueProcess.requireGround(ground, DueProcess.MOST_GROUND_OF_APPEAL);
        if (state == CaseStates.UPHELD) {
            DueProcess.requireList(PANELS, word.panel(), formerPanel);
            uint256 size = DueProcess.SECOND_PANEL_SIZE;
            convene(id, word, CaseStates.STAGE_SECOND_PANEL, size, formerPanel, ground);
        } else {
            conveneFive(id, word, CaseStates.STAGE_FIRST_PANEL, ground);
        }
    }

    /// @inheritdoc IFindings
    function review(
        FindingKey calldata key,
        uint256 ground,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        bytes32 hashed = FindingSigned.review(id, ground, deadline);
        requireOrganisation(key.organisation, deadline, hashed, signature);
        requireState(id, word, CaseStates.REVIEW);
        if (word.reviewed()) revert FindingReviewed(id);
        DueProcess.requireGround(ground, DueProcess.MOST_GROUND_OF_REVIEW);
        if (!lasts(id, key.organisation, word)) revert NothingToEnd(id);
        conveneFive(id, word.withReview(), CaseStates.STAGE_REVIEW, ground);
    }

    // --------------------------------------------------------- acts of jurors

    /// @inheritdoc IFindings
    function giveVerdict(
        FindingKey calldata key,
        uint256 outcome,
        bytes32 reasonsHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external
    {
        (bytes32 id, CaseWord word) = known(key);
        uint256 state = requireState(id, word, CaseStates.VERDICT);
        bool upheld = DueProcess.isUpheld(outcome);
        uint256 panel = word.panel();
        bytes32 hashed = CaseSigned.verdict(id, panel, outcome, reasonsHash);
        PANELS.requireMajority(panel, identities, hashed, votes);
        emit FindingDecided(id, panel, outcome, reasonsHash, votes.signers);
        enter(id, word, CaseStates.afterVerdict(state, upheld));
        if (upheld) return;
        COMMUNITIES.lowerStanding(word.community());
        if (state == CaseStates.IN_REVIEW) endEffect(id, key.organisation, word);
    }

    // -------------------------------------------------------- acts of anybody

    /// @inheritdoc IFindings
    function carryOut(FindingKey[] calldata keys) external {
        for (uint256 i = 0; i < keys.length; ++i) {
            FindingKey calldata key = keys[i];
            (bytes32 id, CaseWord word) = known(key);
            uint256 state = requireState(id, word, CaseStates.CARRY_OUT);
            if (state == CaseStates.RIPE) {
                CaseWord placed = word.withOverlay(beginEffect(id, key, word));
                enter(id, placed, CaseStates.STAGE_CARRIED_OUT);
            } else {
                endEffect(id, key.organisation, word);
                enter(id, word, CaseStates.STAGE_ENDED);
            }
        }
    }

    // --------------------------------------------------------------- private

    /// @dev A panel of whom nobody is barred: organisations hold no seats.
    function conveneFive(bytes32 id, CaseWord word, uint256 stage, uint256 ground) private {
        convene(id, word, stage, DueProcess.FIRST_PANEL_SIZE, new bytes32[](0), ground);
    }

    /// @dev Takes the finding into a stage in which a new panel is at work.
    function convene(
        bytes32 id,
        CaseWord word,
        uint256 stage,
        uint256 size,
        bytes32[] memory barred,
        uint256 ground
    )
        private
    {
        uint256 panel = PANELS.convene(size, word.community(), barred);
        enter(id, word.withPanel(panel, ground), stage);
    }

    /// @dev The place of the effect.
    function beginEffect(
        bytes32 id,
        FindingKey calldata key,
        CaseWord word
    )
        private
        returns (uint256)
    {
        StandardWord terms = _catalogue.words[key.standard][word.detail()];
        uint256 untilDay = Calendar.dayOf(word.ripeFrom()) + terms.sunsetDays();
        EffectWord effect = EffectsLibrary.pack(key.standard, untilDay, terms.effect(), id);
        Effects storage effects = _effects[key.organisation];
        (bool placed, uint256 place) = effects.put(effect, Calendar.dayOf(block.timestamp));
        if (!placed) revert NoPlace(id);
        if (effect.isSuspension()) tellServices(key.organisation);
        return place;
    }

    /// @dev Nothing happens when it has ended already.
    function endEffect(bytes32 id, uint256 organisation, CaseWord word) private {
        if (!lasts(id, organisation, word)) return;
        Effects storage effects = _effects[organisation];
        uint256 place = word.overlay();
        effects.end(place, Calendar.dayOf(block.timestamp));
        if (effects.effectAt(place).isSuspension()) tellServices(organisation);
    }

    function tellServices(uint256 organisation) private {
        uint256 today = Calendar.dayOf(block.timestamp);
        SERVICES.setSuspension(organisation, _effects[organisation].suspendedUntil(today));
    }

    /// @dev Whether the effect of this very finding still lasts.
    function lasts(bytes32 id, uint256 organisation, CaseWord word) private view returns (bool) {
        uint256 today = Calendar.dayOf(block.timestamp);
        return _effects[organisation].lasts(word.overlay(), id, today);
    }

    /// @dev Refuses what the organisation's key has neither sent nor signed.
    function requireOrganisation(
        uint256 organisation,
        uint256 deadline,
        bytes32 structHash,
        bytes calldata signature
    )
        private
        view
    {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        address key = SERVICES.organisation(organisation).key;
        if (msg.sender == key) return;
        if (!Signatures.isValid(key, COMMUNITIES.digestOf(structHash), signature)) {
            revert NotTheOrganisation(organisation, msg.sender);
        }
    }

    function requireFiler(bytes32 id, CaseWord word, CommunityId community) private pure {
        if (word.community() != community) revert NotTheFilerOf(id, community);
    }
}
