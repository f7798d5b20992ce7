/** The verdict: whether what the node answered is what its own block header stands for. */
import { computed } from './state.js';
import { personOf } from './words.js';

export const PROVEN = 'proven';
export const FALSE = 'false';
export const UNKNOWN = 'unknown';

/** Returns checks, each with its outcome, and the worst of these; undefined stands for unknown. */
export function verdictOf(claims) {
  const checks = Object.entries(claims).map(([name, holds]) => check(name, holds));
  const outcomes = checks.map(({ outcome }) => outcome);
  const worst = [FALSE, UNKNOWN].find((outcome) => outcomes.includes(outcome)) ?? PROVEN;
  return { checks, outcome: worst };
}

/** The outcome of one check. */
export const outcomeOf = (verdict, name) =>
  verdict.checks.find((one) => one.name === name)?.outcome ?? UNKNOWN;

/** The outcome for a list: that there is nothing, only the node says. */
export const outcomeOfList = (verdict, name, list) =>
  list.length === 0 && outcomeOf(verdict, name) === PROVEN ? UNKNOWN : outcomeOf(verdict, name);

function check(name, holds) {
  if (holds === undefined) return { name, outcome: UNKNOWN };
  return { name, outcome: holds ? PROVEN : FALSE };
}

/** Whether the views answered what the proven storage gives; undefined when nothing is proven. */
export function viewsAgree(proven, answered, time) {
  if (!proven) return undefined;
  if (proven.word === 0n) return answered === undefined;
  if (answered === undefined) return false;
  const expected = computed(proven, time);
  return Object.entries(expected).every(
    ([name, value]) => BigInt(answered[name]) === BigInt(value),
  );
}

/** Whether the logs lead to exactly what is stored; undefined when nothing is proven. */
export function historyLeadsTo(proven, story) {
  if (!proven) return undefined;
  if (story.word !== proven.word) return false;
  const count = personOf(proven.word).overlays;
  return [...Array(count).keys()].every(
    (index) => story.overlayWords[index] === proven.overlayWords[index],
  );
}
