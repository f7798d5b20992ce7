// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseView, ICases } from "../interfaces/ICases.sol";
import { ICommunities } from "../interfaces/ICommunities.sol";
import {
    FindingKey,
    FindingView,
    IFindings,
    MandateView,
    StandardText,
    StandardView
} from "../interfaces/IFindings.sol";
import { ILedger } from "../interfaces/ILedger.sol";
import { IPanels } from "../interfaces/IPanels.sol";
import { IServices } from "../interfaces/IServices.sol";
import { Calendar } from "../libraries/Calendar.sol";
import { CaseStates } from "../libraries/CaseStates.sol";
import { CaseWord } from "../libraries/CaseWord.sol";
import { DueProcess } from "../libraries/DueProcess.sol";
import { Effects } from "../libraries/Effects.sol";
import { Mandate } from "../libraries/Mandates.sol";
import { Standards } from "../libraries/Standards.sol";
import { Wiring } from "../libraries/Wiring.sol";
import { CommunityId, RuleId } from "../types/Types.sol";

/// @title Findings as they are kept
/// @notice What all acts on findings share: storage, states, and views.
/// @dev Calls go to contracts fixed at deployment. None of them calls back: the services and the
///      ledger call no contract here, the panels ask ledger, communities and beacon, and the
///      communities ask wallets by `staticcall`, as is done here with keys of organisations and of
///      sensors.
abstract contract FindingFiles is IFindings {
    using CaseStates for CaseWord;
    using DueProcess for uint256;
    using Standards for Standards.Catalogue;

    /// @inheritdoc IFindings
    ILedger public immutable LEDGER;
    /// @inheritdoc IFindings
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc IFindings
    IPanels public immutable PANELS;
    /// @inheritdoc IFindings
    ICases public immutable CASES;
    /// @inheritdoc IFindings
    IServices public immutable SERVICES;

    // Slots 0 to 3.
    Standards.Catalogue internal _catalogue;
    // Slot 4: one packed slot per finding, which goes through the states of an infraction.
    mapping(bytes32 finding => CaseWord) internal _findings;
    // Slot 5: at most eight words per organisation.
    mapping(uint256 organisation => Effects) internal _effects;
    // Slot 6: how many findings a community filed about an organisation: year << 8 | times.
    mapping(uint256 organisation => mapping(CommunityId community => uint256)) internal _records;
    // Slot 7.
    /// @inheritdoc IFindings
    uint256 public mandateCount;
    // Slot 8.
    mapping(uint256 number => Mandate) internal _mandates;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        StandardText[] memory genesisStandards,
        bytes32 genesisStandardsHash
    ) {
        Wiring.check(ledger, communities);
        Wiring.check(ledger.FINDINGS(), address(this));
        Wiring.check(address(panels.LEDGER()), address(ledger));
        Wiring.check(address(panels.COMMUNITIES()), address(communities));
        LEDGER = ledger;
        COMMUNITIES = communities;
        PANELS = panels;
        CASES = ICases(ledger.CASES());
        SERVICES = IServices(ledger.SERVICES());
        // Genesis standards bind from the day of deployment: nothing before it counts.
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 filingDays = ledger.charter().filingDays;
        for (uint256 i = 0; i < genesisStandards.length; ++i) {
            genesisStandards[i].fromDay = today;
            _catalogue.publish(genesisStandards[i], today, filingDays);
        }
        _catalogue.setHash(genesisStandardsHash);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IFindings
    function findingOf(bytes32 finding) external view returns (FindingView memory) {
        CaseView memory found = _findings[finding].unpacked();
        return FindingView({
            stage: found.stage,
            filedAt: found.filedAt,
            since: found.since,
            panel: found.panel,
            community: found.community,
            ground: found.ground,
            reviewed: found.reviewed,
            noticeDays: found.noticeDays,
            ripeDays: found.ripeDays,
            verdictDays: found.verdictDays,
            version: found.detail,
            place: found.overlay
        });
    }

    /// @inheritdoc IFindings
    function stateOf(FindingKey calldata key) external view returns (uint256) {
        return stateNow(_findings[numberOf(key)]);
    }

    /// @inheritdoc IFindings
    function standardsHash() external view returns (bytes32) {
        return _catalogue.hash;
    }

    /// @inheritdoc IFindings
    function versionsOf(RuleId standard) external view returns (uint256) {
        return _catalogue.versions[standard];
    }

    /// @inheritdoc IFindings
    function standardVersion(
        RuleId standard,
        uint256 version
    )
        external
        view
        returns (StandardView memory)
    {
        return _catalogue.versionOf(standard, version);
    }

    /// @inheritdoc IFindings
    function mandate(uint256 number) external view returns (MandateView memory) {
        return _mandates[number].unpacked();
    }

    /// @inheritdoc IFindings
    function effectsOf(uint256 organisation) external view returns (uint256[] memory) {
        return _effects[organisation].words;
    }

    /// @inheritdoc IFindings
    function findingsThisYear(
        uint256 organisation,
        CommunityId community
    )
        external
        view
        returns (uint256)
    {
        return _records[organisation][community].timesIn(LEDGER.yearAt(block.timestamp));
    }

    /// @inheritdoc IFindings
    function idOf(FindingKey calldata key) external pure returns (bytes32) {
        return numberOf(key);
    }

    // ----------------------------------------------------------------- states

    function enter(bytes32 id, CaseWord word, uint256 stage) internal {
        _findings[id] = word.entering(stage);
        emit FindingMoved(id, stage, word.panel(), word.ground());
    }

    /// @dev The state of a finding by all that decides it.
    function stateNow(CaseWord word) internal view returns (uint256 state) {
        state = word.stateAt(block.timestamp);
        if (CaseStates.isDeciding(state) && DueProcess.isTooSmall(PANELS, word.panel())) {
            return CaseStates.withoutVerdict(state);
        }
    }

    /// @dev Refuses an act for which the table of transitions has no row.
    function requireState(
        bytes32 id,
        CaseWord word,
        uint256 rows
    )
        internal
        view
        returns (uint256 state)
    {
        state = stateNow(word);
        if (!CaseStates.allows(rows, CaseStates.INFRACTION, state)) revert WrongState(id, state);
    }

    function known(FindingKey calldata key) internal view returns (bytes32 id, CaseWord word) {
        id = numberOf(key);
        word = _findings[id];
        if (!word.exists()) revert FindingUnknown(id);
    }

    function numberOf(FindingKey memory key) internal pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }
}
