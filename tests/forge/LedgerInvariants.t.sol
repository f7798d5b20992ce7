// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    ILedger,
    LedgerCharter,
    OverlayView,
    RuleText
} from "../../contracts/interfaces/ILedger.sol";
import { PersonWord } from "../../contracts/libraries/PersonWord.sol";
import { CommunityId, IdentityHash, Offices, RuleId } from "../../contracts/types/Types.sol";
import { Artifacts } from "./Artifacts.sol";
import { Test } from "./Test.sol";

/// @title Random acts of all offices on a few people, with time passing between them
/// @dev Limits are small, so that they are reached within a run.
contract LedgerActor is Artifacts {
    uint256 internal constant GENESIS = 1_718_451_000;
    uint256 internal constant PEOPLE = 4;
    CommunityId internal constant HOME = CommunityId.wrap(3);

    ILedger public immutable LEDGER;
    LedgerCharter private _charter = LedgerCharter({
        categoryCap: 100,
        annualCap: 400,
        graceDays: 30,
        filingDays: 14,
        ruleNoticeDays: 30,
        leaveDays: 30,
        leaveWindowDays: 365,
        genesisRate: 1_000_000,
        rateBase: 500_000,
        ratePerDividend: 1_000_000,
        rateChangeLimit: 2500,
        rateNoticeDays: 30,
        giftCap: 50,
        usableQuality: 200
    });
    /// @notice Credits of each person when last looked at, with those they spent.
    mapping(uint256 person => uint256 credits) public seen;
    /// @notice Credits of each person spent by acts that were not refused, less those restored.
    mapping(uint256 person => uint256 credits) public spentBy;
    Spending[] private _spendings;

    struct Spending {
        uint256 person;
        uint256 amount;
        uint256 source;
    }

    constructor() {
        vm.warp(GENESIS);
        RuleText[] memory rules = new RuleText[](7);
        for (uint256 i = 0; i < rules.length; ++i) {
            rules[i] = RuleText(RuleId.wrap(i + 1), i + 1, 40 + 10 * i, i % 3, 0, "text");
        }
        address me = address(this);
        Offices memory offices = Offices(me, me, me, me, me, me);
        LEDGER = createLedger(_charter, "charter", offices, rules, "catalogue");
        for (uint256 i = 0; i < PEOPLE; ++i) {
            bytes32[] memory identities = new bytes32[](1);
            uint256[] memory months = new uint256[](1);
            uint256[] memory actDays = new uint256[](1);
            actDays[0] = GENESIS / 1 days;
            identities[0] = IdentityHash.unwrap(identity(i));
            months[0] = 1970 * 12 + 200 * i;
            LEDGER.enrol(HOME, identities, months);
            // Enough to give some of it away from the beginning.
            for (uint256 rule = 1; rule <= 5; ++rule) {
                LEDGER.award(identities, actDays, HOME, 0, RuleId.wrap(rule), 1);
            }
        }
    }

    function award(uint256 person, uint256 rule, uint256 age) external {
        bytes32[] memory identities = new bytes32[](1);
        uint256[] memory actDays = new uint256[](1);
        identities[0] = IdentityHash.unwrap(identity(between(person, 0, PEOPLE - 1)));
        actDays[0] = vm.getBlockTimestamp() / 1 days - between(age, 0, 15);
        LEDGER.award(identities, actDays, HOME, 0, RuleId.wrap(between(rule, 1, 7)), 1);
    }

    function declareLeave(uint256 person, uint256 daysAway) external {
        LEDGER.declareLeave(identity(between(person, 0, PEOPLE - 1)), between(daysAway, 1, 31));
    }

    function endLeave(uint256 person) external {
        LEDGER.endLeave(identity(between(person, 0, PEOPLE - 1)));
    }

    function give(uint256 person, uint256 points) external {
        LEDGER.give(identity(between(person, 0, PEOPLE - 1)), between(points, 0, 51));
    }

    function uplift(uint256 person, uint256 points, uint256 daysLong) external {
        IdentityHash lucky = identity(between(person, 0, PEOPLE - 1));
        LEDGER.uplift(lucky, between(points, 1, 400), 500_000, between(daysLong, 1, 365), 1);
    }

    function deduct(uint256 person, uint256 points, uint256 amount, uint256 daysLong) external {
        IdentityHash accused = identity(between(person, 0, PEOPLE - 1));
        uint256 untilDay = vm.getBlockTimestamp() / 1 days + between(daysLong, 1, 365);
        LEDGER.deduct(accused, between(points, 1, 300), between(amount, 0, 1), untilDay, 1);
    }

    function endDeduction(uint256 person, uint256 index) external {
        LEDGER.endDeduction(identity(between(person, 0, PEOPLE - 1)), between(index, 0, 8), 1);
    }

    function reverseAward(uint256 person, uint256 rule) external {
        rule = between(rule, 1, 7);
        uint256 year = LEDGER.yearAt(vm.getBlockTimestamp());
        uint256 points = 40 + 10 * (rule - 1);
        LEDGER.reverseAward(identity(between(person, 0, PEOPLE - 1)), rule, points, year);
    }

    function optOut(uint256 person) external {
        LEDGER.optOut(leaver(person));
    }

    function optIn(uint256 person) external {
        LEDGER.optIn(leaver(person));
    }

    function close(uint256 person) external {
        LEDGER.close(leaver(person));
    }

    function reopen(uint256 person) external {
        LEDGER.reopen(leaver(person));
    }

    function spend(uint256 person, uint256 amount, uint256 portion, uint256 tier) external {
        person = between(person, 0, PEOPLE - 1);
        uint256[] memory amounts = new uint256[](1);
        uint256[] memory portions = new uint256[](1);
        uint256[] memory tiers = new uint256[](1);
        bytes32[] memory identities = new bytes32[](1);
        identities[0] = IdentityHash.unwrap(identity(person));
        amounts[0] = between(amount, 0, 500_000);
        // Mostly Essential from the base, so that acts are not refused most of the time.
        if (portion % 3 == 0) portions[0] = between(portion / 3, 1, 2);
        if (tier % 3 == 0) tiers[0] = between(tier / 3, 1, 2);
        uint256 source = LEDGER.spend(identities, amounts, portions, tiers)[0];
        _spendings.push(Spending(person, amounts[0], source));
        spentBy[person] += amounts[0];
    }

    function restore() external {
        Spending memory latest = _spendings[_spendings.length - 1];
        _spendings.pop();
        LEDGER.restore(identity(latest.person), latest.amount, latest.source);
        spentBy[latest.person] -= latest.amount;
    }

    function announceRate(uint256 dividend) external {
        uint256 year = LEDGER.yearAt(vm.getBlockTimestamp()) + 1;
        LEDGER.announceRate(year, between(dividend, 0, 1_000_000), "source");
    }

    function pass(uint256 time) external {
        vm.warp(vm.getBlockTimestamp() + between(time, 1, 30 days));
    }

    /// @dev Credits of who is closed are out of sight; nothing is remembered of them meanwhile.
    function look(uint256 person) external returns (uint256 before, uint256 current) {
        person = between(person, 0, PEOPLE - 1);
        before = seen[person];
        if (LEDGER.isClosed(identity(person))) return (before, before);
        current = LEDGER.creditsOf(identity(person)) + LEDGER.spentBy(identity(person));
        seen[person] = current;
    }

    /// @dev Half of the people always take part, so that acts are not refused most of the time.
    function leaver(uint256 person) private pure returns (IdentityHash) {
        return identity(between(person, PEOPLE / 2, PEOPLE - 1));
    }

    function identity(uint256 person) public pure returns (IdentityHash) {
        return IdentityHash.wrap(keccak256(abi.encode(person)));
    }

    function people() public pure returns (bytes32[] memory identities) {
        identities = new bytes32[](PEOPLE);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            identities[i] = IdentityHash.unwrap(identity(i));
        }
    }
}

