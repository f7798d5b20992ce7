// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    FindingKey,
    IFindings,
    MandateText,
    StandardText
} from "../../contracts/interfaces/IFindings.sol";
import { Accreditation } from "../../contracts/interfaces/IServices.sol";
import { Approval, CommunityId, CouncilAct, RuleId } from "../../contracts/types/Types.sol";
import { CasesFixture } from "./CasesFixture.sol";

/// @title An organisation of the town, and every act of a finding in a word
/// @dev The council of the nation audits: its panels are drawn from 19 seats.
abstract contract FindingsFixture is CasesFixture {
    uint256 internal constant ORGANISATION = 1;
    uint256 internal constant ORGANISATION_KEY = 6000;
    /// @dev First of the keys of sensors; they are used in the order of their addresses.
    uint256 internal constant SENSOR_KEYS = 7000;
    uint256 internal constant SIX_OF_EIGHT = 63;
    uint256 internal constant LIMIT = 40;
    uint256 internal constant MANDATE_DAYS = 100;

    /// @dev Keys of the sensors of the mandate granted last, in its order.
    uint256[] internal sensors;

    function setUp() public virtual override {
        super.setUp();
        accredit(TOWN, ORGANISATION_KEY);
    }

    function accredit(CommunityId community, uint256 key) internal {
        CouncilAct memory head = act(community);
        Accreditation memory text =
            Accreditation(2, 1, vm.addr(key), today() + 1000, "text", "organisation");
        bytes32 kind = keccak256(
            "Accreditation(uint256 community,uint256 nonce,uint256 deadline,uint256 form,"
            "uint256 kinds,address key,uint256 untilDay,bytes32 textHash,string name)"
        );
        bytes32 hashed = keccak256(
            abi.encode(
                kind,
                head,
                text.form,
                text.kinds,
                text.key,
                text.untilDay,
                text.textHash,
                keccak256(bytes(text.name))
            )
        );
        services.accredit(head, text, approve(community, digestOf(hashed), FIRST_TWO));
    }

    // ------------------------------------------------------- acts of councils

    function keyOf(RuleId standard, uint256 day) internal pure returns (FindingKey memory) {
        return FindingKey(ORGANISATION, standard, day);
    }

    function findingHash(
        CouncilAct memory head,
        FindingKey memory key,
        uint256 version
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Finding(uint256 community,uint256 nonce,uint256 deadline,uint256 organisation,"
            "uint256 standard,uint256 version,uint256 day,bytes32 evidenceHash)"
        );
        bytes32 evidence = "evidence";
        return keccak256(
            abi.encode(kind, head, key.organisation, key.standard, version, key.day, evidence)
        );
    }

    function find(
        CommunityId community,
        FindingKey memory key,
        uint256 version,
        uint256 signers
    )
        internal
    {
        CouncilAct memory head = act(community);
        bytes32 digest = digestOf(findingHash(head, key, version));
        Approval memory approval = approve(community, digest, signers);
        findings.fileFinding(head, key, version, "evidence", approval);
    }

    /// @dev By the nation, of what is so today.
    function find(RuleId standard) internal returns (FindingKey memory key) {
        key = keyOf(standard, today());
        find(NATION, key, 1, FIRST_TWO);
    }

    function publish(CommunityId community, StandardText memory text) internal {
        CouncilAct memory head = act(community);
        bytes memory line = "Standard(uint256 standard,uint256 effect,uint256 sunsetDays,"
            "uint256 fromDay,bytes32 textHash)";
        bytes32 kind = keccak256(
            bytes.concat(
                "Standards(uint256 community,uint256 nonce,uint256 deadline,"
                "bytes32 standardsHash,Standard[] standards)",
                line
            )
        );
        bytes32 lines =
            keccak256(abi.encodePacked(keccak256(abi.encode(keccak256(line), text))));
        bytes32 hashed = keccak256(abi.encode(kind, head, bytes32("new hash"), lines));
        StandardText[] memory texts = new StandardText[](1);
        texts[0] = text;
        Approval memory approval = approve(community, digestOf(hashed), FIRST_TWO);
        findings.publishStandards(head, "new hash", texts, approval);
    }

    function withdraw(CommunityId community, FindingKey memory key) internal {
        CouncilAct memory head = act(community);
        bytes32 kind = keccak256(
            "FindingWithdrawal(uint256 community,uint256 nonce,uint256 deadline,bytes32 finding)"
        );
        bytes32 digest = digestOf(keccak256(abi.encode(kind, head, findings.idOf(key))));
        findings.withdraw(head, key, approve(community, digest, FIRST_TWO));
    }

    function certify(CommunityId community, FindingKey memory key) internal {
        CouncilAct memory head = act(community);
        bytes32 kind = keccak256(
            "FindingRemedy(uint256 community,uint256 nonce,uint256 deadline,bytes32 finding,"
            "bytes32 evidenceHash)"
        );
        bytes32 hashed = keccak256(abi.encode(kind, head, findings.idOf(key), bytes32("done")));
        Approval memory approval = approve(community, digestOf(hashed), FIRST_TWO);
        findings.certifyRemedy(head, key, "done", approval);
    }

    // ---------------------------------------------------------------- sensors

    /// @dev Of emissions, for 100 days; two of three must sign.
    function mandateText() internal returns (MandateText memory text) {
        text = MandateText({
            organisation: ORGANISATION,
            standard: EMISSIONS,
            limit: LIMIT,
            threshold: 2,
            untilDay: today() + MANDATE_DAYS,
            measureHash: "measure",
            signers: sensorAddresses(3)
        });
    }

    /// @dev New sensors, in the order of their addresses.
    function sensorAddresses(uint256 count) internal returns (address[] memory signers) {
        sensors = new uint256[](count);
        signers = new address[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 key = SENSOR_KEYS + i;
            uint256 place = i;
            while (place != 0 && signers[place - 1] > vm.addr(key)) {
                (signers[place], sensors[place]) = (signers[place - 1], sensors[place - 1]);
                --place;
            }
            (signers[place], sensors[place]) = (vm.addr(key), key);
        }
    }

    function mandateHash(
        CouncilAct memory head,
        MandateText memory text
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Mandate(uint256 community,uint256 nonce,uint256 deadline,uint256 organisation,"
            "uint256 standard,uint256 limit,uint256 threshold,uint256 untilDay,"
            "bytes32 measureHash,address[] signers)"
        );
        return keccak256(
            abi.encode(
                kind,
                head,
                text.organisation,
                text.standard,
                text.limit,
                text.threshold,
                text.untilDay,
                text.measureHash,
                keccak256(abi.encodePacked(text.signers))
            )
        );
    }

    function grant(CommunityId community, MandateText memory text) internal returns (uint256) {
        CouncilAct memory head = act(community);
        bytes32 digest = digestOf(mandateHash(head, text));
        findings.grantMandate(head, text, approve(community, digest, FIRST_TWO));
        return findings.mandateCount();
    }

    function readingHash(
        uint256 mandate,
        uint256 version,
        uint256 value,
        uint256 day
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Reading(uint256 mandate,uint256 version,uint256 value,uint256 day,"
            "bytes32 evidenceHash)"
        );
        return keccak256(abi.encode(kind, mandate, version, value, day, bytes32("log")));
    }

    /// @dev By the sensors whose bits are set.
    function readBy(bytes32 structHash, uint256 signers) internal view returns (Approval memory) {
        bytes memory signatures;
        for (uint256 i = 0; i < sensors.length; ++i) {
            if (signers & (1 << i) == 0) continue;
            signatures = bytes.concat(signatures, sign(sensors[i], digestOf(structHash)));
        }
        return Approval(signers, signatures);
    }

    function read(
        uint256 mandate,
        uint256 version,
        uint256 value,
        uint256 day,
        uint256 signers
    )
        internal
    {
        Approval memory given = readBy(readingHash(mandate, version, value, day), signers);
        findings.fileReading(mandate, version, value, day, "log", given);
    }

    // -------------------------------------------------- acts of organisations

    function answerHash(
        string memory name,
        FindingKey memory key,
        uint256 ground
    )
        internal
        view
        returns (bytes32)
    {
        bytes memory kind =
            bytes.concat(bytes(name), "(bytes32 finding,uint256 ground,uint256 deadline)");
        return keccak256(abi.encode(keccak256(kind), findings.idOf(key), ground, time()));
    }

    /// @dev Relayed, until now.
    function appeal(FindingKey memory key, uint256 ground, bytes32[] memory list) internal {
        bytes32 digest = digestOf(answerHash("FindingAppeal", key, ground));
        bytes memory signature = sign(ORGANISATION_KEY, digest);
        findings.appeal(key, ground, list, time(), signature);
    }

    function appealFirst(FindingKey memory key) internal {
        appeal(key, 1, nobody());
        seatPanelOf(key, nobody());
    }

    function appealSecond(FindingKey memory key) internal {
        bytes32[] memory barred = seated;
        appeal(key, 2, barred);
        seatPanelOf(key, barred);
    }

    function review(FindingKey memory key, uint256 ground) internal {
        bytes32 digest = digestOf(answerHash("FindingReview", key, ground));
        findings.review(key, ground, time(), sign(ORGANISATION_KEY, digest));
    }

    // ---------------------------------------------------- jurors and everybody

    function seatPanelOf(FindingKey memory key, bytes32[] memory barred) internal {
        jurors = seatPanel(findings.findingOf(findings.idOf(key)).panel, barred);
        seated = joined(barred, jurors);
    }

    function verdictHash(
        FindingKey memory key,
        uint256 outcome
    )
        internal
        view
        returns (bytes32)
    {
        bytes32 id = findings.idOf(key);
        return verdictHash(id, findings.findingOf(id).panel, outcome);
    }

    function verdictHash(
        bytes32 id,
        uint256 panel,
        uint256 outcome
    )
        internal
        pure
        returns (bytes32)
    {
        bytes32 kind = keccak256(
            "Verdict(bytes32 caseId,uint256 panel,uint256 outcome,bytes32 reasonsHash)"
        );
        return keccak256(abi.encode(kind, id, panel, outcome, bytes32("reasons")));
    }

    /// @dev By jurors of the panel that was seated last.
    function decide(FindingKey memory key, uint256 outcome, uint256 signers) internal {
        Approval memory given = votes(jurors, verdictHash(key, outcome), signers);
        findings.giveVerdict(key, outcome, "reasons", seated, given);
    }

    /// @dev By a bare majority.
    function decide(FindingKey memory key, uint256 outcome) internal {
        decide(key, outcome, jurors.length == 5 ? THREE_OF_FIVE : SIX_OF_ELEVEN);
    }

    function carryOut(FindingKey memory key) internal {
        FindingKey[] memory keys = new FindingKey[](1);
        keys[0] = key;
        findings.carryOut(keys);
    }

    function stateOf(FindingKey memory key) internal view returns (uint256) {
        return findings.stateOf(key);
    }

    // -------------------------------------------------------------- journeys

    /// @dev A finding about emissions in any state but none.
    function reachFinding(uint256 state) internal returns (FindingKey memory key) {
        key = find(EMISSIONS);
        if (state == LAPSED) passDays(NOTICE_DAYS + RIPE_DAYS);
        if (state == WITHDRAWN) withdraw(NATION, key);
        if (state >= FIRST_PANEL && state <= DISMISSED) {
            appealFirst(key);
            if (state != FIRST_PANEL) decide(key, state == DISMISSED ? AGAINST_IT : FOR_IT);
            if (state == SECOND_PANEL) appealSecond(key);
        }
        if (state == RIPE || state >= CARRIED_OUT) passDays(NOTICE_DAYS);
        if (state >= CARRIED_OUT) carryOut(key);
        if (state == REVIEW || state == RELEASED) reviewAndSeat(key);
        if (state == RELEASED) passDays(VERDICT_DAYS);
        if (state == ENDED) certify(NATION, key);
    }

    function reviewAndSeat(FindingKey memory key) internal {
        review(key, 6);
        seatPanelOf(key, nobody());
    }

    function suspendedUntil() internal view returns (uint256) {
        return services.organisation(ORGANISATION).suspendedUntil;
    }

    // ------------------------------- acts as calls of their own, to expect refusals of

    function assertRefused(bytes memory call, bytes memory expected) internal {
        (bool success, bytes memory found) = address(this).call(call);
        assertTrue(!success);
        assertEq(uint256(keccak256(found)), uint256(keccak256(expected)));
    }

    function assertWrongState(bytes memory call, FindingKey memory key, uint256 state) internal {
        bytes32 id = findings.idOf(key);
        assertRefused(call, abi.encodeWithSelector(IFindings.WrongState.selector, id, state));
    }

    function tryFind(CommunityId community, FindingKey memory key, uint256 version) external {
        find(community, key, version, FIRST_TWO);
    }

    function tryPublish(CommunityId community, StandardText memory text) external {
        publish(community, text);
    }

    function tryWithdraw(CommunityId community, FindingKey memory key) external {
        withdraw(community, key);
    }

    function tryCertify(CommunityId community, FindingKey memory key) external {
        certify(community, key);
    }

    function tryGrant(CommunityId community, MandateText memory text) external {
        grant(community, text);
    }

    function tryRead(
        uint256 mandate,
        uint256 version,
        uint256 value,
        uint256 day,
        uint256 signers
    )
        external
    {
        read(mandate, version, value, day, signers);
    }

    function tryAppeal(FindingKey memory key, uint256 ground, bytes32[] memory list) external {
        appeal(key, ground, list);
    }

    function tryReview(FindingKey memory key, uint256 ground) external {
        review(key, ground);
    }

    function tryDecide(FindingKey memory key, uint256 outcome, uint256 signers) external {
        decide(key, outcome, signers);
    }

    function tryCarryOut(FindingKey memory key) external {
        carryOut(key);
    }
}
