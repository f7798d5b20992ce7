// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Approval, CommunityId, CouncilAct, IdentityHash, RuleId } from "../types/Types.sol";
import { IAmendable } from "./IAmendable.sol";
import { AwardProof, ICommunities } from "./ICommunities.sol";
import { ILedger } from "./ILedger.sol";
import { IPanels } from "./IPanels.sol";

/// @notice What one deployment fixes about cases, each within hard bounds of the contract.
/// @param noticeDays days from a filing or a first verdict until it can be carried out
/// @param ripeDays days in which it must be carried out then
/// @param verdictDays days in which a panel must decide
/// @param challengeDays days in which an award can be challenged
/// @param accusationsPerYear infractions filed about one person in an allocation year
/// @param challengesPerYear awards one person can challenge in an allocation year
struct CasesCharter {
    uint256 noticeDays;
    uint256 ripeDays;
    uint256 verdictDays;
    uint256 challengeDays;
    uint256 accusationsPerYear;
    uint256 challengesPerYear;
}

/// @notice One published line of the catalogue of infractions; its numbers are not those of awards.
/// @param points by which quality falls; 0 retires the rule
/// @param amount millicredits it falls on; 0 for the whole balance
/// @param sunsetDays days after which it ends by itself
/// @param fromDay first day on which acts fall under this version; days count from 1970-01-01
/// @param textHash keccak256 of the human text, with the evidence needed and the remedy
struct InfractionText {
    RuleId rule;
    uint256 points;
    uint256 amount;
    uint256 sunsetDays;
    uint256 fromDay;
    bytes32 textHash;
}

/// @notice One version of an infraction rule as stored.
/// @param untilDay first day on which it no longer holds; 2**24 - 1 while it is the latest
/// @param filingDays days after the act within which it can be filed, as published with it
struct InfractionView {
    uint256 points;
    uint256 amount;
    uint256 sunsetDays;
    uint256 fromDay;
    uint256 untilDay;
    uint256 filingDays;
    bytes32 textHash;
}

/// @notice Infractions under one version of a rule by several people.
/// @param evidenceHash keccak256 over the lines of evidence, published off chain
/// @param actDays day of each act, counted from 1970-01-01
struct InfractionBatch {
    RuleId rule;
    uint256 version;
    bytes32 evidenceHash;
    bytes32[] identities;
    uint256[] actDays;
}

/// @notice What names a case; its number is the hash of the three.
/// @param kind 1 infraction, 2 challenge of an award, 3 recovery of a key, 4 closing
/// @param identity the one person it is about
/// @param matter of an infraction `rule << 24 | actDay`; of a challenge
///        `community << 104 | nonce << 40 | line` of the batch; of a recovery
///        `newKey << 40 | filing time`; of a closing the filing time
struct CaseKey {
    uint256 kind;
    IdentityHash identity;
    uint256 matter;
}

/// @notice A case as stored; what may be done with it follows from stage and time, see `stateOf`.
/// @param stage 1 notice, 2 first panel, 3 upheld, 4 second panel, 5 final, 6 dismissed,
///        7 withdrawn, 8 carried out, 9 review, 10 ended
/// @param filedAt time of the filing
/// @param since time at which the stage began
/// @param panel the latest; 0 before any
/// @param community whose council filed it, or filed the award that is challenged
/// @param ground of the latest appeal, challenge or review; 0 before any
/// @param reviewed whether its one review was asked for
/// @param noticeDays what the charter said when it was filed, like the next two
/// @param detail of an infraction the version of its rule; of a challenge
///        `points | category << 8 | allocation year << 11` of the award
/// @param overlay place of the deduction, once an infraction was carried out
struct CaseView {
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
    uint256 detail;
    uint256 overlay;
}

/// @title Cases: what can be decided about a person against their will, and how they answer
/// @notice One state machine for infractions, challenges of awards, recoveries of keys and
///         closings. A case changes nothing before it is carried out, and ends for the person when
///         anything is not done in time. Also keeps the catalogue of infractions.
/// @dev Councils, people and jurors sign in the domain of the communities contract. Only signatures
///      of people decide anything; whoever sends a transaction decides nothing.
interface ICases is IAmendable {
    // ---------------------------------------------------------------- events

