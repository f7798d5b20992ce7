/** Everything the page shows about one person, and the verdict on it. */
import { isHex, zeroHash } from 'viem';

import { PlainError } from '../plain_error.js';
import { answerTo, casesHold, casesOf } from './cases.js';
import { awardRules, personLogs } from './history.js';
import { roundsHold, roundsOf } from './lottery.js';
import { Node } from './node.js';
import { curve, reasons, replayed } from './replay.js';
import { baseQuality, dayOf, inForce, portionQuality, tierOf } from './rules.js';
import { spendingHolds, spendingOf } from './spending.js';
import { provenState } from './state.js';
import { Storage } from './storage.js';
import { historyLeadsTo, verdictOf, viewsAgree } from './verdict.js';
import { causeOf, overlayOf, personOf } from './words.js';

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
export async function look(anyBlock, identity, second) {
  const node = await anyBlock.pinned();
  const [answered, logs] = await Promise.all([
    answeredBy(node, identity),
    personLogs(node, identity),
  ]);
  const [rules, cases, rounds, spending, hashes] = await Promise.all([
    awardRules(node, logs),
    casesOf(node, logs),
    roundsOf(node, identity, logs),
    spendingOf(node, logs),
    hashesOf(node, second),
  ]);
  const shown = { identity, answered, story: replayed(logs), cases, rounds, spending };
  const { proven, ...claims } = await claimsOf(node, shown);
  return {
    identity,
    block: node.block,
    verdict: verdictOf({ header: node.block.hashMatches, ...claims, ...hashes }),
    ...told(node.block.time, proven, shown, rules),
  };
}

/** What is held against proven storage, by the names of the checks, and the proven state itself. */
async function claimsOf(node, { identity, answered, story, cases, rounds, spending }) {
  const storage = new Storage(node);
  const { time } = node.block;
  const proven = await storage.claim(() => provenState(storage, identity));
  const held = async (holds) => proven && (await storage.claim(holds));
  const [casesAs, roundsAs, spendingAs] = await Promise.all([
    held(() => casesHold(storage, cases, proven.leftAt, time)),
    held(() => roundsHold(storage, identity, rounds)),
    held(() => spendingHolds(storage, spending)),
  ]);
  return {
    proven,
    storage: storage.holds,
    code: storage.holds ? await storage.published() : undefined,
    views: viewsAgree(proven, answered, time),
    history: historyLeadsTo(proven, story),
    cases: casesAs,
    rounds: roundsAs,
    spending: spendingAs,
  };
}

function told(time, proven, { answered, story, cases, rounds, spending }, rules) {
  const word = proven?.word ?? story.word;
  const overlays = (proven?.overlayWords ?? story.overlayWords).map(overlayOf);
  const today = dayOf(time);
  return {
    answered,
    enrolled: answered !== undefined,
    ...(answered && { outlook: outlookOf(word, time) }),
    closed: Boolean(personOf(word).closed),
    optedOut: Boolean(personOf(word).optedOut),
    portions: answered ? portionsOf(overlays, answered.quality, time) : [],
    curve: curve(story.steps, time),
    reasons: reasons(story.steps, rules, time),
    cases: cases.map((one) => {
      const deduction = overlays.find(
        (overlay) => overlay.cause === causeOf(one.caseId) && inForce(overlay, today),
      );
      return { ...one, deduction, answer: answerTo(one, deduction) };
    }),
    rounds,
    spending,
  };
}

async function answeredBy(node, identity) {
  const [seen] = await node.view('Ledger', 'look', [[identity]]);
  if (seen.community === 0n) return undefined;
  return { ...seen, baseQuality: await node.view('Ledger', 'baseQualityOf', [identity]) };
}

/** Whether the node, and a second one if there is one, still have the block. */
async function hashesOf(node, second) {
  const { tag, hash } = node.block;
  const pinned = (await node.hashOf(tag)) === hash;
  if (!second) return { pinned };
  const elsewhere = (await new Node(second, node.manifest).hashOf(tag)) === hash;
  return { pinned, elsewhere };
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
