// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, RuleText } from "./ILedger.sol";
import {
    Approval,
    CommunityId,
    CouncilAct,
    IdentityHash,
    Order,
    RuleId
} from "../types/Types.sol";

/// @notice One community of the genesis charter; ids follow the order of the list from 1.
/// @param parent id of the parent; 0 for the root, which comes first
/// @param threshold seats that must sign
/// @param seats who sits on the council
struct FoundingCommunity {
    CommunityId parent;
    uint256 threshold;
    FoundingSeat[] seats;
}

/// @notice One seat of a genesis council.
/// @param home the community the person belongs to, which may differ from the one they sit for
struct FoundingSeat {
    IdentityHash identity;
    uint256 birthMonth;
    address controller;
    CommunityId home;
}

/// @notice What the charter fixes about communities, each within hard bounds of the contract.
/// @param majorityYears years from the month of birth to majority
/// @param budgetPerMember points a community can award in a quarter for each of its members
/// @param standingLoss thousandths of its standing a community loses by a decision overturned
struct CommunitiesCharter {
    uint256 majorityYears;
    uint256 budgetPerMember;
    uint256 standingLoss;
}

/// @notice Awards of one version of a rule to several people.
/// @param evidenceHash keccak256 over the lines of evidence, published off chain
/// @param actDays day of each contribution, counted from 1970-01-01
/// @dev Signed as a uint256, `version` is a uint32 here because selectors are compared one after
///      the other: with this one `fileAwards` comes first, and each award costs 750 gas less.
struct AwardBatch {
    RuleId rule;
    uint32 version;
    bytes32 evidenceHash;
    bytes32[] identities;
    uint256[] actDays;
}

/// @notice A batch of awards as its community's chain holds it, and its place in that chain.
/// @param nonce of the act that filed it
/// @param filedAt time of the block that holds it
/// @param before the chain right before the batch
/// @param later links of the batches the community filed after it, oldest first
struct AwardProof {
    CommunityId community;
    uint256 nonce;
    RuleId rule;
    uint256 version;
    bytes32 evidenceHash;
    bytes32[] identities;
    uint256 filedAt;
    bytes14 before;
    bytes32[] later;
}

/// @notice A council as stored.
/// @param members people who belong to the community and are not closed
/// @param chain over the batches of awards it filed; 0 before the first
/// @param quarter of its latest award, counted from genesis
/// @param used points awarded in that quarter
/// @param shareIndex in thousandths
/// @param fullAgainDay day on which its standing is full again; a past one when it is
struct CouncilView {
    CommunityId parent;
    uint256 seats;
    uint256 threshold;
    uint256 members;
    uint256 nonce;
    bytes14 chain;
    uint256 quarter;
    uint256 used;
    uint256 shareIndex;
    uint256 fullAgainDay;
}

/// @notice Who signs for a person.
/// @param controller key or ERC-1271 wallet; zero when none is bound
/// @param lapseDay day on which a guardian's key loses its power; 0 for a person's own key
/// @param nonce number the person's next signed act must carry
struct SignatoryView {
    address controller;
    uint256 lapseDay;
    uint256 nonce;
}

/// @title Communities: the tree, the councils, and who signs for whom
/// @notice Everything here happens by signatures of people: a council's k of n seats, or the person
///         concerned. Anybody may relay them. Domain: EIP-712, readable through ERC-5267.
interface ICommunities {
    // ---------------------------------------------------------------- events

