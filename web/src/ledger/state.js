/** What the ledger stores about a person, and what follows from it. */
import { balanceQuality, baseQuality, dayOf, entitlement, tierOf } from './rules.js';
import { element, entry } from './slots.js';
import { variable } from './storage.js';
import { overlayOf, personOf, stepOf } from './words.js';

const range = (count) => [...Array(Number(count)).keys()];

/**
 * Returns the proven word of a person, their overlays, the steps of the rate, and when they left.
 *
 * Throws as `Storage.words` does.
 */
export async function provenState(storage, identity) {
  const credits = variable('Ledger', 'credits');
  const [word, stepCount, leftAt] = await storage.words('Ledger', [
    entry(variable('Ledger', 'people'), identity),
    credits,
    entry(variable('Ledger', 'leftAt'), identity),
  ]);
  const places = range(personOf(word).overlays);
  const words = await storage.words('Ledger', [
    ...places.map((place) => entry(variable('Ledger', 'overlays'), identity, place)),
    ...range(stepCount).map((index) => element(credits, index)),
  ]);
  return {
    word,
    leftAt: Number(leftAt),
    overlayWords: words.slice(0, places.length),
    steps: words.slice(places.length).map(stepOf),
  };
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
