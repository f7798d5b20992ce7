// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";

import {
    CaseKey,
    CasesCharter,
    CaseView,
    ICases,
    InfractionText,
    InfractionView
} from "../interfaces/ICases.sol";
import { ICommunities } from "../interfaces/ICommunities.sol";
import { ILedger } from "../interfaces/ILedger.sol";
import { IPanels } from "../interfaces/IPanels.sol";
import { Answers } from "../libraries/Answers.sol";
import { Calendar } from "../libraries/Calendar.sol";
import { CasesBounds } from "../libraries/CasesBounds.sol";
import { CaseStates } from "../libraries/CaseStates.sol";
import { CaseWord } from "../libraries/CaseWord.sol";
import { DueProcess } from "../libraries/DueProcess.sol";
import { Infractions } from "../libraries/Infractions.sol";
import { Lists } from "../libraries/Lists.sol";
import { CharterWord, PendingCharter, PendingCharters } from "../libraries/PendingCharters.sol";
import { PersonWord } from "../libraries/PersonWord.sol";
import { Wiring } from "../libraries/Wiring.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, RuleId } from "../types/Types.sol";

/// @title Cases as they are kept
/// @notice What all acts on cases share: storage, states, and who is asked for what.
/// @dev Calls go to three contracts fixed at deployment. None of them calls back: the ledger calls
///      no contract, the panels ask ledger, communities and beacon, and the communities ask wallets
///      by `staticcall`.
abstract contract CaseFiles is ICases {
    using CaseStates for CaseWord;
    using DueProcess for uint256;
    using Infractions for Infractions.Catalogue;
    using PendingCharters for PendingCharter;

    /// @dev One slot; a struct, so that one storage reference serves read and write.
    struct Case {
        CaseWord word;
    }

    // Where the parts of a matter lie, of a challenge's detail.
    uint256 internal constant RULE_AT = 24;
    uint256 internal constant NEW_KEY_AT = 40;
    uint256 internal constant CATEGORY_AT = 8;
    uint256 internal constant YEAR_AT = 11;

    uint256 private constant MONTHS_PER_YEAR = 12;

    /// @inheritdoc ICases
    ILedger public immutable LEDGER;
    /// @inheritdoc ICases
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc ICases
    IPanels public immutable PANELS;
    address internal immutable ASSEMBLY;
    uint256 internal immutable MAJORITY_MONTHS;

    // Slot 0.
    PendingCharter internal _charter;
    // Slot 1: one packed slot per case.
    mapping(bytes32 caseId => Case) internal _cases;
    // Slot 2: what bounds how often a person is drawn into cases of a kind, or draws others. Of
    // infractions and challenges year << 8 | times, of recoveries and closings the latest filing.
    mapping(uint256 kind => mapping(IdentityHash identity => uint256)) internal _records;
    // Slots 3 to 6.
    Infractions.Catalogue internal _catalogue;

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
        return _records[CaseStates.INFRACTION][identity].timesIn(currentYear());
    }

    /// @inheritdoc ICases
    function challengesThisYear(IdentityHash identity) external view returns (uint256) {
        return _records[CaseStates.CHALLENGE][identity].timesIn(currentYear());
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
        internal
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
        internal
    {
        COMMUNITIES.consent(identity, nonce, deadline, structHash, signature);
    }

    // ----------------------------------------------------- states and people

    function enter(bytes32 id, CaseWord word, uint256 stage) internal {
        _cases[id].word = word.entering(stage);
        emit CaseMoved(id, stage, word.panel(), word.ground());
    }

    /// @dev The state of a case by all that decides it.
    function stateNow(
        uint256 kind,
        IdentityHash identity,
        CaseWord word
    )
        internal
        view
        returns (uint256 state)
    {
        state = word.stateAt(block.timestamp);
        if (kind <= CaseStates.CHALLENGE && word.isPending()) {
            if (leftAt(identity) >= word.filedAt()) return CaseStates.LAPSED;
        }
        if (CaseStates.isDeciding(state) && DueProcess.isTooSmall(PANELS, word.panel())) {
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
        internal
        view
        returns (uint256 state)
    {
        state = stateNow(kind, identity, word);
        if (!CaseStates.allows(rows, kind, state)) revert WrongState(id, state);
    }

    function known(CaseKey calldata key) internal view returns (bytes32 id, CaseWord word) {
        id = idOf(key);
        word = _cases[id].word;
        if (!word.exists()) revert CaseUnknown(id);
    }

    function currentYear() internal view returns (uint256) {
        return yearAt(block.timestamp);
    }

    function yearAt(uint256 time) internal view returns (uint256) {
        return ofLedger(abi.encodeCall(ILedger.yearAt, (time)), 0);
    }

    function takesPart(IdentityHash identity) internal view returns (bool) {
        return ofLedger(abi.encodeCall(ILedger.takesPart, (identity)), 0) != 0;
    }

    function isClosed(IdentityHash identity) internal view returns (bool) {
        return ofLedger(abi.encodeCall(ILedger.isClosed, (identity)), 0) != 0;
    }

    function leftAt(IdentityHash identity) internal view returns (uint256) {
        return ofLedger(abi.encodeCall(ILedger.leftAt, (identity)), 0);
    }

    function ofLedger(bytes memory call, uint256 index) internal view returns (uint256) {
        return Answers.word(address(LEDGER), call, index);
    }

    /// @dev The ledger's words of several people, read where its answer lies; see `Pool`.
    function wordsOf(bytes32[] memory identities) internal view returns (uint256[] memory) {
        bytes memory call = abi.encodeCall(ILedger.rawPeople, (identities));
        return Lists.within(Address.functionStaticCall(address(LEDGER), call));
    }

    /// @dev Refuses a person who signed for a seat of the council that acts about them.
    function requireOther(
        uint256 i,
        IdentityHash identity,
        PersonWord person,
        CommunityId community,
        uint256 signers
    )
        internal
        pure
    {
        if (person.seatCommunity() != community) return;
        if (signers & (1 << person.seatIndex()) != 0) revert SignsOwnCase(i, identity);
    }

    function requireSameLength(uint256 expected, uint256 found) internal pure {
        if (expected != found) revert LengthMismatch(expected, found);
    }

    function numberOf(
        uint256 kind,
        IdentityHash identity,
        uint256 matter
    )
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(kind, identity, matter));
    }

    function one(IdentityHash identity) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = IdentityHash.unwrap(identity);
    }
}
