// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { RuleId } from "../types/Types.sol";

/// @notice The effect of one finding on its organisation.
/// @dev | bits      | field       | meaning                                                       |
///      |-----------|-------------|---------------------------------------------------------------|
///      | 0..31     | standard    | under which the finding was brought                           |
///      | 32..55    | untilDay    | first day on which it no longer lasts                         |
///      | 56..63    | kind        | 1 suspension, 2 commendation                                  |
///      | 64..127   | cause       | last 64 bits of the finding's number                          |
///      | 128..255  |             | unused, zero                                                  |
type EffectWord is uint256;

using EffectsLibrary for EffectWord global;

/// @notice The effects of findings about one organisation, one word for each place ever used.
struct Effects {
    uint256[] words;
}

using EffectsLibrary for Effects global;

/// @title Effects of findings on organisations
/// @notice Nothing needs to be written when one ends by itself; its place is free then.
library EffectsLibrary {
    uint256 private constant PLACES = 8;
    uint256 private constant SUSPENSION = 1;

    uint256 private constant UNTIL_DAY_AT = 32;
    uint256 private constant KIND_AT = 56;
    uint256 private constant CAUSE_AT = 64;

    // ------------------------------------------------------------- one effect

    /// @dev The caller has checked that every value fits.
    function pack(
        RuleId standard,
        uint256 endDay,
        uint256 kind,
        bytes32 finding
    )
        internal
        pure
        returns (EffectWord)
    {
        return EffectWord.wrap(
            RuleId.unwrap(standard) | (endDay << UNTIL_DAY_AT) | (kind << KIND_AT)
                | (causeOf(finding) << CAUSE_AT)
        );
    }

    function untilDay(EffectWord word) internal pure returns (uint256) {
        return uint24(EffectWord.unwrap(word) >> UNTIL_DAY_AT);
    }

    function isSuspension(EffectWord word) internal pure returns (bool) {
        return uint8(EffectWord.unwrap(word) >> KIND_AT) == SUSPENSION;
    }

    // -------------------------------------------------- those of an organisation

    /// @notice Puts an effect into the lowest place that is free today.
    /// @return placed whether one was
    function put(
        Effects storage effects,
        EffectWord effect,
        uint256 today
    )
        internal
        returns (bool placed, uint256 place)
    {
        uint256[] storage words = effects.words;
        uint256 used = words.length;
        while (place < used && today < effectAt(effects, place).untilDay()) ++place;
        if (place == PLACES) return (false, place);
        if (place == used) {
            words.push(EffectWord.unwrap(effect));
        } else {
            words[place] = EffectWord.unwrap(effect);
        }
        return (true, place);
    }

    /// @notice Ends the effect at a place today.
    function end(Effects storage effects, uint256 place, uint256 today) internal {
        uint256 cleared = effects.words[place] & ~(uint256(type(uint24).max) << UNTIL_DAY_AT);
        effects.words[place] = cleared | (today << UNTIL_DAY_AT);
    }

    /// @notice Whether the effect at a place is the one of this finding, and still lasts.
    /// @param place where the finding's effect was put, perhaps to be followed by another's
    function lasts(
        Effects storage effects,
        uint256 place,
        bytes32 finding,
        uint256 today
    )
        internal
        view
        returns (bool)
    {
        EffectWord effect = effectAt(effects, place);
        return uint64(EffectWord.unwrap(effect) >> CAUSE_AT) == causeOf(finding)
            && today < effect.untilDay();
    }

    /// @notice Latest end of the suspensions that have not ended today; 0 without one.
    function suspendedUntil(
        Effects storage effects,
        uint256 today
    )
        internal
        view
        returns (uint256 latest)
    {
        for (uint256 place = 0; place < effects.words.length; ++place) {
            EffectWord effect = effectAt(effects, place);
            uint256 until = effect.untilDay();
            if (effect.isSuspension() && today < until && latest < until) latest = until;
        }
    }

    function effectAt(Effects storage effects, uint256 place) internal view returns (EffectWord) {
        return EffectWord.wrap(effects.words[place]);
    }

    function causeOf(bytes32 finding) private pure returns (uint256) {
        return uint64(uint256(finding));
    }
}
