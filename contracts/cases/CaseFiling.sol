// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CaseKey,
    CasesCharter,
    ICases,
    InfractionBatch,
    InfractionText
} from "../interfaces/ICases.sol";
import { AwardProof, ICommunities } from "../interfaces/ICommunities.sol";
import { ILedger } from "../interfaces/ILedger.sol";
import { Answers } from "../libraries/Answers.sol";
import { Calendar } from "../libraries/Calendar.sol";
import { CaseSigned } from "../libraries/CaseSigned.sol";
import { CaseStates } from "../libraries/CaseStates.sol";
import { CaseWord, CaseWordLibrary } from "../libraries/CaseWord.sol";
import { DueProcess } from "../libraries/DueProcess.sol";
import { Infractions } from "../libraries/Infractions.sol";
import { InfractionWord } from "../libraries/InfractionWord.sol";
import { Lists } from "../libraries/Lists.sol";
import { PersonWord } from "../libraries/PersonWord.sol";
import { Signatures } from "../libraries/Signatures.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, RuleId } from "../types/Types.sol";
import { CaseFiles } from "./CaseFiles.sol";

/// @title Filing of cases
/// @notice How a case begins, and the catalogue of infractions it begins by.
abstract contract CaseFiling is CaseFiles {
    using DueProcess for uint256;
    using Infractions for Infractions.Catalogue;
    using Lists for bytes32[];
    using Lists for uint256[];

    /// @dev What the lines of one batch of infractions have in common.
    struct Accusation {
        CommunityId community;
        uint256 signers;
        RuleId rule;
        uint256 version;
        bytes32 evidenceHash;
        InfractionWord terms;
        uint256 today;
        uint256 year;
        uint256 limit;
        CaseWord filed;
    }

    CommunityId private constant ROOT = CommunityId.wrap(1);
    /// @dev Between two recoveries, or two closings, of one person.
    uint256 private constant PAUSE = 90 days;

    // Where the parts of a challenge's matter lie.
    uint256 private constant BATCH_COMMUNITY_AT = 104;
    uint256 private constant BATCH_NONCE_AT = 40;

    // Which word of an answer is asked for: the fields of its struct are counted from 0.
    uint256 private constant FILING_DAYS = 3;
    uint256 private constant RULE_NOTICE_DAYS = 4;
    uint256 private constant CONTROLLER = 0;
    uint256 private constant RULE_CATEGORY = 0;
    uint256 private constant RULE_POINTS = 1;

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc ICases
    function publishInfractions(
        CouncilAct calldata act,
        bytes32 newInfractionsHash,
        InfractionText[] calldata infractions,
        Approval calldata approval
    )
        external
    {
        if (act.community != ROOT) revert NotTheRoot(act.community);
        bytes32 hashed = CaseSigned.infractionRules(act, newInfractionsHash, infractions);
        approve(act, hashed, approval);
        uint256 noticeDays = ofLedger(abi.encodeCall(ILedger.charter, ()), RULE_NOTICE_DAYS);
        uint256 filingDays = ofLedger(abi.encodeCall(ILedger.charter, ()), FILING_DAYS);
        uint256 earliest = Calendar.dayOf(block.timestamp) + noticeDays;
        for (uint256 i = 0; i < infractions.length; ++i) {
            _catalogue.publish(infractions[i], earliest, filingDays);
        }
        _catalogue.setHash(newInfractionsHash);
    }

    /// @inheritdoc ICases
    function fileInfractions(
        CouncilAct calldata act,
        InfractionBatch calldata batch,
        Approval calldata approval
    )
        external
    {
        bytes32[] calldata identities = batch.identities;
        uint256[] calldata actDays = batch.actDays;
        approve(act, CaseSigned.infractions(act, batch), approval);
        requireSameLength(identities.length, actDays.length);
        if (identities.length == 0) revert NothingToDo();
        Accusation memory accusation = accusationOf(act.community, approval.signers, batch);
        uint256[] memory words = wordsOf(identities);
        for (uint256 i = 0; i < identities.length; ++i) {
            IdentityHash identity = IdentityHash.wrap(identities.item(i));
            accuse(accusation, i, identity, PersonWord.wrap(words.get(i)), actDays.item(i));
        }
    }

    /// @inheritdoc ICases
    function fileRecovery(
        CouncilAct calldata act,
        IdentityHash identity,
        address newController,
        bytes32 evidenceHash,
        Approval calldata approval,
        bytes calldata acceptance
    )
        external
    {
        bytes32 hashed = CaseSigned.recovery(act, identity, newController, evidenceHash);
        approve(act, hashed, approval);
        PersonWord person = wordOf(identity);
        requireMember(0, identity, person, act.community);
        requireOther(0, identity, person, act.community, approval.signers);
        bytes memory call = abi.encodeCall(ICommunities.signatory, (identity));
        if (Answers.word(address(COMMUNITIES), call, CONTROLLER) == 0) {
            revert NoController(identity);
        }
        if (newController == address(0)) revert ZeroController(identity);
        if (!Signatures.isValid(newController, COMMUNITIES.digestOf(hashed), acceptance)) {
            revert NewControllerDeclined(identity, newController);
        }
        uint256 matter = (uint256(uint160(newController)) << NEW_KEY_AT) | block.timestamp;
        fileAlone(CaseKey(CaseStates.RECOVERY, identity, matter), act.community, evidenceHash);
    }

    /// @inheritdoc ICases
    function fileClosing(
        CouncilAct calldata act,
        IdentityHash identity,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external
    {
        bytes32 hashed = CaseSigned.closing(act, identity, evidenceHash);
        approve(act, hashed, approval);
        PersonWord person = wordOf(identity);
        requireMember(0, identity, person, act.community);
        requireOther(0, identity, person, act.community, approval.signers);
        if (person.closed()) revert IsClosed(identity);
        CaseKey memory key = CaseKey(CaseStates.CLOSING, identity, block.timestamp);
        fileAlone(key, act.community, evidenceHash);
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc ICases
    function challenge(
        AwardProof calldata proof,
        uint256 line,
        IdentityHash challenger,
        uint256 ground,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        CaseKey memory key = challengeKey(proof, line);
        bytes32 id = numberOf(key.kind, key.identity, key.matter);
        bytes32 hashed = CaseSigned.challenge(id, challenger, ground, nonce, deadline);
        consent(challenger, nonce, deadline, hashed, signature);
        COMMUNITIES.requireFiled(proof);
        if (line >= proof.identities.length) revert LineUnknown(line, proof.identities.length);
        if (challenger == key.identity) revert OwnAward(challenger);
        DueProcess.requireGround(ground, DueProcess.MOST_GROUND_OF_APPEAL);
        CasesCharter memory parameters = charter();
        requireChallengeable(id, key.identity, proof.filedAt, parameters.challengeDays);
        uint256 limit = parameters.challengesPerYear;
        if (!countOne(CaseStates.CHALLENGE, challenger, currentYear(), limit)) {
            revert TooManyChallenges(challenger, limit);
        }
        bytes32[] memory barred = pair(key.identity, challenger);
        uint256 panel = PANELS.convene(DueProcess.FIRST_PANEL_SIZE, proof.community, barred);
        CaseWord word = CaseWordLibrary.fresh(
            CaseStates.STAGE_FIRST_PANEL, proof.community, awardDetail(proof), parameters
        ).withPanel(panel, ground);
        file(id, key, word, IdentityHash.unwrap(challenger));
        emit CaseMoved(id, CaseStates.STAGE_FIRST_PANEL, panel, ground);
    }

    // --------------------------------------------------------------- private

    function accusationOf(
        CommunityId community,
        uint256 signers,
        InfractionBatch calldata batch
    )
        private
        view
        returns (Accusation memory)
    {
        CasesCharter memory parameters = charter();
        return Accusation({
            community: community,
            signers: signers,
            rule: batch.rule,
            version: batch.version,
            evidenceHash: batch.evidenceHash,
            terms: _catalogue.words[batch.rule][batch.version],
            today: Calendar.dayOf(block.timestamp),
            year: currentYear(),
            limit: parameters.accusationsPerYear,
            filed: CaseWordLibrary.fresh(
                CaseStates.STAGE_NOTICE, community, batch.version, parameters
            )
        });
    }

    /// @dev Files line `i` of a batch.
    function accuse(
        Accusation memory accusation,
        uint256 i,
        IdentityHash identity,
        PersonWord person,
        uint256 actDay
    )
        private
    {
        requireAccusable(accusation, i, identity, person);
        requireInForce(accusation, i, actDay);
        if (int256(actDay) < Calendar.firstDay(person.birthMonth() + MAJORITY_MONTHS)) {
            revert ActOfMinor(i, identity, actDay);
        }
        uint256 matter = (RuleId.unwrap(accusation.rule) << RULE_AT) | actDay;
        CaseKey memory key = CaseKey(CaseStates.INFRACTION, identity, matter);
        bytes32 id = numberOf(key.kind, key.identity, key.matter);
        if (_cases[id].word.exists()) revert CaseExists(i, id);
        uint256 limit = accusation.limit;
        if (!countOne(CaseStates.INFRACTION, identity, accusation.year, limit)) {
            revert TooManyAccusations(i, identity, limit);
        }
        file(id, key, accusation.filed, accusation.evidenceHash);
    }

    /// @dev Counts one case of a kind in a year, unless as many as the limit were counted.
    function countOne(
        uint256 kind,
        IdentityHash identity,
        uint256 year,
        uint256 limit
    )
        private
        returns (bool counted)
    {
        uint256 times = _records[kind][identity].timesIn(year);
        if (times >= limit) return false;
        _records[kind][identity] = DueProcess.recordOf(year, times + 1);
        return true;
    }

    /// @dev For the kinds that are filed about one person, and not soon again.
    function fileAlone(
        CaseKey memory key,
        CommunityId community,
        bytes32 evidenceHash
    )
        private
    {
        uint256 lastFiledAt = _records[key.kind][key.identity];
        uint256 earliest = lastFiledAt + PAUSE;
        if (lastFiledAt != 0 && block.timestamp < earliest) {
            revert TooSoon(key.identity, earliest);
        }
        _records[key.kind][key.identity] = block.timestamp;
        bytes32 id = numberOf(key.kind, key.identity, key.matter);
        CaseWord word = CaseWordLibrary.fresh(CaseStates.STAGE_NOTICE, community, 0, charter());
        file(id, key, word, evidenceHash);
    }

    function file(bytes32 id, CaseKey memory key, CaseWord word, bytes32 evidenceHash) private {
        _cases[id].word = word;
        emit CaseFiled(
            id,
            key.identity,
            key.kind,
            key.matter,
            word.community(),
            word.detail(),
            evidenceHash
        );
    }

    function requireAccusable(
        Accusation memory accusation,
        uint256 i,
        IdentityHash identity,
        PersonWord person
    )
        private
        view
    {
        requireMember(i, identity, person, accusation.community);
        if (!person.takesPart()) revert TakesNoPart(i, identity);
        requireOther(i, identity, person, accusation.community, accusation.signers);
        // slither-disable-next-line unused-return (who was a minor on the day is looked at apart)
        (address controller,) = COMMUNITIES.keyInForce(identity);
        if (controller == address(0)) revert CannotAppeal(i, identity);
    }

    /// @dev Holds the day of an act against the version of the rule that it is said to break.
    function requireInForce(
        Accusation memory accusation,
        uint256 i,
        uint256 actDay
    )
        private
        pure
    {
        InfractionWord terms = accusation.terms;
        uint256 earliest = accusation.today - terms.filingDays();
        if (actDay > accusation.today) revert ActInFuture(i, actDay, accusation.today);
        if (actDay < earliest) revert ActTooOld(i, actDay, earliest);
        if (terms.points() == 0 || actDay < terms.fromDay() || actDay >= terms.untilDay()) {
            revert RuleNotInForce(i, accusation.rule, accusation.version, actDay);
        }
    }

    function requireChallengeable(
        bytes32 id,
        IdentityHash identity,
        uint256 filedAt,
        uint256 challengeDays
    )
        private
        view
    {
        if (_cases[id].word.exists()) revert CaseExists(0, id);
        uint256 until = filedAt + challengeDays * 1 days;
        if (block.timestamp >= until) revert ChallengeTooLate(id, until);
        if (!takesPart(identity) || leftAt(identity) >= filedAt) {
            revert TakesNoPart(0, identity);
        }
    }

    function awardDetail(AwardProof calldata proof) private view returns (uint256) {
        bytes memory call = abi.encodeCall(ILedger.ruleVersion, (proof.rule, proof.version));
        return ofLedger(call, RULE_POINTS) | (ofLedger(call, RULE_CATEGORY) << CATEGORY_AT)
            | (yearAt(proof.filedAt) << YEAR_AT);
    }

    /// @dev Of a line that is not there, about nobody; the signature is checked before the line.
    function challengeKey(
        AwardProof calldata proof,
        uint256 line
    )
        private
        pure
        returns (CaseKey memory)
    {
        uint256 matter = (CommunityId.unwrap(proof.community) << BATCH_COMMUNITY_AT)
            | (proof.nonce << BATCH_NONCE_AT) | line;
        bool isThere = line < proof.identities.length;
        bytes32 identity = isThere ? proof.identities[line] : bytes32(0);
        return CaseKey(CaseStates.CHALLENGE, IdentityHash.wrap(identity), matter);
    }

    function wordOf(IdentityHash identity) private view returns (PersonWord) {
        return PersonWord.wrap(wordsOf(one(identity))[0]);
    }

    /// @dev Nobody enrolled has community 0, and no council acts for it.
    function requireMember(
        uint256 i,
        IdentityHash identity,
        PersonWord person,
        CommunityId community
    )
        private
        pure
    {
        if (person.community() != community) revert NotAMember(i, identity, community);
    }

    function pair(
        IdentityHash first,
        IdentityHash second
    )
        private
        pure
        returns (bytes32[] memory both)
    {
        both = new bytes32[](2);
        both[0] = IdentityHash.unwrap(first);
        both[1] = IdentityHash.unwrap(second);
    }
}
