// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId, CouncilAct, RuleId } from "../types/Types.sol";
import { ICases } from "./ICases.sol";
import { ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";
import { IPanels } from "./IPanels.sol";
import { IServices } from "./IServices.sol";

/// @notice One published line of the standards; their numbers are not those of other catalogues.
/// @param effect of a finding under it: 1 suspension, 2 commendation; 0 retires the standard
/// @param sunsetDays days after which the effect ends by itself
/// @param fromDay first day that falls under this version; days count from 1970-01-01
/// @param textHash keccak256 of the human text, with the measure and the evidence needed
struct StandardText {
    RuleId standard;
    uint256 effect;
    uint256 sunsetDays;
    uint256 fromDay;
    bytes32 textHash;
}

/// @notice One version of a standard as stored.
/// @param untilDay first day on which it no longer holds; 2**24 - 1 while it is the latest
/// @param filingDays days after the day in question within which a finding can be filed, as
///        published with it
struct StandardView {
    uint256 effect;
    uint256 sunsetDays;
    uint256 fromDay;
    uint256 untilDay;
    uint256 filingDays;
    bytes32 textHash;
}

/// @notice What names a finding; its number is the hash of the three.
/// @param organisation its number at the services, from 1
/// @param day on which it kept or broke the standard, counted from 1970-01-01
struct FindingKey {
    uint256 organisation;
    RuleId standard;
    uint256 day;
}

/// @notice A finding as stored; what may be done follows from stage and time, see `stateOf`.
/// @param stage 1 notice, 2 first panel, 3 upheld, 4 second panel, 5 final, 6 dismissed,
///        7 withdrawn, 8 carried out, 9 review, 10 ended
/// @param filedAt time of the filing
/// @param since time at which the stage began
/// @param panel the latest; 0 before any
/// @param community whose council filed it, or gave the mandate it was filed under
/// @param ground of the latest appeal or review; 0 before any
/// @param reviewed whether its one review was asked for
/// @param noticeDays what the charter of the cases said when it was filed, like the next two
/// @param version of the standard
/// @param place of its effect among those of the organisation, once it was carried out
struct FindingView {
    uint256 stage;
    uint256 filedAt;
    uint256 since;
    uint256 panel;
    CommunityId community;
    uint256 ground;
    bool reviewed;
    uint256 noticeDays;
    uint256 ripeDays;
    uint256 verdictDays;
    uint256 version;
    uint256 place;
}

/// @notice What a council lets keys of people or machines do: read one measure of one organisation.
/// @param limit a reading files a finding when its value is above this
/// @param threshold signers that a reading needs
/// @param untilDay first day on which no reading counts any more
/// @param measureHash keccak256 of the published text: what is measured, how, and in which unit
/// @param signers in ascending order
struct MandateText {
    uint256 organisation;
    RuleId standard;
    uint256 limit;
    uint256 threshold;
    uint256 untilDay;
    bytes32 measureHash;
    address[] signers;
}

/// @notice A mandate as stored; zeros when there is none.
/// @param community whose council gave it
struct MandateView {
    uint256 organisation;
    CommunityId community;
    RuleId standard;
    uint256 limit;
    uint256 threshold;
    uint256 untilDay;
    bytes32 measureHash;
    address[] signers;
}

/// @title Findings: what can be decided about an organisation, and how it answers
/// @notice Councils of other communities, and sensors that they gave a mandate, bring findings
///         under published standards; the organisation appeals to panels drawn by lot. A finding
///         changes nothing before it is carried out, ends by itself, and ends for the organisation
///         when anything is not done in time. A suspension closes offers above Essential, and
///         nothing of a person depends on any finding.
/// @dev Councils, organisations, jurors and sensors sign in the domain of the communities contract.
interface IFindings {
    // ---------------------------------------------------------------- events

    /// @notice A new version of a standard.
    event StandardPublished(
        RuleId indexed standard,
        uint256 version,
        uint256 effect,
        uint256 sunsetDays,
        uint256 fromDay,
        bytes32 textHash
    );
    /// @notice The published file that holds every text of standards from now on.
    event StandardsPublished(bytes32 standardsHash);
    /// @notice These signers, as many as the threshold of them, can read this measure until a day.
    event MandateGranted(
        uint256 indexed mandate,
        uint256 indexed organisation,
        CommunityId indexed community,
        RuleId standard,
        uint256 limit,
        uint256 threshold,
        uint256 untilDay,
        bytes32 measureHash,
        address[] signers
    );
    /// @notice A finding begins; mandate and value are 0 when a council filed it.
    event FindingFiled(
        bytes32 indexed finding,
        uint256 indexed organisation,
        CommunityId indexed community,
        RuleId standard,
        uint256 version,
        uint256 day,
        uint256 mandate,
        uint256 value,
        bytes32 evidenceHash
    );
    /// @notice A finding has a new stage; panel and ground are the latest, 0 before any.
    event FindingMoved(bytes32 indexed finding, uint256 stage, uint256 panel, uint256 ground);
    /// @notice The majority of a panel decided; bit i of `signers` is set when juror i signed.
    event FindingDecided(
        bytes32 indexed finding,
        uint256 panel,
        uint256 outcome,
        bytes32 reasonsHash,
        uint256 signers
    );
    /// @notice The council that filed a finding says that its remedy is done.
    event RemedyAccepted(bytes32 indexed finding, bytes32 evidenceHash);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    error NotTheRoot(CommunityId community);
    error RuleOutOfBounds(
        RuleId rule, string parameter, uint256 value, uint256 least, uint256 most
    );
    error RuleNoticeTooShort(RuleId rule, uint256 fromDay, uint256 earliest);
    error RuleVersionOutOfOrder(RuleId rule, uint256 fromDay, uint256 latestFromDay);
    error OrganisationUnknown(uint256 organisation);
    /// @notice Nobody audits the organisations that they accredited themselves.
    error OwnOrganisation(uint256 organisation, CommunityId community);
    error ActInFuture(uint256 index, uint256 day, uint256 today);
    error ActTooOld(uint256 index, uint256 day, uint256 earliest);
    error RuleNotInForce(uint256 index, RuleId standard, uint256 version, uint256 day);
    /// @notice The same was brought before, whatever became of it.
    error FindingExists(bytes32 finding);
    error TooManyFindings(uint256 organisation, CommunityId community, uint256 limit);
    error MandateOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    /// @notice The signer is zero, or not above the one before.
    error SignersOutOfOrder(uint256 index);
    error MandateUnknown(uint256 mandate);
    error MandateOver(uint256 mandate, uint256 untilDay);
    /// @notice The bit of a signer is set whom the mandate has not got.
    error NotASigner(uint256 mandate, uint256 signer);
    /// @notice The bit of a signer is set, but the signatures end before it.
    error SignatureMissing(uint256 mandate, uint256 signer);
    error InvalidReading(uint256 mandate, uint256 signer, address key);
    error TooFewSignatures(uint256 mandate, uint256 needed, uint256 found);
    /// @notice A reading that is not above the limit is nothing to be decided about.
    error WithinLimit(uint256 value, uint256 limit);
    error FindingUnknown(bytes32 finding);
    error DeadlinePassed(uint256 deadline, uint256 time);
    /// @notice The organisation's key has neither sent nor signed it.
    error NotTheOrganisation(uint256 organisation, address sender);
    /// @notice The table of transitions has no row for this act in this state.
    error WrongState(bytes32 finding, uint256 state);
    error GroundUnknown(uint256 ground);
    /// @notice The list is not the one of the first panel: its jurors.
    error WrongList(uint256 panel);
    error FindingReviewed(bytes32 finding);
    /// @notice The effect of this finding has ended.
    error NothingToEnd(bytes32 finding);
    error OutcomeUnknown(uint256 outcome);
    error NotTheFilerOf(bytes32 finding, CommunityId community);
    /// @notice The organisation has eight effects; it can be carried out once one has ended.
    error NoPlace(bytes32 finding);

    // ------------------------------------------------------- acts of councils

    /// @notice Publishes new versions of standards; only the root council.
    function publishStandards(
        CouncilAct calldata act,
        bytes32 newStandardsHash,
        StandardText[] calldata standards,
        Approval calldata approval
    )
        external;

    /// @notice Brings a finding about an organisation of another community.
    /// @param version of the standard that holds on the day
    /// @param evidenceHash keccak256 of the evidence, published off chain
    function fileFinding(
        CouncilAct calldata act,
        FindingKey calldata key,
        uint256 version,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external;

    /// @notice Lets sensors bring findings about an organisation of another community. All they can
    ///         do is sign readings of this one measure.
    function grantMandate(
        CouncilAct calldata act,
        MandateText calldata text,
        Approval calldata approval
    )
        external;

    /// @notice Withdraws a finding that the council filed and that is not carried out yet.
    function withdraw(
        CouncilAct calldata act,
        FindingKey calldata key,
        Approval calldata approval
    )
        external;

    /// @notice Ends the effect of a finding that the council filed, because its remedy is done.
    function certifyRemedy(
        CouncilAct calldata act,
        FindingKey calldata key,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external;

    // -------------------------------------------------- acts of organisations

    /// @notice Calls the first panel, or after its verdict the second and last.
    /// @param ground 1 facts, 2 standard not in force, 3 protected ground, 4 wrong organisation,
    ///        5 procedure
    /// @param formerPanel of a second appeal the jurors of the first panel
    /// @param signature of the organisation's key; ignored when that key sends the transaction
    function appeal(
        FindingKey calldata key,
        uint256 ground,
        bytes32[] calldata formerPanel,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Has a panel look once at an effect that lasts.
    /// @param ground as of an appeal, or 6: the remedy is done
    /// @param signature of the organisation's key; ignored when that key sends the transaction
    function review(
        FindingKey calldata key,
        uint256 ground,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // --------------------------------------------------------- acts of jurors

    /// @notice Decides what a panel is convened for.
    /// @param outcome 1 upheld, 2 rejected
    /// @param reasonsHash keccak256 of the published reasons
    /// @param identities the panel's list, jurors included
    /// @param votes bit i is juror i
    function giveVerdict(
        FindingKey calldata key,
        uint256 outcome,
        bytes32 reasonsHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external;

    // -------------------------------------------------------- acts of anybody

    /// @notice Brings a finding by what the sensors of a mandate signed.
    /// @param number of the mandate
    /// @param version of the mandate's standard that holds on the day
    /// @param value in the mandate's unit
    /// @param day of the reading
    /// @param votes bit i is signer i of the mandate; signers always sign, also when they send
    function fileReading(
        uint256 number,
        uint256 version,
        uint256 value,
        uint256 day,
        bytes32 evidenceHash,
        Approval calldata votes
    )
        external;

    /// @notice Carries out findings that are ripe, and ends effects that silence has released.
    function carryOut(FindingKey[] calldata keys) external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger whose offices these are.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that checks who signed.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The contract that draws panels and counts their votes.
    function PANELS() external view returns (IPanels);
    /// @notice The contract whose charter has the deadlines.
    function CASES() external view returns (ICases);
    /// @notice The contract that knows the organisations and is told their suspensions.
    function SERVICES() external view returns (IServices);
    /// @notice The number of a finding.
    function idOf(FindingKey calldata key) external pure returns (bytes32 finding);
    /// @notice A finding as stored; zeros when there is none.
    function findingOf(bytes32 finding) external view returns (FindingView memory);
    /// @notice What may be done now: 0 none, 1 notice, 2 ripe, 3 first panel, 4 upheld,
    ///         5 second panel, 6 dismissed, 7 lapsed, 8 withdrawn, 9 carried out, 10 review,
    ///         11 released, 12 ended.
    function stateOf(FindingKey calldata key) external view returns (uint256 state);
    /// @notice Hash of the published file that holds every text of the standards.
    function standardsHash() external view returns (bytes32);
    /// @notice Number of versions published; the latest has this number, the first is 1.
    function versionsOf(RuleId standard) external view returns (uint256);
    /// @notice One version of a standard; zeros when there is none.
    function standardVersion(
        RuleId standard,
        uint256 version
    )
        external
        view
        returns (StandardView memory);
    /// @notice Mandates granted; they are numbered from 1 to this.
    function mandateCount() external view returns (uint256);
    /// @notice One mandate; zeros when there is none.
    function mandate(uint256 number) external view returns (MandateView memory);
    /// @notice The effects of findings about an organisation, in the order of their places: one
    ///         word for each place ever used, at most eight.
    /// @return words lowest bits first: standard 32, untilDay 24 (the effect has ended from this
    ///         day on), effect 8 (1 suspension, 2 commendation), last 64 bits of the finding's
    ///         number
    function effectsOf(uint256 organisation) external view returns (uint256[] memory words);
    /// @notice Findings that a community filed about an organisation in this allocation year.
    function findingsThisYear(
        uint256 organisation,
        CommunityId community
    )
        external
        view
        returns (uint256);
}
