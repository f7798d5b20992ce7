// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

import {
    CaseKey,
    CasesCharter,
    CaseView,
    ICases,
    InfractionBatch,
    InfractionText,
    InfractionView
} from "./interfaces/ICases.sol";
import { AwardProof, ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPanels } from "./interfaces/IPanels.sol";
import { Answers } from "./libraries/Answers.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CasesBounds } from "./libraries/CasesBounds.sol";
import { CaseSigned } from "./libraries/CaseSigned.sol";
import { CaseStates } from "./libraries/CaseStates.sol";
import { CaseWord, CaseWordLibrary } from "./libraries/CaseWord.sol";
import { Infractions } from "./libraries/Infractions.sol";
import { InfractionWord } from "./libraries/InfractionWord.sol";
import { Lists } from "./libraries/Lists.sol";
import { OverlaysLibrary, OverlayWord } from "./libraries/Overlays.sol";
import { CharterWord, PendingCharter, PendingCharters } from "./libraries/PendingCharters.sol";
import { PersonWord } from "./libraries/PersonWord.sol";
import { Signatures } from "./libraries/Signatures.sol";
import { Wiring } from "./libraries/Wiring.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, RuleId } from "./types/Types.sol";

/// @title Cases
/// @notice Their manual is `ICases`.
/// @dev Calls go to three contracts fixed at deployment. None of them calls back: the ledger calls
///      no contract, the panels ask ledger, communities and beacon, and the communities ask wallets
///      by `staticcall`.
contract Cases is ICases {
    using CaseStates for CaseWord;
    using Infractions for Infractions.Catalogue;
    using Lists for bytes32[];
    using Lists for uint256[];
    using PendingCharters for PendingCharter;

    /// @dev One slot; a struct, so that one storage reference serves read and write.
    struct Case {
        CaseWord word;
    }

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
    uint256 private constant FIRST_PANEL_SIZE = 5;
    uint256 private constant SECOND_PANEL_SIZE = 11;
    uint256 private constant MOST_GROUND_OF_APPEAL = 5;
    /// @dev The last one says that the remedy is done.
    uint256 private constant MOST_GROUND_OF_REVIEW = 6;
    uint256 private constant UPHELD = 1;
    uint256 private constant REJECTED = 2;
    /// @dev Between two recoveries, or two closings, of one person.
    uint256 private constant PAUSE = 90 days;
    uint256 private constant MONTHS_PER_YEAR = 12;

    uint256 private constant RULE_AT = 24;
    uint256 private constant BATCH_COMMUNITY_AT = 104;
    uint256 private constant BATCH_NONCE_AT = 40;
    uint256 private constant NEW_KEY_AT = 40;
    uint256 private constant CATEGORY_AT = 8;
    uint256 private constant CATEGORY_MASK = 7;
    uint256 private constant YEAR_AT = 11;
    uint256 private constant TIMES_BITS = 8;

    // Which word of an answer is asked for: the fields of its struct are counted from 0.
    uint256 private constant FILING_DAYS = 3;
    uint256 private constant RULE_NOTICE_DAYS = 4;
    uint256 private constant CONTROLLER = 0;
    uint256 private constant RULE_CATEGORY = 0;
    uint256 private constant RULE_POINTS = 1;
    uint256 private constant LIST_HASH = 4;

    /// @inheritdoc ICases
    ILedger public immutable LEDGER;
    /// @inheritdoc ICases
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc ICases
    IPanels public immutable PANELS;
    address private immutable ASSEMBLY;
    uint256 private immutable MAJORITY_MONTHS;

    // Slot 0.
    PendingCharter private _charter;
    // Slot 1: one packed slot per case.
    mapping(bytes32 caseId => Case) private _cases;
    // Slot 2: what bounds how often a person is drawn into cases of a kind, or draws others. Of
    // infractions and challenges year << 8 | times, of recoveries and closings the latest filing.
    mapping(uint256 kind => mapping(IdentityHash identity => uint256)) private _records;
    // Slots 3 to 6.
    Infractions.Catalogue private _catalogue;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        CasesCharter memory charter_,
        InfractionText[] memory genesisInfractions,
        bytes32 genesisInfractionsHash
    ) {
        Wiring.check(ledger, communities);
        Wiring.check(ledger.CASES(), address(this));
        Wiring.check(address(panels.LEDGER()), address(ledger));
        Wiring.check(address(panels.COMMUNITIES()), address(communities));
        CasesBounds.check(charter_);
        LEDGER = ledger;
        COMMUNITIES = communities;
        PANELS = panels;
        ASSEMBLY = ledger.ASSEMBLY();
        MAJORITY_MONTHS = communities.MAJORITY_YEARS() * MONTHS_PER_YEAR;
        _charter.found(abi.encode(charter_));
        // The genesis catalogue binds acts from the day of deployment: nothing before it counts.
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 filingDays = ledger.charter().filingDays;
        for (uint256 i = 0; i < genesisInfractions.length; ++i) {
            genesisInfractions[i].fromDay = today;
            _catalogue.publish(genesisInfractions[i], today, filingDays);
        }
        _catalogue.setHash(genesisInfractionsHash);
    }

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
        requireGround(ground, MOST_GROUND_OF_APPEAL);
        CasesCharter memory parameters = charter();
        requireChallengeable(id, key.identity, proof.filedAt, parameters.challengeDays);
        uint256 limit = parameters.challengesPerYear;
        if (!countOne(CaseStates.CHALLENGE, challenger, currentYear(), limit)) {
            revert TooManyChallenges(challenger, limit);
        }
        bytes32[] memory barred = pair(key.identity, challenger);
        uint256 panel = PANELS.convene(FIRST_PANEL_SIZE, proof.community, barred);
        CaseWord word = CaseWordLibrary.fresh(
            CaseStates.STAGE_FIRST_PANEL, proof.community, awardDetail(proof), parameters
        ).withPanel(panel, ground);
        file(id, key, word, IdentityHash.unwrap(challenger));
        emit CaseMoved(id, CaseStates.STAGE_FIRST_PANEL, panel, ground);
    }

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
        requireGround(ground, MOST_GROUND_OF_APPEAL);
        if (state == CaseStates.UPHELD) {
            requireList(word.panel(), formerPanel);
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
        requireGround(ground, MOST_GROUND_OF_REVIEW);
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
        if (outcome != UPHELD && outcome != REJECTED) revert OutcomeUnknown(outcome);
        uint256 panel = word.panel();
        bytes32 hashed = CaseSigned.verdict(id, panel, outcome, reasonsHash);
        PANELS.requireMajority(panel, identities, hashed, votes);
        emit VerdictGiven(id, panel, outcome, reasonsHash, votes.signers);
        enter(id, word, CaseStates.afterVerdict(state, outcome == UPHELD));
        if (outcome == UPHELD || key.kind == CaseStates.CHALLENGE) return;
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

    // ----------------------------------------------------------------- views

    /// @inheritdoc ICases
    function caseOf(bytes32 caseId) external view returns (CaseView memory) {
        return _cases[caseId].word.unpacked();
    }

    /// @inheritdoc ICases
    function stateOf(CaseKey calldata key) external view returns (uint256) {
        return stateNow(key.kind, key.identity, _cases[idOf(key)].word);
    }

    /// @inheritdoc ICases
    function infractionsHash() external view returns (bytes32) {
        return _catalogue.hash;
    }

    /// @inheritdoc ICases
    function infractionVersionsOf(RuleId rule) external view returns (uint256) {
        return _catalogue.versions[rule];
    }

    /// @inheritdoc ICases
    function infractionVersion(
        RuleId rule,
        uint256 version
    )
        external
        view
        returns (InfractionView memory)
    {
        return _catalogue.versionOf(rule, version);
    }

    /// @inheritdoc ICases
    function accusationsThisYear(IdentityHash identity) external view returns (uint256) {
        return timesIn(currentYear(), _records[CaseStates.INFRACTION][identity]);
    }

    /// @inheritdoc ICases
    function challengesThisYear(IdentityHash identity) external view returns (uint256) {
        return timesIn(currentYear(), _records[CaseStates.CHALLENGE][identity]);
    }

    /// @notice First day of the amendment that waits for it; 0 when none does.
    function amendmentDay() external view returns (uint256) {
        return _charter.waitingDay();
    }

    /// @notice Reverts when these parameters could not be deployed.
    function checkCharter(uint256[] calldata values) external pure {
        CasesBounds.check(values);
    }

    /// @inheritdoc ICases
    function charter() public view returns (CasesCharter memory) {
        CharterWord parameters = _charter.inForce();
        return CasesCharter({
            noticeDays: parameters.parameter(0),
            ripeDays: parameters.parameter(1),
            verdictDays: parameters.parameter(2),
            challengeDays: parameters.parameter(3),
            accusationsPerYear: parameters.parameter(4),
            challengesPerYear: parameters.parameter(5)
        });
    }

    /// @inheritdoc ICases
    function idOf(CaseKey calldata key) public pure returns (bytes32) {
        return numberOf(key.kind, key.identity, key.matter);
    }

    // ------------------------------------------------------------- approvals

    function approve(
        CouncilAct calldata act,
        bytes32 structHash,
        Approval calldata approval
    )
        private
    {
        COMMUNITIES.approve(msg.sender, act, structHash, approval);
    }

    function consent(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes32 structHash,
        bytes calldata signature
    )
        private
    {
        COMMUNITIES.consent(identity, nonce, deadline, structHash, signature);
    }

    // ---------------------------------------------------------------- filing

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
        uint256 times = timesIn(year, _records[kind][identity]);
        if (times >= limit) return false;
        unchecked {
            _records[kind][identity] = (year << TIMES_BITS) | (times + 1);
        }
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

    // ---------------------------------------------------------------- panels

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
        uint256 size = isSecond ? SECOND_PANEL_SIZE : FIRST_PANEL_SIZE;
        uint256 panel = PANELS.convene(size, word.community(), barred);
        enter(id, word.withPanel(panel, ground), stage);
    }

    /// @dev The list of the first panel is who was barred from it, and its jurors: all barred from
    ///      the second.
    function requireList(uint256 panel, bytes32[] memory list) private view {
        bytes memory call = abi.encodeCall(IPanels.panelOf, (panel));
        bytes32 listHash = bytes32(Answers.word(address(PANELS), call, LIST_HASH));
        if (keccak256(abi.encodePacked(list)) != listHash) revert WrongList(panel);
    }

    // ---------------------------------------------------------- carrying out

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

    function enter(bytes32 id, CaseWord word, uint256 stage) private {
        _cases[id].word = word.entering(stage);
        emit CaseMoved(id, stage, word.panel(), word.ground());
    }

    function lowerStanding(CaseWord word) private {
        COMMUNITIES.lowerStanding(word.community());
    }

    // --------------------------------------------------------------- private

    function isClosed(IdentityHash identity) private view returns (bool) {
        return ofLedger(abi.encodeCall(ILedger.isClosed, (identity)), 0) != 0;
    }

    /// @dev The state of a case by all that decides it.
    function stateNow(
        uint256 kind,
        IdentityHash identity,
        CaseWord word
    )
        private
        view
        returns (uint256 state)
    {
        state = word.stateAt(block.timestamp);
        if (kind <= CaseStates.CHALLENGE && word.isPending()) {
            if (leftAt(identity) >= word.filedAt()) return CaseStates.LAPSED;
        }
        if (CaseStates.isDeciding(state) && isTooSmall(word.panel())) {
            return CaseStates.withoutVerdict(state);
        }
    }

    /// @dev Refuses an act for which the table of transitions has no row.
    function requireState(
        bytes32 id,
        uint256 kind,
        IdentityHash identity,
        CaseWord word,
        uint256 rows
    )
        private
        view
        returns (uint256 state)
    {
        state = stateNow(kind, identity, word);
        if (!CaseStates.allows(rows, kind, state)) revert WrongState(id, state);
    }

    function known(CaseKey calldata key) private view returns (bytes32 id, CaseWord word) {
        id = idOf(key);
        word = _cases[id].word;
        if (!word.exists()) revert CaseUnknown(id);
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

    function currentYear() private view returns (uint256) {
        return yearAt(block.timestamp);
    }

    function yearAt(uint256 time) private view returns (uint256) {
        return ofLedger(abi.encodeCall(ILedger.yearAt, (time)), 0);
    }

    function takesPart(IdentityHash identity) private view returns (bool) {
        return ofLedger(abi.encodeCall(ILedger.takesPart, (identity)), 0) != 0;
    }

    function isTooSmall(uint256 panel) private view returns (bool) {
        return Answers.word(address(PANELS), abi.encodeCall(IPanels.isTooSmall, (panel)), 0) != 0;
    }

    function leftAt(IdentityHash identity) private view returns (uint256) {
        return ofLedger(abi.encodeCall(ILedger.leftAt, (identity)), 0);
    }

    function ofLedger(bytes memory call, uint256 index) private view returns (uint256) {
        return Answers.word(address(LEDGER), call, index);
    }

    /// @dev The ledger's words of several people, read where its answer lies; see `Pool`.
    function wordsOf(bytes32[] memory identities) private view returns (uint256[] memory) {
        bytes memory call = abi.encodeCall(ILedger.rawPeople, (identities));
        return Lists.within(Address.functionStaticCall(address(LEDGER), call));
    }

    function wordOf(IdentityHash identity) private view returns (PersonWord) {
        return PersonWord.wrap(wordsOf(one(identity))[0]);
    }

    function timesIn(uint256 year, uint256 record) private pure returns (uint256) {
        return record >> TIMES_BITS == year ? uint8(record) : 0;
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

    /// @dev Refuses a person who signed for a seat of the council that acts about them.
    function requireOther(
        uint256 i,
        IdentityHash identity,
        PersonWord person,
        CommunityId community,
        uint256 signers
    )
        private
        pure
    {
        if (person.seatCommunity() != community) return;
        if (signers & (1 << person.seatIndex()) != 0) revert SignsOwnCase(i, identity);
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

    function requireGround(uint256 ground, uint256 most) private pure {
        if (ground == 0 || ground > most) revert GroundUnknown(ground);
    }

    function requireSameLength(uint256 expected, uint256 found) private pure {
        if (expected != found) revert LengthMismatch(expected, found);
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

    function numberOf(
        uint256 kind,
        IdentityHash identity,
        uint256 matter
    )
        private
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(kind, identity, matter));
    }

    /// @dev What names a deduction among the person's overlays: the last 64 bits of the number.
    function causeOf(bytes32 id) private pure returns (uint256) {
        return uint64(uint256(id));
    }

    function one(IdentityHash identity) private pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = IdentityHash.unwrap(identity);
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
