// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, CaseView, ICases } from "../../contracts/interfaces/ICases.sol";
import { AwardProof, ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { IdentityHash, RuleId } from "../../contracts/types/Types.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title Challenges of awards, proved by the chain of the community that filed them
contract CasesChallengesTest is CasesJourneys {
    /// @dev Five batches of the town, a day apart.
    AwardProof[] private proofs;

    function test_challenge__ofTheFirstMiddleAndLastBatch__isProved() external {
        fileFive();
        challenge(proofs[0], 1, CHALLENGER, 1);
        challenge(proofs[2], 1, CHALLENGER, 2);
        challenge(proofs[4], 1, CHALLENGER, 5);
        for (uint256 i = 0; i < 5; i += 2) {
            assertEq(stateOf(challengeKey(proofs[i], 1)), FIRST_PANEL);
        }
        assertEq(cases.challengesThisYear(CHALLENGER), 3);
        assertEq(cases.accusationsThisYear(CITIZEN), 0);
    }

    function test_challenge__ofWhatWasNotFiled__isRefused() external {
        fileFive();
        AwardProof memory forged = proofs[2];
        forged.nonce += 1;
        assertNotFiled(forged);
        forged = proofs[2];
        forged.rule = RuleId.wrap(2);
        assertNotFiled(forged);
        forged = proofs[2];
        forged.version = 2;
        assertNotFiled(forged);
        forged = proofs[2];
        forged.evidenceHash = "other";
        assertNotFiled(forged);
        forged = proofs[2];
        forged.identities = pair(CITIZEN, CHALLENGER);
        assertNotFiled(forged);
        forged = proofs[2];
        forged.filedAt += 1 days;
        assertNotFiled(forged);
    }

    function test_challenge__atAnotherPlaceOfTheChain__isRefused() external {
        fileFive();
        AwardProof memory forged = proofs[2];
        forged.before = proofs[3].before;
        assertNotFiled(forged);
        forged = proofs[2];
        forged.later = proofs[3].later;
        assertNotFiled(forged);
        forged = proofs[2];
        (forged.later[0], forged.later[1]) = (forged.later[1], forged.later[0]);
        assertNotFiled(forged);
        forged = proofs[2];
        forged.community = VALLEY;
        assertNotFiled(forged);
    }

    function test_challenge__inOrder__keepsTheAwardAndBarsBoth() external {
        AwardProof memory proof = awardWithProof();
        challenge(proof, 0, CHALLENGER, 3);
        CaseView memory found = cases.caseOf(cases.idOf(challengeKey(proof, 0)));
        assertEq(found.stage, 2);
        assertEq(found.ground, 3);
        assertEq(found.detail, 50 | (1 << 8));
        assertTrue(found.community == TOWN);
        bytes32 barred = keccak256(abi.encodePacked(CITIZEN, CHALLENGER));
        assertTrue(panels.panelOf(found.panel).listHash == barred);
        assertEq(panels.panelOf(found.panel).size, 5);
    }

    function test_challenge__inOrder__tellsIt() external {
        AwardProof memory proof = awardWithProof();
        CaseKey memory key = challengeKey(proof, 0);
        bytes32 id = cases.idOf(key);
        bytes32 challenger = IdentityHash.unwrap(CHALLENGER);
        vm.expectEmit(address(cases));
        emit ICases.CaseFiled(id, CITIZEN, CHALLENGE, key.matter, TOWN, 306, challenger);
        vm.expectEmit(address(cases));
        emit ICases.CaseMoved(id, 2, 1, 4);
        this.tryChallenge(proof, 0, CHALLENGER, 4);
    }

    function test_challenge__ofALineNotThere__isRefused() external {
        AwardProof memory proof = awardWithProof();
        assertChallengeRefused(
            proof, 1, CHALLENGER, 1, abi.encodeWithSelector(ICases.LineUnknown.selector, 1, 1)
        );
    }

    function test_challenge__ofOnesOwnAward__isRefused() external {
        AwardProof memory proof = awardWithProof();
        assertChallengeRefused(
            proof, 0, CITIZEN, 1, abi.encodeWithSelector(ICases.OwnAward.selector, CITIZEN)
        );
    }

    function test_challenge__onNoGround__isRefused() external {
        AwardProof memory proof = awardWithProof();
        for (uint256 ground = 0; ground <= 6; ground += 6) {
            assertChallengeRefused(
                proof,
                0,
                CHALLENGER,
                ground,
                abi.encodeWithSelector(ICases.GroundUnknown.selector, ground)
            );
        }
    }

    function test_challenge__aSecondTime__isRefused() external {
        AwardProof memory proof = awardWithProof();
        challenge(proof, 0, CHALLENGER, 1);
        bytes32 id = cases.idOf(challengeKey(proof, 0));
        assertChallengeRefused(
            proof, 0, CHALLENGER, 1, abi.encodeWithSelector(ICases.CaseExists.selector, 0, id)
        );
    }

    function test_challenge__ofWhoTakesNoPart__isRefused() external {
        AwardProof memory proof = awardWithProof();
        bytes memory refusal = abi.encodeWithSelector(ICases.TakesNoPart.selector, 0, CITIZEN);
        uint256 start = SNAPSHOTS.snapshotState();
        close(CITIZEN);
        assertChallengeRefused(proof, 0, CHALLENGER, 1, refusal);
        assertTrue(SNAPSHOTS.revertToState(start));
        optOut(CITIZEN);
        assertChallengeRefused(proof, 0, CHALLENGER, 1, refusal);
        optIn(CITIZEN);
        assertChallengeRefused(proof, 0, CHALLENGER, 1, refusal);
        vm.warp(time() + 1);
        challenge(awardWithProof(), 0, CHALLENGER, 1);
    }

    function test_challenge__aFifthInAYear__isRefused() external {
        for (uint256 i = 0; i < 4; ++i) challengeNewAwardOf(seatOwner(VALLEY, i));
        AwardProof memory proof = awardWithProof();
        assertChallengeRefused(
            proof,
            0,
            CHALLENGER,
            1,
            abi.encodeWithSelector(ICases.TooManyChallenges.selector, CHALLENGER, 4)
        );
        vm.warp(GENESIS + YEAR);
        challenge(awardWithProof(), 0, CHALLENGER, 1);
        assertEq(cases.challengesThisYear(CHALLENGER), 1);
    }

    // ------------------------------------------------------------- what becomes of it

    function test_carryOut__ofAChallenge__takesThePointsBack() external {
        CaseKey memory key = reach(CHALLENGE, RIPE);
        assertEq(ledger.baseQualityOf(CITIZEN), 50);
        assertEq(communities.standingOf(TOWN), 1000);
        carryOut(key);
        assertEq(ledger.baseQualityOf(CITIZEN), 0);
        (uint256 inCategory, uint256 inTotal) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory, 0);
        assertEq(inTotal, 0);
        assertEq(communities.standingOf(TOWN), 900);
    }

    function test_carryOut__inALaterYear__leavesItsTallies() external {
        vm.warp(GENESIS + YEAR - 1 days);
        CaseKey memory key = reach(CHALLENGE, RIPE);
        award(CITIZEN);
        carryOut(key);
        assertEq(ledger.baseQualityOf(CITIZEN), 50);
        (uint256 inCategory,) = ledger.earnedThisYear(CITIZEN, 1);
        assertEq(inCategory, 50);
    }

    function test_verdict__thatRejectsAChallenge__costsNobodyAnything() external {
        CaseKey memory key = reach(CHALLENGE, DISMISSED);
        assertEq(stateOf(key), DISMISSED);
        assertEq(ledger.baseQualityOf(CITIZEN), 50);
        assertEq(communities.standingOf(TOWN), 1000);
    }

    function test_carryOut__ofAChallengeOfAClosedPerson__isRefused() external {
        CaseKey memory key = reach(CHALLENGE, RIPE);
        close(CITIZEN);
        assertRefused(
            abi.encodeCall(this.tryCarryOut, (key)),
            abi.encodeWithSelector(ICases.TakesNoPart.selector, 0, CITIZEN)
        );
    }

    // ----------------------------------------------------------------- private

    function challengeNewAwardOf(IdentityHash identity) private {
        challenge(awardWithProof(one(identity)), 0, CHALLENGER, 1);
    }

    function fileFive() private {
        bytes32[] memory links = new bytes32[](5);
        for (uint256 i = 0; i < 5; ++i) {
            proofs.push(awardWithProof(pair(seatOwner(VILLAGE, i), seatOwner(VALLEY, i))));
            links[i] = linkOf(proofs[i]);
            for (uint256 j = 0; j < i; ++j) proofs[j].later.push(links[i]);
            passDays(1);
        }
    }

    /// @dev What stands for a batch in the chain, from the words of the rules.
    function linkOf(AwardProof memory proof) private pure returns (bytes32) {
        return keccak256(
            bytes.concat(
                bytes32(proof.nonce),
                bytes32(RuleId.unwrap(proof.rule)),
                bytes32(proof.version),
                proof.evidenceHash,
                hashOf(proof.identities),
                bytes32(proof.filedAt)
            )
        );
    }

    function assertNotFiled(AwardProof memory proof) private {
        assertChallengeRefused(
            proof,
            0,
            CHALLENGER,
            1,
            abi.encodeWithSelector(
                ICommunities.AwardNotFiled.selector, proof.community, proof.nonce
            )
        );
    }

    function assertChallengeRefused(
        AwardProof memory proof,
        uint256 line,
        IdentityHash challenger,
        uint256 ground,
        bytes memory expected
    )
        private
    {
        bytes memory call =
            abi.encodeCall(this.tryChallenge, (proof, line, challenger, ground));
        assertRefused(call, expected);
    }
}
