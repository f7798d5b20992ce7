/** The verdict: whether what the node answered is what its own block header stands for. */
import { computed } from './state.js';
import { caseOf, personOf } from './words.js';

export const PROVEN = 'proven';
export const FALSE = 'false';
export const UNKNOWN = 'unknown';

/**
 * Returns the checks, each with its outcome, and the worst of these.
 *
 * @param block the pinned block
 * @param proven what `provenState` returned
 * @param answered what the views answered; undefined when nobody is enrolled
 * @param replayed what the logs lead to
 * @param cases as `casesOf` returned them
 * @param rounds as `roundsOf` returned them
 * @param hashes of the block: `again` from the node itself, `elsewhere` from a second node
 */
export function verdictOf({ block, proven, answered, replayed, cases, rounds, hashes }) {
  const held = proven.status === PROVEN;
  const checks = [
    check('header', block.hashMatches),
    check('storage', proven.status === 'none' ? undefined : held),
    check('views', held ? agrees(proven, answered, block.time) : undefined),
    check('code', held ? proven.published : undefined),
    check('history', held ? leadsTo(proven, replayed) : undefined),
    check('entries', held ? areStored(proven, cases, rounds) : undefined),
    check('pinned', hashes.again === block.hash),
  ];
  if ('elsewhere' in hashes) {
    checks.push(check('elsewhere', hashes.elsewhere && hashes.elsewhere === block.hash));
  }
  const outcomes = checks.map(({ outcome }) => outcome);
  const worst = [FALSE, UNKNOWN].find((outcome) => outcomes.includes(outcome)) ?? PROVEN;
  return { checks, outcome: worst };
}

function check(name, holds) {
  if (holds === undefined) return { name, outcome: UNKNOWN };
  return { name, outcome: holds ? PROVEN : FALSE };
}

function agrees(proven, answered, time) {
  if (proven.word === 0n) return answered === undefined;
  if (answered === undefined) return false;
  const expected = computed(proven, time);
  return Object.entries(expected).every(([name, value]) => BigInt(answered[name]) === BigInt(value));
}

function leadsTo(proven, replayed) {
  if (replayed.word !== proven.word) return false;
  const count = personOf(proven.word).overlays;
  return [...Array(count).keys()].every(
    (index) => replayed.overlayWords[index] === proven.overlayWords[index],
  );
}

/** Cases as the views have them are those stored, and so are the places in rounds. */
function areStored({ caseWords, entries }, cases, rounds) {
  const same = ({ stored }, index) =>
    Object.entries(caseOf(caseWords[index])).every(([name, value]) => Number(stored[name]) === value);
  return cases.every(same) && rounds.every((round, index) => round.entrant + 1n === entries[index]);
}
