// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ILedger, LedgerCharter, RuleText } from "../../contracts/interfaces/ILedger.sol";
import { CommunityId, IdentityHash, Offices, RuleId } from "../../contracts/types/Types.sol";
import { Artifacts } from "./Artifacts.sol";

/// @title A ledger that obeys the test itself, and the shortest words for what tests do with it
abstract contract LedgerFixture is Artifacts {
    /// @dev 2024-06-15 11:30:00 UTC.
    uint256 internal constant GENESIS = 1_718_451_000;
    uint256 internal constant YEAR = 31_556_952;
    /// @dev June 2024.
    uint256 internal constant GENESIS_MONTH = 2024 * 12 + 5;
    /// @dev April 1990.
    uint256 internal constant ADULT_MONTH = 1990 * 12 + 3;

    CommunityId internal constant HOME = CommunityId.wrap(3);
    IdentityHash internal constant CITIZEN = IdentityHash.wrap("citizen");
    IdentityHash internal constant STRANGER = IdentityHash.wrap("stranger");
    IdentityHash internal constant NEWBORN = IdentityHash.wrap("newborn");

    /// @dev 150 points in category 1.
    RuleId internal constant COUNCIL_WORK = RuleId.wrap(1);
    /// @dev 20 points in category 2, twice a year.
    RuleId internal constant DAILY_VOTE = RuleId.wrap(2);
    /// @dev 150 points in category 3.
    RuleId internal constant SCIENCE = RuleId.wrap(3);

    address internal constant POOL = address(uint160(0x9001));
    address internal constant CASES = address(uint160(0xca5e5));
    address internal constant ASSEMBLY = address(uint160(0xa55e));
    address internal constant SERVICES = address(uint160(0x5e41));
    address internal constant FINDINGS = address(uint160(0xf1d5));

    ILedger internal ledger;

    function setUp() public virtual {
        vm.warp(GENESIS);
        ledger = deploy(pilot());
        enrol(CITIZEN, ADULT_MONTH);
    }

    function deploy(LedgerCharter memory charter) internal returns (ILedger) {
        RuleText[] memory rules = new RuleText[](3);
        rules[0] = RuleText(COUNCIL_WORK, 1, 150, 0, 0, "council work");
        rules[1] = RuleText(DAILY_VOTE, 2, 20, 2, 0, "daily vote");
        rules[2] = RuleText(SCIENCE, 3, 150, 0, 0, "science");
        Offices memory offices =
            Offices(address(this), POOL, CASES, ASSEMBLY, SERVICES, FINDINGS);
        return createLedger(charter, "charter", offices, rules, "catalogue");
    }

    function pilot() internal pure returns (LedgerCharter memory) {
        return LedgerCharter({
            categoryCap: 150,
            annualCap: 400,
            graceDays: 180,
            filingDays: 90,
            ruleNoticeDays: 30,
            leaveDays: 365,
            leaveWindowDays: 1826,
            genesisRate: 1_000_000,
            rateBase: 1_000_000,
            ratePerDividend: 0,
            rateChangeLimit: 1000,
            rateNoticeDays: 30,
            giftCap: 200,
            usableQuality: 600
        });
    }

    function enrol(IdentityHash identity, uint256 birthMonth) internal {
        ledger.enrol(HOME, one(identity), one(birthMonth));
    }

    function award(RuleId rule, uint256 actDay) internal {
        ledger.award(one(CITIZEN), one(actDay), HOME, 0, rule, 1);
    }

    function publish(RuleId rule, uint256 points, uint256 fromDay) internal {
        ledger.publishRules(one(RuleText(rule, 4, points, 0, fromDay, "text")), "catalogue");
    }

    function earned(uint256 category) internal view returns (uint256 inCategory) {
        (inCategory,) = ledger.earnedThisYear(CITIZEN, category);
    }

    function word() internal view returns (uint256) {
        return ledger.rawPeople(one(CITIZEN))[0];
    }

    function passDays(uint256 count) internal {
        vm.warp(time() + count * 1 days);
    }

    function today() internal view returns (uint256) {
        return time() / 1 days;
    }

    function time() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    function one(IdentityHash identity) internal pure returns (bytes32[] memory list) {
        list = new bytes32[](1);
        list[0] = IdentityHash.unwrap(identity);
    }

    function one(uint256 number) internal pure returns (uint256[] memory list) {
        list = new uint256[](1);
        list[0] = number;
    }

    function one(RuleText memory text) internal pure returns (RuleText[] memory list) {
        list = new RuleText[](1);
        list[0] = text;
    }
}
