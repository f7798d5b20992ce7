/** One person's logs, what they lead to, and how quality went. */
import { encodeEventTopics, pad } from 'viem';
import contracts from 'isonomia:contracts';

import { inOrder } from './node.js';
import { balanceQuality, baseQuality, DAY, dayOf } from './rules.js';
import { overlayOf, personOf, UPLIFT, withFields } from './words.js';

/** Events with the person as second topic; all others of a person have it first. */
const SECOND = [
  ['Pool', 'Entered'],
  ['Pool', 'PrizeWon'],
  ['Pool', 'PrizeForfeited'],
  ['Cases', 'CaseFiled'],
  ['Services', 'Refunded'],
];
const FIRST = ['Ledger', 'Communities', 'Pool', 'Services'];

/** Returns all logs about a person, in order, each with its time. */
export async function personLogs(node, identity) {
  const subject = pad(identity);
  const asked = [
    ...FIRST.map((contract) => node.logs(contract, [null, subject])),
    ...SECOND.map(([contract, event]) =>
      node.logs(contract, [topicOf(contract, event), null, subject]),
    ),
  ];
  const found = inOrder((await Promise.all(asked)).flat());
  const own = found.filter((log) => log.args.identity === identity);
  return withTimes(node, own);
}

export async function withTimes(node, logs) {
  return Promise.all(logs.map(async (log) => ({ ...log, time: await node.timeOf(log.block) })));
}

export const topicOf = (contract, eventName) =>
  encodeEventTopics({ abi: contracts.abis[contract], eventName })[0];

/** Finds the rule of each award: it stands in the `AwardsFiled` that follows in its transaction. */
export async function awardRules(node, logs) {
  const awards = logs.filter((log) => log.name === 'Awarded');
  const blocks = [...new Set(awards.map((log) => log.block))];
  const topics = [topicOf('Communities', 'AwardsFiled')];
  const filed = await Promise.all(blocks.map((at) => node.logs('Communities', topics, at, at)));
  const heads = inOrder(filed.flat());
  return new Map(
    awards.map((award) => {
      const follows = (head) =>
        head.transaction === award.transaction && head.index > award.index;
      return [award, heads.find(follows)?.args];
    }),
  );
}

/**
 * Replays a person's logs: the slot and overlays they lead to, and the steps of quality on the way.
 *
 * A step holds the log, quality of the balance right before and after, and what it falls by from
 * then on.
 */
export function replayed(logs) {
  const state = { word: 0n, overlayWords: [] };
  const steps = [];
  for (const log of logs) {
    const day = dayOf(log.time);
    const before = qualityOf(state, day);
    const former = state.overlayWords[Number(log.args.index)];
    if (!applied(state, log, day)) continue;
    const after = qualityOf(state, day);
    const { quality, decayFrom } = personOf(state.word);
    const overlays = state.overlayWords.map(overlayOf);
    steps.push({ log, former, before, after, quality, decayFrom, overlays });
  }
  return { ...state, steps };
}

const WITH_WORD = new Set([
  'Awarded',
  'AwardReversed',
  'Given',
  'QualityLeft',
  'QualityRejoined',
]);

/** Carries one log out on the state; returns whether it is one of the ledger's or of spending. */
function applied(state, { name, args }, day) {
  const set = (changes) => {
    state.word = withFields(state.word, changes);
    return true;
  };
  const person = personOf(state.word);
  if (WITH_WORD.has(name)) {
    state.word = args.word;
    if (name === 'QualityLeft') state.overlayWords = [];
    return true;
  }
  switch (name) {
    case 'Enrolled':
      return set({ birthMonth: args.birthMonth, community: args.community });
    case 'Moved':
      return set({ community: args.community });
    case 'SeatTaken':
      return set({ seatCommunity: args.community, seatIndex: args.seatIndex });
    case 'SeatLeft':
      return set({ seatCommunity: 0, seatIndex: 0 });
    case 'Closed':
      return set({ closed: 1 });
    case 'Reopened':
      return set({ closed: 0 });
    case 'OverlaySet': {
      const index = Number(args.index);
      state.overlayWords[index] = args.overlay;
      return set({ overlays: Math.max(person.overlays, index + 1) });
    }
    case 'LeaveDeclared': {
      const until = Number(args.untilDay);
      const decayFrom = Math.max(person.decayFrom, day) + until - day;
      return set({ quality: baseQuality(person, day), decayFrom, leaveUntil: until });
    }
    case 'LeaveEnded':
      return set({ decayFrom: person.decayFrom - (person.leaveUntil - day), leaveUntil: day });
    case 'Redeemed':
      return set({ spent: BigInt(person.spent) + args.amount });
    case 'Refunded':
      return set({ spent: BigInt(person.spent) - args.amount });
    default:
      return false;
  }
}

function qualityOf({ word, overlayWords }, day) {
  return balanceQuality(baseQuality(personOf(word), day), overlayWords.map(overlayOf), day);
}

/** Points of the line of quality, from the first step until a time: every bend of it. */
export function curve(steps, until) {
  const points = [];
  steps.forEach((step, index) => {
    const end = steps[index + 1]?.log.time ?? until;
    const bends = [step.decayFrom, step.decayFrom + step.quality];
    for (const overlay of step.overlays) bends.push(overlay.fromDay, overlay.untilDay);
    const at = (time) => {
      const day = dayOf(time);
      return balanceQuality(baseQuality(step, day), step.overlays, day);
    };
    const inside = bends
      .flatMap((day) => [day * DAY - 1, day * DAY])
      .filter((time) => step.log.time < time && time < end);
    const times = [...new Set([step.log.time, ...inside, Math.max(end - 1, step.log.time)])];
    for (const time of times.sort((a, b) => a - b)) points.push({ time, quality: at(time) });
  });
  return points;
}

/** What a person reads as the reasons of their quality: a line for each change, fading included. */
export function reasons(steps, rules, today) {
  const lines = [];
  const faded = (points, quality, time) => {
    if (points > 0) lines.push({ kind: 'Faded', change: -points, quality, time });
  };
  let last = 0;
  for (const step of steps) {
    const { log } = step;
    faded(last - step.before, step.before, log.time);
    if (step.before > last) {
      lines.push({ kind: 'Lifted', change: step.before - last, quality: step.before, time: log.time });
    }
    last = step.after;
    if (log.name === 'Redeemed' || log.name === 'Refunded') continue;
    lines.push({
      kind: kindOf(step),
      change: step.after - step.before,
      quality: step.after,
      time: log.time,
      block: log.block,
      transaction: log.transaction,
      args: log.args,
      rule: rules.get(log)?.rule,
      overlay: log.name === 'OverlaySet' ? overlayOf(log.args.overlay) : undefined,
    });
  }
  if (steps.length) {
    const final = steps.at(-1);
    const day = dayOf(today);
    const now = balanceQuality(baseQuality(final, day), final.overlays, day);
    faded(last - now, now, today);
    if (now > last) lines.push({ kind: 'Lifted', change: now - last, quality: now, time: today });
  }
  return lines;
}

/** A new overlay takes the place of one that ended; else what stands there is changed. */
function kindOf({ log: { name, args }, former }) {
  if (name !== 'OverlaySet') return name;
  const { kind, cause, fromDay } = overlayOf(args.overlay);
  const old = former === undefined ? undefined : overlayOf(former);
  const changed = old && old.cause === cause && old.fromDay === fromDay && old.kind === kind;
  return `${kind === UPLIFT ? 'Uplift' : 'Deduction'}${changed ? 'Changed' : ''}`;
}
