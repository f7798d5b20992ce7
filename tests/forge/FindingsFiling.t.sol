// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import {
    FindingKey,
    FindingView,
    IFindings,
    StandardText,
    StandardView
} from "../../contracts/interfaces/IFindings.sol";
import { IServices } from "../../contracts/interfaces/IServices.sol";
import { CommunityId, RuleId } from "../../contracts/types/Types.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @title Standards, and what a council can bring under them
contract FindingsFilingTest is FindingsFixture {
    function test_creation__ofOtherContracts__isRefused() external {
        address planned = upcoming(0);
        vm.expectRevert(
            abi.encodeWithSelector(IFindings.WrongWiring.selector, address(findings), planned)
        );
        createFindings(ledger, communities, panels, genesisStandards(), "standards");
    }

    function test_creation__asPlanned__knowsItsContracts() external view {
        assertTrue(address(findings.LEDGER()) == address(ledger));
        assertTrue(address(findings.COMMUNITIES()) == address(communities));
        assertTrue(address(findings.PANELS()) == address(panels));
        assertTrue(address(findings.CASES()) == address(cases));
        assertTrue(address(findings.SERVICES()) == address(services));
        assertTrue(findings.standardsHash() == "standards");
        assertEq(findings.mandateCount(), 0);
    }

    // -------------------------------------------------------------- standards

    function test_standards__ofGenesis__holdFromTheDayOfDeployment() external view {
        StandardView memory found = findings.standardVersion(LEARNING, 1);
        assertEq(found.effect, 2);
        assertEq(found.sunsetDays, 730);
        assertEq(found.fromDay, GENESIS / 1 days);
        assertEq(found.untilDay, type(uint24).max);
        assertEq(found.filingDays, 90);
        assertTrue(found.textHash == "learning");
        assertEq(findings.versionsOf(LEARNING), 1);
        assertEq(findings.versionsOf(RuleId.wrap(3)), 0);
        assertEq(findings.standardVersion(LEARNING, 2).untilDay, 0);
    }

    function test_publishStandards__aNewVersion__endsTheFormer() external {
        uint256 fromDay = today() + 30;
        vm.expectEmit(address(findings));
        emit IFindings.StandardPublished(EMISSIONS, 2, 2, 30, fromDay, "new");
        vm.expectEmit(address(findings));
        emit IFindings.StandardsPublished("new hash");
        this.tryPublish(NATION, StandardText(EMISSIONS, 2, 30, fromDay, "new"));
        assertEq(findings.standardVersion(EMISSIONS, 1).untilDay, fromDay);
        assertEq(findings.standardVersion(EMISSIONS, 2).fromDay, fromDay);
        assertEq(findings.versionsOf(EMISSIONS), 2);
        assertTrue(findings.standardsHash() == "new hash");
        vm.warp(fromDay * 1 days);
        assertNotInForce(EMISSIONS, 1, fromDay);
        find(NATION, keyOf(EMISSIONS, fromDay - 1), 1, FIRST_TWO);
        assertNotInForce(EMISSIONS, 2, fromDay - 2);
        find(NATION, keyOf(EMISSIONS, fromDay), 2, FIRST_TWO);
    }

    function test_publishStandards__ofARetiredStandard__findsNothing() external {
        uint256 fromDay = today() + 30;
        publish(NATION, StandardText(EMISSIONS, 0, 730, fromDay, "new"));
        vm.warp(fromDay * 1 days);
        assertNotInForce(EMISSIONS, 2, fromDay);
    }

    function test_publishStandards__atItsBounds__isAccepted() external {
        uint256 last = 2 ** 24 - 2;
        publish(NATION, StandardText(RuleId.wrap(2 ** 32 - 1), 2, 730, last, ""));
        publish(NATION, StandardText(RuleId.wrap(3), 1, 30, today() + 30, ""));
        assertEq(findings.standardVersion(RuleId.wrap(2 ** 32 - 1), 1).fromDay, last);
        assertEq(findings.standardVersion(RuleId.wrap(3), 1).sunsetDays, 30);
    }

    function test_publishStandards__outsideItsBounds__isRefused() external {
        uint256 fromDay = today() + 30;
        uint256 last = 2 ** 24 - 2;
        uint256 most = 2 ** 32 - 1;
        RuleId none = RuleId.wrap(0);
        RuleId beyond = RuleId.wrap(2 ** 32);
        assertOutside(StandardText(none, 1, 30, fromDay, ""), "rule", 0, 1, most);
        assertOutside(StandardText(beyond, 1, 30, fromDay, ""), "rule", 2 ** 32, 1, most);
        assertOutside(StandardText(EMISSIONS, 3, 30, fromDay, ""), "effect", 3, 0, 2);
        assertOutside(StandardText(EMISSIONS, 1, 29, fromDay, ""), "sunsetDays", 29, 30, 730);
        assertOutside(StandardText(EMISSIONS, 1, 731, fromDay, ""), "sunsetDays", 731, 30, 730);
        assertOutside(
            StandardText(EMISSIONS, 1, 30, last + 1, ""), "fromDay", last + 1, 0, last
        );
    }

    function test_publishStandards__withoutNoticeOrOrder__isRefused() external {
        uint256 earliest = today() + 30;
        assertPublishRefused(
            StandardText(EMISSIONS, 1, 30, earliest - 1, ""),
            abi.encodeWithSelector(
                IFindings.RuleNoticeTooShort.selector, EMISSIONS, earliest - 1, earliest
            )
        );
        publish(NATION, StandardText(EMISSIONS, 1, 30, earliest + 1, ""));
        assertPublishRefused(
            StandardText(EMISSIONS, 1, 30, earliest + 1, ""),
            abi.encodeWithSelector(
                IFindings.RuleVersionOutOfOrder.selector, EMISSIONS, earliest + 1, earliest + 1
            )
        );
    }

    function test_publishStandards__byAnotherCouncil__isRefused() external {
        StandardText memory text = StandardText(EMISSIONS, 1, 30, today() + 30, "");
        assertRefused(
            abi.encodeCall(this.tryPublish, (TOWN, text)),
            abi.encodeWithSelector(IFindings.NotTheRoot.selector, TOWN)
        );
    }

    // ----------------------------------------------------------------- filing

    function test_idOf__aFinding__hashesOrganisationStandardAndDay() external view {
        bytes memory words =
            bytes.concat(bytes32(uint256(5)), bytes32(uint256(6)), bytes32(uint256(7)));
        FindingKey memory key = FindingKey(5, RuleId.wrap(6), 7);
        assertTrue(findings.idOf(key) == keccak256(words));
    }

    function test_fileFinding__inOrder__keepsWhatDecides() external {
        FindingKey memory key = find(EMISSIONS);
        FindingView memory found = findings.findingOf(findings.idOf(key));
        assertEq(found.stage, 1);
        assertEq(found.filedAt, time());
        assertEq(found.since, time());
        assertEq(found.panel, 0);
        assertTrue(found.community == NATION);
        assertEq(found.ground, 0);
        assertTrue(!found.reviewed);
        assertEq(found.noticeDays, NOTICE_DAYS);
        assertEq(found.ripeDays, RIPE_DAYS);
        assertEq(found.verdictDays, VERDICT_DAYS);
        assertEq(found.version, 1);
        assertEq(found.place, 0);
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 1);
        assertEq(findings.findingsThisYear(ORGANISATION, VALLEY), 0);
    }

    function test_fileFinding__inOrder__isTold() external {
        FindingKey memory key = keyOf(LEARNING, today() - 1);
        bytes32 id = findings.idOf(key);
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(NATION, 0, FIRST_TWO);
        vm.expectEmit(address(findings));
        emit IFindings.FindingFiled(
            id, ORGANISATION, NATION, LEARNING, 1, key.day, 0, 0, "evidence"
        );
        this.tryFind(NATION, key, 1);
    }

    function test_fileFinding__untilItIsCarriedOut__changesNothing() external {
        for (uint256 state = NOTICE; state <= WITHDRAWN; ++state) {
            uint256 start = SNAPSHOTS.snapshotState();
            reachFinding(state);
            assertEq(suspendedUntil(), 0);
            assertEq(findings.effectsOf(ORGANISATION).length, 0);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_fileFinding__aboutNobody__isRefusedBeforeTheApproval() external {
        for (uint256 number = 0; number <= 2; number += 2) {
            FindingKey memory key = FindingKey(number, EMISSIONS, today());
            assertRefused(
                abi.encodeCall(this.tryFind, (CommunityId.wrap(9), key, 1)),
                abi.encodeWithSelector(IServices.OrganisationUnknown.selector, number)
            );
        }
    }

    function test_fileFinding__byTheAccreditor__isRefusedBeforeItsDay() external {
        FindingKey memory key = keyOf(EMISSIONS, today() + 1);
        assertRefused(
            abi.encodeCall(this.tryFind, (TOWN, key, 1)),
            abi.encodeWithSelector(IFindings.OwnOrganisation.selector, ORGANISATION, TOWN)
        );
    }

    function test_fileFinding__withTooFewSeats__isRefused() external {
        FindingKey memory key = keyOf(EMISSIONS, today());
        assertRefused(
            abi.encodeCall(this.tryFind, (VALLEY, key, 1)),
            abi.encodeWithSelector(ICommunities.TooFewSignatures.selector, VALLEY, 6, 2)
        );
        find(VALLEY, key, 1, SIX_OF_EIGHT);
        assertTrue(findings.findingOf(findings.idOf(key)).community == VALLEY);
    }

    function test_fileFinding__ofAnotherDay__isRefused() external {
        assertFindingRefused(
            keyOf(EMISSIONS, today() + 1),
            1,
            abi.encodeWithSelector(
                IFindings.ActInFuture.selector, 0, today() + 1, today()
            )
        );
        assertNotInForce(EMISSIONS, 1, GENESIS / 1 days - 1);
        passDays(85);
        assertFindingRefused(
            keyOf(EMISSIONS, today() - 91),
            1,
            abi.encodeWithSelector(
                IFindings.ActTooOld.selector, 0, today() - 91, today() - 90
            )
        );
        find(NATION, keyOf(EMISSIONS, today() - 90), 1, FIRST_TWO);
    }

    function test_fileFinding__underNoVersion__isRefused() external {
        uint256[3] memory versions = [uint256(0), 2, 2 ** 32 + 1];
        for (uint256 i = 0; i < 3; ++i) {
            assertNotInForce(EMISSIONS, versions[i], today());
            assertFindingRefused(
                keyOf(EMISSIONS, today() - 1),
                versions[i],
                abi.encodeWithSelector(
                    IFindings.ActTooOld.selector, 0, today() - 1, today()
                )
            );
        }
        assertNotInForce(RuleId.wrap(3), 1, today());
    }

    function test_fileFinding__aSecondTime__isRefusedOfEveryCouncil() external {
        FindingKey memory key = find(EMISSIONS);
        withdraw(NATION, key);
        bytes memory refusal =
            abi.encodeWithSelector(IFindings.FindingExists.selector, findings.idOf(key));
        assertFindingRefused(key, 1, refusal);
        find(LEARNING);
        find(NATION, keyOf(EMISSIONS, today() - 1), 1, FIRST_TWO);
    }

    function test_fileFinding__aFifthInAYear__isRefusedOfThisCouncilAlone() external {
        for (uint256 i = 0; i < 4; ++i) {
            find(NATION, keyOf(EMISSIONS, today() - i), 1, FIRST_TWO);
        }
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 4);
        FindingKey memory fifth = keyOf(LEARNING, today());
        assertFindingRefused(
            fifth,
            1,
            abi.encodeWithSelector(
                IFindings.TooManyFindings.selector, ORGANISATION, NATION, 4
            )
        );
        find(VALLEY, fifth, 1, SIX_OF_EIGHT);
        accredit(TOWN, ORGANISATION_KEY + 1);
        find(NATION, FindingKey(2, LEARNING, today()), 1, FIRST_TWO);
        assertEq(findings.findingsThisYear(2, NATION), 1);
        vm.warp(GENESIS + YEAR);
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 0);
        find(NATION, keyOf(LEARNING, today()), 1, FIRST_TWO);
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 1);
    }

    function test_fileFinding__whenRefused__usesNoNonce() external {
        uint256 nonce = communities.council(NATION).nonce;
        assertNotInForce(EMISSIONS, 2, today());
        assertEq(communities.council(NATION).nonce, nonce);
    }

    // ----------------------------------------------------------------- private

    function assertFindingRefused(
        FindingKey memory key,
        uint256 version,
        bytes memory expected
    )
        private
    {
        assertRefused(abi.encodeCall(this.tryFind, (NATION, key, version)), expected);
    }

    function assertNotInForce(RuleId standard, uint256 version, uint256 day) private {
        assertFindingRefused(
            keyOf(standard, day),
            version,
            abi.encodeWithSelector(
                IFindings.RuleNotInForce.selector, 0, standard, version, day
            )
        );
    }

    function assertOutside(
        StandardText memory text,
        string memory parameter,
        uint256 value,
        uint256 lowest,
        uint256 highest
    )
        private
    {
        assertPublishRefused(
            text,
            abi.encodeWithSelector(
                IFindings.RuleOutOfBounds.selector,
                text.standard,
                parameter,
                value,
                lowest,
                highest
            )
        );
    }

    function assertPublishRefused(StandardText memory text, bytes memory expected) private {
        assertRefused(abi.encodeCall(this.tryPublish, (NATION, text)), expected);
    }
}
