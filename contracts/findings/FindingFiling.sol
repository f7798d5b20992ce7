// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CasesCharter } from "../interfaces/ICases.sol";
import { FindingKey, IFindings, MandateText, StandardText } from "../interfaces/IFindings.sol";
import { LedgerCharter } from "../interfaces/ILedger.sol";
import { Calendar } from "../libraries/Calendar.sol";
import { CaseStates } from "../libraries/CaseStates.sol";
import { CaseWordLibrary } from "../libraries/CaseWord.sol";
import { DueProcess } from "../libraries/DueProcess.sol";
import { FindingSigned } from "../libraries/FindingSigned.sol";
import { Mandate, Mandates } from "../libraries/Mandates.sol";
import { Standards } from "../libraries/Standards.sol";
import { StandardWord } from "../libraries/StandardWord.sol";
import { Approval, CommunityId, CouncilAct } from "../types/Types.sol";
import { FindingFiles } from "./FindingFiles.sol";

/// @title Filing of findings
/// @notice The standards, the mandates of sensors, and how a finding begins.
abstract contract FindingFiling is FindingFiles {
    using DueProcess for uint256;
    using Standards for Standards.Catalogue;

    /// @dev What a council or the sensors of its mandate bring.
    struct Filing {
        FindingKey key;
        CommunityId community;
        uint256 version;
        uint256 mandate;
        uint256 value;
        bytes32 evidenceHash;
    }

    CommunityId private constant ROOT = CommunityId.wrap(1);

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc IFindings
    function publishStandards(
        CouncilAct calldata act,
        bytes32 newStandardsHash,
        StandardText[] calldata standards,
        Approval calldata approval
    )
        external
    {
        if (act.community != ROOT) revert NotTheRoot(act.community);
        bytes32 hashed = FindingSigned.standards(act, newStandardsHash, standards);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        LedgerCharter memory parameters = LEDGER.charter();
        uint256 earliest = Calendar.dayOf(block.timestamp) + parameters.ruleNoticeDays;
        for (uint256 i = 0; i < standards.length; ++i) {
            _catalogue.publish(standards[i], earliest, parameters.filingDays);
        }
        _catalogue.setHash(newStandardsHash);
    }

    /// @inheritdoc IFindings
    function fileFinding(
        CouncilAct calldata act,
        FindingKey calldata key,
        uint256 version,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external
    {
        bytes32 hashed = FindingSigned.finding(act, key, version, evidenceHash);
        approveAbout(key.organisation, act, hashed, approval);
        file(Filing(key, act.community, version, 0, 0, evidenceHash));
    }

    /// @inheritdoc IFindings
    function grantMandate(
        CouncilAct calldata act,
        MandateText calldata text,
        Approval calldata approval
    )
        external
    {
        approveAbout(text.organisation, act, FindingSigned.mandate(act, text), approval);
        Mandates.check(text, Calendar.dayOf(block.timestamp));
        uint256 number = ++mandateCount;
        _mandates[number].found(act.community, text);
        emit MandateGranted(
            number,
            text.organisation,
            act.community,
            text.standard,
            text.limit,
            text.threshold,
            text.untilDay,
            text.measureHash,
            text.signers
        );
    }

    // -------------------------------------------------------- acts of anybody

    /// @inheritdoc IFindings
    function fileReading(
        uint256 number,
        uint256 version,
        uint256 value,
        uint256 day,
        bytes32 evidenceHash,
        Approval calldata votes
    )
        external
    {
        Mandate storage stored = _mandates[number];
        FindingKey memory key = FindingKey(stored.organisation, stored.standard, day);
        CommunityId community = CommunityId.wrap(stored.community);
        Filing memory reading = Filing(key, community, version, number, value, evidenceHash);
        requireReading(stored, reading, votes);
        file(reading);
    }

    // --------------------------------------------------------------- private

    /// @dev Approval of what one council says about an organisation of another community.
    function approveAbout(
        uint256 organisation,
        CouncilAct calldata act,
        bytes32 structHash,
        Approval calldata approval
    )
        private
    {
        CommunityId home = SERVICES.organisation(organisation).community;
        COMMUNITIES.approve(msg.sender, act, structHash, approval);
        if (act.community == home) revert OwnOrganisation(organisation, home);
    }

    function file(Filing memory filing) private {
        FindingKey memory key = filing.key;
        requireInForce(key, filing.version);
        bytes32 id = numberOf(key);
        if (_findings[id].exists()) revert FindingExists(id);
        CasesCharter memory parameters = CASES.charter();
        countOne(key.organisation, filing.community, parameters.accusationsPerYear);
        _findings[id] = CaseWordLibrary.fresh(
            CaseStates.STAGE_NOTICE, filing.community, filing.version, parameters
        );
        emit FindingFiled(
            id,
            key.organisation,
            filing.community,
            key.standard,
            filing.version,
            key.day,
            filing.mandate,
            filing.value,
            filing.evidenceHash
        );
    }

    function countOne(uint256 organisation, CommunityId community, uint256 limit) private {
        uint256 year = LEDGER.yearAt(block.timestamp);
        uint256 times = _records[organisation][community].timesIn(year);
        if (times >= limit) revert TooManyFindings(organisation, community, limit);
        _records[organisation][community] = DueProcess.recordOf(year, times + 1);
    }

    /// @dev Refuses what the sensors of a mandate have not read, or what is within their limit.
    function requireReading(
        Mandate storage stored,
        Filing memory reading,
        Approval calldata votes
    )
        private
        view
    {
        uint256 number = reading.mandate;
        if (stored.threshold == 0) revert MandateUnknown(number);
        uint256 untilDay = stored.untilDay;
        if (Calendar.dayOf(block.timestamp) >= untilDay) revert MandateOver(number, untilDay);
        bytes32 hashed = FindingSigned.reading(
            number, reading.version, reading.value, reading.key.day, reading.evidenceHash
        );
        stored.requireSigned(number, COMMUNITIES.digestOf(hashed), votes);
        if (reading.value <= stored.limit) revert WithinLimit(reading.value, stored.limit);
    }

    /// @dev Holds the day against the version of the standard that it is said to fall under.
    function requireInForce(FindingKey memory key, uint256 version) private view {
        StandardWord terms = _catalogue.words[key.standard][version];
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 earliest = today - terms.filingDays();
        if (key.day > today) revert ActInFuture(0, key.day, today);
        if (key.day < earliest) revert ActTooOld(0, key.day, earliest);
        if (!terms.holdsOn(key.day)) revert RuleNotInForce(0, key.standard, version, key.day);
    }
}
