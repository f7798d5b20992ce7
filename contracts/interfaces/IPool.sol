// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId, CouncilAct, IdentityHash } from "../types/Types.sol";
import { IAmendable } from "./IAmendable.sol";
import { IBeacon } from "./IBeacon.sol";
import { ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";

/// @notice What a deployment starts with, each within hard bounds of the contract.
/// @param secondChanceBelow base quality under which one may ask for a second chance
/// @param prizePoints most points of a prize
/// @param prizeAmount most millicredits a prize covers
/// @param prizeDays most days a prize lasts
/// @param membersPerNomination members for each nomination of a community in a round
struct PoolCharter {
    uint256 secondChanceBelow;
    uint256 prizePoints;
    uint256 prizeAmount;
    uint256 prizeDays;
    uint256 membersPerNomination;
}

/// @notice What a round gives, and until when one can come in.
/// @param kind 1 nominated by councils, 2 second chance
/// @param prizes how many lots are drawn, as far as there are entrants
/// @param points quality points of each uplift
/// @param amount millicredits each uplift covers
/// @param daysLong days each uplift lasts
/// @param entriesUntil first second at which nobody can come in any more
struct RoundTerms {
    uint256 kind;
    uint256 prizes;
    uint256 points;
    uint256 amount;
    uint256 daysLong;
    uint256 entriesUntil;
}

/// @notice A round as it stands.
/// @param entrants how many came in
/// @param entrantsHash running hash over their identities
/// @param beaconRound bound by the freeze; 0 before
/// @param settled lots settled, forfeited ones included
struct RoundView {
    RoundTerms terms;
    uint256 entrants;
    bytes32 entrantsHash;
    uint256 beaconRound;
    uint256 settled;
    bool closed;
}

/// @title Pool of quality points given away, and the lottery over them
/// @notice Nobody can give to a chosen person: gifts fall into one pool, councils and people can
///         only put names into a round, entrants are frozen before the randomness exists, and
///         anybody can settle. Every point given is free, reserved for a round, or granted.
/// @dev People and councils sign in the domain of the communities contract. Only signatures of
///      people decide anything; whoever sends a transaction decides nothing.
interface IPool is IAmendable {
    // ---------------------------------------------------------------- events

    /// @notice A person gave points to everybody.
    event PointsGiven(IdentityHash indexed identity, uint256 points);
    /// @notice A round with these terms takes entries, and its points are reserved.
    event RoundOpened(
        uint256 indexed round,
        uint256 kind,
        uint256 prizes,
        uint256 points,
        uint256 amount,
        uint256 daysLong,
        uint256 entriesUntil
    );
    /// @notice A person is entrant number `entrant` of a round, counted from 0.
    event Entered(uint256 indexed round, IdentityHash indexed identity, uint256 entrant);
    /// @notice Entrants are fixed, and the beacon round that decides is bound.
    event RoundFrozen(
        uint256 indexed round, uint256 entrants, bytes32 entrantsHash, uint256 beaconRound
    );
    /// @notice A lot gave an uplift.
    event PrizeWon(uint256 indexed round, uint256 lot, IdentityHash indexed identity);
    /// @notice A lot fell on somebody who can take no uplift; its points are free again.
    event PrizeForfeited(uint256 indexed round, uint256 lot, IdentityHash indexed identity);
    /// @notice Nothing more can be settled; `returned` points are free again.
    event RoundClosed(uint256 indexed round, uint256 returned);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only the assembly amends.
    error Unauthorised(address caller);
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error NotTheRoot(CommunityId community);
    error RoundOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error PoolTooSmall(uint256 needed, uint256 free);
    error RoundUnknown(uint256 round);
    error RoundOfOtherKind(uint256 round, uint256 kind);
    error EntriesClosed(uint256 round, uint256 entriesUntil);
    error NothingToDo();
    error QuotaReached(uint256 round, CommunityId community, uint256 quota);
    error NotAMember(uint256 index, IdentityHash identity, CommunityId community);
    /// @notice The person is closed or has opted out of quality.
    error TakesNoPart(uint256 index, IdentityHash identity);
    error SignsOwnCase(uint256 index, IdentityHash identity);
    error AlreadyEntered(uint256 index, uint256 round, IdentityHash identity);
    error QualityTooHigh(IdentityHash identity, uint256 quality, uint256 limit);
    error SecondChanceUsed(IdentityHash identity);
    error EntriesOpen(uint256 round, uint256 entriesUntil);
    error AlreadyFrozen(uint256 round);
    error NotFrozen(uint256 round);
    error RoundOver(uint256 round);
    error BeaconPending(uint256 round, uint256 beaconRound);
    error LengthMismatch(uint256 expected, uint256 found);
    error LotUnknown(uint256 index, uint256 lot, uint256 lots);
    /// @notice The lot fell on the entrant with this number, who is somebody else.
    error WrongWinner(uint256 index, uint256 lot, uint256 entrant);
    error RoundRunning(uint256 round, uint256 until);

    // -------------------------------------------------------- acts of persons

    /// @notice Gives points of one's base quality to the pool, for good.
    function give(
        IdentityHash identity,
        uint256 points,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Asks for a second chance.
    function enter(
        IdentityHash identity,
        uint256 round,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // ------------------------------------------------------- acts of councils

    /// @notice Opens a round and reserves its points; only the root council.
    function openRound(
        CouncilAct calldata act,
        RoundTerms calldata terms,
        Approval calldata approval
    )
        external;

    /// @notice Puts members of the council's community into a round, within its quota.
    function nominate(
        CouncilAct calldata act,
        uint256 round,
        bytes32[] calldata identities,
        Approval calldata approval
    )
        external;

    // ------------------------------------------------------- acts of anybody

    /// @notice Fixes the entrants and binds the beacon round to come.
    function freeze(uint256 round) external;

    /// @notice Grants the prizes of some lots; lots settled before are passed over.
    /// @param winners who each lot fell on, as anybody can compute
    function settle(uint256 round, uint256[] calldata lots, bytes32[] calldata winners) external;

    /// @notice Ends a round that is settled, or whose time is over.
    function close(uint256 round) external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger that holds everybody's quality.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that checks who signed.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The source of the randomness of every round.
    function BEACON() external view returns (IBeacon);
    /// @notice The contract that amends this charter.
    function ASSEMBLY() external view returns (address);
    /// @notice The parameters in force today.
    function charter() external view returns (PoolCharter memory);
    /// @notice Points given since the beginning, and where they are now; the first is the sum of
    ///         the others.
    function account()
        external
        view
        returns (uint256 given, uint256 free, uint256 reserved, uint256 granted);
    /// @notice Rounds opened; they are numbered from 1 to this.
    function roundCount() external view returns (uint256);
    /// @notice A round as it stands; reverts when there is none.
    function roundOf(uint256 round) external view returns (RoundView memory);
    /// @notice Number of a person among the entrants of a round, counted from 1; 0 when not in.
    function placeOf(uint256 round, IdentityHash identity) external view returns (uint256);
    /// @notice How many nominations of a round a community has used up.
    function nominationsOf(uint256 round, CommunityId community) external view returns (uint256);
    /// @notice Whether a lot was settled, won or forfeited.
    function isSettled(uint256 round, uint256 lot) external view returns (bool);
    /// @notice Whether a person won a second chance; nobody does twice.
    function secondChanceUsed(IdentityHash identity) external view returns (bool);
    /// @notice The number of the entrant on whom a lot fell, counted from 0; reverts like `settle`
    ///         while that is not decided.
    function drawn(uint256 round, uint256 lot) external view returns (uint256 entrant);
}
