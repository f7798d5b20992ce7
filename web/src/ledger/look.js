/** Everything the page shows about one person, and the verdict on it. */
import { isHex, zeroHash } from 'viem';

import { PlainError } from '../plain_error.js';
import { casesOf } from './cases.js';
import { awardRules, personLogs } from './history.js';
import { roundsOf } from './lottery.js';
import { Node } from './node.js';
import { curve, reasons, replayed } from './replay.js';
import { baseQuality, dayOf, inForce, portionQuality, tierOf } from './rules.js';
import { provenState } from './state.js';
import { spendingOf } from './spending.js';
import { verdictOf } from './verdict.js';
import { overlayOf, personOf } from './words.js';

const IDENTITY_LENGTH = 66;

/** Brings an identity hash as somebody types or pastes it into the form of the contracts. */
export function readIdentity(text) {
  const bare = text.replaceAll(/\s/g, '').toLowerCase();
  const identity = bare.startsWith('0x') ? bare : `0x${bare}`;
  if (!isHex(identity) || identity.length !== IDENTITY_LENGTH) {
    throw new PlainError('identity-shape', { found: bare.replace(/^0x/, '').length });
  }
  if (identity === zeroHash) throw new PlainError('identity-zero');
  return identity;
}

/** Looks a person up at the latest block. `second` is the address of another node, or empty. */
export async function look(node, identity, second) {
  const block = await node.pin();
  const [answered, logs] = await Promise.all([
    answeredBy(node, identity),
    personLogs(node, identity),
  ]);
  const story = replayed(logs);
  const named = (name) => logs.filter((log) => log.name === name).map((log) => log.args);
  const [proven, rules, cases, rounds, spending, hashes] = await Promise.all([
    provenState(
      node,
      identity,
      named('CaseFiled').map((args) => args.caseId),
      named('Entered').map((args) => args.round),
    ),
    awardRules(node, logs),
    casesOf(node, logs),
    roundsOf(node, identity, logs),
    spendingOf(node, logs),
    hashesOf(node, second),
  ]);
  const verdict = verdictOf({
    block,
    proven,
    answered,
    replayed: story,
    cases,
    rounds,
    hashes,
  });
  const slot = proven.status === 'proven' ? proven.word : story.word;
  const overlays = (proven.overlayWords ?? story.overlayWords).map(overlayOf);
  return {
    identity,
    block,
    verdict,
    answered,
    enrolled: answered !== undefined,
    ...(answered && { outlook: outlookOf(slot, block.time) }),
    closed: Boolean(personOf(slot).closed),
    optedOut: Boolean(personOf(slot).optedOut),
    portions: answered ? portionsOf(overlays, answered.quality, block.time) : [],
    curve: curve(story.steps, block.time),
    reasons: reasons(story.steps, rules, block.time),
    cases,
    rounds,
    spending,
  };
}

async function answeredBy(node, identity) {
  const [seen] = await node.view('Ledger', 'look', [[identity]]);
  if (seen.community === 0n) return undefined;
  return { ...seen, baseQuality: await node.view('Ledger', 'baseQualityOf', [identity]) };
}

async function hashesOf(node, second) {
  const hashes = { again: await node.hashOf(node.block.tag) };
  if (!second) return hashes;
  const other = new Node(second, node.manifest);
  return { ...hashes, elsewhere: await other.hashOf(node.block.tag) };
}

function portionsOf(overlays, quality, time) {
  const day = dayOf(time);
  return overlays
    .filter((one) => one.amount > 0 && inForce(one, day))
    .map((one) => {
      const reached = portionQuality(one, Number(quality));
      return { ...one, quality: reached, tier: tierOf(reached) };
    });
}

/** From when on quality falls, and on which day nothing is left, without another contribution. */
function outlookOf(word, time) {
  const person = personOf(word);
  const today = dayOf(time);
  const base = baseQuality(person, today);
  if (base === 0) return undefined;
  return {
    falling: person.decayFrom <= today,
    fullUntil: Math.max(person.decayFrom, today),
    zeroDay: person.decayFrom + person.quality,
  };
}