    /// @notice A community of the charter, with its place in the tree and its council's size.
    event CommunityFounded(
        CommunityId indexed community, CommunityId indexed parent, uint256 seats, uint256 threshold
    );
    /// @notice A council acted; `signers` has bit i set when seat i signed. What it did stands in
    ///         the events that follow in the same transaction.
    event CouncilActed(CommunityId indexed community, uint256 nonce, uint256 signers);
    /// @notice A council awarded a rule; one `Awarded` of the ledger per person precedes this.
    event AwardsFiled(
        CommunityId indexed community,
        uint256 nonce,
        uint256 signers,
        RuleId rule,
        uint256 version,
        bytes32 evidenceHash
    );
    /// @notice A council bound a key to a person who had none in force.
    event ControllerBound(IdentityHash indexed identity, address controller, uint256 lapseDay);
    /// @notice A person replaced their key.
    event ControllerChanged(IdentityHash indexed identity, address controller, uint256 lapseDay);
    /// @notice A recovery that nobody contested, or a panel upheld, replaced a person's key.
    event ControllerRecovered(
        IdentityHash indexed identity, address controller, uint256 lapseDay
    );
    /// @notice The person's act with this nonce was carried out.
    event PersonActed(IdentityHash indexed identity, uint256 nonce);
    /// @notice The person took an order back before anybody redeemed it.
    event OrderCancelled(IdentityHash indexed identity, uint256 orderNonce);
    /// @notice A decision of the community was overturned.
    event StandingLowered(CommunityId indexed community, uint256 fullAgainDay);
    /// @notice An audit by people of other communities set the share index, in thousandths.
    event ShareIndexSet(CommunityId indexed community, uint256 shareIndex, bytes32 reportHash);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only an office of the deployment may do this.
    error Unauthorised(address caller);
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error LengthMismatch(uint256 expected, uint256 found);
    /// @notice A batch of awards without a line.
    error NothingToDo();
    error NotTheRoot(CommunityId community);
    error UnknownCommunity(CommunityId community);
    error ParentNotFounded(CommunityId community, CommunityId parent);
    /// @notice At least 2, at least two thirds of the seats, and no more than there are.
    error ThresholdOutOfBounds(CommunityId community, uint256 threshold, uint256 seats);
    error TooManySeats(CommunityId community, uint256 seats);
    error DeadlinePassed(uint256 deadline, uint256 time);
    error WrongNonce(uint256 expected, uint256 found);
    error TooFewSignatures(CommunityId community, uint256 needed, uint256 found);
    /// @notice The bit of a seat is set, but the signatures end before it.
    error SignatureMissing(CommunityId community, uint256 seatIndex);
    error NotASeat(CommunityId community, uint256 seatIndex);
    /// @notice Two seats answer to one key; no single key decides anything.
    error SharedController(CommunityId community, uint256 seatIndex, address controller);
    error InvalidSeatSignature(CommunityId community, uint256 seatIndex, address controller);
    /// @notice Only adults sit on councils.
    error SeatOfMinor(CommunityId community, IdentityHash identity);
    error NoController(IdentityHash identity);
    error ControllerLapsed(IdentityHash identity, uint256 lapseDay);
    error InvalidSignature(IdentityHash identity, address controller);
    error NewControllerDeclined(IdentityHash identity, address controller);
    error ZeroController(IdentityHash identity);
    error ControllerAlreadyBound(uint256 index, IdentityHash identity, address controller);
    error NotAMember(uint256 index, IdentityHash identity, CommunityId community);
    error OrderWithoutKey(uint256 index, IdentityHash identity);
    error OrderExpired(uint256 index, uint256 deadline, uint256 time);
    /// @notice Orders with later numbers overtook it; below `orderFloor` nothing is taken.
    error OrderNoncePassed(
        uint256 index, IdentityHash identity, uint256 nonce, uint256 orderFloor
    );
    error OrderNonceTooHigh(uint256 index, IdentityHash identity, uint256 nonce, uint256 most);
    /// @notice Redeemed or cancelled.
    error OrderUsed(uint256 index, IdentityHash identity, uint256 nonce);
    error OrderKeyLapsed(uint256 index, IdentityHash identity, uint256 lapseDay);
    error OrderNotSigned(uint256 index, IdentityHash identity, address controller);
    /// @notice The batch has more points than the community has left in this quarter.
    error BudgetExceeded(CommunityId community, uint256 needed, uint256 left);
    /// @notice The community's chain does not hold this batch at this place.
    error AwardNotFiled(CommunityId community, uint256 nonce);

