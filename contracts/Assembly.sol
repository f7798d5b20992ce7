// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";

import { IAmendable } from "./interfaces/IAmendable.sol";
import { AssemblyCharter, AuditView, IAssembly, RenewalView } from "./interfaces/IAssembly.sol";
import { IBeacon } from "./interfaces/IBeacon.sol";
import { ICases } from "./interfaces/ICases.sol";
import { ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPanels } from "./interfaces/IPanels.sol";
import { AssemblyBounds } from "./libraries/AssemblyBounds.sol";
import { AssemblySigned } from "./libraries/AssemblySigned.sol";
import { BeaconBinding } from "./libraries/BeaconBinding.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { CharterBounds } from "./libraries/CharterBounds.sol";
import { CharterWord, PendingCharter, PendingCharters } from "./libraries/PendingCharters.sol";
import { Sortition } from "./libraries/Sortition.sol";
import { Wiring } from "./libraries/Wiring.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash } from "./types/Types.sol";

/// @title The assembly
/// @notice Its manual is `IAssembly`.
/// @dev Calls go to contracts fixed at deployment. None of them calls back, but for the assembly
///      itself when an amendment of its own charter passes.
contract Assembly is IAssembly {
    using PendingCharters for PendingCharter;

    /// @dev One slot. `panel` is 0 before the first audit.
    struct Audit {
        uint64 panel;
        uint32 year;
        uint40 until;
        bool isRecorded;
    }

    /// @dev One slot. `community` is 0 for none, `beaconRound` until the freeze.
    struct Renewal {
        uint24 community;
        uint40 entriesUntil;
        uint32 entrants;
        uint64 beaconRound;
        uint32 walked;
        uint8 filled;
        bool isOver;
    }

    /// @dev One slot. `renewal` is the latest one; `endDay` is 0 in the first term.
    struct Term {
        uint64 renewal;
        uint24 endDay;
    }

    struct Endorsements {
        uint256 count;
        mapping(CommunityId community => bool) by;
    }

    uint256 private constant AUDITORS = 5;
    uint256 private constant LEAST_SHARE_INDEX = 500;
    uint256 private constant MOST_SHARE_INDEX = 1500;
    /// @dev Nobody endorses for a future that they cannot oversee.
    uint256 private constant LATEST_AMENDMENT = 730;

    uint256 private constant TARGET_LEDGER = 1;
    uint256 private constant TARGET_POOL = 2;
    uint256 private constant TARGET_CASES = 3;
    uint256 private constant TARGET_ASSEMBLY = 4;
    uint256 private constant TARGET_SERVICES = 5;

    uint256 private constant TERM_DAYS = 0;
    uint256 private constant VOLUNTEER_DAYS = 1;
    uint256 private constant SHARE_INDEX_STEP = 2;
    uint256 private constant AMENDMENT_NOTICE_DAYS = 3;

    /// @inheritdoc IAssembly
    ILedger public immutable LEDGER;
    /// @inheritdoc IAssembly
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc IAssembly
    IPanels public immutable PANELS;
    /// @inheritdoc IAssembly
    IBeacon public immutable BEACON;
    /// @inheritdoc IAssembly
    address public immutable POOL;
    /// @inheritdoc IAssembly
    address public immutable CASES;
    /// @inheritdoc IAssembly
    address public immutable SERVICES;
    /// @dev By the charter of deployment: no amendment prolongs the term of those who endorse it.
    uint256 private immutable FIRST_TERM_END;

    // Slot 0.
    PendingCharter private _charter;
    // Slot 1.
    /// @inheritdoc IAssembly
    uint256 public renewalCount;
    // Slot 2.
    mapping(CommunityId community => Audit) private _audits;
    // Slot 3.
    mapping(CommunityId community => Term) private _terms;
    // Slot 4.
    mapping(uint256 renewal => Renewal) private _renewals;
    // Slot 5: one slot per volunteer, whose number counts from 1. It refuses a second entry and
    // proves whom a lot fell on.
    mapping(uint256 renewal => mapping(bytes32 identity => uint256 number)) private _volunteers;
    // Slot 6.
    mapping(bytes32 amendment => Endorsements) private _endorsements;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IPanels panels,
        IBeacon beacon,
        AssemblyCharter memory charter_
    ) {
        Wiring.check(ledger.ASSEMBLY(), address(this));
        Wiring.check(ledger, communities);
        Wiring.check(address(panels.LEDGER()), address(ledger));
        AssemblyBounds.check(charter_);
        LEDGER = ledger;
        COMMUNITIES = communities;
        PANELS = panels;
        BEACON = beacon;
        POOL = ledger.POOL();
        CASES = ledger.CASES();
        SERVICES = ledger.SERVICES();
        FIRST_TERM_END = Calendar.dayOf(ledger.GENESIS()) + charter_.termDays;
        _charter.found(abi.encode(charter_));
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc IAssembly
    function volunteer(
        IdentityHash identity,
        uint256 renewal,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 hashed = AssemblySigned.volunteering(identity, renewal, nonce, deadline);
        COMMUNITIES.consent(identity, nonce, deadline, hashed, signature);
        Renewal storage entered = known(renewal);
        uint256 entriesUntil = entered.entriesUntil;
        if (block.timestamp >= entriesUntil) revert EntriesClosed(renewal, entriesUntil);
        requireCandidate(CommunityId.wrap(entered.community), identity);
        uint256 entrant = entered.entrants;
        mapping(bytes32 identity => uint256) storage volunteers = _volunteers[renewal];
        bytes32 person = IdentityHash.unwrap(identity);
        if (volunteers[person] != 0) revert AlreadyEntered(0, renewal, identity);
        volunteers[person] = entrant + 1;
        entered.entrants = uint32(entrant + 1);
        emit Volunteered(renewal, identity, entrant);
    }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc IAssembly
    function endorse(
        CouncilAct calldata act,
        uint256 target,
        uint256[] calldata values,
        uint256 fromDay,
        Approval calldata approval
    )
        external
    {
        bytes32 hashed = AssemblySigned.endorsement(act, target, values, fromDay);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        IAmendable amended = targetOf(target);
        amended.checkCharter(values);
        requireAmendmentDay(fromDay);
        uint256 waitingFor = amended.amendmentDay();
        if (waitingFor != 0) revert AmendmentPending(target, waitingFor);
        bytes32 amendment = keccak256(abi.encode(target, values, fromDay));
        if (!countEndorsement(amendment, act.community)) return;
        emit AmendmentPassed(amendment, target, fromDay, values);
        amended.amend(values, fromDay);
    }

    // -------------------------------------------------------- acts of anybody

    /// @inheritdoc IAssembly
    function openAudit(CommunityId community) external {
        requireCommunity(community);
        uint256 year = LEDGER.yearAt(block.timestamp);
        Audit memory latest = _audits[community];
        if (latest.isRecorded && latest.year == year) revert AuditedAlready(community, year);
        if (isRunning(latest)) revert AuditRunning(community, latest.until);
        uint256 panel = PANELS.convene(AUDITORS, community, new bytes32[](0));
        uint256 verdictDays = ICases(CASES).charter().verdictDays;
        _audits[community] = Audit({
            panel: uint64(panel),
            year: uint32(year),
            until: uint40(block.timestamp + verdictDays * 1 days),
            isRecorded: false
        });
        emit AuditOpened(community, year, panel);
    }

    /// @inheritdoc IAssembly
    function recordAudit(
        CommunityId community,
        uint256 shareIndex,
        bytes32 reportHash,
        bytes32[] calldata identities,
        Approval calldata votes
    )
        external
    {
        Audit memory audit = _audits[community];
        if (!isRunning(audit)) revert NoAudit(community);
        requireShareIndex(community, shareIndex);
        bytes32 hashed =
            AssemblySigned.audit(community, audit.year, audit.panel, shareIndex, reportHash);
        PANELS.requireMajority(audit.panel, identities, hashed, votes);
        _audits[community].isRecorded = true;
        emit AuditRecorded(
            community, audit.year, audit.panel, shareIndex, reportHash, votes.signers
        );
        COMMUNITIES.setShareIndex(community, shareIndex, reportHash);
    }

    /// @inheritdoc IAssembly
    function openRenewal(CommunityId community) external {
        requireCommunity(community);
        uint256 volunteerDays = _charter.inForce().parameter(VOLUNTEER_DAYS);
        uint256 opensOn = termEndOf(community) - volunteerDays;
        if (today() < opensOn) revert TermRunning(community, opensOn);
        uint256 latest = _terms[community].renewal;
        if (latest != 0 && !_renewals[latest].isOver) revert RenewalRunning(community, latest);
        uint256 renewal = ++renewalCount;
        uint256 entriesUntil = block.timestamp + volunteerDays * 1 days;
        _renewals[renewal].community = uint24(CommunityId.unwrap(community));
        _renewals[renewal].entriesUntil = uint40(entriesUntil);
        _terms[community].renewal = uint64(renewal);
        emit RenewalOpened(renewal, community, entriesUntil);
    }

    /// @inheritdoc IAssembly
    function freezeRenewal(uint256 renewal) external {
        Renewal storage stored = known(renewal);
        uint256 entriesUntil = stored.entriesUntil;
        if (block.timestamp < entriesUntil) revert EntriesOpen(renewal, entriesUntil);
        if (stored.beaconRound != 0) revert AlreadyFrozen(renewal);
        uint256 beaconRound = BeaconBinding.roundToCome(BEACON);
        stored.beaconRound = uint64(beaconRound);
        emit RenewalFrozen(renewal, stored.entrants, beaconRound);
    }

    /// @inheritdoc IAssembly
    function fillSeats(uint256 renewal, bytes32[] calldata identities) external {
        Renewal memory filling = frozen(renewal);
        if (filling.isOver) revert RenewalOver(renewal);
        bytes32 key = keyOf(renewal, filling);
        CommunityId community = CommunityId.wrap(filling.community);
        uint256 seats = COMMUNITIES.council(community).seats;
        for (uint256 i = 0; i < identities.length; ++i) {
            uint256 lot = filling.walked;
            if (filling.filled == seats) revert LotUnknown(i, lot, filling.entrants);
            requireWinner(renewal, key, i, lot, filling.entrants, identities[i]);
            ++filling.walked;
            IdentityHash winner = IdentityHash.wrap(identities[i]);
            if (canSit(community, winner)) {
                COMMUNITIES.seat(community, filling.filled, winner);
                ++filling.filled;
            } else {
                emit SeatPassed(renewal, lot, winner);
            }
        }
        filling.isOver = filling.filled == seats || filling.walked == filling.entrants;
        _renewals[renewal] = filling;
        if (filling.isOver) end(renewal, community, filling.filled);
    }

    // -------------------------------------------------- acts of the assembly itself

    /// @inheritdoc IAmendable
    function amend(uint256[] calldata values, uint256 fromDay) external {
        if (msg.sender != address(this)) revert Unauthorised(msg.sender);
        _charter.amend(abi.encodePacked(values), fromDay);
        emit CharterAmended(values, fromDay);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IAmendable
    function checkCharter(uint256[] calldata values) external pure {
        CharterBounds.requireCount(values, AssemblyBounds.PARAMETERS);
        AssemblyBounds.check(abi.decode(abi.encodePacked(values), (AssemblyCharter)));
    }

    /// @inheritdoc IAmendable
    function amendmentDay() external view returns (uint256 fromDay) {
        return _charter.waitingDay();
    }

    /// @inheritdoc IAssembly
    function charter() external view returns (AssemblyCharter memory) {
        CharterWord present = _charter.inForce();
        return AssemblyCharter({
            termDays: present.parameter(TERM_DAYS),
            volunteerDays: present.parameter(VOLUNTEER_DAYS),
            shareIndexStep: present.parameter(SHARE_INDEX_STEP),
            amendmentNoticeDays: present.parameter(AMENDMENT_NOTICE_DAYS)
        });
    }

    /// @inheritdoc IAssembly
    function auditOf(CommunityId community) external view returns (AuditView memory) {
        Audit memory stored = _audits[community];
        return AuditView({
            panel: stored.panel,
            year: stored.year,
            until: stored.until,
            isRecorded: stored.isRecorded
        });
    }

    /// @inheritdoc IAssembly
    function renewalOf(uint256 renewal) external view returns (RenewalView memory) {
        Renewal memory stored = known(renewal);
        return RenewalView({
            community: CommunityId.wrap(stored.community),
            entriesUntil: stored.entriesUntil,
            entrants: stored.entrants,
            beaconRound: stored.beaconRound,
            walked: stored.walked,
            filled: stored.filled,
            isOver: stored.isOver
        });
    }

    /// @inheritdoc IAssembly
    function volunteerNumber(
        uint256 renewal,
        IdentityHash identity
    )
        external
        view
        returns (uint256)
    {
        return _volunteers[renewal][IdentityHash.unwrap(identity)];
    }

    /// @inheritdoc IAssembly
    function drawn(uint256 renewal, uint256 lot) external view returns (uint256 entrant) {
        Renewal memory stored = frozen(renewal);
        return entrantOf(keyOf(renewal, stored), 0, lot, stored.entrants);
    }

    /// @inheritdoc IAssembly
    function endorsementsOf(bytes32 amendment) external view returns (uint256) {
        return _endorsements[amendment].count;
    }

    /// @inheritdoc IAssembly
    function hasEndorsed(bytes32 amendment, CommunityId community) external view returns (bool) {
        return _endorsements[amendment].by[community];
    }

    /// @inheritdoc IAssembly
    function termEndOf(CommunityId community) public view returns (uint256 day) {
        day = _terms[community].endDay;
        if (day == 0) day = FIRST_TERM_END;
    }

    // --------------------------------------------------------------- private

    /// @dev Whether two thirds of all communities agree now.
    function countEndorsement(
        bytes32 amendment,
        CommunityId community
    )
        private
        returns (bool passed)
    {
        Endorsements storage endorsements = _endorsements[amendment];
        if (endorsements.by[community]) revert AlreadyEndorsed(community, amendment);
        endorsements.by[community] = true;
        uint256 count = ++endorsements.count;
        emit AmendmentEndorsed(amendment, community, count);
        return count * 3 >= COMMUNITIES.communityCount() * 2;
    }

    function end(uint256 renewal, CommunityId community, uint256 filled) private {
        if (filled != 0) {
            _terms[community].endDay = uint24(today() + _charter.inForce().parameter(TERM_DAYS));
        }
        emit RenewalEnded(renewal, filled);
    }

    function requireCommunity(CommunityId community) private view {
        uint256 id = CommunityId.unwrap(community);
        if (id == 0 || id > COMMUNITIES.communityCount()) revert UnknownCommunity(community);
    }

    /// @dev Not too small as far as the draw has shown, and in time.
    function isRunning(Audit memory audit) private view returns (bool) {
        if (audit.panel == 0 || audit.isRecorded) return false;
        return block.timestamp < audit.until && !PANELS.isTooSmall(audit.panel);
    }

    function requireShareIndex(CommunityId community, uint256 shareIndex) private view {
        uint256 present = COMMUNITIES.council(community).shareIndex;
        uint256 step = _charter.inForce().parameter(SHARE_INDEX_STEP);
        uint256 least = Math.max(LEAST_SHARE_INDEX, present - step);
        uint256 most = Math.min(MOST_SHARE_INDEX, present + step);
        if (shareIndex < least || shareIndex > most) {
            revert ShareIndexOutOfBounds(shareIndex, least, most);
        }
    }

    function requireAmendmentDay(uint256 fromDay) private view {
        uint256 least = today() + _charter.inForce().parameter(AMENDMENT_NOTICE_DAYS);
        uint256 most = today() + LATEST_AMENDMENT;
        if (fromDay < least || fromDay > most) {
            revert AmendmentDayOutOfBounds(fromDay, least, most);
        }
    }

    function targetOf(uint256 target) private view returns (IAmendable) {
        if (target == TARGET_LEDGER) return LEDGER;
        if (target == TARGET_POOL) return IAmendable(POOL);
        if (target == TARGET_CASES) return IAmendable(CASES);
        if (target == TARGET_ASSEMBLY) return this;
        if (target == TARGET_SERVICES) return IAmendable(SERVICES);
        revert TargetUnknown(target);
    }

    /// @dev Refuses who cannot sit on the community's council today.
    function requireCandidate(CommunityId community, IdentityHash identity) private view {
        if (!belongs(community, identity)) revert NotAMember(0, identity, community);
        if (LEDGER.isClosed(identity)) revert IsClosed(identity);
        if (!hasOwnKey(identity)) revert SeatOfMinor(community, identity);
        if (holdsSeat(identity)) revert AlreadyHoldsSeat(identity);
    }

    function canSit(CommunityId community, IdentityHash identity) private view returns (bool) {
        return belongs(community, identity) && !LEDGER.isClosed(identity) && hasOwnKey(identity)
            && !holdsSeat(identity);
    }

    function belongs(CommunityId community, IdentityHash identity) private view returns (bool) {
        return COMMUNITIES.isWithin(LEDGER.communityOf(identity), community);
    }

    function hasOwnKey(IdentityHash identity) private view returns (bool) {
        (address controller, bool ofGuardian) = COMMUNITIES.keyInForce(identity);
        return controller != address(0) && !ofGuardian;
    }

    function holdsSeat(IdentityHash identity) private view returns (bool) {
        // slither-disable-next-line unused-return (whichever seat it is)
        (CommunityId community,) = LEDGER.seatOf(identity);
        return CommunityId.unwrap(community) != 0;
    }

    function known(uint256 renewal) private view returns (Renewal storage stored) {
        stored = _renewals[renewal];
        if (stored.community == 0) revert RenewalUnknown(renewal);
    }

    function frozen(uint256 renewal) private view returns (Renewal memory stored) {
        stored = known(renewal);
        if (stored.beaconRound == 0) revert NotFrozen(renewal);
    }

    function keyOf(uint256 renewal, Renewal memory stored) private view returns (bytes32) {
        uint256 beaconRound = stored.beaconRound;
        if (!BEACON.isVerified(beaconRound)) revert BeaconPending(renewal, beaconRound);
        bytes32 randomness = BEACON.randomnessOf(beaconRound);
        return keccak256(abi.encode(randomness, address(this), renewal));
    }

    /// @dev Refuses a winner on whom the lot did not fall; `i` is the line that says so.
    function requireWinner(
        uint256 renewal,
        bytes32 key,
        uint256 i,
        uint256 lot,
        uint256 entrants,
        bytes32 winner
    )
        private
        view
    {
        uint256 entrant = entrantOf(key, i, lot, entrants);
        if (_volunteers[renewal][winner] != entrant + 1) revert WrongWinner(i, lot, entrant);
    }

    function today() private view returns (uint256) {
        return Calendar.dayOf(block.timestamp);
    }

    function entrantOf(
        bytes32 key,
        uint256 i,
        uint256 lot,
        uint256 entrants
    )
        private
        pure
        returns (uint256)
    {
        if (lot >= entrants) revert LotUnknown(i, lot, entrants);
        return Sortition.draw(key, lot, entrants);
    }
}