/// @title What holds after any sequence of acts
contract LedgerInvariantsTest is Test {
    LedgerActor private _actor;
    ILedger private _ledger;

    function setUp() external {
        _actor = new LedgerActor();
        _ledger = _actor.LEDGER();
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_actor);
    }

    function invariant_credits__never_fall_but_by_spending() external {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            (uint256 before, uint256 current) = _actor.look(i);
            assertTrue(current >= before);
        }
    }

    function invariant_quality__within_what_was_earned_and_the_ceiling() external view {
        uint256[] memory words = _ledger.rawPeople(_actor.people());
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 quality = _ledger.qualityOf(_actor.identity(i));
            assertTrue(quality <= 1000);
            assertTrue(quality <= PersonWord.wrap(words[i]).quality());
            assertEq(words[i] >> 254, 0);
        }
    }

    function invariant_spent__what_was_spent_and_not_restored_and_never_more_than_accrued()
        external
        view
    {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            IdentityHash identity = _actor.identity(i);
            uint256 spent = _ledger.spentBy(identity);
            assertEq(spent, _actor.spentBy(i));
            uint256 month = _ledger.birthMonthOf(identity);
            assertTrue(spent <= _ledger.entitlement(month, vm.getBlockTimestamp()));
        }
    }

    function invariant_closed_people__have_no_credits_to_see() external view {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            IdentityHash identity = _actor.identity(i);
            bool closed = _ledger.isClosed(identity);
            assertTrue(!closed || _ledger.creditsOf(identity) == 0);
            assertTrue(!(closed && _ledger.takesPart(identity)));
        }
    }

    function invariant_opted_out_people__have_no_quality_and_no_overlays() external view {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            IdentityHash identity = _actor.identity(i);
            if (_ledger.takesPart(identity) || _ledger.isClosed(identity)) continue;
            assertTrue(_ledger.leftAt(identity) != 0);
            assertEq(_ledger.baseQualityOf(identity), 0);
            assertEq(_ledger.overlaysOf(identity).length, 0);
        }
    }

    function invariant_points_of_a_year__within_the_caps() external view {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            uint256 sum = 0;
            uint256 inTotal = 0;
            for (uint256 category = 1; category <= 7; ++category) {
                uint256 inCategory;
                (inCategory, inTotal) = _ledger.earnedThisYear(_actor.identity(i), category);
                assertTrue(inCategory <= 100);
                sum += inCategory;
            }
            assertEq(sum, inTotal);
            assertTrue(inTotal <= 400);
        }
    }

    function invariant_gifts_of_a_year__within_the_cap() external view {
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            assertTrue(_ledger.givenThisYear(_actor.identity(i)) <= 50);
        }
    }

    function invariant_overlays__at_most_8_and_portions_within_the_ceiling() external view {
        uint256 today = vm.getBlockTimestamp() / 1 days;
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            IdentityHash identity = _actor.identity(i);
            OverlayView[] memory overlays = _ledger.overlaysOf(identity);
            assertTrue(overlays.length <= 8);
            for (uint256 index = 0; index < overlays.length; ++index) {
                if (today >= overlays[index].untilDay || overlays[index].amount == 0) continue;
                (, uint256 quality,) = _ledger.portionOf(identity, index);
                assertTrue(quality <= 1000);
                bool lifted = overlays[index].kind == 1;
                uint256 balance = _ledger.qualityOf(identity);
                assertTrue(lifted ? quality >= balance : quality <= balance);
            }
        }
    }

    function invariant_leave__never_longer_than_the_charter_allows() external view {
        uint256 today = vm.getBlockTimestamp() / 1 days;
        for (uint256 i = 0; i < _actor.people().length; ++i) {
            (, uint256 leaveUntil) = _ledger.decayOf(_actor.identity(i));
            assertTrue(leaveUntil <= today + 30);
        }
    }
}
