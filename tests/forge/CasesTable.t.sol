// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, ICases } from "../../contracts/interfaces/ICases.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title Every act in every state of every kind of case, against the table of the rules
contract CasesTableTest is CasesJourneys {
    uint256 private constant APPEAL = 0;
    uint256 private constant VERDICT_FOR = 1;
    uint256 private constant VERDICT_AGAINST = 2;
    uint256 private constant CARRY_OUT = 3;
    uint256 private constant WITHDRAW = 4;
    uint256 private constant ALIVE = 5;
    uint256 private constant ASK_REVIEW = 6;
    uint256 private constant REMEDY = 7;
    uint256 private constant ACTS = 8;

    function test_acts__onInfractions__whatTheTableAllows() external {
        tryAllStates(INFRACTION, 12);
    }

    function test_acts__onChallenges__whatTheTableAllows() external {
        tryAllStates(CHALLENGE, 7);
    }

    function test_acts__onRecoveries__whatTheTableAllows() external {
        tryAllStates(RECOVERY, 9);
    }

    function test_acts__onClosings__whatTheTableAllows() external {
        tryAllStates(CLOSING, 7);
    }

    function test_acts__onCasesNeverFiled__areRefused() external {
        for (uint256 kind = INFRACTION; kind <= CLOSING; ++kind) {
            CaseKey memory key = CaseKey(kind, CITIZEN, 77);
            assertEq(stateOf(key), NONE);
            for (uint256 act_ = 0; act_ < ACTS; ++act_) {
                expectRefusal(act_, key, abi.encodeCall(this.unknown, (idTried(act_, key))));
            }
        }
    }

    function unknown(bytes32 id) external pure {
        revert ICases.CaseUnknown(id);
    }

    function wrong(bytes32 id, uint256 state) external pure {
        revert ICases.WrongState(id, state);
    }

    /// @param expected how many states this kind of case can be in
    function tryAllStates(uint256 kind, uint256 expected) private {
        uint256 found = 0;
        for (uint256 state = NOTICE; state <= ENDED; ++state) {
            if (!occurs(kind, state)) continue;
            ++found;
            uint256 start = SNAPSHOTS.snapshotState();
            CaseKey memory key = reach(kind, state);
            assertEq(stateOf(key), state);
            for (uint256 act_ = 0; act_ < ACTS; ++act_) tryOne(act_, key, kind, state);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
        assertEq(found, expected);
    }

    function tryOne(uint256 act_, CaseKey memory key, uint256 kind, uint256 state) private {
        uint256 next = nextState(act_, kind, state);
        uint256 start = SNAPSHOTS.snapshotState();
        if (next != NONE) {
            this.perform(act_, key);
            assertEq(stateOf(key), next);
        } else if (act_ == REMEDY && kind != INFRACTION) {
            expectRefusal(act_, key, abi.encodeCall(this.unknown, (idTried(act_, key))));
        } else {
            expectRefusal(act_, key, abi.encodeCall(this.wrong, (cases.idOf(key), state)));
        }
        assertTrue(SNAPSHOTS.revertToState(start));
    }

    /// @param refusal call of this contract that is refused with the same words
    function expectRefusal(uint256 act_, CaseKey memory key, bytes memory refusal) private {
        (, bytes memory expected) = address(this).staticcall(refusal);
        try this.perform(act_, key) {
            assertTrue(false);
        } catch (bytes memory found) {
            assertEq(uint256(keccak256(found)), uint256(keccak256(expected)));
        }
    }

    function perform(uint256 act_, CaseKey memory key) external {
        if (act_ == APPEAL) appeal(key, 1, seated);
        if (act_ == VERDICT_FOR) decide(key, FOR_IT);
        if (act_ == VERDICT_AGAINST) decide(key, AGAINST_IT);
        if (act_ == CARRY_OUT) carryOut(key);
        if (act_ == WITHDRAW) withdraw(key);
        if (act_ == ALIVE) alive(key);
        if (act_ == ASK_REVIEW) review(key, 6);
        if (act_ == REMEDY) certify(key);
    }

    /// @dev A remedy names infractions only, whatever the key says.
    function idTried(uint256 act_, CaseKey memory key) private view returns (bytes32) {
        uint256 kind = act_ == REMEDY ? INFRACTION : key.kind;
        return cases.idOf(CaseKey(kind, key.identity, key.matter));
    }

    /// @dev The table of the rules; 0 when it has no such row.
    function nextState(uint256 act_, uint256 kind, uint256 state) private pure returns (uint256) {
        bool hasPanels = kind != CLOSING;
        if (act_ == APPEAL && hasPanels) {
            if (state == NOTICE && kind != CHALLENGE) return FIRST_PANEL;
            if (state == UPHELD) return SECOND_PANEL;
        }
        if (act_ == VERDICT_FOR && hasPanels) {
            if (state == FIRST_PANEL) return UPHELD;
            if (state == SECOND_PANEL) return RIPE;
            if (state == REVIEW) return CARRIED_OUT;
        }
        if (act_ == VERDICT_AGAINST && hasPanels) {
            if (state == FIRST_PANEL || state == SECOND_PANEL) return DISMISSED;
            if (state == REVIEW) return ENDED;
        }
        if (act_ == CARRY_OUT) {
            if (state == RIPE) return CARRIED_OUT;
            if (state == RELEASED) return ENDED;
        }
        if (act_ == WITHDRAW && kind != CHALLENGE) {
            if (state >= NOTICE && state <= SECOND_PANEL) return WITHDRAWN;
        }
        if (act_ == ALIVE && kind == CLOSING) {
            if (state == NOTICE || state == RIPE) return DISMISSED;
            if (state == CARRIED_OUT) return ENDED;
        }
        if (act_ == ASK_REVIEW && kind == INFRACTION && state == CARRIED_OUT) return REVIEW;
        if (act_ == REMEDY && kind == INFRACTION) {
            if (state == CARRIED_OUT || state == REVIEW || state == RELEASED) return ENDED;
        }
        return NONE;
    }
}
