// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IAmendable } from "../../contracts/interfaces/IAmendable.sol";
import { IAssembly } from "../../contracts/interfaces/IAssembly.sol";
import { FoundingCommunity, ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { AssemblyFixture } from "./AssemblyFixture.sol";

/// @title Amending the charter by two thirds of all communities
contract AssemblyAmendmentsTest is AssemblyFixture {
    uint256 private constant LATEST = 730;
    uint256 private constant NEW_TERM = 365;

    // ------------------------------------------------------------ two thirds

    function test_endorse__three_of_four_communities__passes() external {
        uint256[] memory values = newAssembly();
        uint256 fromDay = earliest();
        bytes32 amendment = amendmentOf(TARGET_ASSEMBLY, values, fromDay);
        endorse(TOWN, TARGET_ASSEMBLY, values, fromDay);
        endorse(VILLAGE, TARGET_ASSEMBLY, values, fromDay);
        assertEq(assembly_.endorsementsOf(amendment), 2);
        assertTrue(assembly_.hasEndorsed(amendment, TOWN));
        assertTrue(!assembly_.hasEndorsed(amendment, VALLEY));
        assertEq(assembly_.amendmentDay(), 0);
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(VALLEY, 0, FIRST_FOUR);
        vm.expectEmit(address(assembly_));
        emit IAssembly.AmendmentEndorsed(amendment, VALLEY, 3);
        vm.expectEmit(address(assembly_));
        emit IAssembly.AmendmentPassed(amendment, TARGET_ASSEMBLY, fromDay, values);
        vm.expectEmit(address(assembly_));
        emit IAmendable.CharterAmended(values, fromDay);
        endorse(VALLEY, TARGET_ASSEMBLY, values, fromDay);
        assertEq(assembly_.amendmentDay(), fromDay);
    }

    function test_endorse__passed__holds_from_the_first_second_of_its_day() external {
        for (uint256 target = 1; target <= TARGET_SERVICES; ++target) {
            uint256 fromDay = earliest();
            uint256[] memory before = charterOf(target);
            uint256[] memory values = changed(target);
            pass(target, values, fromDay);
            assertEq(contractOf(target).amendmentDay(), fromDay);
            assertCharter(target, before);
            vm.warp(fromDay * 1 days - 1);
            assertCharter(target, before);
            assertEq(contractOf(target).amendmentDay(), fromDay);
            vm.warp(fromDay * 1 days);
            assertCharter(target, values);
            assertEq(contractOf(target).amendmentDay(), 0);
        }
    }

    function test_endorse__after_its_day__the_next_one_can_pass() external {
        uint256 fromDay = earliest();
        uint256[] memory pilot_ = charterOf(TARGET_ASSEMBLY);
        pass(TARGET_ASSEMBLY, newAssembly(), fromDay);
        vm.warp(fromDay * 1 days);
        pass(TARGET_ASSEMBLY, pilot_, fromDay + 200);
        assertCharter(TARGET_ASSEMBLY, newAssembly());
        vm.warp((fromDay + 200) * 1 days);
        assertCharter(TARGET_ASSEMBLY, pilot_);
    }

    function test_endorse__other_values_or_day__counted_apart() external {
        uint256[] memory values = newAssembly();
        endorse(NATION, TARGET_ASSEMBLY, values, earliest());
        endorse(TOWN, TARGET_ASSEMBLY, values, earliest() + 1);
        values[0] += 1;
        endorse(VALLEY, TARGET_ASSEMBLY, values, earliest());
        endorse(VALLEY, TARGET_ASSEMBLY, values, earliest() + 1);
        assertEq(assembly_.amendmentDay(), 0);
        assertEq(assembly_.endorsementsOf(amendmentOf(TARGET_ASSEMBLY, values, earliest())), 1);
    }

    function test_endorse__two_of_three_communities__are_two_thirds() external {
        deployAll(firstThree());
        endorse(NATION, TARGET_POOL, newPool(), earliest());
        assertEq(pool.amendmentDay(), 0);
        endorse(TOWN, TARGET_POOL, newPool(), earliest());
        assertEq(pool.amendmentDay(), earliest());
    }

    // -------------------------------------------------------------- refusals

    function test_endorse__no_such_target__refused() external {
        for (uint256 target = 0; target <= 6; target += 6) {
            vm.expectRevert(abi.encodeWithSelector(IAssembly.TargetUnknown.selector, target));
            this.tryEndorse(NATION, target, newAssembly(), earliest());
        }
        assertEq(communities.council(NATION).nonce, 0);
    }

    function test_endorse__other_number_of_values__refused() external {
        for (uint256 target = 1; target <= TARGET_SERVICES; ++target) {
            uint256 expected = charterOf(target).length;
            refuseCount(target, expected, expected - 1);
            refuseCount(target, expected, expected + 1);
        }
    }

    function test_endorse__outside_the_bounds__refused_with_the_first_parameter() external {
        refuseValue(TARGET_LEDGER, 0, "categoryCap", 9, 10, 250);
        refuseValue(TARGET_LEDGER, 7, "genesisRate", 1_000_001, 1_000_000, 1_000_000);
        refuseValue(TARGET_LEDGER, 13, "usableQuality", 901, 200, 900);
        refuseValue(TARGET_POOL, 0, "secondChanceBelow", 99, 100, 400);
        refuseValue(TARGET_POOL, 4, "membersPerNomination", 0, 1, 10_000);
        refuseValue(TARGET_CASES, 0, "noticeDays", 13, 14, 60);
        refuseValue(TARGET_CASES, 5, "challengesPerYear", 13, 1, 12);
        refuseValue(TARGET_ASSEMBLY, 0, "termDays", 179, 180, 1461);
        refuseValue(TARGET_ASSEMBLY, 0, "termDays", 1462, 180, 1461);
        refuseValue(TARGET_ASSEMBLY, 1, "volunteerDays", 6, 7, 60);
        refuseValue(TARGET_ASSEMBLY, 1, "volunteerDays", 61, 7, 60);
        refuseValue(TARGET_ASSEMBLY, 2, "shareIndexStep", 9, 10, 200);
        refuseValue(TARGET_ASSEMBLY, 2, "shareIndexStep", 201, 10, 200);
        refuseValue(TARGET_ASSEMBLY, 3, "amendmentNoticeDays", 29, 30, 180);
        refuseValue(TARGET_ASSEMBLY, 3, "amendmentNoticeDays", 181, 30, 180);
        refuseValue(TARGET_SERVICES, 0, "accreditationDays", 364, 365, 3652);
        refuseValue(TARGET_SERVICES, 2, "refundDays", 91, 14, 90);
    }

    function test_endorse__day_too_early_or_late__refused() external {
        uint256 least = today() + NOTICE_DAYS;
        uint256 most = today() + LATEST;
        refuseDay(least - 1, least, most);
        refuseDay(most + 1, least, most);
        endorse(NATION, TARGET_ASSEMBLY, newAssembly(), least);
        endorse(NATION, TARGET_ASSEMBLY, newAssembly(), most);
    }

    function test_endorse__another_waits_for_its_day__refused_of_this_target_only() external {
        pass(TARGET_ASSEMBLY, newAssembly(), earliest());
        uint256 waiting = earliest();
        vm.warp(waiting * 1 days - 1);
        uint256[] memory values = newAssembly();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.AmendmentPending.selector, TARGET_ASSEMBLY, waiting
            )
        );
        this.tryEndorse(VILLAGE, TARGET_ASSEMBLY, values, waiting + NOTICE_DAYS);
        endorse(VILLAGE, TARGET_POOL, newPool(), waiting + NOTICE_DAYS);
        vm.warp(waiting * 1 days);
        endorse(VILLAGE, TARGET_ASSEMBLY, values, waiting + 60);
    }

    function test_endorse__twice__refused() external {
        uint256[] memory values = newAssembly();
        endorse(NATION, TARGET_ASSEMBLY, values, earliest());
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.AlreadyEndorsed.selector,
                NATION,
                amendmentOf(TARGET_ASSEMBLY, values, earliest())
            )
        );
        this.tryEndorse(NATION, TARGET_ASSEMBLY, values, earliest());
        assertEq(communities.council(NATION).nonce, 1);
    }

    function test_endorse__notice_ran_out_before_two_thirds__refused() external {
        uint256[] memory values = newAssembly();
        uint256 fromDay = earliest();
        endorse(NATION, TARGET_ASSEMBLY, values, fromDay);
        endorse(TOWN, TARGET_ASSEMBLY, values, fromDay);
        passDays(1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.AmendmentDayOutOfBounds.selector,
                fromDay,
                fromDay + 1,
                today() + LATEST
            )
        );
        this.tryEndorse(VALLEY, TARGET_ASSEMBLY, values, fromDay);
    }

    function test_amend__not_by_an_endorsement__refused() external {
        uint256[] memory values = newAssembly();
        bytes memory refusal =
            abi.encodeWithSelector(IAssembly.Unauthorised.selector, address(this));
        for (uint256 target = 1; target <= TARGET_SERVICES; ++target) {
            IAmendable amended = contractOf(target);
            vm.expectRevert(refusal);
            amended.amend(values, today() + NOTICE_DAYS);
        }
    }

    // ------------------------------------------------ what follows an amendment

    function test_amended__assembly__uses_the_new_values_and_keeps_what_began() external {
        assembly_.openAudit(VALLEY);
        uint256 until = assembly_.auditOf(VALLEY).until;
        uint256 fromDay = earliest();
        pass(TARGET_ASSEMBLY, newAssembly(), fromDay);
        pass(TARGET_CASES, newCases(), fromDay);
        assertEq(assembly_.termEndOf(TOWN), GENESIS_DAY + TERM_DAYS);
        vm.warp(fromDay * 1 days);
        assertEq(assembly_.auditOf(VALLEY).until, until);
        assertEq(assembly_.termEndOf(TOWN), GENESIS_DAY + TERM_DAYS);
        assembly_.openAudit(TOWN);
        assertEq(assembly_.auditOf(TOWN).until, time() + 20 days);
        vm.warp((GENESIS_DAY + TERM_DAYS - 7) * 1 days - 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.TermRunning.selector, TOWN, GENESIS_DAY + TERM_DAYS - 7
            )
        );
        assembly_.openRenewal(TOWN);
        settle(1);
        vm.warp((GENESIS_DAY + TERM_DAYS - 7) * 1 days);
        assembly_.openRenewal(TOWN);
        assertEq(assembly_.renewalOf(1).entriesUntil, time() + 7 days);
        volunteer(0, 1);
        freezeAndSubmit(1);
        assembly_.fillSeats(1, winners(1, 1));
        assertEq(assembly_.termEndOf(TOWN), today() + NEW_TERM);
    }

    function test_amended__during_a_renewal__its_last_day_stays() external {
        uint256 renewal = openRenewal(TOWN);
        uint256 until = assembly_.renewalOf(renewal).entriesUntil;
        uint256 fromDay = earliest();
        pass(TARGET_ASSEMBLY, newAssembly(), fromDay);
        vm.warp(fromDay * 1 days);
        assertEq(assembly_.renewalOf(renewal).entriesUntil, until);
    }

    function test_amended__notice__binds_the_next_amendment() external {
        pass(TARGET_ASSEMBLY, newAssembly(), earliest());
        vm.warp(earliest() * 1 days);
        refuseDay(today() + 59, today() + 60, today() + LATEST);
        endorse(NATION, TARGET_POOL, newPool(), today() + 60);
    }

    // -------------------------------------------------------------- private

    function firstThree() private pure returns (FoundingCommunity[] memory founding) {
        founding = new FoundingCommunity[](3);
        for (uint256 i = 0; i < 3; ++i) founding[i] = fourCommunities()[i];
    }

    function earliest() private view returns (uint256) {
        return today() + NOTICE_DAYS;
    }

    function newAssembly() private pure returns (uint256[] memory values) {
        return valuesOf(abi.encode(NEW_TERM, 7, 50, 60));
    }

    function newPool() private pure returns (uint256[] memory values) {
        return valuesOf(abi.encode(400, 1, 1000, 1, 10_000));
    }

    function newCases() private pure returns (uint256[] memory values) {
        return valuesOf(abi.encode(60, 7, 20, 90, 12, 1));
    }

    function changed(uint256 target) private view returns (uint256[] memory values) {
        if (target == TARGET_POOL) return newPool();
        if (target == TARGET_CASES) return newCases();
        if (target == TARGET_ASSEMBLY) return valuesOf(abi.encode(1461, 60, 200, 30));
        if (target == TARGET_SERVICES) return valuesOf(abi.encode(3652, 180, 14));
        values = charterOf(TARGET_LEDGER);
        (values[0], values[1], values[12], values[13]) = (250, 1000, 0, 900);
    }

    function charterOf(uint256 target) private view returns (uint256[] memory) {
        if (target == TARGET_LEDGER) return valuesOf(abi.encode(ledger.charter()));
        if (target == TARGET_POOL) return valuesOf(abi.encode(pool.charter()));
        if (target == TARGET_CASES) return valuesOf(abi.encode(cases.charter()));
        if (target == TARGET_SERVICES) return valuesOf(abi.encode(services.charter()));
        return valuesOf(abi.encode(assembly_.charter()));
    }

    function contractOf(uint256 target) private view returns (IAmendable) {
        if (target == TARGET_LEDGER) return ledger;
        if (target == TARGET_POOL) return pool;
        if (target == TARGET_CASES) return cases;
        if (target == TARGET_SERVICES) return services;
        return assembly_;
    }

    function assertCharter(uint256 target, uint256[] memory values) private view {
        assertTrue(keccak256(abi.encode(charterOf(target))) == keccak256(abi.encode(values)));
    }

    function refuseCount(uint256 target, uint256 expected, uint256 found) private {
        vm.expectRevert(
            abi.encodeWithSelector(IAssembly.LengthMismatch.selector, expected, found)
        );
        this.tryEndorse(NATION, target, new uint256[](found), earliest());
    }

    function refuseValue(
        uint256 target,
        uint256 index,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        uint256[] memory values = charterOf(target);
        values[index] = value;
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.CharterOutOfBounds.selector, parameter, value, least, most
            )
        );
        this.tryEndorse(NATION, target, values, earliest());
    }

    function refuseDay(uint256 fromDay, uint256 least, uint256 most) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssembly.AmendmentDayOutOfBounds.selector, fromDay, least, most
            )
        );
        this.tryEndorse(NATION, TARGET_ASSEMBLY, newAssembly(), fromDay);
    }
}