    // ------------------------------------------------------- acts of councils

    /// @notice Enrols people into the council's community. All are enrolled or none.
    function enrol(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        uint256[] calldata birthMonths,
        Approval calldata approval
    )
        external;

    /// @notice Binds keys to people of the community who have none in force. A key bound before
    ///         majority is a guardian's and lapses on the first day of the month of majority,
    ///         after which this same act hands over to the person; the guardian has no say in it.
    function bindControllers(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        address[] calldata controllers,
        Approval calldata approval
    )
        external;

    /// @notice Announces the rate of the next allocation year; only the root council.
    function announceRate(
        CouncilAct calldata act,
        uint256 year,
        uint256 dividendPerHead,
        bytes32 sourceHash,
        Approval calldata approval
    )
        external;

    /// @notice Publishes new versions of rules; only the root council.
    function publishRules(
        CouncilAct calldata act,
        bytes32 newCatalogueHash,
        RuleText[] calldata rules,
        Approval calldata approval
    )
        external;

    /// @notice Awards one rule to people of the council's community. All are recorded or none.
    function fileAwards(
        CouncilAct calldata act,
        AwardBatch calldata batch,
        Approval calldata approval
    )
        external;

    // -------------------------------------------------------- acts of persons

    /// @notice Replaces the person's key. Both keys sign, so that a mistyped one is not accepted.
    function changeController(
        IdentityHash identity,
        address newController,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature,
        bytes calldata acceptance
    )
        external;

