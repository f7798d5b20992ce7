// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, CaseView, ICases } from "../../contracts/interfaces/ICases.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { Approval, IdentityHash } from "../../contracts/types/Types.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title Appeals, panels and verdicts
contract CasesAnswersTest is CasesJourneys {
    uint256 private constant TWO_OF_FIVE = 3;
    uint256 private constant FIVE_OF_ELEVEN = 31;

    function test_appeal__onNoGround__isRefused() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        for (uint256 ground = 0; ground <= 6; ground += 6) {
            assertRefused(
                abi.encodeCall(this.tryAppeal, (key, ground, nobody())),
                abi.encodeWithSelector(ICases.GroundUnknown.selector, ground)
            );
        }
    }

    function test_appeal__inOrder__conveningAPanelIsTold() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(cases.idOf(key), 2, 1, 5);
        this.tryAppeal(key, 5, nobody());
        CaseView memory found = cases.caseOf(cases.idOf(key));
        assertEq(found.panel, 1);
        assertEq(found.ground, 5);
        assertEq(found.since, time());
        assertTrue(panels.panelOf(1).community == TOWN);
        assertTrue(panels.panelOf(1).listHash == hashOf(one(CITIZEN)));
    }

    function test_appeal__signedForAnotherCase__isRefused() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        CaseKey memory other = accuse(CITIZEN, LITTER);
        (uint256 nonce, uint256 deadline) = (nonceOf(CITIZEN), time());
        bytes32 kind =
            keccak256("Appeal(bytes32 caseId,uint256 ground,uint256 nonce,uint256 deadline)");
        bytes32 hashed = keccak256(abi.encode(kind, cases.idOf(other), 1, nonce, deadline));
        bytes memory signature = signedBy(CITIZEN, hashed);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSignature.selector, CITIZEN, vm.addr(CITIZEN_KEY)
            )
        );
        cases.appeal(key, 1, nobody(), nonce, deadline, signature);
        cases.appeal(other, 1, nobody(), nonce, deadline, signature);
    }

    function test_secondAppeal__withAnotherList__isRefused() external {
        CaseKey memory key = reach(INFRACTION, UPHELD);
        uint256 panel = cases.caseOf(cases.idOf(key)).panel;
        bytes memory refusal = abi.encodeWithSelector(ICases.WrongList.selector, panel);
        assertRefused(abi.encodeCall(this.tryAppeal, (key, 1, nobody())), refusal);
        assertRefused(abi.encodeCall(this.tryAppeal, (key, 1, one(CITIZEN))), refusal);
        assertRefused(abi.encodeCall(this.tryAppeal, (key, 1, jurors)), refusal);
    }

    function test_secondPanel__ofEachKind__hasNobodyOfTheFirst() external {
        for (uint256 kind = INFRACTION; kind <= RECOVERY; ++kind) {
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(kind, UPHELD);
            bytes32[] memory first = seated;
            assertEq(first.length, kind == CHALLENGE ? 7 : 6);
            appealSecond(key);
            assertEq(jurors.length, 11);
            for (uint256 i = 0; i < 11; ++i) assertTrue(!contains(first, jurors[i]));
            assertEq(panels.panelOf(cases.caseOf(cases.idOf(key)).panel).size, 11);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_jurors__onASeatOfTheCommunity__areNever() external {
        CaseKey memory key = reach(INFRACTION, SECOND_PANEL);
        for (uint256 i = 0; i < seated.length; ++i) {
            for (uint256 seat = 0; seat < 3; ++seat) {
                assertTrue(seated[i] != IdentityHash.unwrap(seatOwner(TOWN, seat)));
            }
        }
        assertEq(stateOf(key), SECOND_PANEL);
    }

    function test_verdict__withAnotherOutcome__isRefused() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        for (uint256 outcome = 0; outcome <= 3; outcome += 3) {
            assertRefused(
                abi.encodeCall(this.tryDecide, (key, outcome, THREE_OF_FIVE)),
                abi.encodeWithSelector(ICases.OutcomeUnknown.selector, outcome)
            );
        }
    }

    function test_verdict__ofAMinority__isRefused() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
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
        CaseKey memory key = reach(INFRACTION, NOTICE);
        appeal(key, 1, nobody());
        assertRefused(
            abi.encodeCall(this.tryDecide, (key, FOR_IT, 0)),
            abi.encodeWithSelector(IPanels.NotSeated.selector, 1)
        );
    }

    function test_verdict__votesOfAnotherCase__areRefused() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        CaseKey memory other = accuse(CITIZEN, LITTER);
        (bytes32[] memory list, bytes32[] memory first) = (seated, jurors);
        appealFirst(other);
        bytes32 stolen = verdictHash(other, FOR_IT);
        Approval memory given = votes(first, stolen, THREE_OF_FIVE);
        address controller = vm.addr(keyOfHolder(first[0]));
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.InvalidJurorSignature.selector, 1, 0, controller)
        );
        cases.giveVerdict(key, FOR_IT, "reasons", list, given);
    }

    function test_verdict__inOrder__isTold() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        bytes32 id = cases.idOf(key);
        vm.expectEmit(address(cases));
        emit ICases.VerdictGiven(id, 1, AGAINST_IT, "reasons", 25);
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(id, 6, 1, 1);
        vm.expectEmit(address(communities));
        emit ICommunities.StandingLowered(TOWN, today() + 100);
        this.tryDecide(key, AGAINST_IT, 25);
    }

    function test_verdict__thatRejects__lowersTheStandingOfTheFiler() external {
        reach(INFRACTION, DISMISSED);
        assertEq(communities.standingOf(TOWN), 900);
        CaseKey memory key = recover(CITIZEN);
        appealFirst(key);
        decide(key, FOR_IT);
        assertEq(communities.standingOf(TOWN), 900);
        appealSecond(key);
        decide(key, AGAINST_IT);
        assertEq(communities.standingOf(TOWN), 800);
        assertEq(communities.standingOf(NATION), 1000);
    }

    function test_withdraw__byAnother__isRefused() external {
        CaseKey memory key = reach(INFRACTION, NOTICE);
        bytes memory call = abi.encodeCall(this.tryWithdraw, (NATION, key));
        bytes32 id = cases.idOf(key);
        assertRefused(call, abi.encodeWithSelector(ICases.NotTheFiler.selector, 0, id, NATION));
    }

    function test_withdraw__inOrder__costsNothing() external {
        CaseKey memory key = reach(INFRACTION, FIRST_PANEL);
        withdraw(key);
        assertEq(stateOf(key), WITHDRAWN);
        assertEq(communities.standingOf(TOWN), 1000);
    }
}
