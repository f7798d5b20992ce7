// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {
    CaseKey,
    CasesCharter,
    ICases,
    InfractionText,
    InfractionView
} from "../../contracts/interfaces/ICases.sol";
import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import { ILedger } from "../../contracts/interfaces/ILedger.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { CommunityId, CouncilAct, RuleId } from "../../contracts/types/Types.sol";
import { CasesJourneys } from "./CasesJourneys.sol";

/// @title Deployment, amendments, and the catalogue of infractions
contract CasesCharterTest is CasesJourneys {
    string[6] private names = [
        "noticeDays",
        "ripeDays",
        "verdictDays",
        "challengeDays",
        "accusationsPerYear",
        "challengesPerYear"
    ];
    uint256[6] private least = [14, 7, 14, 7, 1, 1];
    uint256[6] private most = [60, 90, 90, 90, 12, 12];

    function test_charter__asDeployed__isInForce() external view {
        CasesCharter memory found = cases.charter();
        assertEq(found.noticeDays, NOTICE_DAYS);
        assertEq(found.ripeDays, RIPE_DAYS);
        assertEq(found.verdictDays, VERDICT_DAYS);
        assertEq(found.challengeDays, CHALLENGE_DAYS);
        assertEq(found.accusationsPerYear, 4);
        assertEq(found.challengesPerYear, 4);
        assertTrue(cases.infractionsHash() == "infractions");
    }

    function test_checkCharter__outsideEachBound__isRefused() external view {
        for (uint256 i = 0; i < 6; ++i) {
            uint256[] memory values = inside();
            values[i] = least[i];
            cases.checkCharter(values);
            values[i] = most[i];
            cases.checkCharter(values);
            values[i] = least[i] - 1;
            assertOutside(values, i);
            values[i] = most[i] + 1;
            assertOutside(values, i);
            values[i] = type(uint256).max;
            assertOutside(values, i);
        }
    }

    function test_checkCharter__tooFewOrTooMany__isRefused() external {
        for (uint256 count = 5; count <= 7; count += 2) {
            vm.expectRevert(abi.encodeWithSelector(ICases.LengthMismatch.selector, 6, count));
            cases.checkCharter(new uint256[](count));
        }
    }

    function test_amend__byAnybody__isRefused() external {
        vm.expectRevert(abi.encodeWithSelector(ICases.Unauthorised.selector, address(this)));
        cases.amend(inside(), today() + 30);
    }

    function test_amend__outsideABound__isRefused() external {
        uint256[] memory values = inside();
        values[5] = 13;
        vm.prank(address(assembly_));
        vm.expectRevert(
            abi.encodeWithSelector(
                ICases.CharterOutOfBounds.selector, "challengesPerYear", 13, 1, 12
            )
        );
        cases.amend(values, today() + 30);
    }

    function test_amend__byTheAssembly__holdsFromItsDayOn() external {
        uint256 fromDay = today() + 30;
        amend(inside(), fromDay);
        assertEq(cases.amendmentDay(), fromDay);
        vm.warp(fromDay * 1 days - 1);
        assertEq(cases.charter().noticeDays, NOTICE_DAYS);
        vm.warp(fromDay * 1 days);
        assertEq(cases.amendmentDay(), 0);
        CasesCharter memory found = cases.charter();
        assertEq(found.noticeDays, 20);
        assertEq(found.ripeDays, 21);
        assertEq(found.verdictDays, 22);
        assertEq(found.challengeDays, 23);
        assertEq(found.accusationsPerYear, 1);
        assertEq(found.challengesPerYear, 2);
    }

    function test_amend__whileACaseIsOpen__leavesItsDeadlines() external {
        amend(inside(), today() + 1);
        CaseKey memory key = accuse(CITIZEN, FRAUD);
        vm.warp(time() + NOTICE_DAYS * 1 days - 1);
        assertEq(stateOf(key), NOTICE);
        vm.warp(time() + 1);
        assertEq(stateOf(key), RIPE);
        CaseKey memory later = accuse(CHALLENGER, FRAUD);
        vm.warp(time() + 20 days - 1);
        assertEq(stateOf(later), NOTICE);
        vm.warp(time() + 1);
        assertEq(stateOf(later), RIPE);
        vm.warp(time() + 21 days);
        assertEq(stateOf(later), LAPSED);
    }

    function test_creation__withOtherContracts__isRefused() external {
        address planned = upcoming(0);
        vm.expectRevert(
            abi.encodeWithSelector(ICases.WrongWiring.selector, address(cases), planned)
        );
        createCases(
            ILedger(address(ledger)),
            ICommunities(address(communities)),
            IPanels(address(panels)),
            casesCharter(),
            genesisInfractions(),
            "infractions"
        );
    }

    // -------------------------------------------------------------- catalogue

    function test_infractions__ofGenesis__holdFromTheDayOfDeployment() external view {
        InfractionView memory found = cases.infractionVersion(LITTER, 1);
        assertEq(found.points, 50);
        assertEq(found.amount, 200_000);
        assertEq(found.sunsetDays, 365);
        assertEq(found.fromDay, GENESIS / 1 days);
        assertEq(found.untilDay, type(uint24).max);
        assertEq(found.filingDays, 90);
        assertTrue(found.textHash == "litter");
        assertEq(cases.infractionVersionsOf(LITTER), 1);
        assertEq(cases.infractionVersionsOf(RuleId.wrap(3)), 0);
        assertEq(cases.infractionVersion(LITTER, 2).untilDay, 0);
    }

    function test_publishInfractions__aNewVersion__endsTheFormer() external {
        uint256 fromDay = today() + 30;
        InfractionText memory text = InfractionText(FRAUD, 0, 1000, 400, fromDay, "new");
        vm.expectEmit(address(cases));
        emit ICases.InfractionPublished(FRAUD, 2, 0, 1000, 400, fromDay, "new");
        vm.expectEmit(address(cases));
        emit ICases.InfractionsPublished("new hash");
        this.tryPublish(NATION, text);
        assertEq(cases.infractionVersion(FRAUD, 1).untilDay, fromDay);
        assertEq(cases.infractionVersion(FRAUD, 2).fromDay, fromDay);
        assertEq(cases.infractionVersionsOf(FRAUD), 2);
        vm.warp(fromDay * 1 days);
        assertRefused(
            abi.encodeCall(
                this.tryAccuse, (TOWN, accusation(CITIZEN, FRAUD, fromDay), FIRST_TWO)
            ),
            abi.encodeWithSelector(ICases.RuleNotInForce.selector, 0, FRAUD, 1, fromDay)
        );
        accuse(accusation(CITIZEN, FRAUD, fromDay - 1));
    }

    function test_publishInfractions__aRetiredRule__accusesNobody() external {
        uint256 fromDay = today() + 30;
        this.tryPublish(NATION, InfractionText(FRAUD, 0, 0, 400, fromDay, "new"));
        vm.warp(fromDay * 1 days);
        bytes memory call = abi.encodeCall(
            this.tryAccuse, (TOWN, accusation(CITIZEN, FRAUD, fromDay), FIRST_TWO)
        );
        assertRefused(
            call, abi.encodeWithSelector(ICases.RuleNotInForce.selector, 0, FRAUD, 1, fromDay)
        );
    }

    function test_publishInfractions__outsideItsBounds__isRefused() external {
        uint256 fromDay = today() + 30;
        RuleId none = RuleId.wrap(0);
        assertOutside(InfractionText(none, 1, 0, 365, fromDay, ""), "rule", 0, 1, 2 ** 32 - 1);
        assertOutside(InfractionText(FRAUD, 301, 0, 365, fromDay, ""), "points", 301, 0, 300);
        assertOutside(
            InfractionText(FRAUD, 1, 999, 365, fromDay, ""), "amount", 999, 1000, 2 ** 40 - 1
        );
        assertOutside(
            InfractionText(FRAUD, 1, 2 ** 40, 365, fromDay, ""),
            "amount",
            2 ** 40,
            1000,
            2 ** 40 - 1
        );
        assertOutside(
            InfractionText(FRAUD, 1, 0, 364, fromDay, ""), "sunsetDays", 364, 365, 1826
        );
        assertOutside(
            InfractionText(FRAUD, 1, 0, 1827, fromDay, ""), "sunsetDays", 1827, 365, 1826
        );
        uint256 last = 2 ** 24 - 2;
        assertOutside(
            InfractionText(FRAUD, 1, 0, 365, last + 1, ""), "fromDay", last + 1, 0, last
        );
    }

    function test_publishInfractions__withoutNoticeOrOrder__isRefused() external {
        uint256 earliest = today() + 30;
        assertPublishRefused(
            InfractionText(FRAUD, 1, 0, 365, earliest - 1, ""),
            abi.encodeWithSelector(
                ICases.RuleNoticeTooShort.selector, FRAUD, earliest - 1, earliest
            )
        );
        this.tryPublish(NATION, InfractionText(FRAUD, 300, 0, 1826, earliest + 1, ""));
        assertPublishRefused(
            InfractionText(FRAUD, 1, 0, 365, earliest + 1, ""),
            abi.encodeWithSelector(
                ICases.RuleVersionOutOfOrder.selector, FRAUD, earliest + 1, earliest + 1
            )
        );
    }

    function test_publishInfractions__byAnotherCouncil__isRefused() external {
        InfractionText memory text = InfractionText(FRAUD, 1, 0, 365, today() + 30, "");
        assertRefused(
            abi.encodeCall(this.tryPublish, (TOWN, text)),
            abi.encodeWithSelector(ICases.NotTheRoot.selector, TOWN)
        );
    }

    function tryPublish(CommunityId community, InfractionText memory text) external {
        CouncilAct memory head = act(community);
        bytes memory line = "InfractionRule(uint256 rule,uint256 points,uint256 amount,"
            "uint256 sunsetDays,uint256 fromDay,bytes32 textHash)";
        bytes32 kind = keccak256(
            bytes.concat(
                "InfractionRules(uint256 community,uint256 nonce,uint256 deadline,"
                "bytes32 infractionsHash,InfractionRule[] rules)",
                line
            )
        );
        bytes32 lines =
            keccak256(abi.encodePacked(keccak256(abi.encode(keccak256(line), text))));
        bytes32 hashed = keccak256(abi.encode(kind, head, bytes32("new hash"), lines));
        InfractionText[] memory texts = new InfractionText[](1);
        texts[0] = text;
        cases.publishInfractions(
            head, "new hash", texts, approve(community, digestOf(hashed), FIRST_TWO)
        );
    }

    // ----------------------------------------------------------------- private

    function inside() private pure returns (uint256[] memory values) {
        values = new uint256[](6);
        for (uint256 i = 0; i < 4; ++i) values[i] = 20 + i;
        (values[4], values[5]) = (1, 2);
    }

    function amend(uint256[] memory values, uint256 fromDay) private {
        vm.prank(address(assembly_));
        cases.amend(values, fromDay);
    }

    function assertOutside(uint256[] memory values, uint256 i) private view {
        bytes memory expected = abi.encodeWithSelector(
            ICases.CharterOutOfBounds.selector, names[i], values[i], least[i], most[i]
        );
        (bool success, bytes memory found) =
            address(cases).staticcall(abi.encodeCall(cases.checkCharter, (values)));
        assertTrue(!success);
        assertEq(uint256(keccak256(found)), uint256(keccak256(expected)));
    }

    function assertOutside(
        InfractionText memory text,
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
                ICases.RuleOutOfBounds.selector, text.rule, parameter, value, lowest, highest
            )
        );
    }

    function assertPublishRefused(InfractionText memory text, bytes memory expected) private {
        assertRefused(abi.encodeCall(this.tryPublish, (NATION, text)), expected);
    }
}
