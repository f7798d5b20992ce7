/** What the ledger stores about a person, proven against the header of the pinned block. */
import { concat, keccak256, numberToHex, pad } from 'viem';

import { isPublished } from './code.js';
import { places } from './node.js';
import { ProofError, provenWords } from './proofs.js';
import { baseQuality, balanceQuality, dayOf, entitlement, tierOf } from './rules.js';
import { overlayOf, personOf, stepOf } from './words.js';

const slot = (number) => numberToHex(number, { size: 32 });
const inMapping = (key, mapping) => keccak256(concat([pad(key), mapping]));
const range = (count) => [...Array(Number(count)).keys()];
const inArray = (at, index) => slot(BigInt(keccak256(slot(at))) + BigInt(index));

/**
 * Returns the proven slots of a person: their word, overlays, the steps of the rate, their cases and
 * their places in rounds.
 *
 * `status` is `proven`, `false` when a proof does not hold, `none` when the node serves no proofs.
 *
 * @param caseIds of the cases that were filed about the person
 * @param rounds that the person entered
 */
export async function provenState(node, identity, caseIds, rounds) {
  try {
    const people = [inMapping(identity, slot(places.people)), slot(places.credits)];
    const first = await provenAt(node, 'Ledger', people);
    if (!first) return { status: 'none' };
    const [word, stepCount] = first.words;
    const ofPerson = inMapping(identity, slot(places.overlays));
    const overlaySlots = range(personOf(word).overlays).map((at) => inMapping(slot(at), ofPerson));
    const stepSlots = range(stepCount).map((at) => inArray(places.credits, at));
    const caseSlots = caseIds.map((caseId) => inMapping(caseId, slot(places.cases)));
    const roundSlots = rounds.map((round) =>
      inMapping(identity, inMapping(slot(round), slot(places.places))),
    );
    const [overlays, steps, cases, entries] = await Promise.all([
      provenAt(node, 'Ledger', overlaySlots),
      provenAt(node, 'Ledger', stepSlots),
      provenAt(node, 'Cases', caseSlots),
      provenAt(node, 'Pool', roundSlots),
    ]);
    const all = [overlays, steps, cases, entries];
    if (all.includes(undefined)) return { status: 'none' };
    const published = await Promise.all([
      isPublished(node, 'Ledger', first.codeHash),
      isPublished(node, 'Cases', cases.codeHash),
      isPublished(node, 'Pool', entries.codeHash),
    ]);
    return {
      status: 'proven',
      word,
      overlayWords: overlays.words,
      steps: steps.words.map(stepOf),
      caseWords: cases.words,
      entries: entries.words,
      published: !published.includes(false),
    };
  } catch (error) {
    if (error instanceof ProofError) return { status: 'false' };
    throw error;
  }
}

async function provenAt(node, contract, slots) {
  const answer = await node.proofs(contract, slots);
  if (!answer) return undefined;
  return provenWords(answer, node.block.stateRoot, node.manifest.addresses[contract], slots);
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
