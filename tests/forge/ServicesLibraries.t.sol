// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { MerkleProof } from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";

import { OfferText } from "../../contracts/interfaces/IServices.sol";
import { MerkleTree } from "../../contracts/libraries/MerkleTree.sol";
import { OfferWord, OfferWordLibrary } from "../../contracts/libraries/OfferWord.sol";
import { OrganisationWord } from "../../contracts/libraries/OrganisationWord.sol";
import { CommunityId, Redemption } from "../../contracts/types/Types.sol";
import { Test } from "./Test.sol";

/// @title Properties of the tree and of the slots of the services
contract ServicesLibrariesTest is Test {
    using MerkleTree for bytes32[];

    uint256 private constant MOST_LEAVES = 130;

    // ------------------------------------------------------------------- tree

    function testFuzz_root__any_leaves__every_one_is_proved(
        uint256 count,
        uint256 chosen,
        bytes32 seed
    )
        external
        pure
    {
        count = between(count, 1, MOST_LEAVES);
        chosen = between(chosen, 0, count - 1);
        bytes32[] memory leaves = leavesOf(count, seed);
        bytes32 leaf = leaves[chosen];
        bytes32[] memory proof = proofOf(leaves, chosen);
        bytes32 root = leavesOf(count, seed).root();
        assertTrue(MerkleProof.verify(proof, root, leaf));
        assertTrue(!MerkleProof.verify(proof, root, keccak256(abi.encode(leaf))));
    }

    function testFuzz_root__one_leaf_changed__is_another(
        uint256 count,
        uint256 chosen,
        bytes32 seed
    )
        external
        pure
    {
        count = between(count, 1, MOST_LEAVES);
        bytes32[] memory leaves = leavesOf(count, seed);
        leaves[between(chosen, 0, count - 1)] = "another";
        assertTrue(leaves.root() != leavesOf(count, seed).root());
    }

    function test_root__few_leaves__as_the_rules_say() external pure {
        bytes32[] memory leaves = leavesOf(5, "seed");
        bytes32[] memory again = leavesOf(5, "seed");
        bytes32 firstFour = pair(pair(again[0], again[1]), pair(again[2], again[3]));
        assertTrue(leaves.root() == pair(firstFour, again[4]));
        leaves = leavesOf(1, "seed");
        assertTrue(leaves.root() == again[0]);
    }

    function testFuzz_leaf__any_redemption__hashes_its_eight_words(Redemption memory redemption)
        external
        pure
    {
        assertTrue(MerkleTree.leaf(redemption) == keccak256(abi.encode(redemption)));
    }

    // ------------------------------------------------------------------ slots

    function testFuzz_organisationWord__renewed_keyed_suspended__changes_its_fields_only(
        uint256 raw,
        uint16 kinds,
        uint24 untilDay,
        uint24 suspendedUntil,
        address key
    )
        external
        pure
    {
        OrganisationWord before = OrganisationWord.wrap(raw);
        OrganisationWord word =
            before.renewed(kinds, untilDay).withKey(key).withSuspendedUntil(suspendedUntil);
        assertEq(word.kinds(), kinds);
        assertEq(word.untilDay(), untilDay);
        assertEq(word.suspendedUntil(), suspendedUntil);
        assertTrue(word.key() == key);
        assertTrue(word.community() == before.community());
        assertEq(word.form(), before.form());
        OrganisationWord back = word.withKey(before.key()).withSuspendedUntil(
            before.suspendedUntil()
        ).renewed(before.kinds(), before.untilDay());
        assertEq(OrganisationWord.unwrap(back), raw);
    }

    function testFuzz_organisationWord__serves__reads_one_bit(uint256 raw, uint256 kind)
        external
        pure
    {
        kind = between(kind, 1, 12);
        OrganisationWord word = OrganisationWord.wrap(raw);
        assertTrue(word.serves(kind) == ((raw >> (239 + kind)) & 1 == 1));
    }

    function testFuzz_offerWord__announcing_and_ending__changes_its_fields_only(
        uint256 raw,
        uint32 price,
        uint24 day,
        uint24 today,
        uint24 end
    )
        external
        pure
    {
        OfferWord before = OfferWord.wrap(raw);
        OfferWord word = before.announcing(price, day, today).endingOn(end);
        assertEq(word.price(), before.priceOn(today));
        assertEq(word.nextPrice(), price);
        assertEq(word.nextPriceDay(), day);
        assertEq(word.untilDay(), end);
        uint256 others = ~(((uint256(1) << 88) - 1) << 48 | (uint256(type(uint24).max) << 160));
        assertEq(OfferWord.unwrap(word) & others, raw & others);
    }

    function testFuzz_offerWord__priceOn__changes_on_its_day(uint256 raw, uint24 day)
        external
        pure
    {
        OfferWord word = OfferWord.wrap(raw);
        uint256 changes = word.nextPriceDay();
        bool former = changes == 0 || day < changes;
        assertEq(word.priceOn(day), former ? word.price() : word.nextPrice());
    }

    function testFuzz_offerWord__packed__is_read_back(
        uint32 organisation,
        uint32 price,
        uint24 fromDay,
        uint24 untilDay,
        uint32 basis
    )
        external
        view
    {
        OfferText memory text =
            OfferText(organisation, 12, 4, price, basis, untilDay, "text");
        OfferWord word = this.pack(text, fromDay);
        assertEq(word.organisation(), organisation);
        assertEq(word.kind(), 12);
        assertEq(word.tier(), 4);
        assertEq(word.price(), price);
        assertEq(word.nextPrice(), 0);
        assertEq(word.nextPriceDay(), 0);
        assertEq(word.fromDay(), fromDay);
        assertEq(word.untilDay(), untilDay);
        assertEq(word.basis(), basis);
    }

    // ---------------------------------------------------------------- helpers

    function pack(OfferText calldata text, uint256 fromDay) external pure returns (OfferWord) {
        return OfferWordLibrary.pack(text, fromDay);
    }

    function leavesOf(
        uint256 count,
        bytes32 seed
    )
        private
        pure
        returns (bytes32[] memory leaves)
    {
        leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) leaves[i] = keccak256(abi.encode(seed, i));
    }

    /// @dev Siblings on the way up, by a tree built level by level in lists of their own.
    function proofOf(
        bytes32[] memory level,
        uint256 place
    )
        private
        pure
        returns (bytes32[] memory proof)
    {
        proof = new bytes32[](0);
        while (level.length > 1) {
            uint256 sibling = place ^ 1;
            if (sibling < level.length) proof = appended(proof, level[sibling]);
            bytes32[] memory next = new bytes32[]((level.length + 1) / 2);
            for (uint256 i = 0; i < next.length; ++i) {
                bool joined = 2 * i + 1 < level.length;
                next[i] = joined ? pair(level[2 * i], level[2 * i + 1]) : level[2 * i];
            }
            (level, place) = (next, place / 2);
        }
    }

    function appended(
        bytes32[] memory list,
        bytes32 last
    )
        private
        pure
        returns (bytes32[] memory longer)
    {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; ++i) longer[i] = list[i];
        longer[list.length] = last;
    }

    function pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
