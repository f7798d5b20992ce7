// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { IFindings, StandardText, StandardView } from "../interfaces/IFindings.sol";
import { RuleId } from "../types/Types.sol";
import { RuleBounds } from "./RuleBounds.sol";
import { StandardWord, StandardWordLibrary } from "./StandardWord.sol";

/// @title The catalogue of standards that organisations are held to
/// @notice Every version of every standard, and the hash of the file that holds their texts.
library Standards {
    /// @param hash of the published file
    /// @param versions number of versions of a standard; the latest has this number
    struct Catalogue {
        bytes32 hash;
        mapping(RuleId standard => uint256) versions;
        mapping(RuleId standard => mapping(uint256 version => StandardWord)) words;
        mapping(RuleId standard => mapping(uint256 version => bytes32)) texts;
    }

    uint256 private constant MOST_EFFECT = 2;
    uint256 private constant SHORTEST_SUNSET = 30;
    uint256 private constant LONGEST_SUNSET = 730;

    /// @notice Publishes one version of a standard.
    /// @param earliest first day from which it may hold
    /// @param filingDays days after the day in question within which a finding can be filed
    function publish(
        Catalogue storage catalogue,
        StandardText memory text,
        uint256 earliest,
        uint256 filingDays
    )
        internal
    {
        check(text);
        RuleId standard = text.standard;
        if (text.fromDay < earliest) {
            revert IFindings.RuleNoticeTooShort(standard, text.fromDay, earliest);
        }
        uint256 version = catalogue.versions[standard] + 1;
        if (version != 1) endFormer(catalogue, standard, version - 1, text.fromDay);
        catalogue.versions[standard] = version;
        catalogue.words[standard][version] = StandardWordLibrary.pack(text, filingDays);
        catalogue.texts[standard][version] = text.textHash;
        emit IFindings.StandardPublished(
            standard, version, text.effect, text.sunsetDays, text.fromDay, text.textHash
        );
    }

    /// @notice Sets the hash of the file that holds every text from now on.
    function setHash(Catalogue storage catalogue, bytes32 newHash) internal {
        catalogue.hash = newHash;
        emit IFindings.StandardsPublished(newHash);
    }

    /// @notice One version as stored; zeros when there is none.
    function versionOf(
        Catalogue storage catalogue,
        RuleId standard,
        uint256 version
    )
        internal
        view
        returns (StandardView memory)
    {
        StandardWord word = catalogue.words[standard][version];
        return StandardView({
            effect: word.effect(),
            sunsetDays: word.sunsetDays(),
            fromDay: word.fromDay(),
            untilDay: word.untilDay(),
            filingDays: word.filingDays(),
            textHash: catalogue.texts[standard][version]
        });
    }

    function endFormer(
        Catalogue storage catalogue,
        RuleId standard,
        uint256 version,
        uint256 day
    )
        private
    {
        StandardWord former = catalogue.words[standard][version];
        if (day <= former.fromDay()) {
            revert IFindings.RuleVersionOutOfOrder(standard, day, former.fromDay());
        }
        catalogue.words[standard][version] = former.endingOn(day);
    }

    function check(StandardText memory text) private pure {
        RuleId standard = text.standard;
        RuleBounds.within(standard, "rule", RuleId.unwrap(standard), 1, type(uint32).max);
        RuleBounds.within(standard, "effect", text.effect, 0, MOST_EFFECT);
        RuleBounds.within(
            standard, "sunsetDays", text.sunsetDays, SHORTEST_SUNSET, LONGEST_SUNSET
        );
        RuleBounds.within(standard, "fromDay", text.fromDay, 0, StandardWordLibrary.NO_END - 1);
    }
}