    /// @notice A case begins.
    /// @param evidenceHash of a challenge the challenger
    event CaseFiled(
        bytes32 indexed caseId,
        IdentityHash indexed identity,
        uint256 kind,
        uint256 matter,
        CommunityId community,
        uint256 detail,
        bytes32 evidenceHash
    );
    /// @notice A case has a new stage; panel and ground are the latest, 0 before any.
    event CaseMoved(bytes32 indexed caseId, uint256 stage, uint256 panel, uint256 ground);
    /// @notice The majority of a panel decided; bit i of `signers` is set when juror i signed.
    event VerdictGiven(
        bytes32 indexed caseId,
        uint256 panel,
        uint256 outcome,
        bytes32 reasonsHash,
        uint256 signers
    );
    /// @notice The council that filed a case says that its remedy is done.
    event RemedyCertified(bytes32 indexed caseId, bytes32 evidenceHash);
    /// @notice A new version of an infraction rule.
    event InfractionPublished(
        RuleId indexed rule,
        uint256 indexed version,
        uint256 points,
        uint256 amount,
        uint256 sunsetDays,
        uint256 fromDay,
        bytes32 textHash
    );
    /// @notice The published file that holds every text of infraction rules from now on.
    event InfractionsPublished(bytes32 infractionsHash);

    // ---------------------------------------------------------------- errors

    error WrongWiring(address expected, address found);
    /// @notice Only a contract fixed at deployment may do this.
    error Unauthorised(address caller);
    error CharterOutOfBounds(string parameter, uint256 value, uint256 least, uint256 most);
    error LengthMismatch(uint256 expected, uint256 found);
    error NothingToDo();
    error NotTheRoot(CommunityId community);
    error RuleOutOfBounds(
        RuleId rule, string parameter, uint256 value, uint256 least, uint256 most
    );
    error RuleNoticeTooShort(RuleId rule, uint256 fromDay, uint256 earliest);
    error RuleVersionOutOfOrder(RuleId rule, uint256 fromDay, uint256 latestFromDay);
    error NotAMember(uint256 index, IdentityHash identity, CommunityId community);
    /// @notice Closed, or has opted out of the quality layer.
    error TakesNoPart(uint256 index, IdentityHash identity);
    /// @notice Nobody signs in a case about themselves.
    error SignsOwnCase(uint256 index, IdentityHash identity);
    /// @notice Nobody is accused who has no key in force to appeal with.
    error CannotAppeal(uint256 index, IdentityHash identity);
    error ActInFuture(uint256 index, uint256 actDay, uint256 today);
    error ActTooOld(uint256 index, uint256 actDay, uint256 earliest);
    error RuleNotInForce(uint256 index, RuleId rule, uint256 version, uint256 actDay);
    error ActOfMinor(uint256 index, IdentityHash identity, uint256 actDay);
    /// @notice The same thing was brought before, whatever became of it.
    error CaseExists(uint256 index, bytes32 caseId);
    error TooManyAccusations(uint256 index, IdentityHash identity, uint256 limit);
    error LineUnknown(uint256 line, uint256 lines);
    error OwnAward(IdentityHash identity);
    error GroundUnknown(uint256 ground);
    error ChallengeTooLate(bytes32 caseId, uint256 until);
    error TooManyChallenges(IdentityHash challenger, uint256 limit);
    error NoController(IdentityHash identity);
    error ZeroController(IdentityHash identity);
    error NewControllerDeclined(IdentityHash identity, address controller);
    /// @notice Another case of this kind about this person was filed less than 90 days ago.
    error TooSoon(IdentityHash identity, uint256 earliest);
    error IsClosed(IdentityHash identity);
    error CaseUnknown(bytes32 caseId);
    /// @notice The table of transitions has no row for this act in this state.
    error WrongState(bytes32 caseId, uint256 state);
    error NotTheFiler(uint256 index, bytes32 caseId, CommunityId community);
    error OutcomeUnknown(uint256 outcome);
    /// @notice The list is not the one of the first panel, jurors included.
    error WrongList(uint256 panel);
    error AlreadyReviewed(bytes32 caseId);
    /// @notice The deduction of this case is not in force any more.
    error NothingToEnd(bytes32 caseId);
    /// @notice The person has eight overlays; it can be carried out once one of them has ended.
    error NoRoom(bytes32 caseId);

    // ------------------------------------------------------- acts of councils

    /// @notice Publishes new versions of infraction rules; only the root council.
    function publishInfractions(
        CouncilAct calldata act,
        bytes32 newInfractionsHash,
        InfractionText[] calldata infractions,
        Approval calldata approval
    )
        external;

