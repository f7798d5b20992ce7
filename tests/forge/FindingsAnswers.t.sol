// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { FindingKey, FindingView, IFindings } from "../../contracts/interfaces/IFindings.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { Approval, IdentityHash } from "../../contracts/types/Types.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @title How an organisation answers: appeals, panels, verdicts and withdrawals
contract FindingsAnswersTest is FindingsFixture {
    uint256 private constant TWO_OF_FIVE = 3;
    uint256 private constant FIVE_OF_ELEVEN = 31;

    // ---------------------------------------------------------------- appeals

    function test_appeal__onNoGround__isRefused() external {
        FindingKey memory key = reachFinding(NOTICE);
        for (uint256 ground = 0; ground <= 6; ground += 6) {
            assertRefused(
                abi.encodeCall(this.tryAppeal, (key, ground, nobody())),
                abi.encodeWithSelector(IFindings.GroundUnknown.selector, ground)
            );
        }
    }

    function test_appeal__relayed__conveningAPanelIsTold() external {
        FindingKey memory key = reachFinding(NOTICE);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(findings.idOf(key), 2, 1, 5);
        this.tryAppeal(key, 5, nobody());
        FindingView memory found = findings.findingOf(findings.idOf(key));
        assertEq(found.panel, 1);
        assertEq(found.ground, 5);
        assertEq(found.since, time());
        assertEq(panels.panelOf(1).size, 5);
        assertTrue(panels.panelOf(1).community == NATION);
        assertTrue(panels.panelOf(1).listHash == keccak256(""));
    }

    function test_appeal__sentByTheKey__needsNoSignature() external {
        FindingKey memory key = reachFinding(NOTICE);
        uint256 deadline = time();
        vm.prank(vm.addr(ORGANISATION_KEY));
        findings.appeal(key, 1, nobody(), deadline, "");
        assertEq(stateOf(key), FIRST_PANEL);
    }

    function test_appeal__sentByAnybodyElse__isRefusedBeforeItsState() external {
        FindingKey memory key = reachFinding(LAPSED);
        uint256 deadline = time();
        bytes memory refusal = abi.encodeWithSelector(
            IFindings.NotTheOrganisation.selector, ORGANISATION, address(this)
        );
        vm.expectRevert(refusal);
        findings.appeal(key, 1, nobody(), deadline, "");
        bytes32 digest = digestOf(answerHash("FindingAppeal", key, 1));
        bytes memory signature = sign(ORGANISATION_KEY + 1, digest);
        vm.expectRevert(refusal);
        findings.appeal(key, 1, nobody(), deadline, signature);
    }

    function test_appeal__signedForAnythingElse__isRefused() external {
        FindingKey memory key = reachFinding(NOTICE);
        FindingKey memory other = find(LEARNING);
        uint256 deadline = time();
        bytes32[4] memory hashes = [
            answerHash("FindingAppeal", other, 1),
            answerHash("FindingAppeal", key, 2),
            answerHash("FindingReview", key, 1),
            bytes32(0)
        ];
        vm.warp(deadline - 1);
        hashes[3] = answerHash("FindingAppeal", key, 1);
        for (uint256 i = 0; i < 4; ++i) {
            bytes memory signature = sign(ORGANISATION_KEY, digestOf(hashes[i]));
            vm.expectRevert(
                abi.encodeWithSelector(
                    IFindings.NotTheOrganisation.selector, ORGANISATION, address(this)
                )
            );
            findings.appeal(key, 1, nobody(), deadline, signature);
        }
    }

    function test_appeal__afterTheDeadline__isRefusedAlsoFromTheKey() external {
        FindingKey memory key = reachFinding(NOTICE);
        (uint256 deadline, uint256 late) = (time(), time() + 1);
        vm.warp(late);
        vm.expectRevert(
            abi.encodeWithSelector(IFindings.DeadlinePassed.selector, deadline, late)
        );
        vm.prank(vm.addr(ORGANISATION_KEY));
        findings.appeal(key, 1, nobody(), deadline, "");
    }

    function test_appeal__withTheKeyOfToday__isAccepted() external {
        FindingKey memory key = reachFinding(NOTICE);
        address newKey = vm.addr(ORGANISATION_KEY + 1);
        vm.prank(vm.addr(ORGANISATION_KEY));
        services.offerKey(ORGANISATION, newKey);
        vm.prank(newKey);
        services.acceptKey(ORGANISATION);
        assertRefused(
            abi.encodeCall(this.tryAppeal, (key, 1, nobody())),
            abi.encodeWithSelector(
                IFindings.NotTheOrganisation.selector, ORGANISATION, address(this)
            )
        );
        uint256 deadline = time();
        vm.prank(newKey);
        findings.appeal(key, 1, nobody(), deadline, "");
    }

    function test_secondAppeal__withAnotherList__isRefused() external {
        FindingKey memory key = reachFinding(UPHELD);
        bytes memory refusal = abi.encodeWithSelector(IFindings.WrongList.selector, 1);
        assertRefused(abi.encodeCall(this.tryAppeal, (key, 1, nobody())), refusal);
        bytes32[] memory four = new bytes32[](4);
        for (uint256 i = 0; i < 4; ++i) four[i] = jurors[i];
        assertRefused(abi.encodeCall(this.tryAppeal, (key, 1, four)), refusal);
    }

    // ----------------------------------------------------------------- panels

    function test_secondPanel__ofEleven__hasNobodyOfTheFirst() external {
        FindingKey memory key = reachFinding(UPHELD);
        bytes32[] memory first = seated;
        assertEq(first.length, 5);
        appealSecond(key);
        assertEq(jurors.length, 11);
        for (uint256 i = 0; i < 11; ++i) assertTrue(!contains(first, jurors[i]));
        FindingView memory found = findings.findingOf(findings.idOf(key));
        assertEq(found.panel, 2);
        assertEq(found.ground, 2);
        assertEq(panels.panelOf(2).size, 11);
    }

    function test_jurors__onASeatOfTheAuditor__areNever() external {
        reachFinding(SECOND_PANEL);
        assertEq(seated.length, 16);
        for (uint256 i = 0; i < seated.length; ++i) {
            for (uint256 seat = 0; seat < 3; ++seat) {
                assertTrue(seated[i] != IdentityHash.unwrap(seatOwner(NATION, seat)));
            }
        }
    }

    function test_secondPanel__tooSmall__endsForTheOrganisation() external {
        FindingKey memory key = keyOf(EMISSIONS, today());
        find(VALLEY, key, 1, SIX_OF_EIGHT);
        appealFirst(key);
        decide(key, FOR_IT);
        appeal(key, 2, seated);
        assertEq(stateOf(key), SECOND_PANEL);
        seatPanelOf(key, seated);
        assertEq(jurors.length, 9);
        assertEq(stateOf(key), LAPSED);
        bytes memory call = abi.encodeCall(this.tryDecide, (key, FOR_IT, SIX_OF_ELEVEN));
        assertWrongState(call, key, LAPSED);
    }

    function test_panelOfAReview__tooSmall__releases() external {
        FindingKey memory key = reachFinding(CARRIED_OUT);
        review(key, 6);
        for (uint256 i = 0; i < 8; ++i) {
            close(seatOwner(VALLEY, i));
            close(seatOwner(VILLAGE, i));
        }
        seatPanelOf(key, nobody());
        assertEq(jurors.length, 3);
        assertEq(stateOf(key), RELEASED);
        carryOut(key);
        assertEq(stateOf(key), ENDED);
        assertEq(suspendedUntil(), 0);
        assertEq(communities.standingOf(NATION), 1000);
    }

    // --------------------------------------------------------------- verdicts

    function test_verdict__withAnotherOutcome__isRefused() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        for (uint256 outcome = 0; outcome <= 3; outcome += 3) {
            assertRefused(
                abi.encodeCall(this.tryDecide, (key, outcome, THREE_OF_FIVE)),
                abi.encodeWithSelector(IFindings.OutcomeUnknown.selector, outcome)
            );
        }
    }

    function test_verdict__ofAMinority__isRefused() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        assertRefused(
            abi.encodeCall(this.tryDecide, (key, AGAINST_IT, TWO_OF_FIVE)),
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, 1, 3, 2)
        );
        decide(key, FOR_IT);
        appealSecond(key);
        assertRefused(
            abi.encodeCall(this.tryDecide, (key, AGAINST_IT, FIVE_OF_ELEVEN)),
            abi.encodeWithSelector(IPanels.TooFewSignatures.selector, 2, 6, 5)
        );
    }

    function test_verdict__beforeThePanelWasDrawn__isRefused() external {
        FindingKey memory key = reachFinding(NOTICE);
        appeal(key, 1, nobody());
        assertRefused(
            abi.encodeCall(this.tryDecide, (key, FOR_IT, 0)),
            abi.encodeWithSelector(IPanels.NotSeated.selector, 1)
        );
    }

    function test_verdict__votesOfAnotherFinding__areRefused() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        (bytes32[] memory list, bytes32[] memory first) = (seated, jurors);
        FindingKey memory other = find(LEARNING);
        appealFirst(other);
        Approval memory given = votes(first, verdictHash(other, FOR_IT), THREE_OF_FIVE);
        address controller = vm.addr(keyOfHolder(first[0]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IPanels.InvalidJurorSignature.selector, 1, 0, controller
            )
        );
        findings.giveVerdict(key, FOR_IT, "reasons", list, given);
    }

    function test_verdict__inOrder__isTold() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        bytes32 id = findings.idOf(key);
        vm.expectEmit(address(findings));
        emit IFindings.FindingDecided(id, 1, AGAINST_IT, "reasons", 25);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(id, 6, 1, 1);
        vm.expectEmit(address(communities));
        emit ICommunities.StandingLowered(NATION, today() + 100);
        this.tryDecide(key, AGAINST_IT, 25);
    }

    function test_verdict__thatRejects__lowersTheStandingOfTheAuditorAlone() external {
        uint256[3] memory states = [FIRST_PANEL, SECOND_PANEL, REVIEW];
        for (uint256 i = 0; i < 3; ++i) {
            uint256 start = SNAPSHOTS.snapshotState();
            FindingKey memory key = reachFinding(states[i]);
            decide(key, AGAINST_IT);
            assertEq(communities.standingOf(NATION), 900);
            assertEq(communities.standingOf(TOWN), 1000);
            assertTrue(SNAPSHOTS.revertToState(start));
            key = reachFinding(states[i]);
            decide(key, FOR_IT);
            assertEq(communities.standingOf(NATION), 1000);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    // ------------------------------------------------------------ withdrawals

    function test_withdraw__byAnother__isRefusedBeforeItsState() external {
        FindingKey memory key = reachFinding(LAPSED);
        bytes memory call = abi.encodeCall(this.tryWithdraw, (TOWN, key));
        bytes32 id = findings.idOf(key);
        assertRefused(call, abi.encodeWithSelector(IFindings.NotTheFilerOf.selector, id, TOWN));
    }

    function test_withdraw__inOrder__costsNothing() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        vm.expectEmit(address(findings));
        emit IFindings.FindingMoved(findings.idOf(key), 7, 1, 1);
        this.tryWithdraw(NATION, key);
        assertEq(communities.standingOf(NATION), 1000);
    }

    function test_withdraw__ofWhatSensorsFiled__isForTheCouncilOfTheirMandate() external {
        uint256 mandate = grant(NATION, mandateText());
        FindingKey memory key = keyOf(EMISSIONS, today());
        read(mandate, 1, LIMIT + 1, today(), 3);
        withdraw(NATION, key);
        assertEq(stateOf(key), WITHDRAWN);
    }
}
