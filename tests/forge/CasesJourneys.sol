// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { CaseKey, ICases, InfractionBatch } from "../../contracts/interfaces/ICases.sol";
import { AwardProof } from "../../contracts/interfaces/ICommunities.sol";
import { CommunityId, IdentityHash } from "../../contracts/types/Types.sol";
import { CasesFixture } from "./CasesFixture.sol";

/// @title The way of a case into each of its states, and attempts that are refused
abstract contract CasesJourneys is CasesFixture {
    function occurs(uint256 kind, uint256 state) internal pure returns (bool) {
        if (kind == CHALLENGE && (state == NOTICE || state == WITHDRAWN)) return false;
        if (state == REVIEW || state == RELEASED) return kind == INFRACTION;
        if (state == ENDED) return kind == INFRACTION || kind == CLOSING;
        bool isOfPanels = state == FIRST_PANEL || state == UPHELD || state == SECOND_PANEL;
        return kind != CLOSING || !isOfPanels;
    }

    /// @dev A case about the citizen in a state that occurs.
    function reach(uint256 kind, uint256 state) internal returns (CaseKey memory key) {
        key = begin(kind);
        if (state == LAPSED) passDays(kind == CHALLENGE ? VERDICT_DAYS : NOTICE_DAYS + RIPE_DAYS);
        if (state == WITHDRAWN) withdraw(key);
        if (state >= FIRST_PANEL && state <= DISMISSED) reachByPanels(key, state);
        if (state == RIPE || state >= CARRIED_OUT) ripen(key);
        if (state >= CARRIED_OUT) carryOut(key);
        if (state == REVIEW || state == RELEASED) reviewAndSeat(key);
        if (state == RELEASED) passDays(VERDICT_DAYS);
        if (state == ENDED && kind == INFRACTION) certify(key);
        if (state == ENDED && kind == CLOSING) alive(key);
    }

    /// @dev In notice, or a challenge before its first panel.
    function begin(uint256 kind) internal returns (CaseKey memory) {
        if (kind == INFRACTION) return accuse(CITIZEN, FRAUD);
        if (kind == RECOVERY) return recover(CITIZEN);
        if (kind == CLOSING) return fileClosing(CITIZEN);
        CaseKey memory key = challengeNewAward();
        seatPanelOf(key, pair(CITIZEN, CHALLENGER));
        return key;
    }

    function reviewAndSeat(CaseKey memory key) internal {
        review(key, 6);
        seatPanelOf(key, one(key.identity));
    }

    function ripen(CaseKey memory key) internal {
        if (key.kind == CHALLENGE) decide(key, FOR_IT);
        passDays(NOTICE_DAYS);
    }

    function reachByPanels(CaseKey memory key, uint256 state) private {
        if (key.kind == CLOSING) return alive(key);
        if (key.kind != CHALLENGE) appealFirst(key);
        if (state == FIRST_PANEL) return;
        decide(key, state == DISMISSED ? AGAINST_IT : FOR_IT);
        if (state == SECOND_PANEL) appealSecond(key);
    }

    // ------------------------------------------------------------- challenges

    /// @dev An award to the citizen, and nothing filed after it.
    function awardWithProof() internal returns (AwardProof memory proof) {
        return awardWithProof(one(CITIZEN));
    }

    function awardWithProof(bytes32[] memory identities) internal returns (AwardProof memory) {
        uint256 nonce = communities.council(TOWN).nonce;
        bytes14 before = communities.council(TOWN).chain;
        award(TOWN, identities, FIRST_TWO);
        return AwardProof({
            community: TOWN,
            nonce: nonce,
            rule: COUNCIL_WORK,
            version: 1,
            evidenceHash: "work",
            identities: identities,
            filedAt: time(),
            before: before,
            later: nobody()
        });
    }

    function challengeNewAward() internal returns (CaseKey memory) {
        AwardProof memory proof = awardWithProof();
        challenge(proof, 0, CHALLENGER, 1);
        return challengeKey(proof, 0);
    }

    function challengeKey(
        AwardProof memory proof,
        uint256 line
    )
        internal
        pure
        returns (CaseKey memory)
    {
        uint256 matter =
            (CommunityId.unwrap(proof.community) << 104) | (proof.nonce << 40) | line;
        bytes32 identity = line < proof.identities.length ? proof.identities[line] : bytes32(0);
        return CaseKey(CHALLENGE, IdentityHash.wrap(identity), matter);
    }

    function challenge(
        AwardProof memory proof,
        uint256 line,
        IdentityHash challenger,
        uint256 ground
    )
        internal
    {
        bytes32 kind = keccak256(
            "Challenge(bytes32 caseId,bytes32 challenger,uint256 ground,uint256 nonce,"
            "uint256 deadline)"
        );
        (uint256 nonce, uint256 deadline) = (nonceOf(challenger), time());
        bytes32 id = cases.idOf(challengeKey(proof, line));
        bytes32 hashed = keccak256(abi.encode(kind, id, challenger, ground, nonce, deadline));
        bytes memory signature = signedBy(challenger, hashed);
        cases.challenge(proof, line, challenger, ground, nonce, deadline, signature);
    }

    function pair(
        IdentityHash first,
        IdentityHash second
    )
        internal
        pure
        returns (bytes32[] memory)
    {
        return joined(one(first), one(second));
    }

    // ------------------------------- acts as calls of their own, to expect refusals of

    function assertRefused(bytes memory call, bytes memory expected) internal {
        (bool success, bytes memory found) = address(this).call(call);
        assertTrue(!success);
        assertEq(uint256(keccak256(found)), uint256(keccak256(expected)));
    }

    function assertWrongState(bytes memory call, CaseKey memory key, uint256 state) internal {
        bytes32 id = cases.idOf(key);
        assertRefused(call, abi.encodeWithSelector(ICases.WrongState.selector, id, state));
    }

    function tryAccuse(
        CommunityId community,
        InfractionBatch memory batch,
        uint256 signers
    )
        external
    {
        accuse(community, batch, signers);
    }

    function tryRecover(
        CommunityId community,
        IdentityHash identity,
        address newController,
        uint256 signers
    )
        external
    {
        recover(community, identity, newController, signers);
    }

    function tryClose(CommunityId community, IdentityHash identity, uint256 signers) external {
        closeBy(community, identity, signers);
    }

    function tryWithdraw(CommunityId community, CaseKey memory key) external {
        withdraw(community, key, FIRST_TWO);
    }

    function tryCertify(
        CommunityId community,
        bytes32[] memory identities,
        uint256[] memory matters,
        uint256 signers
    )
        external
    {
        certify(community, identities, matters, signers);
    }

    function tryAppeal(CaseKey memory key, uint256 ground, bytes32[] memory list) external {
        appeal(key, ground, list);
    }

    function tryReview(CaseKey memory key, uint256 ground) external {
        review(key, ground);
    }

    function tryAlive(CaseKey memory key) external {
        alive(key);
    }

    function tryDecide(CaseKey memory key, uint256 outcome, uint256 signers) external {
        decide(key, outcome, signers);
    }

    function tryCarryOut(CaseKey memory key) external {
        carryOut(key);
    }

    function tryChallenge(
        AwardProof memory proof,
        uint256 line,
        IdentityHash challenger,
        uint256 ground
    )
        external
    {
        challenge(proof, line, challenger, ground);
    }
}