    /// @notice Brings a case for each line against people of the council's community. All are filed
    ///         or none.
    function fileInfractions(
        CouncilAct calldata act,
        InfractionBatch calldata batch,
        Approval calldata approval
    )
        external;

    /// @notice Asks for a new key for somebody who lost theirs. The new key signs the same digest.
    function fileRecovery(
        CouncilAct calldata act,
        IdentityHash identity,
        address newController,
        bytes32 evidenceHash,
        Approval calldata approval,
        bytes calldata acceptance
    )
        external;

    /// @notice Asks to close a person's account, after their death.
    function fileClosing(
        CouncilAct calldata act,
        IdentityHash identity,
        bytes32 evidenceHash,
        Approval calldata approval
    )
        external;

    /// @notice Withdraws a case that the council filed and that is not carried out yet.
    function withdraw(
        CouncilAct calldata act,
        CaseKey calldata key,
        Approval calldata approval
    )
        external;

    /// @notice Ends deductions of cases that the council filed, because their remedy is done.
    /// @param matters of each infraction, as in `CaseKey`
    function certifyRemedies(
        CouncilAct calldata act,
        bytes32 evidenceHash,
        bytes32[] calldata identities,
        uint256[] calldata matters,
        Approval calldata approval
    )
        external;

    // -------------------------------------------------------- acts of persons

    /// @notice Challenges the award of one line of a batch, on behalf of everybody.
    /// @param proof the batch, and how the chain of its community holds it
    /// @param line of the batch, from 0; beyond it the case that is signed for is about identity 0
    function challenge(
        AwardProof calldata proof,
        uint256 line,
        IdentityHash challenger,
        uint256 ground,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Calls the first panel, or after its verdict the second and last.
    /// @param formerPanel of a second appeal the list of the first panel, jurors included
    function appeal(
        CaseKey calldata key,
        uint256 ground,
        bytes32[] calldata formerPanel,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice Has a panel look once at a deduction that is in force.
    function review(
        CaseKey calldata key,
        uint256 ground,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    /// @notice "I am alive": ends a closing, and opens the account again at once.
    function alive(
        CaseKey calldata key,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external;

    // -------------------------------------------------------- acts of jurors

    /// @notice Decides what a panel is convened for.
    /// @param outcome 1 upheld, 2 rejected
    /// @param reasonsHash keccak256 of the published reasons
    /// @param identities the panel's list, jurors included
    /// @param votes bit i is juror i
    function giveVerdict(
        CaseKey calldata key,
        uint256 outcome,
        bytes32 reasonsHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external;

    // ------------------------------------------------------- acts of anybody

    /// @notice Carries out cases that are ripe, and ends deductions that silence has released.
    function carryOut(CaseKey[] calldata keys) external;

    // ----------------------------------------------------------------- views

    /// @notice The ledger whose people the cases are about.
    function LEDGER() external view returns (ILedger);
    /// @notice The contract that checks who signed.
    function COMMUNITIES() external view returns (ICommunities);
    /// @notice The contract that draws panels and counts their votes.
    function PANELS() external view returns (IPanels);
    /// @notice The parameters in force today.
    function charter() external view returns (CasesCharter memory);
    /// @notice The number of a case.
    function idOf(CaseKey calldata key) external pure returns (bytes32 caseId);
    /// @notice A case as stored; zeros when there is none.
    function caseOf(bytes32 caseId) external view returns (CaseView memory);
    /// @notice What may be done now: 0 none, 1 notice, 2 ripe, 3 first panel, 4 upheld,
    ///         5 second panel, 6 dismissed, 7 lapsed, 8 withdrawn, 9 carried out, 10 review,
    ///         11 released, 12 ended.
    function stateOf(CaseKey calldata key) external view returns (uint256 state);
    /// @notice Hash of the published file that holds every text of the catalogue of infractions.
    function infractionsHash() external view returns (bytes32);
    /// @notice Number of versions published; the latest has this number, the first is 1.
    function infractionVersionsOf(RuleId rule) external view returns (uint256);
    /// @notice One version of an infraction rule; zeros when there is none.
    function infractionVersion(
        RuleId rule,
        uint256 version
    )
        external
        view
        returns (InfractionView memory);
    /// @notice Infractions filed about a person in this allocation year.
    function accusationsThisYear(IdentityHash identity) external view returns (uint256);
    /// @notice Awards a person challenged in this allocation year.
    function challengesThisYear(IdentityHash identity) external view returns (uint256);
}
