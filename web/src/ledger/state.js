/** What the ledger stores about a person, proven against the header of the pinned block. */
import { concat, keccak256, numberToHex, pad } from 'viem';

import { places } from './node.js';
import { ProofError, provenWords } from './proofs.js';
import { baseQuality, balanceQuality, dayOf, entitlement, tierOf } from './rules.js';
import { overlayOf, personOf, stepOf } from './words.js';

const slot = (number) => numberToHex(number, { size: 32 });
const inMapping = (key, at) => keccak256(concat([pad(key), slot(at)]));
const inArray = (at, index) => slot(BigInt(keccak256(slot(at))) + BigInt(index));

/**
 * Returns the proven slots of a person: their word, overlays, and the steps of the rate.
 *
 * `status` is `proven`, `false` when a proof does not hold, `none` when the node serves no proofs.
 */
export async function provenState(node, identity) {
  try {
    const first = await wordsAt(node, [inMapping(identity, places.people), slot(places.credits)]);
    if (!first) return { status: 'none' };
    const [word, stepCount] = first;
    const count = personOf(word).overlays;
    const ofPerson = inMapping(identity, places.overlays);
    const indexes = [...Array(count).keys()];
    const slots = [
      ...indexes.map((index) => keccak256(concat([slot(index), ofPerson]))),
      ...[...Array(Number(stepCount)).keys()].map((index) => inArray(places.credits, index)),
    ];
    const rest = await wordsAt(node, slots);
    if (!rest) return { status: 'none' };
    return {
      status: 'proven',
      word,
      overlayWords: rest.slice(0, count),
      steps: rest.slice(count).map(stepOf),
    };
  } catch (error) {
    if (error instanceof ProofError) return { status: 'false' };
    throw error;
  }
}

async function wordsAt(node, slots) {
  const answer = await node.proofs(slots);
  if (!answer) return undefined;
  const { stateRoot } = node.block;
  return provenWords(answer, stateRoot, node.manifest.addresses.Ledger, slots);
}

/** Computes from proven slots what the views of the contract must answer at a time. */
export function computed({ word, overlayWords, steps }, time) {
  const person = personOf(word);
  const overlays = overlayWords.map(overlayOf);
  const day = dayOf(time);
  const base = baseQuality(person, day);
  const quality = balanceQuality(base, overlays, day);
  const accrued = entitlement(steps, person.birthMonth, time);
  return {
    community: person.community,
    birthMonth: person.birthMonth,
    credits: person.closed ? 0n : accrued - BigInt(person.spent),
    quality,
    tier: tierOf(quality),
    spent: BigInt(person.spent),
    baseQuality: base,
  };
}
