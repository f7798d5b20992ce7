// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { EIP712 } from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {
    AwardBatch,
    CouncilView,
    FoundingCommunity,
    FoundingSeat,
    ICommunities,
    SignatoryView
} from "./interfaces/ICommunities.sol";
import { ILedger, RuleText } from "./interfaces/ILedger.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { Signatures } from "./libraries/Signatures.sol";
import { SignedTypes } from "./libraries/SignedTypes.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash } from "./types/Types.sol";

/// @title Communities
/// @notice Their manual is `ICommunities`.
contract Communities is ICommunities, EIP712 {
    /// @dev Two slots. The key stands here too, so that checking a signature reads only the first.
    struct Seat {
        address controller;
        IdentityHash identity;
    }

    /// @dev One slot, and the seats in those after it. `members` counts enrolments of the community
    ///      itself, not of those below it.
    struct Council {
        uint24 parent;
        uint8 seats;
        uint8 threshold;
        uint64 members;
        uint64 nonce;
        Seat[256] seat;
    }

    /// @dev One slot, written once a controller is bound. `lapseDay` is 0 for a person's own key.
    struct Signatory {
        address controller;
        uint24 lapseDay;
        uint64 nonce;
    }

    CommunityId private constant ROOT = CommunityId.wrap(1);
    uint256 private constant MOST_SEATS = 255;
    uint256 private constant LEAST_THRESHOLD = 2;
    uint256 private constant LEAST_MAJORITY = 16;
    uint256 private constant MOST_MAJORITY = 21;
    uint256 private constant MONTHS_PER_YEAR = 12;

    /// @inheritdoc ICommunities
    ILedger public immutable LEDGER;
    /// @inheritdoc ICommunities
    address public immutable POOL;
    /// @inheritdoc ICommunities
    uint256 public immutable MAJORITY_YEARS;

    /// @inheritdoc ICommunities
    uint256 public communityCount;
    mapping(CommunityId community => Council) private _councils;
    mapping(IdentityHash identity => Signatory) private _signatories;

    modifier onlyPool() {
        if (msg.sender != POOL) revert Unauthorised(msg.sender);
        _;
    }

    constructor(
        ILedger ledger,
        address pool,
        uint256 majorityYears,
        FoundingCommunity[] memory founding
    )
        EIP712("Isonomia Communities", "1")
    {
        if (ledger.COMMUNITIES() != address(this)) {
            revert WrongWiring(ledger.COMMUNITIES(), address(this));
        }
        if (ledger.POOL() != pool) revert WrongWiring(ledger.POOL(), pool);
        if (majorityYears < LEAST_MAJORITY || majorityYears > MOST_MAJORITY) {
            revert CharterOutOfBounds(
                "majorityYears", majorityYears, LEAST_MAJORITY, MOST_MAJORITY
            );
        }
        LEDGER = ledger;
        POOL = pool;
        MAJORITY_YEARS = majorityYears;
        communityCount = founding.length;
        for (uint256 i = 0; i < founding.length; ++i) {
            foundCommunity(CommunityId.wrap(i + 1), founding[i]);
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
        useApproval(msg.sender, act, digest, approval);
        _councils[act.community].members += uint64(identities.length);
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
        bytes32 digest = ownDigest(SignedTypes.awards(act, batch, identities, actDays));
        requireApproval(msg.sender, act, digest, approval);
        LEDGER.award(
            act.community, approval.signers, batch.rule, batch.version, identities, actDays
        );
        emit AwardsFiled(
            act.community,
            act.nonce,
            approval.signers,
            batch.rule,
            batch.version,
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
        uint256 lapseDay = setController(_signatories[identity], identity, newController);
        (CommunityId community, uint256 seatIndex) = LEDGER.seatOf(identity);
        if (CommunityId.unwrap(community) != 0) {
            _councils[community].seat[seatIndex].controller = newController;
        }
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

    // ------------------------------------------- acts that the pool carries out

    /// @inheritdoc ICommunities
    function approve(
        address sender,
        CouncilAct calldata act,
        bytes32 structHash,
        Approval calldata approval
    )
        external
        onlyPool
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
        onlyPool
    {
        useConsent(identity, nonce, deadline, ownDigest(structHash), signature);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc ICommunities
    function council(CommunityId community) external view returns (CouncilView memory) {
        Council storage stored = _councils[community];
        return CouncilView({
            parent: CommunityId.wrap(stored.parent),
            seats: stored.seats,
            threshold: stored.threshold,
            members: stored.members,
            nonce: stored.nonce
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
    function seatAt(
        CommunityId community,
        uint256 seatIndex
    )
        external
        view
        returns (IdentityHash identity, address controller)
    {
        if (seatIndex >= MOST_SEATS) return (IdentityHash.wrap(0), address(0));
        Seat storage stored = _councils[community].seat[seatIndex];
        return (stored.identity, stored.controller);
    }

    // --------------------------------------------------------------- private

    function foundCommunity(CommunityId community, FoundingCommunity memory founding) private {
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
        stored.parent = uint24(parent);
        stored.seats = uint8(seats);
        stored.threshold = uint8(threshold);
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
            ++_councils[founder.home].members;
            Signatory storage signer = _signatories[founder.identity];
            uint256 lapseDay = setController(signer, founder.identity, founder.controller);
            emit ControllerBound(founder.identity, founder.controller, lapseDay);
            if (lapseDay != 0) revert SeatOfMinor(community, founder.identity);
            _councils[community].seat[i] = Seat(founder.controller, founder.identity);
            LEDGER.takeSeat(founder.identity, community, i);
        }
    }

    /// @dev For the acts that have no event of their own.
    function useApproval(
        address sender,
        CouncilAct calldata act,
        bytes32 digest,
        Approval calldata approval
    )
        private
    {
        requireApproval(sender, act, digest, approval);
        emit CouncilActed(act.community, act.nonce, approval.signers);
    }

    /// @dev Checks k of n signatures under `digest` and uses up the council's nonce. `sender` sends
    ///      the transaction, perhaps through the pool; a seat of theirs need not sign.
    function requireApproval(
        address sender,
        CouncilAct calldata act,
        bytes32 digest,
        Approval calldata approval
    )
        private
    {
        CommunityId community = act.community;
        Council storage stored = _councils[community];
        uint256 threshold = stored.threshold;
        uint256 nonce = stored.nonce;
        if (threshold == 0) revert UnknownCommunity(community);
        if (block.timestamp > act.deadline) revert DeadlinePassed(act.deadline, block.timestamp);
        if (act.nonce != nonce) revert WrongNonce(nonce, act.nonce);
        uint256 found = requireSeatsSigned(stored, sender, community, digest, approval);
        if (found < threshold) revert TooFewSignatures(community, threshold, found);
        unchecked {
            stored.nonce = uint64(nonce + 1);
        }
    }

    /// @dev How many seats signed. Each has one bit, so that none can be counted twice.
    function requireSeatsSigned(
        Council storage stored,
        address sender,
        CommunityId community,
        bytes32 digest,
        Approval calldata approval
    )
        private
        view
        returns (uint256 found)
    {
        bytes calldata signatures = approval.signatures;
        uint256 signers = approval.signers;
        uint256 met = 0;
        unchecked {
            for (uint256 index = 0; signers >> index != 0; ++index) {
                if ((signers >> index) & 1 == 0) continue;
                address controller = stored.seat[index].controller;
                if (controller == address(0)) revert NotASeat(community, index);
                if (signatures.length < (found + 1) * Signatures.LENGTH) {
                    revert SignatureMissing(community, index);
                }
                if (!Signatures.isValidAt(signatures, found, controller, sender, digest)) {
                    revert InvalidSeatSignature(community, index, controller);
                }
                // Keys are compared one by one only when two of them end in the same byte.
                uint256 ending = 1 << uint8(uint160(controller));
                if (met & ending != 0) requireNewKey(stored, community, signers, index);
                met |= ending;
                ++found;
            }
        }
    }

    /// @dev Refuses the key of seat `index` when a seat before it, which signed too, has the same.
    function requireNewKey(
        Council storage stored,
        CommunityId community,
        uint256 signers,
        uint256 index
    )
        private
        view
    {
        address controller = stored.seat[index].controller;
        for (uint256 i = 0; i < index; ++i) {
            if ((signers >> i) & 1 != 0 && stored.seat[i].controller == controller) {
                revert SharedController(community, index, controller);
            }
        }
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

    function hasLapsed(Signatory storage signer) private view returns (bool) {
        uint256 lapseDay = signer.lapseDay;
        return lapseDay != 0 && Calendar.dayOf(block.timestamp) >= lapseDay;
    }

    function requireFounded(CommunityId community) private view {
        if (_councils[community].threshold == 0) revert UnknownCommunity(community);
    }

    function ownDigest(bytes32 structHash) private view returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }
}
