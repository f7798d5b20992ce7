// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { Calendar } from "../../contracts/libraries/Calendar.sol";
import { OverlaysLibrary, OverlayWord } from "../../contracts/libraries/Overlays.sol";
import { PersonWord, PersonWordLibrary } from "../../contracts/libraries/PersonWord.sol";
import { Signatures } from "../../contracts/libraries/Signatures.sol";
import { Sortition } from "../../contracts/libraries/Sortition.sol";
import { CommunityId } from "../../contracts/types/Types.sol";
import { TestWallet } from "../contracts/TestWallet.sol";
import { Test } from "./Test.sol";

/// @title Properties of the libraries on their own
contract LibrariesTest is Test {
    uint256 private constant JANUARY_1970 = 1970 * 12;
    uint256 private constant LATEST_DAY = 2 ** 20 - 1;
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
        uint256 category,
        uint256 points,
        uint256 decayFrom,
        uint256 actDay
    )
        external
        pure
    {
        PersonWord before = PersonWord.wrap(raw);
        category = between(category, 1, 7);
        points = between(points, 0, 255 - before.tally(category));
        decayFrom = between(decayFrom, 0, LATEST_DAY);
        actDay = between(actDay, 0, LATEST_DAY);
        uint256 earned = points << PersonWordLibrary.tallyAt(category);
        PersonWord word = before.withAward(earned, 777, decayFrom, actDay);
        assertEq(word.quality(), 777);
        assertEq(word.decayFrom(), decayFrom);
        assertEq(word.lastActDay(), actDay);
        assertEq(word.tally(category), before.tally(category) + points);
        assertEq(word.tallyTotal(), before.tallyTotal() + points);
        uint256 others = ~(bits(40, 30) | bits(100, 56) | bits(196, 20));
        assertEq(PersonWord.unwrap(word) & others, raw & others);
    }

    function testFuzz_personWord__another_year__empties_what_is_of_the_year(
        uint256 raw,
        uint256 year
    )
        external
        pure
    {
        PersonWord before = PersonWord.wrap(raw);
        year = between(year, 0, 1023);
        PersonWord word = before.inYear(year);
        assertEq(word.tallyYear(), year);
        bool same = before.tallyYear() == year;
        assertEq(word.tallyTotal(), same ? before.tallyTotal() : 0);
        assertEq(word.given(), same ? before.given() : 0);
        uint256 others = ~bits(90, 74);
        assertEq(PersonWord.unwrap(word) & others, raw & others);
        assertTrue(!same || PersonWord.unwrap(word) == raw);
    }

    function testFuzz_personWord__each_other_change__leaves_the_rest(
        uint256 raw,
        uint24 community,
        uint8 index,
        uint256 day,
        uint256 overlays
    )
        external
        pure
    {
        day = between(day, 0, LATEST_DAY);
        overlays = between(overlays, 0, 8);
        PersonWord word = PersonWord.wrap(raw).withSeat(CommunityId.wrap(community), index)
            .withLeaveUntil(day).withOverlays(overlays);
        assertEq(CommunityId.unwrap(word.seatCommunity()), community);
        assertEq(word.seatIndex(), index);
        assertEq(word.leaveUntil(), day);
        assertEq(word.overlays(), overlays);
        uint256 others = ~(bits(70, 20) | bits(164, 32) | bits(216, 4));
        assertEq(PersonWord.unwrap(word) & others, raw & others);
    }

    function testFuzz_personWord__a_gift__changes_its_fields_only(
        uint256 raw,
        uint256 points
    )
        external
        pure
    {
        PersonWord before = PersonWord.wrap(raw);
        points = between(points, 0, 255 - before.given());
        PersonWord word = before.withGift(points);
        assertEq(word.given(), before.given() + points);
        assertEq(PersonWord.unwrap(word) & ~bits(156, 8), raw & ~bits(156, 8));
    }

    function testFuzz_bornIn__any_community__is_the_month_of_birth_at_home_alone(
        uint256 raw,
        uint24 home
    )
        external
        pure
    {
        PersonWord word = PersonWord.wrap(raw).backInQuality().asReopened();
        CommunityId own = word.community();
        assertEq(word.bornIn(own), word.birthMonth());
        assertTrue(
            CommunityId.wrap(home) == own || word.bornIn(CommunityId.wrap(home)) > type(uint16).max
        );
    }

    function testFuzz_bornIn__closed_or_opted_out__is_beyond_any_month(uint256 raw)
        external
        pure
    {
        PersonWord word = PersonWord.wrap(raw);
        CommunityId own = word.community();
        assertTrue(word.asClosed().bornIn(own) > type(uint16).max);
        assertTrue(word.outOfQuality().bornIn(own) > type(uint16).max);
    }

    function testFuzz_tallies__any_seven__sum_and_single_ones_are_right(uint56 tallies)
        external
        pure
    {
        PersonWord word = PersonWord.wrap((uint256(tallies) << 100) | ~bits(100, 56));
        uint256 total = 0;
        for (uint256 category = 1; category <= 7; ++category) {
            uint256 expected = (uint256(tallies) >> ((category - 1) * 8)) & 255;
            assertEq(word.tally(category), expected);
            total += expected;
        }
        assertEq(word.tallyTotal(), total);
        assertEq(word.tally(0), 0);
        assertEq(word.tally(8), 0);
        assertEq(word.tally(2 ** 253 + 1), 0);
    }

    function testFuzz_draw__all_lots__fall_on_all_entrants(
        bytes32 key,
        uint256 size
    )
        external
        pure
    {
        size = between(size, 1, 40);
        uint256 drawn = 0;
        for (uint256 lot = 0; lot < size; ++lot) {
            drawn |= 1 << Sortition.draw(key, lot, size);
        }
        assertEq(drawn, (1 << size) - 1);
    }

    function test_draw__no_such_lot__refused() external {
        vm.expectRevert(abi.encodeWithSelector(Sortition.LotOutOfRange.selector, 5, 5));
        this.draw("key", 5, 5);
    }

    /// @notice Called from outside, so that its refusal can be expected.
    function draw(bytes32 key, uint256 lot, uint256 size) external pure returns (uint256) {
        return Sortition.draw(key, lot, size);
    }

    function testFuzz_overlay__an_uplift__keeps_what_it_was_made_of(
        uint16 points,
        uint40 amount,
        uint64 cause,
        uint256 today,
        uint256 daysLong
    )
        external
        pure
    {
        today = between(today, 0, LATEST_DAY);
        daysLong = between(daysLong, 1, 365);
        uint256 kind = OverlaysLibrary.DEDUCTION;
        OverlayWord word =
            OverlaysLibrary.pack(kind, points, today, today + daysLong, amount, cause);
        assertEq(word.kind(), kind);
        assertEq(word.points(), points);
        assertEq(word.fromDay(), today);
        assertEq(word.untilDay(), today + daysLong);
        assertEq(word.amount(), amount);
        assertEq(word.cause(), cause);
        assertEq(OverlayWord.unwrap(word) >> 176, 0);
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

    /// @dev A mask of `count` bits from position `first` on.
    function bits(uint256 first, uint256 count) private pure returns (uint256) {
        return ((1 << count) - 1) << first;
    }

    function lengthOf(uint256 month) private pure returns (uint256) {
        uint256 year = month / 12;
        uint256 ofYear = month % 12;
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        if (ofYear == 1) return leap ? 29 : 28;
        return ofYear == 3 || ofYear == 5 || ofYear == 8 || ofYear == 10 ? 30 : 31;
    }
}
