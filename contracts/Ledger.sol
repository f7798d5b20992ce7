// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Math } from "@openzeppelin/contracts/utils/math/Math.sol";
import { SafeCast } from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import { IAmendable } from "./interfaces/IAmendable.sol";
import {
    ILedger,
    LedgerCharter,
    OverlayView,
    PersonView,
    RuleText,
    RuleView
} from "./interfaces/ILedger.sol";
import { Calendar } from "./libraries/Calendar.sol";
import { Credits } from "./libraries/Credits.sol";
import { LedgerBounds } from "./libraries/LedgerBounds.sol";
import { Lists } from "./libraries/Lists.sol";
import { OverlaysLibrary, OverlayWord } from "./libraries/Overlays.sol";
import { PersonWord, PersonWordLibrary } from "./libraries/PersonWord.sol";
import { Quality } from "./libraries/Quality.sol";
import { RuleWord, RuleWordLibrary } from "./libraries/RuleWord.sol";
import { CommunityId, IdentityHash, Offices, RuleId } from "./types/Types.sol";

/// @title The ledger
/// @notice Its manual is `ILedger`.
contract Ledger is ILedger {
    using Credits for Credits.State;
    using Lists for bytes32[];
    using Lists for uint256[];

    /// @dev Nobody alive is older; it keeps a slip of the pen from granting centuries of credits.
    uint256 private constant LONGEST_LIFE = 130 * Calendar.YEAR;
    /// @dev Months of a life whose beginning needs no look at the calendar; see `someMonthBegunBy`.
    uint256 private constant ORDINARY_LIFE = 100 * 12;
    uint256 private constant TIMES_BITS = 16;
    /// @dev January of year 1, where the calendar begins.
    uint256 private constant FIRST_MONTH = 12;
    /// @dev Where the cause of an uplift lies in the source of what was spent.
    uint256 private constant CAUSE_AT = 8;

    /// @dev One slot per person; a struct, so that one storage reference serves read and write.
    struct Person {
        PersonWord word;
    }

    /// @dev What the awards of one batch have in common: what they are held against, and what
    ///      names a refusal. Limits are drawn up once, so that each line is held against them by a
    ///      single comparison.
    struct Award {
        CommunityId community;
        // Whoever belongs to the community and was born before this month: born on every such day.
        uint256 bornBefore;
        uint256 today;
        uint256 year;
        // Acts of `daysOpen` days from `firstDay` on can be awarded.
        uint256 firstDay;
        uint256 daysOpen;
        uint256 points;
        uint256 pointsOfBatch;
        uint256 graceDays;
        // Where the category's tally lies, and from which points on it has no room for more.
        uint256 tallyAt;
        uint256 earned;
        uint256 categoryFull;
        uint256 yearFull;
        uint256 yearlyLimit;
        uint256 signers;
        RuleId rule;
        uint256 version;
    }

    /// @inheritdoc ILedger
    bytes32 public immutable CHARTER_HASH;
    /// @inheritdoc ILedger
    address public immutable COMMUNITIES;
    /// @inheritdoc ILedger
    address public immutable POOL;
    /// @inheritdoc ILedger
    address public immutable CASES;
    /// @inheritdoc ILedger
    address public immutable ASSEMBLY;
    /// @inheritdoc ILedger
    address public immutable SERVICES;
    /// @inheritdoc ILedger
    address public immutable FINDINGS;
    /// @inheritdoc ILedger
    uint256 public immutable GENESIS;

    // Slot 0: the charter of genesis, with number 0, and all amendments of it.
    mapping(uint256 number => LedgerCharter) private _charters;
    // Slot 1: the latest of them, which may wait for its day.
    uint128 private _latest;
    uint128 private _latestFrom;
    // Slot 2: its length; the steps lie at keccak256(2).
    Credits.State private _credits;
    // Slot 3: one packed slot per person.
    mapping(IdentityHash identity => Person) private _people;
    // Slot 4: the leaves of a person, only for those who took any; see `Quality`.
    mapping(IdentityHash identity => uint256 leaves) private _leaves;
    // Slot 5: year << 16 | times, only for rules with a yearly limit.
    mapping(IdentityHash identity => mapping(RuleId rule => uint256 times)) private _ruleTimes;
    /// @inheritdoc ILedger
    bytes32 public catalogueHash;
    /// @inheritdoc ILedger
    mapping(RuleId rule => uint256 versions) public versionsOf;
    mapping(RuleId rule => mapping(uint256 version => RuleWord)) private _rules;
    mapping(RuleId rule => mapping(uint256 version => bytes32)) private _ruleTexts;
    // Slot 10: only for those who ever had an overlay.
    mapping(IdentityHash identity => mapping(uint256 index => OverlayWord)) private _overlays;
    /// @inheritdoc ILedger
    mapping(IdentityHash identity => uint256 time) public leftAt;

    modifier onlyCommunities() {
        requireSender(COMMUNITIES);
        _;
    }

    modifier onlyPool() {
        requireSender(POOL);
        _;
    }

    modifier onlyCases() {
        requireSender(CASES);
        _;
    }

    modifier onlyAssembly() {
        requireSender(ASSEMBLY);
        _;
    }

    modifier onlyServices() {
        requireSender(SERVICES);
        _;
    }

    constructor(
        LedgerCharter memory charter_,
        bytes32 charterHash,
        Offices memory offices,
        RuleText[] memory genesisRules,
        bytes32 genesisCatalogueHash
    ) {
        LedgerBounds.check(charter_);
        CHARTER_HASH = charterHash;
        // A zero among them would only make a ledger without what that office is for.
        COMMUNITIES = offices.communities;
        POOL = offices.pool;
        CASES = offices.cases;
        ASSEMBLY = offices.assembly_;
        SERVICES = offices.services;
        FINDINGS = offices.findings;
        GENESIS = block.timestamp;
        _charters[0] = charter_;
        _credits.begin(block.timestamp, charter_.genesisRate);
        // The genesis catalogue binds acts from the day of deployment: nothing before it counts.
        uint256 today = Calendar.dayOf(block.timestamp);
        for (uint256 i = 0; i < genesisRules.length; ++i) {
            genesisRules[i].fromDay = today;
            publish(genesisRules[i], charter_, today);
        }
        setCatalogue(genesisCatalogueHash);
    }

    // ------------------------------------------------------ acts of communities

    /// @inheritdoc ILedger
    function enrol(
        CommunityId community,
        bytes32[] calldata identities,
        uint256[] calldata birthMonths
    )
        external
        onlyCommunities
    {
        requireSameLength(identities.length, birthMonths.length);
        unchecked {
            uint256 begun = Calendar.someMonthBegunBy(Calendar.dayOf(block.timestamp));
            uint256 earliest = Math.min(begun, type(uint16).max) - ORDINARY_LIFE;
            for (uint256 i = 0; i < identities.length; ++i) {
                IdentityHash identity = IdentityHash.wrap(identities.item(i));
                uint256 birthMonth = birthMonths.item(i);
                Person storage person = _people[identity];
                // Everything that may stand in the way in one jump.
                uint256 plain = SafeCast.toUint(IdentityHash.unwrap(identity) != 0)
                    & SafeCast.toUint(!person.word.exists())
                    & SafeCast.toUint(birthMonth - earliest <= ORDINARY_LIFE);
                if (plain == 0) requireNew(i, identity, birthMonth);
                person.word = PersonWordLibrary.fresh(birthMonth, community);
                emit Enrolled(identity, community, birthMonth);
            }
        }
    }

    /// @inheritdoc ILedger
    function takeSeat(
        IdentityHash identity,
        CommunityId community,
        uint256 seatIndex
    )
        external
        onlyCommunities
    {
        _people[identity].word = personOf(identity).withSeat(community, seatIndex);
        emit SeatTaken(identity, community, seatIndex);
    }

    /// @inheritdoc ILedger
    function leaveSeat(IdentityHash identity) external onlyCommunities {
        PersonWord word = personOf(identity);
        _people[identity].word = word.withSeat(CommunityId.wrap(0), 0);
        emit SeatLeft(identity, word.seatCommunity(), word.seatIndex());
    }

    /// @inheritdoc ILedger
    function move(IdentityHash identity, CommunityId community) external onlyCommunities {
        PersonWord word = openPerson(identity);
        if (word.community() == community) revert AlreadyMember(identity, community);
        _people[identity].word = word.withCommunity(community);
        emit Moved(identity, community);
    }

    /// @inheritdoc ILedger
    function optOut(IdentityHash identity) external onlyCommunities {
        PersonWord word = openPerson(identity);
        if (word.optedOut()) revert AlreadyOptedOut(identity);
        word = word.outOfQuality();
        _people[identity].word = word;
        leftAt[identity] = block.timestamp;
        emit QualityLeft(identity, word);
    }

    /// @inheritdoc ILedger
    function optIn(IdentityHash identity) external onlyCommunities {
        PersonWord word = openPerson(identity);
        if (!word.optedOut()) revert NotOptedOut(identity);
        word = word.backInQuality();
        _people[identity].word = word;
        emit QualityRejoined(identity, word);
    }

    /// @inheritdoc ILedger
    function close(IdentityHash identity) external onlyCommunities {
        _people[identity].word = openPerson(identity).asClosed();
        emit Closed(identity);
    }

    /// @inheritdoc ILedger
    function reopen(IdentityHash identity) external onlyCommunities {
        _people[identity].word = personOf(identity).asReopened();
        emit Reopened(identity);
    }

    /// @inheritdoc ILedger
    function publishRules(
        RuleText[] calldata rules,
        bytes32 newCatalogueHash
    )
        external
        onlyCommunities
    {
        LedgerCharter memory parameters = charterInForce();
        uint256 earliest = Calendar.dayOf(block.timestamp) + parameters.ruleNoticeDays;
        for (uint256 i = 0; i < rules.length; ++i) {
            publish(rules[i], parameters, earliest);
        }
        setCatalogue(newCatalogueHash);
    }

    /// @inheritdoc ILedger
    function award(
        bytes32[] calldata identities,
        uint256[] calldata actDays,
        CommunityId community,
        uint256 signers,
        RuleId rule,
        uint256 version
    )
        external
        onlyCommunities
        returns (uint256 points)
    {
        requireSameLength(identities.length, actDays.length);
        Award memory terms = termsOf(community, signers, rule, version);
        unchecked {
            // Kept there during the loop, where the stack is full.
            terms.pointsOfBatch = terms.points * identities.length;
            for (uint256 i = 0; i < identities.length; ++i) {
                awardOne(terms, i, IdentityHash.wrap(identities.item(i)), actDays.item(i));
            }
            return terms.pointsOfBatch;
        }
    }

    /// @inheritdoc ILedger
    function declareLeave(
        IdentityHash identity,
        uint256 daysAway
    )
        external
        onlyCommunities
    {
        PersonWord word = personOf(identity);
        uint256 today = Calendar.dayOf(block.timestamp);
        if (daysAway == 0) revert LeaveEmpty(identity);
        if (word.leaveUntil() > today) revert LeaveRunning(identity, word.leaveUntil());
        _leaves[identity] = Quality.recordLeave(
            _leaves[identity], identity, today, daysAway, charterInForce()
        );
        _people[identity].word = Quality.paused(word, today, daysAway);
        emit LeaveDeclared(identity, today, today + daysAway);
    }

    /// @inheritdoc ILedger
    function endLeave(IdentityHash identity) external onlyCommunities {
        PersonWord word = personOf(identity);
        uint256 today = Calendar.dayOf(block.timestamp);
        if (word.leaveUntil() <= today) revert LeaveNotRunning(identity);
        _leaves[identity] = Quality.shortenLeave(_leaves[identity], today);
        _people[identity].word = Quality.resumed(word, today);
        emit LeaveEnded(identity, today);
    }

    /// @inheritdoc ILedger
    function announceRate(
        uint256 year,
        uint256 dividendPerHead,
        bytes32 sourceHash
    )
        external
        onlyCommunities
    {
        uint256 next = currentYear() + 1;
        if (year != next) revert RateYearNotNext(year, next);
        uint256 startsAt = GENESIS + year * Calendar.YEAR;
        if (_credits.latest().startsAt >= startsAt) revert RateAlreadyAnnounced(year);
        LedgerCharter storage parameters = charterInForce();
        uint256 earliest = block.timestamp + uint256(parameters.rateNoticeDays) * 1 days;
        if (startsAt < earliest) revert RateNoticeTooShort(startsAt, earliest);
        (uint256 rate, uint256 unbounded) = _credits.nextRate(parameters, dividendPerHead);
        _credits.announce(startsAt, rate);
        emit RateAnnounced(year, startsAt, rate, unbounded, dividendPerHead, sourceHash);
    }

    // ----------------------------------------------------------- acts of the pool

    /// @inheritdoc ILedger
    function give(IdentityHash identity, uint256 points) external onlyPool {
        PersonWord word = personOf(identity).inYear(currentYear());
        uint256 today = Calendar.dayOf(block.timestamp);
        LedgerCharter storage parameters = charterInForce();
        if (!word.takesPart()) revert TakesNoPart(0, identity);
        if (points == 0) revert GiftEmpty(identity);
        (uint256 given, uint256 cap) = (word.given(), parameters.giftCap);
        // More may have been given already under a charter that allowed more.
        if (points > Math.saturatingSub(cap, given)) {
            revert GiftCapReached(identity, given, cap);
        }
        (uint256 quality, uint256 usable) = (Quality.on(word, today), parameters.usableQuality);
        if (quality < usable + points) {
            revert GiftBelowUsable(identity, quality, points, usable);
        }
        word = Quality.afterGift(word, today, points);
        _people[identity].word = word;
        emit Given(identity, word);
    }

    /// @inheritdoc ILedger
    function uplift(
        IdentityHash identity,
        uint256 points,
        uint256 amount,
        uint256 daysLong,
        uint256 cause
    )
        external
        onlyPool
        returns (bool placed)
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        (placed,) = place(
            identity,
            OverlaysLibrary.pack(
                OverlaysLibrary.UPLIFT, points, today, today + daysLong, amount, cause
            )
        );
    }

    // ---------------------------------------------------------- acts of the cases

    /// @inheritdoc ILedger
    function deduct(
        IdentityHash identity,
        uint256 points,
        uint256 amount,
        uint256 untilDay,
        uint256 cause
    )
        external
        onlyCases
        returns (bool placed, uint256 index)
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        return place(
            identity,
            OverlaysLibrary.pack(
                OverlaysLibrary.DEDUCTION, points, today, untilDay, amount, cause
            )
        );
    }

    /// @inheritdoc ILedger
    function endDeduction(
        IdentityHash identity,
        uint256 index,
        uint256 cause
    )
        external
        onlyCases
        returns (bool ended)
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        OverlayWord overlay = overlayAt(identity, personOf(identity), index);
        if (overlay.kind() != OverlaysLibrary.DEDUCTION || overlay.cause() != cause) return false;
        if (!overlay.inForceOn(today)) return false;
        setOverlay(identity, index, overlay.endingOn(today));
        return true;
    }

    /// @inheritdoc ILedger
    function reverseAward(
        IdentityHash identity,
        uint256 category,
        uint256 points,
        uint256 year
    )
        external
        onlyCases
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        PersonWord word = Quality.afterReversal(
            personOf(identity), today, category, points, year
        );
        _people[identity].word = word;
        emit AwardReversed(identity, word);
    }

    // ------------------------------------------------------- acts of the assembly

    /// @inheritdoc IAmendable
    function amend(uint256[] calldata values, uint256 fromDay) external onlyAssembly {
        checkCharter(values);
        uint256 number = numberInForce() + 1;
        _charters[number] = LedgerBounds.charterOf(values);
        (_latest, _latestFrom) = (uint128(number), uint128(fromDay));
        emit CharterAmended(values, fromDay);
    }

    // ------------------------------------------------------- acts of the services

    /// @inheritdoc ILedger
    function spend(
        bytes32[] calldata identities,
        uint256[] calldata amounts,
        uint256[] calldata portions,
        uint256[] calldata tiers
    )
        external
        onlyServices
        returns (uint256[] memory sources)
    {
        sources = new uint256[](identities.length);
        Credits.Moment memory moment = _credits.momentOf(block.timestamp);
        unchecked {
            for (uint256 i = 0; i < identities.length; ++i) {
                IdentityHash identity = IdentityHash.wrap(identities.item(i));
                (uint256 portion, uint256 tier) = (portions.item(i), tiers.item(i));
                uint256 amount = amounts.item(i);
                Person storage person = _people[identity];
                PersonWord word = person.word;
                if (!word.exists()) revert NotEnrolled(identity);
                if (word.closed()) revert SpenderClosed(i, identity);
                uint256 available = creditsAt(moment, word);
                // Essential from the base: whatever there is, whatever the quality.
                if (portion | tier != 0) {
                    available = reaching(i, identity, word, available, portion, tier);
                }
                if (amount > available) revert CreditsTooFew(i, identity, available, amount);
                person.word = word.withSpending(amount);
                if (portion != 0) sources.put(i, takeFrom(identity, portion, amount));
            }
        }
        sources.respond();
    }

    /// @inheritdoc ILedger
    function restore(
        IdentityHash identity,
        uint256 amount,
        uint256 source
    )
        external
        onlyServices
    {
        PersonWord word = personOf(identity);
        _people[identity].word = word.withRestored(amount);
        uint256 portion = uint8(source);
        if (portion == 0) return;
        OverlayWord overlay = overlayAt(identity, word, portion - 1);
        if (overlay.cause() != source >> CAUSE_AT) return;
        if (!overlay.isUpliftOn(Calendar.dayOf(block.timestamp))) return;
        setOverlay(identity, portion - 1, overlay.covering(overlay.amount() + amount));
    }

    // ----------------------------------------------------------------- views

    /// @inheritdoc ILedger
    function charter() external view returns (LedgerCharter memory) {
        return charterInForce();
    }

    /// @inheritdoc IAmendable
    function checkCharter(uint256[] calldata values) public view {
        LedgerBounds.check(values, _charters[0].genesisRate);
    }

    /// @inheritdoc IAmendable
    function amendmentDay() external view returns (uint256 fromDay) {
        fromDay = _latestFrom;
        if (fromDay <= Calendar.dayOf(block.timestamp)) return 0;
    }

    /// @inheritdoc ILedger
    function isEnrolled(IdentityHash identity) external view returns (bool) {
        return _people[identity].word.exists();
    }

    /// @inheritdoc ILedger
    function isClosed(IdentityHash identity) external view returns (bool) {
        return _people[identity].word.closed();
    }

    /// @inheritdoc ILedger
    function takesPart(IdentityHash identity) external view returns (bool) {
        PersonWord word = _people[identity].word;
        return word.exists() && word.takesPart();
    }

    /// @inheritdoc ILedger
    function communityOf(IdentityHash identity) external view returns (CommunityId) {
        return _people[identity].word.community();
    }

    /// @inheritdoc ILedger
    function birthMonthOf(IdentityHash identity) external view returns (uint256) {
        return personOf(identity).birthMonth();
    }

    /// @inheritdoc ILedger
    function creditsOf(IdentityHash identity) external view returns (uint256) {
        return creditsAt(_credits.momentOf(block.timestamp), personOf(identity));
    }

    /// @inheritdoc ILedger
    function spentBy(IdentityHash identity) external view returns (uint256) {
        return personOf(identity).spent();
    }

    /// @inheritdoc ILedger
    function baseQualityOf(IdentityHash identity) external view returns (uint256) {
        return Quality.on(personOf(identity), Calendar.dayOf(block.timestamp));
    }

    /// @inheritdoc ILedger
    function qualityOf(IdentityHash identity) public view returns (uint256) {
        return balanceQuality(identity, personOf(identity));
    }

    /// @inheritdoc ILedger
    function tierOf(IdentityHash identity) external view returns (uint256) {
        return Quality.tierOf(qualityOf(identity));
    }

    /// @inheritdoc ILedger
    function earnedThisYear(
        IdentityHash identity,
        uint256 category
    )
        external
        view
        returns (uint256 inCategory, uint256 inTotal)
    {
        PersonWord word = personOf(identity).inYear(currentYear());
        return (word.tally(category), word.tallyTotal());
    }

    /// @inheritdoc ILedger
    function givenThisYear(IdentityHash identity) external view returns (uint256) {
        return personOf(identity).inYear(currentYear()).given();
    }

    /// @inheritdoc ILedger
    function timesThisYear(IdentityHash identity, RuleId rule) external view returns (uint256) {
        return timesIn(_ruleTimes[identity][rule], currentYear());
    }

    /// @inheritdoc ILedger
    function decayOf(
        IdentityHash identity
    )
        external
        view
        returns (uint256 decayFrom, uint256 leaveUntil)
    {
        PersonWord word = personOf(identity);
        return (word.decayFrom(), word.leaveUntil());
    }

    /// @inheritdoc ILedger
    function seatOf(
        IdentityHash identity
    )
        external
        view
        returns (CommunityId community, uint256 seatIndex)
    {
        PersonWord word = personOf(identity);
        return (word.seatCommunity(), word.seatIndex());
    }

    /// @inheritdoc ILedger
    function ruleVersion(RuleId rule, uint256 version) external view returns (RuleView memory) {
        RuleWord word = _rules[rule][version];
        return RuleView({
            category: word.category(),
            points: word.points(),
            yearlyLimit: word.yearlyLimit(),
            fromDay: word.fromDay(),
            untilDay: word.untilDay(),
            categoryCap: word.categoryCap(),
            annualCap: word.annualCap(),
            graceDays: word.graceDays(),
            filingDays: word.filingDays(),
            textHash: _ruleTexts[rule][version]
        });
    }

    /// @inheritdoc ILedger
    function look(
        bytes32[] calldata identities
    )
        external
        view
        returns (PersonView[] memory people)
    {
        people = new PersonView[](identities.length);
        Credits.Moment memory moment = _credits.momentOf(block.timestamp);
        for (uint256 i = 0; i < identities.length; ++i) {
            IdentityHash identity = IdentityHash.wrap(identities[i]);
            PersonWord word = _people[identity].word;
            if (!word.exists()) continue;
            uint256 quality = balanceQuality(identity, word);
            people[i] = PersonView({
                community: word.community(),
                birthMonth: word.birthMonth(),
                credits: creditsAt(moment, word),
                quality: quality,
                tier: Quality.tierOf(quality),
                spent: word.spent()
            });
        }
    }

    /// @inheritdoc ILedger
    function rawPeople(
        bytes32[] calldata identities
    )
        external
        view
        returns (uint256[] memory words)
    {
        words = new uint256[](identities.length);
        unchecked {
            for (uint256 i = 0; i < identities.length; ++i) {
                PersonWord word = _people[IdentityHash.wrap(identities.item(i))].word;
                words.put(i, PersonWord.unwrap(word));
            }
        }
        words.respond();
    }

    /// @inheritdoc ILedger
    function overlaysOf(
        IdentityHash identity
    )
        external
        view
        returns (OverlayView[] memory overlays)
    {
        overlays = new OverlayView[](personOf(identity).overlays());
        for (uint256 i = 0; i < overlays.length; ++i) {
            OverlayWord overlay = _overlays[identity][i];
            overlays[i] = OverlayView({
                kind: overlay.kind(),
                points: overlay.points(),
                fromDay: overlay.fromDay(),
                untilDay: overlay.untilDay(),
                amount: overlay.amount(),
                cause: overlay.cause()
            });
        }
    }

    /// @inheritdoc ILedger
    function portionOf(
        IdentityHash identity,
        uint256 index
    )
        external
        view
        returns (uint256 amount, uint256 quality, uint256 tier)
    {
        PersonWord word = personOf(identity);
        quality = balanceQuality(identity, word);
        OverlayWord overlay = overlayAt(identity, word, index);
        amount = overlay.amount();
        if (amount == 0 || !overlay.inForceOn(Calendar.dayOf(block.timestamp))) {
            revert OverlayNotInForce(identity, index);
        }
        quality = overlay.portionQuality(quality);
        tier = Quality.tierOf(quality);
    }

    /// @inheritdoc ILedger
    function rawOverlays(IdentityHash identity) external view returns (uint256[] memory words) {
        words = new uint256[](_people[identity].word.overlays());
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = OverlayWord.unwrap(_overlays[identity][i]);
        }
    }

    /// @inheritdoc ILedger
    function entitlement(uint256 birthMonth, uint256 time) public view returns (uint256) {
        if (time < GENESIS) revert TimeBeforeGenesis(time, GENESIS);
        if (birthMonth < FIRST_MONTH || birthMonth > type(uint16).max) return 0;
        if (Calendar.firstDay(birthMonth) * 1 days >= int256(time)) return 0;
        return _credits.entitlement(_credits.momentOf(time), birthMonth);
    }

    /// @inheritdoc ILedger
    function rateAt(uint256 time) external view returns (uint256) {
        if (time < GENESIS) revert TimeBeforeGenesis(time, GENESIS);
        return _credits.stepAt(time).rate;
    }

    /// @inheritdoc ILedger
    function yearAt(uint256 time) public view returns (uint256) {
        if (time < GENESIS) revert TimeBeforeGenesis(time, GENESIS);
        return (time - GENESIS) / Calendar.YEAR;
    }

    // --------------------------------------------------------------- private

    function termsOf(
        CommunityId community,
        uint256 signers,
        RuleId rule,
        uint256 version
    )
        private
        view
        returns (Award memory)
    {
        RuleWord line = _rules[rule][version];
        uint256 today = Calendar.dayOf(block.timestamp);
        (uint256 firstDay, uint256 daysOpen) = daysOf(line, today);
        uint256 points = line.points();
        uint256 tallyAt = PersonWordLibrary.tallyAt(line.category());
        return Award({
            community: community,
            bornBefore: Calendar.someMonthBegunBy(firstDay) + 1,
            today: today,
            year: currentYear(),
            firstDay: firstDay,
            daysOpen: daysOpen,
            points: points,
            pointsOfBatch: 0,
            graceDays: line.graceDays(),
            tallyAt: tallyAt,
            earned: points << tallyAt,
            categoryFull: Math.saturatingSub(line.categoryCap() + 1, points),
            yearFull: Math.saturatingSub(line.annualCap() + 1, points),
            yearlyLimit: line.yearlyLimit(),
            signers: signers,
            rule: rule,
            version: version
        });
    }

    /// @dev First day of the acts that can be awarded today under a version of a rule, and the
    ///      number of days from it on.
    function daysOf(
        RuleWord line,
        uint256 today
    )
        private
        pure
        returns (uint256 firstDay, uint256 daysOpen)
    {
        firstDay = Math.max(line.fromDay(), Math.saturatingSub(today, line.filingDays()));
        uint256 endDay = Math.min(line.untilDay(), today + 1);
        // Under a retired rule, or one that is none, there is nothing to award.
        daysOpen = line.points() == 0 ? 0 : Math.saturatingSub(endDay, firstDay);
    }

    function awardOne(
        Award memory terms,
        uint256 i,
        IdentityHash identity,
        uint256 actDay
    )
        private
    {
        unchecked {
            Person storage person = _people[identity];
            PersonWord word = person.word;
            if (word.tallyYear() != terms.year) word = word.withYear(terms.year);
            (uint256 raised, uint256 former) = (word.quality(), word.decayFrom());
            if (terms.today > former) raised = Quality.decayed(raised, terms.today - former);
            raised += terms.points;
            if (isPlain(terms, word, raised, actDay) == 0) weigh(terms, i, identity, actDay);
            else if (terms.yearlyLimit != 0) countRule(terms, i, identity);
            uint256 decayFrom = Quality.decayAfter(word, actDay, terms.graceDays);
            word = word.withAward(terms.earned, raised, decayFrom, actDay);
            person.word = word;
            emit Awarded(identity, word);
        }
    }

    /// @dev 1 when nothing can stand in the way of an award, which is so most of the time; 0 calls
    ///      for a closer look. One number, because each `&&` would be a jump.
    function isPlain(
        Award memory terms,
        PersonWord word,
        uint256 raised,
        uint256 actDay
    )
        private
        pure
        returns (uint256)
    {
        unchecked {
            return SafeCast.toUint(word.bornIn(terms.community) < terms.bornBefore)
                & SafeCast.toUint(word.seatCommunity() != terms.community)
                & SafeCast.toUint(actDay - terms.firstDay < terms.daysOpen)
                & SafeCast.toUint(word.tallyIn(terms.tallyAt) < terms.categoryFull)
                & SafeCast.toUint(word.tallyTotal() < terms.yearFull)
                & SafeCast.toUint(raised <= Quality.CEILING);
        }
    }

    /// @dev Refuses an award with the first thing that stands in its way, if anything does.
    function weigh(
        Award memory terms,
        uint256 i,
        IdentityHash identity,
        uint256 actDay
    )
        private
    {
        PersonWord word = _people[identity].word.inYear(terms.year);
        requireSubject(terms, i, identity, word);
        requireDay(terms, i, actDay);
        if (word.birthMonth() >= terms.bornBefore) {
            if (int256(actDay) < Calendar.firstDay(word.birthMonth())) {
                revert ActBeforeBirth(i, identity, actDay);
            }
        }
        if (terms.yearlyLimit != 0) countRule(terms, i, identity);
        requireRoom(terms, i, identity, word);
        uint256 quality = Quality.on(word, terms.today);
        if (quality + terms.points <= Quality.CEILING) return;
        revert QualityCeilingReached(i, identity, quality, terms.points);
    }

    function requireSubject(
        Award memory terms,
        uint256 i,
        IdentityHash identity,
        PersonWord word
    )
        private
        pure
    {
        // Nobody enrolled has community 0, and no council acts for it.
        if (word.community() != terms.community) revert NotAMember(i, identity, terms.community);
        if (!word.takesPart()) revert TakesNoPart(i, identity);
        if (word.seatCommunity() == terms.community) {
            if (terms.signers & (1 << word.seatIndex()) != 0) revert SignsOwnCase(i, identity);
        }
    }

    function requireDay(Award memory terms, uint256 i, uint256 actDay) private view {
        unchecked {
            if (actDay - terms.firstDay < terms.daysOpen) return;
        }
        uint256 filingDays = _rules[terms.rule][terms.version].filingDays();
        if (actDay > terms.today) revert ActInFuture(i, actDay, terms.today);
        if (terms.today - actDay > filingDays) {
            revert ActTooOld(i, actDay, terms.today - filingDays);
        }
        revert RuleNotInForce(i, terms.rule, terms.version, actDay);
    }

    function countRule(Award memory terms, uint256 i, IdentityHash identity) private {
        uint256 times = timesIn(_ruleTimes[identity][terms.rule], terms.year);
        if (times >= terms.yearlyLimit) {
            revert RuleLimitReached(i, identity, terms.rule, terms.yearlyLimit);
        }
        _ruleTimes[identity][terms.rule] = (terms.year << TIMES_BITS) | (times + 1);
    }

    function requireRoom(
        Award memory terms,
        uint256 i,
        IdentityHash identity,
        PersonWord word
    )
        private
        view
    {
        RuleWord line = _rules[terms.rule][terms.version];
        uint256 inCategory = word.tallyIn(terms.tallyAt);
        if (inCategory >= terms.categoryFull) {
            revert CategoryCapReached(
                i, identity, line.category(), inCategory, line.categoryCap()
            );
        }
        uint256 inTotal = word.tallyTotal();
        if (inTotal >= terms.yearFull) {
            revert AnnualCapReached(i, identity, inTotal, line.annualCap());
        }
    }

    /// @dev Places an overlay that begins today, if there is room and the person takes part.
    function place(
        IdentityHash identity,
        OverlayWord overlay
    )
        private
        returns (bool placed, uint256 index)
    {
        PersonWord word = personOf(identity);
        if (!word.takesPart()) return (false, 0);
        mapping(uint256 index => OverlayWord) storage overlays = _overlays[identity];
        uint256 used = word.overlays();
        index = OverlaysLibrary.placeOn(overlays, used, overlay.fromDay());
        if (index >= OverlaysLibrary.MOST) return (false, 0);
        if (index >= used) _people[identity].word = word.withOverlays(index + 1);
        setOverlay(identity, index, overlay);
        return (true, index);
    }

    /// @dev `earliest` is the first day on which the version may take effect.
    function publish(
        RuleText memory text,
        LedgerCharter memory parameters,
        uint256 earliest
    )
        private
    {
        LedgerBounds.check(text);
        RuleId rule = text.rule;
        if (text.fromDay < earliest) revert RuleNoticeTooShort(rule, text.fromDay, earliest);
        uint256 version = versionsOf[rule] + 1;
        if (version != 1) {
            RuleWord former = _rules[rule][version - 1];
            if (text.fromDay <= former.fromDay()) {
                revert RuleVersionOutOfOrder(rule, text.fromDay, former.fromDay());
            }
            _rules[rule][version - 1] = former.endingOn(text.fromDay);
        }
        versionsOf[rule] = version;
        _rules[rule][version] = RuleWordLibrary.pack(text, parameters);
        _ruleTexts[rule][version] = text.textHash;
        emit RulePublished(
            rule,
            version,
            text.category,
            text.points,
            text.yearlyLimit,
            text.fromDay,
            text.textHash
        );
    }

    function setCatalogue(bytes32 newCatalogueHash) private {
        catalogueHash = newCatalogueHash;
        emit CataloguePublished(newCatalogueHash);
    }

    /// @dev Refuses an enrolment with the first thing that stands in its way, if anything does.
    function requireNew(uint256 i, IdentityHash identity, uint256 birthMonth) private view {
        if (IdentityHash.unwrap(identity) == 0) revert ZeroIdentity(i);
        if (_people[identity].word.exists()) revert AlreadyEnrolled(i, identity);
        if (birthMonth > type(uint16).max) revert BirthInFuture(i, identity, birthMonth);
        if (birthMonth < FIRST_MONTH) revert BirthTooLongAgo(i, identity, birthMonth);
        int256 birth = Calendar.firstDay(birthMonth) * 1 days;
        int256 time = int256(block.timestamp);
        if (birth > time) revert BirthInFuture(i, identity, birthMonth);
        if (birth + int256(LONGEST_LIFE) < time) revert BirthTooLongAgo(i, identity, birthMonth);
    }

    function personOf(IdentityHash identity) private view returns (PersonWord word) {
        word = _people[identity].word;
        if (!word.exists()) revert NotEnrolled(identity);
    }

    function openPerson(IdentityHash identity) private view returns (PersonWord word) {
        word = personOf(identity);
        if (word.closed()) revert IsClosed(identity);
    }

    /// @dev The overlay at an index; an empty one where none was ever, or since the person opted
    ///      out.
    function overlayAt(
        IdentityHash identity,
        PersonWord word,
        uint256 index
    )
        private
        view
        returns (OverlayWord)
    {
        if (index >= word.overlays()) return OverlayWord.wrap(0);
        return _overlays[identity][index];
    }

    /// @dev What accrued never falls, so that no more than it was ever spent.
    function creditsAt(
        Credits.Moment memory moment,
        PersonWord word
    )
        private
        view
        returns (uint256)
    {
        if (word.closed()) return 0;
        unchecked {
            return _credits.entitlement(moment, word.birthMonth()) - word.spent();
        }
    }

    /// @dev How many of somebody's credits can be spent on a tier: of a portion, or of the base for
    ///      portion 0. Line i is refused when quality does not reach the tier.
    function reaching(
        uint256 i,
        IdentityHash identity,
        PersonWord word,
        uint256 credits,
        uint256 portion,
        uint256 tier
    )
        private
        view
        returns (uint256)
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 needed = tier * Quality.TIER_STEP;
        uint256 quality = balanceQuality(identity, word);
        if (portion == 0) {
            if (quality < needed) revert QualityTooLow(i, identity, quality, needed);
            uint256 outside = OverlaysLibrary.outOfReach(
                _overlays[identity], word.overlays(), quality, needed, today
            );
            return Math.saturatingSub(credits, outside);
        }
        OverlayWord overlay = overlayAt(identity, word, portion - 1);
        if (!overlay.isUpliftOn(today) || !overlay.isOnPortion()) {
            revert PortionNotInForce(i, identity, portion);
        }
        quality = overlay.portionQuality(quality);
        if (quality < needed) revert QualityTooLow(i, identity, quality, needed);
        return Math.min(credits, overlay.amount());
    }

    /// @dev Takes an amount, which is there, off the uplift of a portion; gives what `spend` says
    ///      of where it came from.
    function takeFrom(
        IdentityHash identity,
        uint256 portion,
        uint256 amount
    )
        private
        returns (uint256 source)
    {
        OverlayWord overlay = _overlays[identity][portion - 1];
        setOverlay(identity, portion - 1, overlay.covering(overlay.amount() - amount));
        return portion | (overlay.cause() << CAUSE_AT);
    }

    function setOverlay(IdentityHash identity, uint256 index, OverlayWord overlay) private {
        _overlays[identity][index] = overlay;
        emit OverlaySet(identity, index, overlay);
    }

    function charterInForce() private view returns (LedgerCharter storage) {
        return _charters[numberInForce()];
    }

    function numberInForce() private view returns (uint256 number) {
        number = _latest;
        if (Calendar.dayOf(block.timestamp) < _latestFrom) --number;
    }

    function currentYear() private view returns (uint256) {
        unchecked {
            return (block.timestamp - GENESIS) / Calendar.YEAR;
        }
    }

    function balanceQuality(
        IdentityHash identity,
        PersonWord word
    )
        private
        view
        returns (uint256)
    {
        uint256 today = Calendar.dayOf(block.timestamp);
        uint256 quality = Quality.on(word, today);
        return OverlaysLibrary.balanceQuality(
            _overlays[identity], word.overlays(), quality, today
        );
    }

    function timesIn(uint256 counted, uint256 year) private pure returns (uint256) {
        return counted >> TIMES_BITS == year ? uint16(counted) : 0;
    }

    function requireSender(address office) private view {
        if (msg.sender != office) revert Unauthorised(msg.sender);
    }

    function requireSameLength(uint256 expected, uint256 found) private pure {
        if (expected != found) revert LengthMismatch(expected, found);
    }
}
