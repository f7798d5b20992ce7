// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, CaseView, ICases, InfractionBatch } from "../../contracts/interfaces/ICases.sol";
import { IdentityHash } from "../../contracts/types/Types.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title What a council can file, and every refusal
contract CasesFilingTest is CasesJourneys {
    IdentityHash private constant KEYLESS = IdentityHash.wrap("keyless");

    function test_fileInfractions__inOrder__keepsWhatDecides() external {
        CaseKey memory key = accuse(CITIZEN, FRAUD);
        CaseView memory found = cases.caseOf(cases.idOf(key));
        assertEq(found.stage, 1);
        assertEq(found.filedAt, time());
        assertEq(found.since, time());
        assertEq(found.panel, 0);
        assertTrue(found.community == TOWN);
        assertEq(found.ground, 0);
        assertTrue(!found.reviewed);
        assertEq(found.noticeDays, NOTICE_DAYS);
        assertEq(found.ripeDays, RIPE_DAYS);
        assertEq(found.verdictDays, VERDICT_DAYS);
        assertEq(found.detail, 1);
        assertEq(cases.accusationsThisYear(CITIZEN), 1);
    }

    function test_fileInfractions__inOrder__tellsIt() external {
        CaseKey memory key = infractionKey(CITIZEN, LITTER, today());
        vm.expectEmit(address(cases));
        emit ICases.CaseFiled(
            cases.idOf(key), CITIZEN, INFRACTION, key.matter, TOWN, 1, "evidence"
        );
        this.tryAccuse(TOWN, accusation(CITIZEN, LITTER, today()), FIRST_TWO);
    }

    function test_idOf__aCase__hashesKindPersonAndMatter() external view {
        CaseKey memory key = CaseKey(3, CITIZEN, 12);
        bytes memory words =
            bytes.concat(bytes32(uint256(3)), bytes32("citizen"), bytes32(uint256(12)));
        assertTrue(cases.idOf(key) == keccak256(words));
    }

    function test_fileInfractions__listsThatDoNotFit__areRefused() external {
        InfractionBatch memory batch = accusation(CITIZEN, FRAUD, today());
        batch.actDays = new uint256[](2);
        assertAccusationRefused(
            batch, abi.encodeWithSelector(ICases.LengthMismatch.selector, 1, 2)
        );
        batch.identities = new bytes32[](0);
        batch.actDays = new uint256[](0);
        assertAccusationRefused(batch, abi.encodeWithSelector(ICases.NothingToDo.selector));
    }

    function test_fileInfractions__aboutOthers__areRefused() external {
        InfractionBatch memory batch = accusation(STRANGER, FRAUD, today());
        assertAccusationRefused(
            batch, abi.encodeWithSelector(ICases.NotAMember.selector, 0, STRANGER, TOWN)
        );
        batch = accusation(CITIZEN, FRAUD, today());
        bytes memory call = abi.encodeCall(this.tryAccuse, (NATION, batch, FIRST_TWO));
        assertRefused(
            call, abi.encodeWithSelector(ICases.NotAMember.selector, 0, CITIZEN, NATION)
        );
    }

    function test_fileInfractions__whoTakesNoPart__isRefused() external {
        bytes memory refusal = abi.encodeWithSelector(ICases.TakesNoPart.selector, 0, CITIZEN);
        uint256 start = SNAPSHOTS.snapshotState();
        optOut(CITIZEN);
        assertAccusationRefused(accusation(CITIZEN, FRAUD, today()), refusal);
        assertTrue(SNAPSHOTS.revertToState(start));
        close(CITIZEN);
        assertAccusationRefused(accusation(CITIZEN, FRAUD, today()), refusal);
    }

    function test_fileInfractions__aSeatThatSigned__isRefusedAboutItself() external {
        IdentityHash signer = seatOwner(TOWN, 1);
        assertAccusationRefused(
            accusation(signer, FRAUD, today()),
            abi.encodeWithSelector(ICases.SignsOwnCase.selector, 0, signer)
        );
        accuse(TOWN, accusation(signer, FRAUD, today()), 5);
        assertEq(cases.accusationsThisYear(signer), 1);
        accuse(TOWN, accusation(seatOwner(NATION, 0), FRAUD, today()), FIRST_TWO);
    }

    function test_fileInfractions__whoHasNoKey__isRefused() external {
        bytes memory refusal = abi.encodeWithSelector(ICases.CannotAppeal.selector, 0, KEYLESS);
        enrolByCouncil(KEYLESS, ADULT_MONTH);
        assertAccusationRefused(accusation(KEYLESS, FRAUD, today()), refusal);
        bind(KEYLESS, vm.addr(CITIZEN_KEY));
        accuse(KEYLESS, FRAUD);
    }

    function test_fileInfractions__whenAGuardiansKeyLapsed__areRefused() external {
        comesOfAgeInJuly();
        vm.warp(GENESIS + 30 days);
        assertAccusationRefused(
            accusation(KEYLESS, FRAUD, today()),
            abi.encodeWithSelector(ICases.CannotAppeal.selector, 0, KEYLESS)
        );
    }

    function test_fileInfractions__ofWhatAMinorDid__areRefused() external {
        uint256 majority = comesOfAgeInJuly();
        vm.warp(GENESIS + 30 days);
        bind(KEYLESS, vm.addr(CITIZEN_KEY));
        assertAccusationRefused(
            accusation(KEYLESS, FRAUD, majority - 1),
            abi.encodeWithSelector(ICases.ActOfMinor.selector, 0, KEYLESS, majority - 1)
        );
        accuse(accusation(KEYLESS, FRAUD, majority));
    }

    function test_fileInfractions__ofAnotherDay__areRefused() external {
        uint256 genesisDay = GENESIS / 1 days;
        assertAccusationRefused(
            accusation(CITIZEN, FRAUD, today() + 1),
            abi.encodeWithSelector(ICases.ActInFuture.selector, 0, today() + 1, today())
        );
        assertAccusationRefused(
            accusation(CITIZEN, FRAUD, genesisDay - 1),
            abi.encodeWithSelector(ICases.RuleNotInForce.selector, 0, FRAUD, 1, genesisDay - 1)
        );
        passDays(85);
        assertAccusationRefused(
            accusation(CITIZEN, FRAUD, today() - 91),
            abi.encodeWithSelector(ICases.ActTooOld.selector, 0, today() - 91, today() - 90)
        );
        accuse(accusation(CITIZEN, FRAUD, today() - 90));
    }

    function test_fileInfractions__underNoVersion__areRefused() external {
        InfractionBatch memory batch = accusation(CITIZEN, FRAUD, today());
        batch.version = 2;
        assertAccusationRefused(
            batch, abi.encodeWithSelector(ICases.RuleNotInForce.selector, 0, FRAUD, 2, today())
        );
        batch.actDays = one(today() - 1);
        assertAccusationRefused(
            batch, abi.encodeWithSelector(ICases.ActTooOld.selector, 0, today() - 1, today())
        );
    }

    function test_fileInfractions__aSecondTime__areRefused() external {
        CaseKey memory key = accuse(CITIZEN, FRAUD);
        withdraw(key);
        assertAccusationRefused(
            accusation(CITIZEN, FRAUD, today()),
            abi.encodeWithSelector(ICases.CaseExists.selector, 0, cases.idOf(key))
        );
        accuse(CITIZEN, LITTER);
    }

    function test_fileInfractions__aFifthInAYear__isRefused() external {
        for (uint256 i = 0; i < 4; ++i) accuse(accusation(CITIZEN, FRAUD, today() - i));
        assertEq(cases.accusationsThisYear(CITIZEN), 4);
        assertAccusationRefused(
            accusation(CITIZEN, LITTER, today()),
            abi.encodeWithSelector(ICases.TooManyAccusations.selector, 0, CITIZEN, 4)
        );
        vm.warp(GENESIS + YEAR);
        assertEq(cases.accusationsThisYear(CITIZEN), 0);
        accuse(CITIZEN, LITTER);
        assertEq(cases.accusationsThisYear(CITIZEN), 1);
    }

    function test_fileInfractions__oneLineRefused__filesNone() external {
        InfractionBatch memory batch = accusation(CITIZEN, FRAUD, today());
        batch.identities = pair(CITIZEN, STRANGER);
        batch.actDays = new uint256[](2);
        (batch.actDays[0], batch.actDays[1]) = (today(), today());
        assertAccusationRefused(
            batch, abi.encodeWithSelector(ICases.NotAMember.selector, 1, STRANGER, TOWN)
        );
        assertEq(stateOf(infractionKey(CITIZEN, FRAUD, today())), NONE);
        assertEq(cases.accusationsThisYear(CITIZEN), 0);
    }

    function test_anyFiling__aboutAPerson__leavesThemAsTheyAre() external {
        for (uint256 kind = INFRACTION; kind <= CLOSING; ++kind) {
            if (kind == CHALLENGE) award(CITIZEN);
            bytes32 before = ledgerOf(CITIZEN);
            uint256 start = SNAPSHOTS.snapshotState();
            if (kind != CHALLENGE) begin(kind);
            assertTrue(ledgerOf(CITIZEN) == before);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    // ------------------------------------------------------------- recoveries

    function test_fileRecovery__ofOthersOrOneself__isRefused() external {
        address newKey = vm.addr(NEW_KEY);
        bytes memory call = abi.encodeCall(this.tryRecover, (NATION, CITIZEN, newKey, FIRST_TWO));
        assertRefused(
            call, abi.encodeWithSelector(ICases.NotAMember.selector, 0, CITIZEN, NATION)
        );
        IdentityHash signer = seatOwner(TOWN, 0);
        call = abi.encodeCall(this.tryRecover, (TOWN, signer, newKey, FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.SignsOwnCase.selector, 0, signer));
    }

    function test_fileRecovery__withoutKeys__isRefused() external {
        enrolByCouncil(KEYLESS, ADULT_MONTH);
        address newKey = vm.addr(NEW_KEY);
        bytes memory call = abi.encodeCall(this.tryRecover, (TOWN, KEYLESS, newKey, FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.NoController.selector, KEYLESS));
        call = abi.encodeCall(this.tryRecover, (TOWN, CITIZEN, address(0), FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.ZeroController.selector, CITIZEN));
    }

    function test_fileRecovery__theNewKeyDidNotSign__isRefused() external {
        address other = vm.addr(4711);
        bytes memory call = abi.encodeCall(this.tryRecover, (TOWN, CITIZEN, other, FIRST_TWO));
        assertRefused(
            call, abi.encodeWithSelector(ICases.NewControllerDeclined.selector, CITIZEN, other)
        );
    }

    function test_fileRecovery__inOrder__tellsIt() external {
        uint256 matter = (uint256(uint160(vm.addr(NEW_KEY))) << 40) | time();
        bytes32 id = cases.idOf(CaseKey(RECOVERY, CITIZEN, matter));
        vm.expectEmit(address(cases));
        emit ICases.CaseFiled(id, CITIZEN, RECOVERY, matter, TOWN, 0, "evidence");
        this.tryRecover(TOWN, CITIZEN, vm.addr(NEW_KEY), FIRST_TWO);
    }

    // --------------------------------------------------------------- closings

    function test_fileClosing__ofOthersOneselfOrClosed__isRefused() external {
        bytes memory call = abi.encodeCall(this.tryClose, (NATION, CITIZEN, FIRST_TWO));
        assertRefused(
            call, abi.encodeWithSelector(ICases.NotAMember.selector, 0, CITIZEN, NATION)
        );
        IdentityHash signer = seatOwner(TOWN, 0);
        call = abi.encodeCall(this.tryClose, (TOWN, signer, FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.SignsOwnCase.selector, 0, signer));
        close(CITIZEN);
        call = abi.encodeCall(this.tryClose, (TOWN, CITIZEN, FIRST_TWO));
        assertRefused(call, abi.encodeWithSelector(ICases.IsClosed.selector, CITIZEN));
    }

    // ----------------------------------------------------------------- private

    function assertAccusationRefused(
        InfractionBatch memory batch,
        bytes memory expected
    )
        private
    {
        assertRefused(abi.encodeCall(this.tryAccuse, (TOWN, batch, FIRST_TWO)), expected);
    }

    /// @dev Somebody with a guardian's key; the day on which it lapses.
    function comesOfAgeInJuly() private returns (uint256 majority) {
        enrolByCouncil(KEYLESS, GENESIS_MONTH + 1 - 18 * 12);
        bind(KEYLESS, vm.addr(CITIZEN_KEY));
        majority = communities.signatory(KEYLESS).lapseDay;
        assertEq(majority, 19_905);
    }

    /// @dev All that the ledger says of a person.
    function ledgerOf(IdentityHash identity) private view returns (bytes32) {
        return keccak256(
            abi.encode(
                ledger.rawPeople(one(identity)),
                ledger.rawOverlays(identity),
                ledger.creditsOf(identity),
                ledger.leftAt(identity)
            )
        );
    }
}
