// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Calendar } from "../../contracts/libraries/Calendar.sol";
import { PersonWord, PersonWordLibrary } from "../../contracts/libraries/PersonWord.sol";
import { Signatures } from "../../contracts/libraries/Signatures.sol";
import { CommunityId } from "../../contracts/types/Types.sol";
import { TestWallet } from "../contracts/TestWallet.sol";
import { Test } from "./Test.sol";

/// @title Properties of the libraries on their own
contract LibrariesTest is Test {
    uint256 private constant JANUARY_1970 = 1970 * 12;
    bytes32 private constant SECRET = "secret";
    bytes32 private constant DIGEST = "digest";

    function test_firstDay__every_month_of_a_cycle__has_its_length() external pure {
        int256 day = 0;
        for (uint256 month = JANUARY_1970; month < JANUARY_1970 + 400 * 12; ++month) {
            assertTrue(Calendar.firstDay(month) == day);
            day += int256(lengthOf(month));
        }
    }

    function test_firstDay__first_month_of_year_1__is_known() external pure {
        assertTrue(Calendar.firstDay(12) == -719_162);
    }

    function testFuzz_someMonthBegunBy__any_day__never_runs_ahead(uint256 day) external pure {
        day = between(day, 0, 1_000_000);
        assertTrue(Calendar.firstDay(Calendar.someMonthBegunBy(day)) <= int256(day));
    }

    function testFuzz_personWord__an_award__changes_its_fields_only(
        uint256 raw,
        uint24 decayFrom,
        uint24 actDay,
        uint56 tallies,
        uint16 year
    )
        external
        pure
    {
        PersonWord before = PersonWord.wrap(raw);
        PersonWord word = before.withAward(year, tallies, 777, decayFrom, actDay);
        assertEq(word.quality(), 777);
        assertEq(word.decayFrom(), decayFrom);
        assertEq(word.lastActDay(), actDay);
        assertEq(word.talliesIn(year), tallies);
        assertEq(word.talliesIn(uint256(year) + 1), 0);
        assertEq(word.birthMonth(), before.birthMonth());
        assertTrue(word.community() == before.community());
        assertEq(word.leaveUntil(), before.leaveUntil());
        assertTrue(word.seatCommunity() == before.seatCommunity());
        assertEq(word.seatIndex(), before.seatIndex());
        assertEq(PersonWord.unwrap(word) >> 232, raw >> 232);
    }

    function testFuzz_personWord__seat_and_leave__change_their_fields_only(
        uint256 raw,
        uint24 community,
        uint8 index,
        uint24 leaveUntil
    )
        external
        pure
    {
        PersonWord word = PersonWord.wrap(raw).withSeat(CommunityId.wrap(community), index)
            .withLeaveUntil(leaveUntil);
        assertEq(CommunityId.unwrap(word.seatCommunity()), community);
        assertEq(word.seatIndex(), index);
        assertEq(word.leaveUntil(), leaveUntil);
        uint256 others = ~((uint256(type(uint32).max) << 176) | (uint256(type(uint24).max) << 80));
        assertEq(PersonWord.unwrap(word) & others, raw & others);
    }

    function testFuzz_tallies__any_seven__sum_and_single_ones_are_right(uint56 tallies)
        external
        pure
    {
        uint256 total = 0;
        for (uint256 category = 1; category <= 7; ++category) {
            uint256 expected = (uint256(tallies) >> ((category - 1) * 8)) & 255;
            assertEq(PersonWordLibrary.tally(tallies, category), expected);
            total += expected;
        }
        assertEq(PersonWordLibrary.tallyTotal(tallies), total);
    }

    function test_signatures__of_a_wallet_among_keys__found_at_its_place() external {
        address wallet = address(new TestWallet(SECRET, TestWallet.Manner.Correct));
        bytes memory signed = abi.encode(SECRET, DIGEST);
        bytes memory good = bytes.concat(walletPiece(65), bytes32(signed.length), signed);
        assertTrue(this.isValidAt(good, 0, wallet));
        assertTrue(!this.isValidAt(good, 0, address(1)));
    }

    function test_signatures__of_a_wallet_out_of_range__not_valid() external {
        address wallet = address(new TestWallet(SECRET, TestWallet.Manner.Correct));
        bytes memory signed = abi.encode(SECRET, DIGEST);
        bytes memory whole = bytes.concat(bytes32(signed.length), signed);
        assertTrue(!this.isValidAt(bytes.concat(walletPiece(66), whole), 0, wallet));
        assertTrue(!this.isValidAt(bytes.concat(walletPiece(type(uint256).max), whole), 0, wallet));
        assertTrue(!this.isValidAt(bytes.concat(walletPiece(65), bytes31(0)), 0, wallet));
        assertTrue(!this.isValidAt(walletPiece(65), 0, wallet));
        bytes memory tooLong = bytes.concat(walletPiece(65), bytes32(signed.length + 1), signed);
        assertTrue(!this.isValidAt(tooLong, 0, wallet));
    }

    function testFuzz_signatures__any_bytes__never_revert(bytes calldata data) external view {
        for (uint256 i = 0; i < data.length / 65; ++i) {
            assertTrue(!Signatures.isValidAt(data, i, address(this), msg.sender, DIGEST));
        }
        assertTrue(!Signatures.isValid(address(1), DIGEST, data));
    }

    function isValidAt(
        bytes calldata signatures,
        uint256 position,
        address controller
    )
        external
        view
        returns (bool)
    {
        return Signatures.isValidAt(signatures, position, controller, msg.sender, DIGEST);
    }

    function walletPiece(uint256 start) private pure returns (bytes memory) {
        return bytes.concat(bytes32(0), bytes32(start), bytes1(0));
    }

    function lengthOf(uint256 month) private pure returns (uint256) {
        uint256 year = month / 12;
        uint256 ofYear = month % 12;
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (ofYear == 1) return leap ? 29 : 28;
        return ofYear == 3 || ofYear == 5 || ofYear == 8 || ofYear == 10 ? 30 : 31;
    }
}
