// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import {
    AwardBatch,
    AwardProof,
    CommunitiesCharter,
    CouncilView,
    FoundingCommunity,
    FoundingSeat,
    ICommunities,
    SignatoryView
} from "./interfaces/ICommunities.sol";
import { ILedger, RuleText } from "./interfaces/ILedger.sol";
import { AwardChain } from "./libraries/AwardChain.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CommunitiesBounds } from "./libraries/CommunitiesBounds.sol";
import { CouncilSeats, Seat } from "./libraries/CouncilSeats.sol";
import { CouncilWord, CouncilWordLibrary } from "./libraries/CouncilWord.sol";
import { Lists } from "./libraries/Lists.sol";
import { Orders, Signatory } from "./libraries/Orders.sol";
import { Signatures } from "./libraries/Signatures.sol";
import { SignedTypes } from "./libraries/SignedTypes.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash, Order } from "./types/Types.sol";

/// @title Communities
/// @notice Their manual is `ICommunities`.
contract Communities is ICommunities, EIP712 {
    using Orders for Signatory;
    using Orders for mapping(IdentityHash identity => Signatory);

    /// @dev What acts change in the first slot, what the founding fixed in the second, and the
    ///      seats in those after it. Members are those of the community itself, not of those below.
    struct Council {
        CouncilWord word;
        uint24 parent;
        uint8 seats;
        uint32 firstSeat;
        Seat[256] seat;
    }

    CommunityId private constant ROOT = CommunityId.wrap(1);
    uint256 private constant MOST_SEATS = 255;
    uint256 private constant LEAST_THRESHOLD = 2;
    uint256 private constant MONTHS_PER_YEAR = 12;
    uint256 private constant QUARTER = Calendar.YEAR / 4;
    /// @dev Most days until standing is full again, so that it never falls below 200.
    uint256 private constant LONGEST_HEALING = 800;

    /// @inheritdoc ICommunities
    ILedger public immutable LEDGER;
    /// @inheritdoc ICommunities
    uint256 public immutable GENESIS;
    /// @inheritdoc ICommunities
    address public immutable POOL;
    /// @inheritdoc ICommunities
    address public immutable CASES;
    /// @inheritdoc ICommunities
    address public immutable ASSEMBLY;
    /// @inheritdoc ICommunities
    address public immutable SERVICES;
    /// @inheritdoc ICommunities
    address public immutable FINDINGS;
    /// @inheritdoc ICommunities
    uint256 public immutable MAJORITY_YEARS;
    /// @inheritdoc ICommunities
    uint256 public immutable BUDGET_PER_MEMBER;
    /// @inheritdoc ICommunities
    uint256 public immutable STANDING_LOSS;

    /// @inheritdoc ICommunities
    uint256 public communityCount;
    mapping(CommunityId community => Council) private _councils;
    mapping(IdentityHash identity => Signatory) private _signatories;

    modifier onlyOffices() {
        if (!isOffice(msg.sender)) revert Unauthorised(msg.sender);
        _;
    }

    modifier only(address office) {
        if (msg.sender != office) revert Unauthorised(msg.sender);
        _;
    }

    constructor(
        ILedger ledger,
        CommunitiesCharter memory charter,
        FoundingCommunity[] memory founding
    )
        EIP712("Isonomia Communities", "1")
    {
        if (ledger.COMMUNITIES() != address(this)) {
            revert WrongWiring(ledger.COMMUNITIES(), address(this));
        }
        CommunitiesBounds.check(charter);
        LEDGER = ledger;
        GENESIS = ledger.GENESIS();
        POOL = ledger.POOL();
        CASES = ledger.CASES();
        ASSEMBLY = ledger.ASSEMBLY();
        SERVICES = ledger.SERVICES();
        FINDINGS = ledger.FINDINGS();
        MAJORITY_YEARS = charter.majorityYears;
        BUDGET_PER_MEMBER = charter.budgetPerMember;
        STANDING_LOSS = charter.standingLoss;
        communityCount = founding.length;
        uint256 seatsBefore = 0;
        for (uint256 i = 0; i < founding.length; ++i) {
            foundCommunity(CommunityId.wrap(i + 1), founding[i], seatsBefore);
            seatsBefore += founding[i].seats.length;
        }
        for (uint256 i = 0; i < founding.length; ++i) {
            seatCouncil(CommunityId.wrap(i + 1), founding[i].seats);
        }
    }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc ICommunities
    function enrol(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        uint256[] calldata birthMonths,
        Approval calldata approval
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.enrolment(act, identities, birthMonths));
        Council storage stored = _councils[act.community];
        CouncilWord word = requireApproval(stored, msg.sender, act, digest, approval);
        stored.word = word.withMore(identities.length);
        emit CouncilActed(act.community, act.nonce, approval.signers);
        LEDGER.enrol(act.community, identities, birthMonths);
    }

    /// @inheritdoc ICommunities
    function bindControllers(
        CouncilAct calldata act,
        bytes32[] calldata identities,
        address[] calldata controllers,
        Approval calldata approval
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.binding(act, identities, controllers));
        useApproval(msg.sender, act, digest, approval);
        if (identities.length != controllers.length) {
            revert LengthMismatch(identities.length, controllers.length);
        }
        for (uint256 i = 0; i < identities.length; ++i) {
            IdentityHash identity = IdentityHash.wrap(identities[i]);
            if (LEDGER.communityOf(identity) != act.community) {
                revert NotAMember(i, identity, act.community);
            }
            Signatory storage signer = _signatories[identity];
            if (signer.controller != address(0) && !hasLapsed(signer)) {
                revert ControllerAlreadyBound(i, identity, signer.controller);
            }
            uint256 lapseDay = setController(signer, identity, controllers[i]);
            emit ControllerBound(identity, controllers[i], lapseDay);
        }
    }

    /// @inheritdoc ICommunities
    function announceRate(
        CouncilAct calldata act,
        uint256 year,
        uint256 dividendPerHead,
        bytes32 sourceHash,
        Approval calldata approval
    )
        external
    {
        if (act.community != ROOT) revert NotTheRoot(act.community);
        bytes32 digest = ownDigest(SignedTypes.rate(act, year, dividendPerHead, sourceHash));
        useApproval(msg.sender, act, digest, approval);
        LEDGER.announceRate(year, dividendPerHead, sourceHash);
    }

    /// @inheritdoc ICommunities
    function publishRules(
        CouncilAct calldata act,
        bytes32 newCatalogueHash,
        RuleText[] calldata rules,
        Approval calldata approval
    )
        external
    {
        if (act.community != ROOT) revert NotTheRoot(act.community);
        bytes32 digest = ownDigest(SignedTypes.catalogue(act, newCatalogueHash, rules));
        useApproval(msg.sender, act, digest, approval);
        LEDGER.publishRules(rules, newCatalogueHash);
    }

    /// @inheritdoc ICommunities
    function fileAwards(
        CouncilAct calldata act,
        AwardBatch calldata batch,
        Approval calldata approval
    )
        external
    {
        bytes32[] calldata identities = batch.identities;
        uint256[] calldata actDays = batch.actDays;
        bytes32 people = Lists.hash(identities);
        uint256 version = batch.version;
        bytes32 digest = ownDigest(SignedTypes.awards(act, batch, version, people, actDays));
        Council storage stored = _councils[act.community];
        CouncilWord word = requireApproval(stored, msg.sender, act, digest, approval);
        uint256 points = LEDGER.award(
            identities, actDays, act.community, approval.signers, batch.rule, version
        );
        // Every line has points, or the ledger has refused it.
        if (points == 0) revert NothingToDo();
        uint256 left;
        (word,, left) = inThisQuarter(word);
        if (points > left) revert BudgetExceeded(act.community, points, left);
        bytes32 link = AwardChain.link(
            act.nonce, batch.rule, version, batch.evidenceHash, people, block.timestamp
        );
        stored.word = word.withAward(points, AwardChain.next(word.chain(), link));
        emit AwardsFiled(
            act.community,
            act.nonce,
            approval.signers,
            batch.rule,
            version,
            batch.evidenceHash
        );
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc ICommunities
    function changeController(
        IdentityHash identity,
        address newController,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature,
        bytes calldata acceptance
    )
        external
    {
        bytes32 digest = ownDigest(
            SignedTypes.controllerChange(identity, newController, nonce, deadline)
        );
        useConsent(identity, nonce, deadline, digest, signature);
        if (newController == address(0)) revert ZeroController(identity);
        if (!Signatures.isValid(newController, digest, acceptance)) {
            revert NewControllerDeclined(identity, newController);
        }
        uint256 lapseDay = replaceController(identity, newController);
        emit ControllerChanged(identity, newController, lapseDay);
    }

    /// @inheritdoc ICommunities
    function declareLeave(
        IdentityHash identity,
        uint256 daysAway,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.absence(identity, daysAway, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        LEDGER.declareLeave(identity, daysAway);
    }

    /// @inheritdoc ICommunities
    function endLeave(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.absenceEnd(identity, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        LEDGER.endLeave(identity);
    }

    /// @inheritdoc ICommunities
    function move(
        IdentityHash identity,
        CommunityId community,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.move(identity, community, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        requireFounded(community);
        CommunityId former = LEDGER.communityOf(identity);
        LEDGER.move(identity, community);
        countOneLess(former);
        countOneMore(community);
    }

    /// @inheritdoc ICommunities
    function optOut(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.optOut(identity, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        LEDGER.optOut(identity);
    }

    /// @inheritdoc ICommunities
    function optIn(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest = ownDigest(SignedTypes.optIn(identity, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        LEDGER.optIn(identity);
    }

    /// @inheritdoc ICommunities
    function cancelOrder(
        IdentityHash identity,
        uint256 orderNonce,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 digest =
            ownDigest(SignedTypes.cancellation(identity, orderNonce, nonce, deadline));
        useConsent(identity, nonce, deadline, digest, signature);
        _signatories[identity].useNonce(0, identity, orderNonce);
        emit OrderCancelled(identity, orderNonce);
    }

    // ------------------------------------------------------------ acts of the offices

    /// @inheritdoc ICommunities
    function approve(
        address sender,
        CouncilAct calldata act,
        bytes32 structHash,
        Approval calldata approval
    )
        external
        onlyOffices
    {
        useApproval(sender, act, ownDigest(structHash), approval);
    }

    /// @inheritdoc ICommunities
    function consent(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes32 structHash,
        bytes calldata signature
    )
        external
        onlyOffices
    {
        useConsent(identity, nonce, deadline, ownDigest(structHash), signature);
    }

    /// @inheritdoc ICommunities
    function acceptOrders(
        Order[] calldata orders,
        bytes calldata signatures
    )
        external
        only(SERVICES)
    {
        _signatories.accept(orders, signatures, _domainSeparatorV4());
    }

    /// @inheritdoc ICommunities
    function recover(IdentityHash identity, address newController) external only(CASES) {
        uint256 lapseDay = replaceController(identity, newController);
        emit ControllerRecovered(identity, newController, lapseDay);
    }

    /// @inheritdoc ICommunities
    function close(IdentityHash identity) external only(CASES) {
        LEDGER.close(identity);
        countOneLess(LEDGER.communityOf(identity));
    }

    /// @inheritdoc ICommunities
    function reopen(IdentityHash identity) external only(CASES) {
        LEDGER.reopen(identity);
        countOneMore(LEDGER.communityOf(identity));
    }

    /// @inheritdoc ICommunities
    function lowerStanding(CommunityId community) external {
        if (msg.sender != CASES && msg.sender != FINDINGS) revert Unauthorised(msg.sender);
        Council storage stored = _councils[community];
        CouncilWord word = stored.word;
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 fullAgain = Math.min(
            Math.max(word.fullAgainDay(), today) + STANDING_LOSS, today + LONGEST_HEALING
        );
        stored.word = word.withFullAgainDay(fullAgain);
        emit StandingLowered(community, fullAgain);
    }

    /// @inheritdoc ICommunities
    function seat(
        CommunityId community,
        uint256 seatIndex,
        IdentityHash identity
    )
        external
        only(ASSEMBLY)
    {
        Seat storage taken = _councils[community].seat[seatIndex];
        LEDGER.leaveSeat(taken.identity);
        taken.identity = identity;
        taken.controller = _signatories[identity].controller;
        LEDGER.takeSeat(identity, community, seatIndex);
    }

    /// @inheritdoc ICommunities
    function setShareIndex(
        CommunityId community,
        uint256 shareIndex,
        bytes32 reportHash
    )
        external
        only(ASSEMBLY)
    {
        Council storage stored = _councils[community];
        stored.word = stored.word.withShareIndex(shareIndex);
        emit ShareIndexSet(community, shareIndex, reportHash);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc ICommunities
    function council(CommunityId community) external view returns (CouncilView memory) {
        Council storage stored = _councils[community];
        CouncilWord word = stored.word;
        return CouncilView({
            parent: CommunityId.wrap(stored.parent),
            seats: stored.seats,
            threshold: word.threshold(),
            members: word.members(),
            nonce: word.nonce(),
            chain: word.chain(),
            quarter: word.quarter(),
            used: word.used(),
            shareIndex: word.shareIndex(),
            fullAgainDay: word.fullAgainDay()
        });
    }

    /// @inheritdoc ICommunities
    function signatory(IdentityHash identity) external view returns (SignatoryView memory) {
        Signatory memory stored = _signatories[identity];
        return SignatoryView({
            controller: stored.controller,
            lapseDay: stored.lapseDay,
            nonce: stored.nonce
        });
    }

    /// @inheritdoc ICommunities
    function ordersOf(IdentityHash identity) external view returns (uint256 floor, uint256 seen) {
        Signatory storage signer = _signatories[identity];
        return (signer.orderFloor, signer.ordersSeen);
    }

    /// @inheritdoc ICommunities
    function seatAt(
        CommunityId community,
        uint256 seatIndex
    )
        external
        view
        returns (IdentityHash identity, address controller)
    {
        return holderOf(community, seatIndex);
    }

    /// @inheritdoc ICommunities
    function standingOf(CommunityId community) external view returns (uint256) {
        requireFounded(community);
        return _councils[community].word.standing(Calendar.dayOf(block.timestamp));
    }

    /// @inheritdoc ICommunities
    function budgetOf(
        CommunityId community
    )
        external
        view
        returns (uint256 budget, uint256 left)
    {
        requireFounded(community);
        (, budget, left) = inThisQuarter(_councils[community].word);
    }

    /// @inheritdoc ICommunities
    function totalSeats() external view returns (uint256) {
        Council storage last = _councils[CommunityId.wrap(communityCount)];
        return uint256(last.firstSeat) + last.seats;
    }

    /// @inheritdoc ICommunities
    function firstSeatOf(CommunityId community) external view returns (uint256) {
        requireFounded(community);
        return _councils[community].firstSeat;
    }

    /// @inheritdoc ICommunities
    function seatNumber(
        uint256 number
    )
        external
        view
        returns (IdentityHash identity, address controller)
    {
        uint256 first = 1;
        uint256 last = communityCount;
        while (first < last) {
            uint256 middle = (first + last + 1) / 2;
            if (_councils[CommunityId.wrap(middle)].firstSeat > number) last = middle - 1;
            else first = middle;
        }
        CommunityId community = CommunityId.wrap(first);
        return holderOf(community, number - _councils[community].firstSeat);
    }

    /// @inheritdoc ICommunities
    function keyInForce(
        IdentityHash identity
    )
        external
        view
        returns (address controller, bool ofGuardian)
    {
        Signatory storage signer = _signatories[identity];
        if (hasLapsed(signer)) return (address(0), false);
        return (signer.controller, signer.lapseDay != 0);
    }

    /// @inheritdoc ICommunities
    function isWithin(
        CommunityId community,
        CommunityId ancestorOrSame
    )
        external
        view
        returns (bool)
    {
        while (CommunityId.unwrap(community) != 0) {
            if (community == ancestorOrSame) return true;
            community = CommunityId.wrap(_councils[community].parent);
        }
        return false;
    }

    /// @inheritdoc ICommunities
    function digestOf(bytes32 structHash) external view returns (bytes32) {
        return ownDigest(structHash);
    }

    /// @inheritdoc ICommunities
    function requireFiled(AwardProof calldata proof) external view {
        if (AwardChain.endOf(proof) != _councils[proof.community].word.chain()) {
            revert AwardNotFiled(proof.community, proof.nonce);
        }
    }

    // --------------------------------------------------------------- private

    function foundCommunity(
        CommunityId community,
        FoundingCommunity memory founding,
        uint256 seatsBefore
    )
        private
    {
        uint256 id = CommunityId.unwrap(community);
        uint256 parent = CommunityId.unwrap(founding.parent);
        uint256 seats = founding.seats.length;
        uint256 threshold = founding.threshold;
        if (parent >= id || (parent == 0) != (community == ROOT)) {
            revert ParentNotFounded(community, founding.parent);
        }
        if (seats > MOST_SEATS) revert TooManySeats(community, seats);
        if (threshold < LEAST_THRESHOLD || threshold > seats || threshold * 3 < seats * 2) {
            revert ThresholdOutOfBounds(community, threshold, seats);
        }
        Council storage stored = _councils[community];
        stored.word = CouncilWordLibrary.fresh(threshold);
        stored.parent = uint24(parent);
        stored.seats = uint8(seats);
        stored.firstSeat = uint32(seatsBefore);
        emit CommunityFounded(community, founding.parent, seats, threshold);
    }

    function seatCouncil(CommunityId community, FoundingSeat[] memory seats) private {
        bytes32[] memory identities = new bytes32[](1);
        uint256[] memory birthMonths = new uint256[](1);
        for (uint256 i = 0; i < seats.length; ++i) {
            FoundingSeat memory founder = seats[i];
            requireFounded(founder.home);
            identities[0] = IdentityHash.unwrap(founder.identity);
            birthMonths[0] = founder.birthMonth;
            LEDGER.enrol(founder.home, identities, birthMonths);
            countOneMore(founder.home);
            Signatory storage signer = _signatories[founder.identity];
            uint256 lapseDay = setController(signer, founder.identity, founder.controller);
            emit ControllerBound(founder.identity, founder.controller, lapseDay);
            if (lapseDay != 0) revert SeatOfMinor(community, founder.identity);
            _councils[community].seat[i] = Seat(founder.controller, founder.identity);
            LEDGER.takeSeat(founder.identity, community, i);
        }
    }

    /// @dev For the acts that have no event of their own and change nothing else of the council.
    function useApproval(
        address sender,
        CouncilAct calldata act,
        bytes32 digest,
        Approval calldata approval
    )
        private
    {
        Council storage stored = _councils[act.community];
        stored.word = requireApproval(stored, sender, act, digest, approval);
        emit CouncilActed(act.community, act.nonce, approval.signers);
    }

    /// @dev Checks k of n signatures under `digest`, and gives the council's word with its nonce
    ///      used up, for the caller to write. `sender` sends the transaction, perhaps through an
    ///      office; a seat of theirs need not sign.
    function requireApproval(
        Council storage stored,
        address sender,
        CouncilAct calldata act,
        bytes32 digest,
        Approval calldata approval
    )
        private
        view
        returns (CouncilWord word)
    {
        CommunityId community = act.community;
        word = stored.word;
        uint256 threshold = word.threshold();
        uint256 nonce = word.nonce();
        if (threshold == 0) revert UnknownCommunity(community);
        if (block.timestamp > act.deadline) revert DeadlinePassed(act.deadline, block.timestamp);
        if (act.nonce != nonce) revert WrongNonce(nonce, act.nonce);
        uint256 found =
            CouncilSeats.requireSigned(stored.seat, sender, community, digest, approval);
        if (found < threshold) revert TooFewSignatures(community, threshold, found);
        return word.withNextNonce();
    }

    /// @dev Checks a person's signature under `digest` and uses up their nonce.
    function useConsent(
        IdentityHash identity,
        uint256 nonce,
        uint256 deadline,
        bytes32 digest,
        bytes calldata signature
    )
        private
    {
        Signatory memory signer = _signatories[identity];
        if (signer.controller == address(0)) revert NoController(identity);
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        if (nonce != signer.nonce) revert WrongNonce(signer.nonce, nonce);
        _signatories[identity].nonce = signer.nonce + 1;
        requireSigned(identity, signer, digest, signature);
        emit PersonActed(identity, nonce);
    }

    /// @dev The new key signs for the person's seat too.
    function replaceController(
        IdentityHash identity,
        address newController
    )
        private
        returns (uint256 lapseDay)
    {
        lapseDay = setController(_signatories[identity], identity, newController);
        (CommunityId community, uint256 seatIndex) = LEDGER.seatOf(identity);
        if (CommunityId.unwrap(community) != 0) {
            _councils[community].seat[seatIndex].controller = newController;
        }
    }

    function setController(
        Signatory storage signer,
        IdentityHash identity,
        address controller
    )
        private
        returns (uint256 lapseDay)
    {
        if (controller == address(0)) revert ZeroController(identity);
        uint256 majorityMonth = LEDGER.birthMonthOf(identity) + MAJORITY_YEARS * MONTHS_PER_YEAR;
        int256 majorityDay = Calendar.firstDay(majorityMonth);
        bool minor = majorityDay > int256(Calendar.dayOf(block.timestamp));
        lapseDay = minor ? uint256(majorityDay) : 0;
        signer.controller = controller;
        signer.lapseDay = uint24(lapseDay);
    }

    function countOneMore(CommunityId community) private {
        Council storage stored = _councils[community];
        stored.word = stored.word.withMore(1);
    }

    function countOneLess(CommunityId community) private {
        Council storage stored = _councils[community];
        stored.word = stored.word.withOneLess();
    }

    function requireSigned(
        IdentityHash identity,
        Signatory memory signer,
        bytes32 digest,
        bytes calldata signature
    )
        private
        view
    {
        if (signer.lapseDay != 0 && Calendar.dayOf(block.timestamp) >= signer.lapseDay) {
            revert ControllerLapsed(identity, signer.lapseDay);
        }
        if (!Signatures.isValid(signer.controller, digest, signature)) {
            revert InvalidSignature(identity, signer.controller);
        }
    }

    /// @dev Whether it may have approvals checked.
    function isOffice(address caller) private view returns (bool) {
        return caller == POOL || caller == CASES || caller == ASSEMBLY || caller == SERVICES
            || caller == FINDINGS;
    }

    function hasLapsed(Signatory storage signer) private view returns (bool) {
        uint256 lapseDay = signer.lapseDay;
        return lapseDay != 0 && Calendar.dayOf(block.timestamp) >= lapseDay;
    }

    function requireFounded(CommunityId community) private view {
        if (_councils[community].seats == 0) revert UnknownCommunity(community);
    }

    function holderOf(
        CommunityId community,
        uint256 seatIndex
    )
        private
        view
        returns (IdentityHash identity, address controller)
    {
        if (seatIndex >= MOST_SEATS) return (IdentityHash.wrap(0), address(0));
        Seat storage stored = _councils[community].seat[seatIndex];
        return (stored.identity, stored.controller);
    }

    /// @dev The council's slot in this quarter, its budget by what holds now, and what is left.
    function inThisQuarter(
        CouncilWord stored
    )
        private
        view
        returns (CouncilWord word, uint256 budget, uint256 left)
    {
        unchecked {
            word = stored.inQuarter((block.timestamp - GENESIS) / QUARTER);
        }
        budget = word.budget(BUDGET_PER_MEMBER, Calendar.dayOf(block.timestamp));
        left = word.left(budget);
    }

    function ownDigest(bytes32 structHash) private view returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }
}
