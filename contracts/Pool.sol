// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Address } from "@openzeppelin/contracts/utils/Address.sol";
import { Hashes } from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { BitMaps } from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import { IAmendable } from "./interfaces/IAmendable.sol";
import { IBeacon } from "./interfaces/IBeacon.sol";
import { ICommunities } from "./interfaces/ICommunities.sol";
import { ILedger } from "./interfaces/ILedger.sol";
import { IPool, PoolCharter, RoundTerms, RoundView } from "./interfaces/IPool.sol";
import { BeaconBinding } from "./libraries/BeaconBinding.sol";
import { CharterBounds } from "./libraries/CharterBounds.sol";
import { Lists } from "./libraries/Lists.sol";
import { LotterySigned } from "./libraries/LotterySigned.sol";
import { CharterWord, PendingCharter, PendingCharters } from "./libraries/PendingCharters.sol";
import { PersonWord } from "./libraries/PersonWord.sol";
import { PoolBounds } from "./libraries/PoolBounds.sol";
import { Sortition } from "./libraries/Sortition.sol";
import { Wiring } from "./libraries/Wiring.sol";
import { Approval, CommunityId, CouncilAct, IdentityHash } from "./types/Types.sol";

/// @title The pool
/// @notice Its manual is `IPool`.
/// @dev Calls go to three contracts fixed at deployment. None of them calls back: the ledger and
///      the beacon call no contract, and the communities ask wallets by `staticcall`.
contract Pool is IPool {
    using BitMaps for BitMaps.BitMap;
    using Lists for bytes32[];
    using Lists for uint256[];
    using PendingCharters for PendingCharter;

    /// @dev One slot. No sum of points comes near 64 bits: a person gives at most 250 a year.
    struct Account {
        uint64 given;
        uint64 free;
        uint64 reserved;
        uint64 granted;
    }

    /// @dev Two slots; everything but the hash is in the first. `PoolBounds` keeps the terms within
    ///      their bits. `beaconRound` is 0 until the freeze.
    struct Round {
        uint8 kind;
        uint16 prizes;
        uint16 points;
        uint24 amount;
        uint16 daysLong;
        uint40 entriesUntil;
        uint40 entrants;
        uint64 beaconRound;
        uint16 settled;
        bool closed;
        bytes32 entrantsHash;
    }

    /// @dev A struct, so that one storage reference serves read and write. 0 for who is not in.
    struct Place {
        uint256 number;
    }

    /// @dev What the lots of one round have in common.
    struct Draw {
        uint256 round;
        bytes32 key;
        uint256 lots;
        uint256 entrants;
    }

    CommunityId private constant ROOT = CommunityId.wrap(1);
    uint256 private constant NOMINATED = 1;
    uint256 private constant SECOND_CHANCE = 2;
    /// @dev From the bound beacon round on; then points nobody claims do not stay reserved.
    uint256 private constant SETTLEMENT = 60 days;
    /// @dev Of a birth; a person's slot answers more for who is no member or takes no part.
    uint256 private constant LATEST_MONTH = type(uint16).max;

    uint256 private constant SECOND_CHANCE_BELOW = 0;
    uint256 private constant PRIZE_POINTS = 1;
    uint256 private constant PRIZE_AMOUNT = 2;
    uint256 private constant PRIZE_DAYS = 3;
    uint256 private constant MEMBERS_PER_NOMINATION = 4;

    /// @inheritdoc IPool
    ILedger public immutable LEDGER;
    /// @inheritdoc IPool
    ICommunities public immutable COMMUNITIES;
    /// @inheritdoc IPool
    IBeacon public immutable BEACON;
    /// @inheritdoc IPool
    address public immutable ASSEMBLY;

    // Slot 0.
    Account private _account;
    // Slot 1.
    /// @inheritdoc IPool
    uint256 public roundCount;
    // Slot 2: two slots per round.
    mapping(uint256 round => Round) private _rounds;
    // Slot 3: one slot per entrant. It refuses a second entry and proves whom a lot fell on, so
    // that a winner costs the same whatever the number of entrants.
    mapping(uint256 round => mapping(bytes32 identity => Place)) private _places;
    // Slot 4: one bit per lot.
    mapping(uint256 round => BitMaps.BitMap lots) private _settled;
    // Slot 5.
    mapping(uint256 round => mapping(CommunityId community => uint256 count)) private _nominations;
    // Slot 6.
    /// @inheritdoc IPool
    mapping(IdentityHash identity => bool used) public secondChanceUsed;
    // Slot 7.
    PendingCharter private _charter;

    constructor(
        ILedger ledger,
        ICommunities communities,
        IBeacon beacon,
        PoolCharter memory charter_
    ) {
        Wiring.check(ledger.POOL(), address(this));
        Wiring.check(ledger, communities);
        PoolBounds.check(charter_);
        LEDGER = ledger;
        COMMUNITIES = communities;
        BEACON = beacon;
        ASSEMBLY = ledger.ASSEMBLY();
        _charter.found(abi.encode(charter_));
    }

    // -------------------------------------------------------- acts of persons

    /// @inheritdoc IPool
    function give(
        IdentityHash identity,
        uint256 points,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 hashed = LotterySigned.gift(identity, points, nonce, deadline);
        COMMUNITIES.consent(identity, nonce, deadline, hashed, signature);
        LEDGER.give(identity, points);
        _account.given += uint64(points);
        _account.free += uint64(points);
        emit PointsGiven(identity, points);
    }

    /// @inheritdoc IPool
    function enter(
        IdentityHash identity,
        uint256 round,
        uint256 nonce,
        uint256 deadline,
        bytes calldata signature
    )
        external
    {
        bytes32 hashed = LotterySigned.entry(identity, round, nonce, deadline);
        COMMUNITIES.consent(identity, nonce, deadline, hashed, signature);
        Round storage entered = openFor(round, SECOND_CHANCE);
        if (!LEDGER.takesPart(identity)) revert TakesNoPart(0, identity);
        uint256 quality = LEDGER.baseQualityOf(identity);
        uint256 limit = _charter.inForce().parameter(SECOND_CHANCE_BELOW);
        if (quality >= limit) revert QualityTooHigh(identity, quality, limit);
        if (secondChanceUsed[identity]) revert SecondChanceUsed(identity);
        bytes32 person = IdentityHash.unwrap(identity);
        uint256 entrants = entered.entrants + 1;
        takePlace(_places[round][person], 0, round, person, entrants);
        entered.entrants = uint40(entrants);
        entered.entrantsHash = Hashes.efficientKeccak256(entered.entrantsHash, person);
    }

    // ------------------------------------------------------- acts of councils

    /// @inheritdoc IPool
    function openRound(
        CouncilAct calldata act,
        RoundTerms calldata terms,
        Approval calldata approval
    )
        external
    {
        if (act.community != ROOT) revert NotTheRoot(act.community);
        COMMUNITIES.approve(msg.sender, act, LotterySigned.roundOpening(act, terms), approval);
        PoolBounds.check(terms, charter(), SECOND_CHANCE);
        uint256 needed = terms.prizes * terms.points;
        uint256 free = _account.free;
        if (needed > free) revert PoolTooSmall(needed, free);
        _account.free = uint64(free - needed);
        _account.reserved += uint64(needed);
        uint256 round = ++roundCount;
        Round storage opened = _rounds[round];
        opened.kind = uint8(terms.kind);
        opened.prizes = uint16(terms.prizes);
        opened.points = uint16(terms.points);
        opened.amount = uint24(terms.amount);
        opened.daysLong = uint16(terms.daysLong);
        opened.entriesUntil = uint40(terms.entriesUntil);
        emit RoundOpened(
            round,
            terms.kind,
            terms.prizes,
            terms.points,
            terms.amount,
            terms.daysLong,
            terms.entriesUntil
        );
    }

    /// @inheritdoc IPool
    function nominate(
        CouncilAct calldata act,
        uint256 round,
        bytes32[] calldata identities,
        Approval calldata approval
    )
        external
    {
        bytes32 hashed = LotterySigned.nomination(act, round, identities);
        COMMUNITIES.approve(msg.sender, act, hashed, approval);
        Round storage entered = openFor(round, NOMINATED);
        if (identities.length == 0) revert NothingToDo();
        useQuota(round, act.community, identities.length);
        admit(entered, round, identities, act.community, approval.signers);
    }

    // ------------------------------------------------------- acts of anybody

    /// @inheritdoc IPool
    function freeze(uint256 round) external {
        Round storage stored = known(round);
        uint256 entriesUntil = stored.entriesUntil;
        if (block.timestamp < entriesUntil) revert EntriesOpen(round, entriesUntil);
        if (stored.beaconRound != 0) revert AlreadyFrozen(round);
        uint256 beaconRound = BeaconBinding.roundToCome(BEACON);
        stored.beaconRound = uint64(beaconRound);
        emit RoundFrozen(round, stored.entrants, stored.entrantsHash, beaconRound);
    }

    /// @inheritdoc IPool
    function settle(
        uint256 round,
        uint256[] calldata lots,
        bytes32[] calldata winners
    )
        external
    {
        Round memory settling = running(round);
        if (lots.length != winners.length) revert LengthMismatch(lots.length, winners.length);
        Draw memory draw = drawOf(round, settling);
        BitMaps.BitMap storage settled = _settled[round];
        uint256 won = 0;
        uint256 forfeited = 0;
        for (uint256 i = 0; i < lots.length; ++i) {
            requireWinner(draw, i, lots[i], winners[i]);
            if (settled.get(lots[i])) continue;
            settled.set(lots[i]);
            IdentityHash winner = IdentityHash.wrap(winners[i]);
            if (grant(round, settling, winner)) {
                ++won;
                emit PrizeWon(round, lots[i], winner);
            } else {
                ++forfeited;
                emit PrizeForfeited(round, lots[i], winner);
            }
        }
        _rounds[round].settled = uint16(settling.settled + won + forfeited);
        useReserved(won * settling.points, forfeited * settling.points);
    }

    /// @inheritdoc IPool
    function close(uint256 round) external {
        Round memory ending = running(round);
        if (ending.settled < lotsOf(ending)) {
            uint256 until = BEACON.timeOf(ending.beaconRound) + SETTLEMENT;
            if (block.timestamp < until) revert RoundRunning(round, until);
        }
        _rounds[round].closed = true;
        uint256 returned = uint256(ending.prizes - ending.settled) * ending.points;
        useReserved(0, returned);
        emit RoundClosed(round, returned);
    }

    // ---------------------------------------------------- acts of the assembly

    /// @inheritdoc IAmendable
    function amend(uint256[] calldata values, uint256 fromDay) external {
        if (msg.sender != ASSEMBLY) revert Unauthorised(msg.sender);
        _charter.amend(abi.encodePacked(values), fromDay);
        emit CharterAmended(values, fromDay);
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc IAmendable
    function checkCharter(uint256[] calldata values) external pure {
        CharterBounds.requireCount(values, PoolBounds.PARAMETERS);
        PoolBounds.check(abi.decode(abi.encodePacked(values), (PoolCharter)));
    }

    /// @inheritdoc IAmendable
    function amendmentDay() external view returns (uint256 fromDay) {
        return _charter.waitingDay();
    }

    /// @inheritdoc IPool
    function account()
        external
        view
        returns (uint256 given, uint256 free, uint256 reserved, uint256 granted)
    {
        Account memory stored = _account;
        return (stored.given, stored.free, stored.reserved, stored.granted);
    }

    /// @inheritdoc IPool
    function roundOf(uint256 round) external view returns (RoundView memory) {
        Round memory stored = known(round);
        return RoundView({
            terms: RoundTerms({
                kind: stored.kind,
                prizes: stored.prizes,
                points: stored.points,
                amount: stored.amount,
                daysLong: stored.daysLong,
                entriesUntil: stored.entriesUntil
            }),
            entrants: stored.entrants,
            entrantsHash: stored.entrantsHash,
            beaconRound: stored.beaconRound,
            settled: stored.settled,
            closed: stored.closed
        });
    }

    /// @inheritdoc IPool
    function placeOf(uint256 round, IdentityHash identity) external view returns (uint256) {
        return _places[round][IdentityHash.unwrap(identity)].number;
    }

    /// @inheritdoc IPool
    function nominationsOf(uint256 round, CommunityId community) external view returns (uint256) {
        return _nominations[round][community];
    }

    /// @inheritdoc IPool
    function isSettled(uint256 round, uint256 lot) external view returns (bool) {
        return _settled[round].get(lot);
    }

    /// @inheritdoc IPool
    function drawn(uint256 round, uint256 lot) external view returns (uint256 entrant) {
        return entrantOf(drawOf(round, frozen(round)), 0, lot);
    }

    /// @inheritdoc IPool
    function charter() public view returns (PoolCharter memory) {
        CharterWord present = _charter.inForce();
        return PoolCharter({
            secondChanceBelow: present.parameter(SECOND_CHANCE_BELOW),
            prizePoints: present.parameter(PRIZE_POINTS),
            prizeAmount: present.parameter(PRIZE_AMOUNT),
            prizeDays: present.parameter(PRIZE_DAYS),
            membersPerNomination: present.parameter(MEMBERS_PER_NOMINATION)
        });
    }

    // --------------------------------------------------------------- private

    function useQuota(uint256 round, CommunityId community, uint256 more) private {
        uint256 members = COMMUNITIES.council(community).members;
        uint256 perNomination = _charter.inForce().parameter(MEMBERS_PER_NOMINATION);
        uint256 quota = Math.max(1, members / perNomination);
        uint256 count = _nominations[round][community] + more;
        if (count > quota) revert QuotaReached(round, community, quota);
        _nominations[round][community] = count;
    }

    /// @dev Lets members in, or refuses all of them when one is no member, takes no part, signs
    ///      here or is in.
    function admit(
        Round storage entered,
        uint256 round,
        bytes32[] calldata identities,
        CommunityId community,
        uint256 signers
    )
        private
    {
        uint256[] memory words = wordsOf(identities);
        mapping(bytes32 identity => Place) storage places = _places[round];
        uint256 before = entered.entrants;
        bytes32 entrantsHash = entered.entrantsHash;
        unchecked {
            for (uint256 i = 0; i < identities.length; ++i) {
                bytes32 identity = identities.item(i);
                requireSubject(i, identity, PersonWord.wrap(words.get(i)), community, signers);
                takePlace(places[identity], i, round, identity, before + i + 1);
                entrantsHash = Hashes.efficientKeccak256(entrantsHash, identity);
            }
            entered.entrants = uint40(before + identities.length);
        }
        entered.entrantsHash = entrantsHash;
    }

    /// @dev `number` counts entrants from 1.
    function takePlace(
        Place storage place,
        uint256 i,
        uint256 round,
        bytes32 identity,
        uint256 number
    )
        private
    {
        if (place.number != 0) revert AlreadyEntered(i, round, IdentityHash.wrap(identity));
        place.number = number;
        unchecked {
            emit Entered(round, IdentityHash.wrap(identity), number - 1);
        }
    }

    /// @dev Whether the winner can take the prize; if so, they have it.
    function grant(
        uint256 round,
        Round memory terms,
        IdentityHash winner
    )
        private
        returns (bool placed)
    {
        bool once = terms.kind == SECOND_CHANCE;
        if (once && secondChanceUsed[winner]) return false;
        placed = LEDGER.uplift(winner, terms.points, terms.amount, terms.daysLong, round);
        if (once && placed) secondChanceUsed[winner] = true;
    }

    function useReserved(uint256 granted, uint256 freed) private {
        Account memory stored = _account;
        stored.reserved -= uint64(granted + freed);
        stored.granted += uint64(granted);
        stored.free += uint64(freed);
        _account = stored;
    }

    /// @dev The ledger's words of several people, read where its answer lies: decoding it would
    ///      cost 80 gas for each of them.
    function wordsOf(bytes32[] calldata identities) private view returns (uint256[] memory) {
        bytes memory call = abi.encodeCall(ILedger.rawPeople, (identities));
        return Lists.within(Address.functionStaticCall(address(LEDGER), call));
    }

    function known(uint256 round) private view returns (Round storage stored) {
        stored = _rounds[round];
        if (stored.kind == 0) revert RoundUnknown(round);
    }

    /// @dev A round of this kind that people can still come into.
    function openFor(uint256 round, uint256 kind) private view returns (Round storage stored) {
        stored = known(round);
        if (stored.kind != kind) revert RoundOfOtherKind(round, stored.kind);
        uint256 entriesUntil = stored.entriesUntil;
        if (block.timestamp >= entriesUntil) revert EntriesClosed(round, entriesUntil);
    }

    function frozen(uint256 round) private view returns (Round memory stored) {
        stored = known(round);
        if (stored.beaconRound == 0) revert NotFrozen(round);
    }

    /// @dev A round whose entrants are fixed, and which is not over.
    function running(uint256 round) private view returns (Round memory stored) {
        stored = frozen(round);
        if (stored.closed) revert RoundOver(round);
    }

    function drawOf(uint256 round, Round memory terms) private view returns (Draw memory) {
        uint256 beaconRound = terms.beaconRound;
        if (!BEACON.isVerified(beaconRound)) revert BeaconPending(round, beaconRound);
        bytes32 randomness = BEACON.randomnessOf(beaconRound);
        return Draw({
            round: round,
            key: keccak256(abi.encode(randomness, round, terms.entrantsHash)),
            lots: lotsOf(terms),
            entrants: terms.entrants
        });
    }

    /// @dev Refuses a winner on whom the lot did not fall; `i` is the line that says so.
    function requireWinner(Draw memory draw, uint256 i, uint256 lot, bytes32 winner) private view {
        uint256 entrant = entrantOf(draw, i, lot);
        if (_places[draw.round][winner].number != entrant + 1) revert WrongWinner(i, lot, entrant);
    }

    function requireSubject(
        uint256 i,
        bytes32 identity,
        PersonWord word,
        CommunityId community,
        uint256 signers
    )
        private
        pure
    {
        // Nobody enrolled has community 0, and no council acts for it.
        if (word.bornIn(community) > LATEST_MONTH) {
            if (word.community() == community) revert TakesNoPart(i, IdentityHash.wrap(identity));
            revert NotAMember(i, IdentityHash.wrap(identity), community);
        }
        if (word.seatCommunity() == community) {
            if (signers & (1 << word.seatIndex()) != 0) {
                revert SignsOwnCase(i, IdentityHash.wrap(identity));
            }
        }
    }

    function entrantOf(Draw memory draw, uint256 i, uint256 lot) private pure returns (uint256) {
        if (lot >= draw.lots) revert LotUnknown(i, lot, draw.lots);
        return Sortition.draw(draw.key, lot, draw.entrants);
    }

    function lotsOf(Round memory terms) private pure returns (uint256) {
        return Math.min(terms.prizes, terms.entrants);
    }
}
