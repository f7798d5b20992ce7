// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import { ICases, InfractionText, InfractionView } from "../interfaces/ICases.sol";
import { RuleId } from "../types/Types.sol";
import { CasesBounds } from "./CasesBounds.sol";
import { InfractionWord, InfractionWordLibrary } from "./InfractionWord.sol";

/// @title The catalogue of infractions
/// @notice Every version of every rule, and the hash of the file that holds their texts.
library Infractions {
    /// @param hash of the published file
    /// @param versions number of versions of a rule; the latest has this number
    struct Catalogue {
        bytes32 hash;
        mapping(RuleId rule => uint256) versions;
        mapping(RuleId rule => mapping(uint256 version => InfractionWord)) words;
        mapping(RuleId rule => mapping(uint256 version => bytes32)) texts;
    }

    /// @notice Publishes one version of a rule.
    /// @param earliest first day from which it may hold
    /// @param filingDays days after an act within which it can be filed
    function publish(
        Catalogue storage catalogue,
        InfractionText memory text,
        uint256 earliest,
        uint256 filingDays
    )
        internal
    {
        CasesBounds.check(text);
        RuleId rule = text.rule;
        if (text.fromDay < earliest) {
            revert ICases.RuleNoticeTooShort(rule, text.fromDay, earliest);
        }
        uint256 version = catalogue.versions[rule] + 1;
        if (version != 1) endFormer(catalogue, rule, version - 1, text.fromDay);
        catalogue.versions[rule] = version;
        catalogue.words[rule][version] = InfractionWordLibrary.pack(text, filingDays);
        catalogue.texts[rule][version] = text.textHash;
        emit ICases.InfractionPublished(
            rule,
            version,
            text.points,
            text.amount,
            text.sunsetDays,
            text.fromDay,
            text.textHash
        );
    }

    /// @notice Sets the hash of the file that holds every text from now on.
    function setHash(Catalogue storage catalogue, bytes32 newHash) internal {
        catalogue.hash = newHash;
        emit ICases.InfractionsPublished(newHash);
    }

    /// @notice One version as stored; zeros when there is none.
    function versionOf(
        Catalogue storage catalogue,
        RuleId rule,
        uint256 version
    )
        internal
        view
        returns (InfractionView memory)
    {
        InfractionWord word = catalogue.words[rule][version];
        return InfractionView({
            points: word.points(),
            amount: word.amount(),
            sunsetDays: word.sunsetDays(),
            fromDay: word.fromDay(),
            untilDay: word.untilDay(),
            filingDays: word.filingDays(),
            textHash: catalogue.texts[rule][version]
        });
    }

    function endFormer(
        Catalogue storage catalogue,
        RuleId rule,
        uint256 version,
        uint256 day
    )
        private
    {
        InfractionWord former = catalogue.words[rule][version];
        if (day <= former.fromDay()) {
            revert ICases.RuleVersionOutOfOrder(rule, day, former.fromDay());
        }
        catalogue.words[rule][version] = former.endingOn(day);
    }
}
