// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { FindingKey, IFindings } from "../../contracts/interfaces/IFindings.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @title Every act in every state of a finding, against the table of the rules
contract FindingsTableTest is FindingsFixture {
    uint256 private constant APPEAL = 0;
    uint256 private constant VERDICT_FOR = 1;
    uint256 private constant VERDICT_AGAINST = 2;
    uint256 private constant CARRY_OUT = 3;
    uint256 private constant WITHDRAW = 4;
    uint256 private constant ASK_REVIEW = 5;
    uint256 private constant REMEDY = 6;
    uint256 private constant ACTS = 7;

    /// @dev The number of a mandate under which readings are refused in every state alike.
    uint256 private mandate;

    function setUp() public override {
        super.setUp();
        mandate = grant(NATION, mandateText());
    }

    function test_acts__inEachState__whatTheTableAllows() external {
        for (uint256 state = NOTICE; state <= ENDED; ++state) {
            uint256 start = SNAPSHOTS.snapshotState();
            FindingKey memory key = reachFinding(state);
            assertEq(stateOf(key), state);
            for (uint256 act_ = 0; act_ < ACTS; ++act_) tryOne(act_, key, state);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_filing__inEachState__isRefusedOfTheSame() external {
        for (uint256 state = NOTICE; state <= ENDED; ++state) {
            uint256 start = SNAPSHOTS.snapshotState();
            FindingKey memory key = reachFinding(state);
            bytes memory refusal =
                abi.encodeWithSelector(IFindings.FindingExists.selector, findings.idOf(key));
            assertRefused(abi.encodeCall(this.tryFind, (NATION, key, 1)), refusal);
            bytes memory call = abi.encodeCall(this.tryRead, (mandate, 1, 41, key.day, 3));
            assertRefused(call, refusal);
            assertTrue(SNAPSHOTS.revertToState(start));
        }
    }

    function test_acts__onFindingsNeverFiled__areRefused() external {
        FindingKey memory key = keyOf(EMISSIONS, 77);
        bytes memory refusal =
            abi.encodeWithSelector(IFindings.FindingUnknown.selector, findings.idOf(key));
        assertEq(stateOf(key), NONE);
        for (uint256 act_ = 0; act_ < ACTS; ++act_) {
            assertRefused(abi.encodeCall(this.perform, (act_, key)), refusal);
        }
    }

    function tryOne(uint256 act_, FindingKey memory key, uint256 state) private {
        uint256 next = nextState(act_, state);
        uint256 start = SNAPSHOTS.snapshotState();
        if (next != NONE) {
            this.perform(act_, key);
            assertEq(stateOf(key), next);
        } else {
            assertWrongState(abi.encodeCall(this.perform, (act_, key)), key, state);
        }
        assertTrue(SNAPSHOTS.revertToState(start));
    }

    function perform(uint256 act_, FindingKey memory key) external {
        if (act_ == APPEAL) appeal(key, 1, seated);
        if (act_ == VERDICT_FOR) decide(key, FOR_IT);
        if (act_ == VERDICT_AGAINST) decide(key, AGAINST_IT);
        if (act_ == CARRY_OUT) carryOut(key);
        if (act_ == WITHDRAW) withdraw(NATION, key);
        if (act_ == ASK_REVIEW) review(key, 6);
        if (act_ == REMEDY) certify(NATION, key);
    }

    /// @dev The table of the rules; 0 when it has no such row.
    function nextState(uint256 act_, uint256 state) private pure returns (uint256) {
        if (act_ == APPEAL && state == NOTICE) return FIRST_PANEL;
        if (act_ == APPEAL && state == UPHELD) return SECOND_PANEL;
        if (act_ == VERDICT_FOR) {
            if (state == FIRST_PANEL) return UPHELD;
            if (state == SECOND_PANEL) return RIPE;
            if (state == REVIEW) return CARRIED_OUT;
        }
        if (act_ == VERDICT_AGAINST) {
            if (state == FIRST_PANEL || state == SECOND_PANEL) return DISMISSED;
            if (state == REVIEW) return ENDED;
        }
        if (act_ == CARRY_OUT && state == RIPE) return CARRIED_OUT;
        if (act_ == CARRY_OUT && state == RELEASED) return ENDED;
        if (act_ == WITHDRAW && state <= SECOND_PANEL) return WITHDRAWN;
        if (act_ == ASK_REVIEW && state == CARRIED_OUT) return REVIEW;
        if (act_ == REMEDY) {
            if (state == CARRIED_OUT || state == REVIEW || state == RELEASED) return ENDED;
        }
        return NONE;
    }
}