    /// @notice Pauses the decay of the person's quality from today.
    function declareLeave(
        IdentityHash identity,
        uint256 daysAway,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Ends the person's running leave today.
    function endLeave(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Takes the person to another community, without asking anybody. A seat they hold is
    ///         kept until its term ends.
    function move(
        IdentityHash identity,
        CommunityId community,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Takes the person out of everything about quality, from now on.
    function optOut(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Lets the person earn quality again, from 0.
    function optIn(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Takes back an order that the person signed and nobody redeemed yet.
    function cancelOrder(
        IdentityHash identity,
        uint256 orderNonce,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // ---------------- acts, only by pool, cases, assembly, services and findings

    /// @notice Checks that a council approves an act of the caller, and uses up its nonce. Only
    ///         the five, so that nobody can use up a council's nonce without its act.
    /// @param sender who sends the transaction; a seat among the signers need not sign
    /// @param structHash EIP-712 hash of the act, which this contract's domain completes
    function approve(
        address sender,
        CouncilAct calldata act,
        bytes32 structHash,
        Approval calldata approval
    )
        external;

    /// @notice Checks that a person signed an act of the caller, and uses up their nonce.
    /// @param structHash EIP-712 hash of the act, which this contract's domain completes
    function consent(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes32 structHash,
        bytes calldata signature
    )
        external;

    // -------------------------------------------------- acts, only by the services

    /// @notice Checks that people signed their orders, one after the other, and uses up the orders'
    ///         nonces. All are used or none.
    /// @param signatures 65 bytes for each order, in their order, laid out as in `Approval`; nobody
    ///        is spared signing by sending
    function acceptOrders(Order[] calldata orders, bytes calldata signatures) external;

    // ----------------------------------------------------- acts, only by the cases

    /// @notice Replaces a person's key, which they lost or which was stolen. The new one signs for
    ///         their seat too.
    function recover(IdentityHash identity, address newController) external;

    /// @notice Closes a person and counts one member less of their community.
    function close(IdentityHash identity) external;

    /// @notice Reopens a closed person and counts them as a member of their community again.
    function reopen(IdentityHash identity) external;

    // ---------------------------------------- acts, only by the cases and the findings

    /// @notice Lowers a community's standing by what one decision overturned costs.
    function lowerStanding(CommunityId community) external;

    // -------------------------------------------------- acts, only by the assembly

    /// @notice Gives a seat to a person with a key of their own, who holds none; whoever held it
    ///         leaves it.
    function seat(CommunityId community, uint256 seatIndex, IdentityHash identity) external;

    /// @notice Sets a community's share index.
    /// @param shareIndex in thousandths, 500 to 1,500
    function setShareIndex(
        CommunityId community,
        uint256 shareIndex,
        bytes32 reportHash
    )
        external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger that obeys this contract.
    function LEDGER() external view returns (ILedger);
    /// @notice Time of the first second of allocation year 0, and of the first quarter.
    function GENESIS() external view returns (uint256);
    /// @notice The pool, which may have approvals checked.
    function POOL() external view returns (address);
    /// @notice The cases, which may have approvals checked, recover keys and close people.
    function CASES() external view returns (address);
    /// @notice The assembly, which may have approvals checked, fill seats and set share indexes.
    function ASSEMBLY() external view returns (address);
    /// @notice The services, which may have approvals and orders checked.
    function SERVICES() external view returns (address);
    /// @notice The findings, which may have approvals checked, and lower standing.
    function FINDINGS() external view returns (address);
    /// @notice Years from the month of birth to majority.
    function MAJORITY_YEARS() external view returns (uint256);
    /// @notice Points a community can award in a quarter for each of its members.
    function BUDGET_PER_MEMBER() external view returns (uint256);
    /// @notice Thousandths of standing lost by a decision overturned; as many days heal it.
    function STANDING_LOSS() external view returns (uint256);
    /// @notice Communities founded; their ids run from 1 to this.
    function communityCount() external view returns (uint256);
    /// @notice A council as it stands; zeros when there is none.
    function council(CommunityId community) external view returns (CouncilView memory);
    /// @notice Who signs for a person; zeros when nobody does.
    function signatory(IdentityHash identity) external view returns (SignatoryView memory);
    /// @notice Which numbers of a person's orders are used.
    /// @return floor below which no number is taken any more
    /// @return seen bit i is set when `floor + i` is used, for i below 16
    function ordersOf(IdentityHash identity) external view returns (uint256 floor, uint256 seen);
    /// @notice Who holds a seat, and the key that signs for it.
    function seatAt(
        CommunityId community,
        uint256 seatIndex
    )
        external
        view
        returns (IdentityHash identity, address controller);
    /// @notice A community's standing today, in thousandths.
    function standingOf(CommunityId community) external view returns (uint256);
    /// @notice Points the community can award in this quarter by what holds now, and what is left.
    function budgetOf(
        CommunityId community
    )
        external
        view
        returns (uint256 budget, uint256 left);
    /// @notice Seats of all councils together.
    function totalSeats() external view returns (uint256);
    /// @notice Number of a council's first seat among all seats, counted from 0 in the order of
    ///         communities and seats.
    function firstSeatOf(CommunityId community) external view returns (uint256);
    /// @notice Who holds the seat with number `number` among all seats, and the key that signs for
    ///         it.
    /// @param number below `totalSeats`
    function seatNumber(
        uint256 number
    )
        external
        view
        returns (IdentityHash identity, address controller);
    /// @notice The key that can act for a person now, and whether it is a guardian's; zero when
    ///         none is bound or it has lapsed.
    function keyInForce(
        IdentityHash identity
    )
        external
        view
        returns (address controller, bool ofGuardian);
    /// @notice Whether a community is `ancestorOrSame` or lies below it in the tree.
    function isWithin(
        CommunityId community,
        CommunityId ancestorOrSame
    )
        external
        view
        returns (bool);
    /// @notice What is signed for an act with this EIP-712 hash, in this contract's domain.
    function digestOf(bytes32 structHash) external view returns (bytes32);
    /// @notice Reverts with `AwardNotFiled` unless the community's chain holds the batch.
    function requireFiled(AwardProof calldata proof) external view;
}
