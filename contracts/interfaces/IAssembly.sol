// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId, CouncilAct, IdentityHash } from "../types/Types.sol";
import { IAmendable } from "./IAmendable.sol";
import { IBeacon } from "./IBeacon.sol";
import { ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";
import { IPanels } from "./IPanels.sol";

/// @notice What a deployment starts with, each within hard bounds of the contract.
/// @param termDays days a council stays in office
/// @param volunteerDays days in which people can volunteer for a council
/// @param shareIndexStep most that an audit changes a share index, in thousandths
/// @param amendmentNoticeDays least days from an endorsement until what it endorses holds
struct AssemblyCharter {
    uint256 termDays;
    uint256 volunteerDays;
    uint256 shareIndexStep;
    uint256 amendmentNoticeDays;
}

/// @notice The latest audit of a community; zeros before the first.
/// @param panel whose jurors sign the report
/// @param year allocation year in which it was opened
/// @param until first second at which it is too late to record it
/// @param isRecorded whether it was recorded
struct AuditView {
    uint256 panel;
    uint256 year;
    uint256 until;
    bool isRecorded;
}

/// @notice A renewal of a council as it stands.
/// @param entriesUntil first second at which nobody can volunteer any more
/// @param entrants how many volunteered
/// @param beaconRound bound by the freeze; 0 before
/// @param walked lots looked at, those passed over included
/// @param filled seats filled
/// @param isOver whether nothing more can happen
struct RenewalView {
    CommunityId community;
    uint256 entriesUntil;
    uint256 entrants;
    uint256 beaconRound;
    uint256 walked;
    uint256 filled;
    bool isOver;
}

/// @title Assembly: what the communities hold each other to
/// @notice Share indexes are set by jurors of other communities, councils are renewed by lot from
///         volunteers, and parameters of the charter are amended by two thirds of all communities,
///         with notice and within the bounds of deployment. Nothing here touches a person's
///         credits or quality.
/// @dev People, councils and jurors sign in the domain of the communities contract; whoever sends
///      a transaction decides nothing.
interface IAssembly is IAmendable {
    // ---------------------------------------------------------------- events

    /// @notice A panel will look at how a community shares with its members.
    event AuditOpened(CommunityId indexed community, uint256 year, uint256 panel);
    /// @notice Jurors signed a share index; bit i of `signers` is juror i.
    event AuditRecorded(
        CommunityId indexed community,
        uint256 year,
        uint256 panel,
        uint256 shareIndex,
        bytes32 reportHash,
        uint256 signers
    );
    /// @notice People can volunteer for a council until `entriesUntil`.
    event RenewalOpened(
        uint256 indexed renewal, CommunityId indexed community, uint256 entriesUntil
    );
    /// @notice A person is volunteer number `entrant` of a renewal, counted from 0.
    event Volunteered(
        uint256 indexed renewal, IdentityHash indexed identity, uint256 entrant
    );
    /// @notice Volunteers are fixed, and the beacon round that decides is bound.
    event RenewalFrozen(uint256 indexed renewal, uint256 entrants, uint256 beaconRound);
    /// @notice A lot fell on somebody who cannot take a seat any more.
    event SeatPassed(uint256 indexed renewal, uint256 lot, IdentityHash indexed identity);
    /// @notice A renewal is over; seats it did not fill keep their holders.
    event RenewalEnded(uint256 indexed renewal, uint256 filled);
    /// @notice One more community endorses an amendment, which `endorsements` of them do now.
    event AmendmentEndorsed(
        bytes32 indexed amendment, CommunityId indexed community, uint256 endorsements
    );
    /// @notice Two thirds of all communities agree: these values hold from `fromDay` on.
    event AmendmentPassed(
        bytes32 indexed amendment, uint256 target, uint256 fromDay, uint256[] values
    );

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only the assembly amends, by an endorsement.
    error Unauthorised(address caller);
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error LengthMismatch(uint256 expected, uint256 found);
    error UnknownCommunity(CommunityId community);
    error AuditedAlready(CommunityId community, uint256 year);
    error AuditRunning(CommunityId community, uint256 until);
    /// @notice None is open, its time is over, or its panel is too small.
    error NoAudit(CommunityId community);
    error ShareIndexOutOfBounds(uint256 value, uint256 least, uint256 most);
    /// @notice The council's term lets nobody open a renewal before the day `opensOn`.
    error TermRunning(CommunityId community, uint256 opensOn);
    error RenewalRunning(CommunityId community, uint256 renewal);
    error RenewalUnknown(uint256 renewal);
    error EntriesClosed(uint256 renewal, uint256 entriesUntil);
    error NotAMember(uint256 index, IdentityHash identity, CommunityId community);
    error IsClosed(IdentityHash identity);
    /// @notice Only people with a key of their own sit on councils.
    error SeatOfMinor(CommunityId community, IdentityHash identity);
    error AlreadyHoldsSeat(IdentityHash identity);
    error AlreadyEntered(uint256 index, uint256 renewal, IdentityHash identity);
    error EntriesOpen(uint256 renewal, uint256 entriesUntil);
    error AlreadyFrozen(uint256 renewal);
    error NotFrozen(uint256 renewal);
    error RenewalOver(uint256 renewal);
    error BeaconPending(uint256 renewal, uint256 beaconRound);
    /// @notice All seats are filled, or all lots were looked at.
    error LotUnknown(uint256 index, uint256 lot, uint256 lots);
    /// @notice The lot fell on the volunteer with this number, who is somebody else.
    error WrongWinner(uint256 index, uint256 lot, uint256 entrant);
    error TargetUnknown(uint256 target);
    error AmendmentDayOutOfBounds(uint256 fromDay, uint256 least, uint256 most);
    /// @notice An amendment of this contract waits for its day.
    error AmendmentPending(uint256 target, uint256 fromDay);
    error AlreadyEndorsed(CommunityId community, bytes32 amendment);

    // -------------------------------------------------------- acts of persons

    /// @notice Offers to sit on a council of one's own community or of one above it.
    function volunteer(
        IdentityHash identity,
        uint256 renewal,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // ------------------------------------------------------- acts of councils

    /// @notice Endorses values for all parameters of one contract, from a day on.
    /// @param target 1 ledger, 2 pool, 3 cases, 4 assembly, 5 services
    /// @param values in the order of the charter
    function endorse(
        CouncilAct calldata act,
        uint256 target,
        uint256[] calldata values,
        uint256 fromDay,
        Approval calldata approval
    )
        external;

    // -------------------------------------------------------- acts of anybody

    /// @notice Convenes a panel of 5 from other communities to audit one, once a year.
    function openAudit(CommunityId community) external;

    /// @notice Sets the share index that most jurors of the audit signed.
    /// @param shareIndex in thousandths
    /// @param reportHash keccak256 of their published report
    /// @param identities the jurors, in the order of `PanelSeated`
    function recordAudit(
        CommunityId community,
        uint256 shareIndex,
        bytes32 reportHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external;

    /// @notice Lets people volunteer for a council whose term ends soon, or ended.
    function openRenewal(CommunityId community) external;

    /// @notice Fixes the volunteers and binds the beacon round that decides.
    function freezeRenewal(uint256 renewal) external;

    /// @notice Walks the next lots, and gives seats to those they fell on.
    /// @param identities on whom the next lots fell, in order; none ends a renewal without
    ///        volunteers
    function fillSeats(uint256 renewal, bytes32[] calldata identities) external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger whose charter can be amended.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that checks who signed, and keeps seats and share indexes.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The contract that draws auditors.
    function PANELS() external view returns (IPanels);
    /// @notice The source of the randomness of every renewal.
    function BEACON() external view returns (IBeacon);
    /// @notice The pool, whose charter can be amended.
    function POOL() external view returns (address);
    /// @notice The cases, whose charter can be amended.
    function CASES() external view returns (address);
    /// @notice The services, whose charter can be amended.
    function SERVICES() external view returns (address);
    /// @notice The parameters in force today.
    function charter() external view returns (AssemblyCharter memory);
    /// @notice The latest audit of a community.
    function auditOf(CommunityId community) external view returns (AuditView memory);
    /// @notice Renewals opened; they are numbered from 1 to this.
    function renewalCount() external view returns (uint256);
    /// @notice A renewal as it stands; reverts when there is none.
    function renewalOf(uint256 renewal) external view returns (RenewalView memory);
    /// @notice The day on which the term of a council ends.
    function termEndOf(CommunityId community) external view returns (uint256 day);
    /// @notice Number of a person among the volunteers of a renewal, counted from 1; 0 when not in.
    function volunteerNumber(
        uint256 renewal,
        IdentityHash identity
    )
        external
        view
        returns (uint256);
    /// @notice The number of the volunteer on whom a lot fell, counted from 0; reverts while that
    ///         is not decided.
    function drawn(uint256 renewal, uint256 lot) external view returns (uint256 entrant);
    /// @notice How many communities endorse an amendment.
    function endorsementsOf(bytes32 amendment) external view returns (uint256);
    /// @notice Whether a community endorses an amendment.
    function hasEndorsed(bytes32 amendment, CommunityId community) external view returns (bool);
}
