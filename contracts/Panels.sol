// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IBeacon } from "./interfaces/IBeacon.sol";
import { CouncilView, ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPanels, PanelView } from "./interfaces/IPanels.sol";
import { BeaconBinding } from "./libraries/BeaconBinding.sol";
import { Signatures } from "./libraries/Signatures.sol";
import { Sortition } from "./libraries/Sortition.sol";
import { Wiring } from "./libraries/Wiring.sol";
import { Approval, CommunityId, IdentityHash } from "./types/Types.sol";

/// @title Panels
/// @notice Their manual is `IPanels`.
contract Panels is IPanels {
    /// @dev Two slots; everything but the hash is in the first. `size` is 0 for none.
    struct Panel {
        uint24 community;
        uint8 size;
        uint64 beaconRound;
        uint8 seated;
        bool isSeated;
        bytes32 listHash;
    }

    /// @dev All seats but those of one council, numbered from 0 without a gap.
    struct Candidates {
        uint256 number;
        uint256 firstLeftOut;
        uint256 leftOut;
    }

    /// @dev Bounds the gas of a draw; enough for 11 jurors where most seats are vacant.
    uint256 private constant MOST_LOTS = 64;

    /// @inheritdoc IPanels
    ILedger public immutable LEDGER;
    /// @inheritdoc IPanels
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc IPanels
    IBeacon public immutable BEACON;
    /// @inheritdoc IPanels
    address public immutable CASES;
    /// @inheritdoc IPanels
    address public immutable ASSEMBLY;
    /// @inheritdoc IPanels
    address public immutable FINDINGS;

    // Slot 0.
    /// @inheritdoc IPanels
    uint256 public panelCount;
    // Slot 1: two slots per panel.
    mapping(uint256 panel => Panel) private _panels;

    constructor(ILedger ledger, ICommunities communities, IBeacon beacon) {
        Wiring.check(ledger, communities);
        LEDGER = ledger;
        COMMUNITIES = communities;
        BEACON = beacon;
        CASES = ledger.CASES();
        ASSEMBLY = ledger.ASSEMBLY();
        FINDINGS = ledger.FINDINGS();
    }

    // ------------------------------------ acts of cases, assembly and findings

    /// @inheritdoc IPanels
    function convene(
        uint256 size,
        CommunityId community,
        bytes32[] calldata identities
    )
        external
        returns (uint256 panel)
    {
        if (msg.sender != CASES && msg.sender != ASSEMBLY && msg.sender != FINDINGS) {
            revert Unauthorised(msg.sender);
        }
        panel = ++panelCount;
        uint256 beaconRound = BeaconBinding.roundToCome(BEACON);
        bytes32 listHash = hashOf(identities);
        _panels[panel] = Panel({
            community: uint24(CommunityId.unwrap(community)),
            size: uint8(size),
            beaconRound: uint64(beaconRound),
            seated: 0,
            isSeated: false,
            listHash: listHash
        });
        emit PanelConvened(panel, community, size, beaconRound, listHash);
    }

    // -------------------------------------------------------- acts of anybody

    /// @inheritdoc IPanels
    function seat(uint256 panel, bytes32[] calldata identities) external {
        Panel memory convened = known(panel);
        if (convened.isSeated) revert AlreadySeated(panel);
        if (hashOf(identities) != convened.listHash) revert WrongList(panel);
        if (!BEACON.isVerified(convened.beaconRound)) {
            revert BeaconPending(panel, convened.beaconRound);
        }
        bytes32[] memory jurors = drawJurors(panel, convened, identities);
        Panel storage stored = _panels[panel];
        stored.seated = uint8(jurors.length);
        stored.isSeated = true;
        // slither-disable-next-line encode-packed-collision (one list; `seated` parts it)
        stored.listHash = keccak256(abi.encodePacked(identities, jurors));
        emit PanelSeated(panel, jurors);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IPanels
    function requireMajority(
        uint256 panel,
        bytes32[] calldata identities,
        bytes32 structHash,
        Approval calldata votes
    )
        external
        view
    {
        Panel memory stored = _panels[panel];
        if (!stored.isSeated) revert NotSeated(panel);
        if (hashOf(identities) != stored.listHash) revert WrongList(panel);
        bytes32[] calldata jurors = identities[identities.length - stored.seated:];
        uint256 found = countVotes(panel, jurors, COMMUNITIES.digestOf(structHash), votes);
        uint256 needed = stored.size / 2 + 1;
        if (found < needed) revert TooFewSignatures(panel, needed, found);
    }

    /// @inheritdoc IPanels
    function panelOf(uint256 panel) external view returns (PanelView memory) {
        Panel memory stored = known(panel);
        return PanelView({
            community: CommunityId.wrap(stored.community),
            size: stored.size,
            beaconRound: stored.beaconRound,
            seated: stored.seated,
            listHash: stored.listHash,
            isSeated: stored.isSeated
        });
    }

    /// @inheritdoc IPanels
    function isTooSmall(uint256 panel) external view returns (bool) {
        Panel memory stored = _panels[panel];
        return stored.isSeated && stored.seated < stored.size;
    }

    // --------------------------------------------------------------- private

    /// @dev The first `size` of those on whom the lots fall and who may sit.
    function drawJurors(
        uint256 panel,
        Panel memory convened,
        bytes32[] calldata barred
    )
        private
        view
        returns (bytes32[] memory jurors)
    {
        bytes32 randomness = BEACON.randomnessOf(convened.beaconRound);
        bytes32 key = keccak256(abi.encode(randomness, address(this), panel));
        Candidates memory candidates = candidatesFor(CommunityId.wrap(convened.community));
        jurors = new bytes32[](convened.size);
        uint256 found = 0;
        for (uint256 lot = 0; lot < candidates.number && lot < MOST_LOTS; ++lot) {
            uint256 candidate = Sortition.draw(key, lot, candidates.number);
            bytes32 holder = holderOf(candidates, candidate);
            if (!maySit(holder, barred)) continue;
            jurors[found] = holder;
            ++found;
            if (found == convened.size) break;
        }
        shorten(jurors, found);
    }

    function candidatesFor(CommunityId leftOut) private view returns (Candidates memory) {
        CouncilView memory council = COMMUNITIES.council(leftOut);
        return Candidates({
            number: COMMUNITIES.totalSeats() - council.seats,
            firstLeftOut: COMMUNITIES.firstSeatOf(leftOut),
            leftOut: council.seats
        });
    }

    function holderOf(
        Candidates memory candidates,
        uint256 candidate
    )
        private
        view
        returns (bytes32)
    {
        uint256 gap = candidate < candidates.firstLeftOut ? 0 : candidates.leftOut;
        // slither-disable-next-line unused-return (a key matters only when it signs)
        (IdentityHash holder,) = COMMUNITIES.seatNumber(candidate + gap);
        return IdentityHash.unwrap(holder);
    }

    function maySit(bytes32 holder, bytes32[] calldata barred) private view returns (bool) {
        if (holder == 0) return false;
        for (uint256 i = 0; i < barred.length; ++i) {
            if (barred[i] == holder) return false;
        }
        return !LEDGER.isClosed(IdentityHash.wrap(holder));
    }

    /// @dev How many jurors signed. Each has one bit, so that none can be counted twice.
    function countVotes(
        uint256 panel,
        bytes32[] calldata jurors,
        bytes32 digest,
        Approval calldata votes
    )
        private
        view
        returns (uint256 found)
    {
        address[] memory met = new address[](jurors.length);
        for (uint256 juror = 0; votes.signers >> juror != 0; ++juror) {
            if ((votes.signers >> juror) & 1 == 0) continue;
            if (juror >= jurors.length) revert NotAJuror(panel, juror);
            if (votes.signatures.length < (found + 1) * Signatures.LENGTH) {
                revert SignatureMissing(panel, juror);
            }
            // slither-disable-next-line unused-return (nobody sits on a council by a guardian)
            (address controller,) = COMMUNITIES.keyInForce(IdentityHash.wrap(jurors[juror]));
            if (!hasVoted(controller, digest, votes.signatures, found)) {
                revert InvalidJurorSignature(panel, juror, controller);
            }
            for (uint256 i = 0; i < found; ++i) {
                if (met[i] == controller) revert SharedController(panel, juror, controller);
            }
            met[found] = controller;
            ++found;
        }
    }

    function known(uint256 panel) private view returns (Panel memory stored) {
        stored = _panels[panel];
        if (stored.size == 0) revert PanelUnknown(panel);
    }

    /// @dev Without a sender: a juror who brings the votes has signed like the others.
    function hasVoted(
        address controller,
        bytes32 digest,
        bytes calldata signatures,
        uint256 position
    )
        private
        view
        returns (bool)
    {
        if (controller == address(0)) return false;
        return Signatures.isValidAt(signatures, position, controller, address(0), digest);
    }

    function hashOf(bytes32[] calldata identities) private pure returns (bytes32) {
        return keccak256(abi.encodePacked(identities));
    }

    function shorten(bytes32[] memory list, uint256 length) private pure {
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            mstore(list, length)
        }
    }
}
