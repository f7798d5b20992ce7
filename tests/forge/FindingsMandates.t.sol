// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICommunities } from "../../contracts/interfaces/ICommunities.sol";
import {
    FindingKey,
    FindingView,
    IFindings,
    MandateText,
    MandateView
} from "../../contracts/interfaces/IFindings.sol";
import { IPanels } from "../../contracts/interfaces/IPanels.sol";
import { IServices } from "../../contracts/interfaces/IServices.sol";
import { Approval, CommunityId, CouncilAct, RuleId } from "../../contracts/types/Types.sol";
import { FindingsFixture } from "./FindingsFixture.sol";

/// @notice A sensor whose signatures a contract checks: it accepts those of one key.
contract WalletOfSensor {
    address private immutable KEY;

    constructor(address key) {
        KEY = key;
    }

    function isValidSignature(
        bytes32 digest,
        bytes calldata signature
    )
        external
        view
        returns (bytes4)
    {
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        bool signed = ecrecover(digest, uint8(signature[64]), r, s) == KEY;
        return signed ? this.isValidSignature.selector : bytes4(0);
    }
}

/// @title Mandates of sensors, and all that a reading can be refused for
contract FindingsMandatesTest is FindingsFixture {
    uint256 private constant TWO_OF_THREE = 3;
    uint256 private constant ABOVE = LIMIT + 1;

    // --------------------------------------------------------------- mandates

    function test_grantMandate__inOrder__isTold() external {
        MandateText memory text = mandateText();
        vm.expectEmit(address(communities));
        emit ICommunities.CouncilActed(NATION, 0, FIRST_TWO);
        vm.expectEmit(address(findings));
        emit IFindings.MandateGranted(
            1,
            ORGANISATION,
            NATION,
            EMISSIONS,
            LIMIT,
            2,
            today() + MANDATE_DAYS,
            "measure",
            text.signers
        );
        this.tryGrant(NATION, text);
    }

    function test_grantMandate__inOrder__isKept() external {
        MandateText memory text = mandateText();
        text.limit = type(uint256).max;
        assertEq(grant(NATION, mandateText()), 1);
        assertEq(grant(NATION, text), 2);
        MandateView memory found = findings.mandate(2);
        assertEq(found.organisation, ORGANISATION);
        assertTrue(found.community == NATION);
        assertEq(RuleId.unwrap(found.standard), RuleId.unwrap(EMISSIONS));
        assertEq(found.limit, type(uint256).max);
        assertEq(found.threshold, 2);
        assertEq(found.untilDay, today() + MANDATE_DAYS);
        assertTrue(found.measureHash == "measure");
        assertEq(found.signers.length, 3);
        for (uint256 i = 0; i < 3; ++i) assertTrue(found.signers[i] == text.signers[i]);
        assertEq(findings.mandate(3).threshold, 0);
    }

    function test_grantMandate__aboutNobody__isRefusedBeforeTheApproval() external {
        MandateText memory text = mandateText();
        text.organisation = 2;
        assertRefused(
            abi.encodeCall(this.tryGrant, (CommunityId.wrap(9), text)),
            abi.encodeWithSelector(IServices.OrganisationUnknown.selector, 2)
        );
    }

    function test_grantMandate__byTheAccreditor__isRefusedBeforeItsBounds() external {
        MandateText memory text = mandateText();
        text.threshold = 0;
        assertRefused(
            abi.encodeCall(this.tryGrant, (TOWN, text)),
            abi.encodeWithSelector(IFindings.OwnOrganisation.selector, ORGANISATION, TOWN)
        );
    }

    function test_grantMandate__ofTooFewOrTooManySigners__isRefused() external {
        MandateText memory text = mandateText();
        for (uint256 count = 1; count <= 17; count += 16) {
            text.signers = sensorAddresses(count);
            assertOutside(text, "signers", count, 2, 16);
        }
        text.signers = new address[](0);
        assertOutside(text, "signers", 0, 2, 16);
    }

    function test_grantMandate__ofEachNumberOfSigners__needsTwoThirds() external {
        MandateText memory text = mandateText();
        uint8[15] memory least = [2, 2, 3, 4, 4, 5, 6, 6, 7, 8, 8, 9, 10, 10, 11];
        for (uint256 count = 2; count <= 16; ++count) {
            text.signers = sensorAddresses(count);
            text.threshold = least[count - 2];
            grant(NATION, text);
            text.threshold = count;
            grant(NATION, text);
            text.threshold = least[count - 2] - 1;
            assertOutside(text, "threshold", text.threshold, least[count - 2], count);
            text.threshold = count + 1;
            assertOutside(text, "threshold", text.threshold, least[count - 2], count);
        }
    }

    function test_grantMandate__forLongerThanAYearAndADay__isRefused() external {
        MandateText memory text = mandateText();
        (uint256 least, uint256 most) = (today() + 1, today() + 366);
        text.untilDay = least - 1;
        assertOutside(text, "untilDay", least - 1, least, most);
        text.untilDay = most + 1;
        assertOutside(text, "untilDay", most + 1, least, most);
        text.untilDay = least;
        grant(NATION, text);
        text.untilDay = most;
        grant(NATION, text);
    }

    function test_grantMandate__toSignersOutOfOrder__isRefused() external {
        MandateText memory text = mandateText();
        text.signers[0] = address(0);
        assertOutOfOrder(text, 0);
        text.signers = sensorAddresses(3);
        text.signers[1] = text.signers[0];
        assertOutOfOrder(text, 1);
        text.signers = sensorAddresses(3);
        (text.signers[1], text.signers[2]) = (text.signers[2], text.signers[1]);
        assertOutOfOrder(text, 2);
    }

    // --------------------------------------------------------------- readings

    function test_fileReading__aboveTheLimit__filesAFinding() external {
        uint256 mandate = grant(NATION, mandateText());
        FindingKey memory key = keyOf(EMISSIONS, today() - 1);
        bytes32 id = findings.idOf(key);
        vm.expectEmit(address(findings));
        emit IFindings.FindingFiled(
            id, ORGANISATION, NATION, EMISSIONS, 1, key.day, mandate, ABOVE, "log"
        );
        this.tryRead(mandate, 1, ABOVE, key.day, TWO_OF_THREE);
        FindingView memory found = findings.findingOf(id);
        assertEq(found.stage, 1);
        assertTrue(found.community == NATION);
        assertEq(found.noticeDays, NOTICE_DAYS);
        assertEq(found.version, 1);
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 1);
    }

    function test_fileReading__byEveryMajority__counts() external {
        uint256 mandate = grant(NATION, mandateText());
        uint8[4] memory majorities = [3, 5, 6, 7];
        for (uint256 i = 0; i < 4; ++i) {
            read(mandate, 1, ABOVE + i, today() - i, majorities[i]);
        }
        assertEq(findings.findingsThisYear(ORGANISATION, NATION), 4);
        assertReadingRefused(
            mandate,
            ABOVE,
            today() - 4,
            abi.encodeWithSelector(
                IFindings.TooManyFindings.selector, ORGANISATION, NATION, 4
            )
        );
    }

    function test_fileReading__withinTheLimit__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        for (uint256 value = 0; value <= LIMIT; value += LIMIT) {
            assertReadingRefused(
                mandate,
                value,
                today() + 1,
                abi.encodeWithSelector(IFindings.WithinLimit.selector, value, LIMIT)
            );
        }
    }

    function test_fileReading__underNoMandate__isRefused() external {
        grant(NATION, mandateText());
        for (uint256 mandate = 0; mandate <= 2; mandate += 2) {
            assertReadingRefused(
                mandate,
                ABOVE,
                today(),
                abi.encodeWithSelector(IFindings.MandateUnknown.selector, mandate)
            );
        }
    }

    function test_fileReading__whenTheMandateIsOver__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        passDays(MANDATE_DAYS - 1);
        read(mandate, 1, ABOVE, today() - 1, TWO_OF_THREE);
        passDays(1);
        assertReadingRefused(
            mandate,
            ABOVE,
            today() - 1,
            abi.encodeWithSelector(IFindings.MandateOver.selector, mandate, today())
        );
    }

    function test_fileReading__ofTooFewSigners__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        bytes memory call = abi.encodeCall(this.tryRead, (mandate, 1, ABOVE, today(), 4));
        assertRefused(
            call,
            abi.encodeWithSelector(IFindings.TooFewSignatures.selector, mandate, 2, 1)
        );
        call = abi.encodeCall(this.tryRead, (mandate, 1, ABOVE, today(), 0));
        assertRefused(
            call,
            abi.encodeWithSelector(IFindings.TooFewSignatures.selector, mandate, 2, 0)
        );
    }

    function test_fileReading__ofASignerItHasNotGot__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        for (uint256 bit = 3; bit < 256; bit += 252) {
            bytes memory call =
                abi.encodeCall(this.tryRead, (mandate, 1, ABOVE, today(), 3 | (1 << bit)));
            assertRefused(
                call, abi.encodeWithSelector(IFindings.NotASigner.selector, mandate, bit)
            );
        }
    }

    function test_fileReading__signaturesThatEnd__areRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        Approval memory given = readBy(readingHash(mandate, 1, ABOVE, today()), 3);
        given.signers = 7;
        vm.expectRevert(
            abi.encodeWithSelector(IFindings.SignatureMissing.selector, mandate, 2)
        );
        findings.fileReading(mandate, 1, ABOVE, today(), "log", given);
    }

    function test_fileReading__ofOneSignerTwice__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        Approval memory given = readBy(readingHash(mandate, 1, ABOVE, today()), 1);
        given = Approval(3, bytes.concat(given.signatures, given.signatures));
        assertInvalid(mandate, 1, ABOVE, given, 1);
    }

    function test_fileReading__sentByASigner__isSignedAllTheSame() external {
        uint256 mandate = grant(NATION, mandateText());
        bytes memory asSender = bytes.concat(bytes32(0), bytes32(0), bytes1(0x01));
        Approval memory given = readBy(readingHash(mandate, 1, ABOVE, today()), 2);
        given = Approval(3, bytes.concat(asSender, given.signatures));
        address signer = vm.addr(sensors[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IFindings.InvalidReading.selector, mandate, 0, signer)
        );
        vm.prank(signer);
        findings.fileReading(mandate, 1, ABOVE, today(), "log", given);
    }

    function test_fileReading__signedForAnythingElse__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        MandateText memory stricter = mandateText();
        stricter.limit = 1;
        uint256 other = grant(NATION, stricter);
        uint256 day = today();
        bytes32[4] memory hashes = [
            readingHash(other, 1, ABOVE, day),
            readingHash(mandate, 2, ABOVE, day),
            readingHash(mandate, 1, ABOVE + 1, day),
            readingHash(mandate, 1, ABOVE, day - 1)
        ];
        for (uint256 i = 0; i < 4; ++i) {
            assertInvalid(mandate, 1, ABOVE, readBy(hashes[i], 3), 0);
        }
    }

    function test_fileReading__ofAnotherDayOrVersion__isRefusedLikeAnyFinding() external {
        uint256 mandate = grant(NATION, mandateText());
        assertReadingRefused(
            mandate,
            ABOVE,
            today() + 1,
            abi.encodeWithSelector(
                IFindings.ActInFuture.selector, 0, today() + 1, today()
            )
        );
        uint256 before = GENESIS / 1 days - 1;
        assertReadingRefused(
            mandate,
            ABOVE,
            before,
            abi.encodeWithSelector(
                IFindings.RuleNotInForce.selector, 0, EMISSIONS, 1, before
            )
        );
        assertRefused(
            abi.encodeCall(this.tryRead, (mandate, 2, ABOVE, today() - 1, TWO_OF_THREE)),
            abi.encodeWithSelector(IFindings.ActTooOld.selector, 0, today() - 1, today())
        );
    }

    function test_fileReading__aSecondTime__isRefused() external {
        uint256 mandate = grant(NATION, mandateText());
        read(mandate, 1, ABOVE, today(), TWO_OF_THREE);
        assertReadingRefused(
            mandate,
            ABOVE,
            today(),
            abi.encodeWithSelector(
                IFindings.FindingExists.selector, findings.idOf(keyOf(EMISSIONS, today()))
            )
        );
    }

    function test_fileReading__underAStandardThatIsNone__findsNothing() external {
        MandateText memory text = mandateText();
        text.standard = RuleId.wrap(2 ** 32 + RuleId.unwrap(EMISSIONS));
        uint256 mandate = grant(NATION, text);
        assertReadingRefused(
            mandate,
            ABOVE,
            today(),
            abi.encodeWithSelector(
                IFindings.RuleNotInForce.selector, 0, text.standard, 1, today()
            )
        );
    }

    function test_fileReading__ofAWallet__countsWhatItAccepts() external {
        MandateText memory text = mandateText();
        WalletOfSensor wallet = new WalletOfSensor(vm.addr(sensors[0]));
        bool isLast = address(wallet) > text.signers[1];
        address sensor = text.signers[1];
        text.signers = new address[](2);
        text.signers[0] = isLast ? sensor : address(wallet);
        text.signers[1] = isLast ? address(wallet) : sensor;
        uint256 mandate = grant(NATION, text);
        bytes32 digest = digestOf(readingHash(mandate, 1, ABOVE, today()));
        bytes memory own = sign(sensors[1], digest);
        bytes memory pointer = bytes.concat(bytes32(0), bytes32(uint256(130)), bytes1(0));
        bytes memory tail = bytes.concat(bytes32(uint256(65)), sign(sensors[0], digest));
        bytes memory both = isLast ? bytes.concat(own, pointer) : bytes.concat(pointer, own);
        Approval memory given = Approval(3, bytes.concat(both, tail));
        findings.fileReading(mandate, 1, ABOVE, today(), "log", given);
        assertEq(stateOf(keyOf(EMISSIONS, today())), NOTICE);
    }

    // ------------------------------- a sensor's signature counts in nothing else

    function test_sensors__inPlaceOfACouncil__countInNothing() external {
        grant(NATION, mandateText());
        FindingKey memory key = keyOf(EMISSIONS, today());
        CouncilAct memory head = act(NATION);
        Approval memory given = readBy(findingHash(head, key, 1), 3);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICommunities.InvalidSeatSignature.selector,
                NATION,
                0,
                vm.addr(seatKey(NATION, 0))
            )
        );
        findings.fileFinding(head, key, 1, "evidence", given);
    }

    function test_sensors__inPlaceOfTheOrganisation__countInNothing() external {
        FindingKey memory key = find(EMISSIONS);
        grant(NATION, mandateText());
        bytes32 digest = digestOf(answerHash("FindingAppeal", key, 1));
        address sensor = vm.addr(sensors[0]);
        bytes memory signature = sign(sensors[0], digest);
        uint256 deadline = time();
        vm.expectRevert(
            abi.encodeWithSelector(
                IFindings.NotTheOrganisation.selector, ORGANISATION, sensor
            )
        );
        vm.prank(sensor);
        findings.appeal(key, 1, nobody(), deadline, signature);
    }

    function test_sensors__inPlaceOfJurors__countInNothing() external {
        FindingKey memory key = reachFinding(FIRST_PANEL);
        grant(NATION, mandateText());
        Approval memory given = readBy(verdictHash(key, FOR_IT), 7);
        address juror = vm.addr(keyOfHolder(jurors[0]));
        vm.expectRevert(
            abi.encodeWithSelector(IPanels.InvalidJurorSignature.selector, 1, 0, juror)
        );
        findings.giveVerdict(key, FOR_IT, "reasons", seated, given);
    }

    // ----------------------------------------------------------------- private

    function assertOutside(
        MandateText memory text,
        string memory parameter,
        uint256 value,
        uint256 least,
        uint256 most
    )
        private
    {
        assertRefused(
            abi.encodeCall(this.tryGrant, (NATION, text)),
            abi.encodeWithSelector(
                IFindings.MandateOutOfBounds.selector, parameter, value, least, most
            )
        );
    }

    function assertOutOfOrder(MandateText memory text, uint256 index) private {
        assertRefused(
            abi.encodeCall(this.tryGrant, (NATION, text)),
            abi.encodeWithSelector(IFindings.SignersOutOfOrder.selector, index)
        );
    }

    /// @dev By two of three, of version 1.
    function assertReadingRefused(
        uint256 mandate,
        uint256 value,
        uint256 day,
        bytes memory expected
    )
        private
    {
        assertRefused(
            abi.encodeCall(this.tryRead, (mandate, 1, value, day, TWO_OF_THREE)), expected
        );
    }

    function assertInvalid(
        uint256 mandate,
        uint256 version,
        uint256 value,
        Approval memory given,
        uint256 signer
    )
        private
    {
        address key = vm.addr(sensors[signer]);
        vm.expectRevert(
            abi.encodeWithSelector(
                IFindings.InvalidReading.selector, mandate, signer, key
            )
        );
        findings.fileReading(mandate, version, value, today(), "log", given);
    }
}
