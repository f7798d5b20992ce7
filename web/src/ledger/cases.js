/** Cases about a person: what happened in them, where they stand, and until when what can be done. */
import { concat, keccak256, numberToHex } from 'viem';

import { withTimes } from './history.js';
import { isTooSmall, panelsHold, panelsOf } from './panels.js';
import { DAY } from './rules.js';
import { entry } from './slots.js';
import { variable } from './storage.js';
import { caseOf } from './words.js';

export const INFRACTION = 1;
const CHALLENGE = 2;
const CLOSING = 4;
const NOTICE = 1;
const RIPE = 2;
const UPHELD = 4;
const LAPSED = 7;
const CARRIED_OUT = 9;
const DECIDING = new Set([3, 5, 10]);
const RELEASED = 11;
/** By stage: the state while a panel can decide, and the one after it was silent. */
const AT_WORK = { 2: [3, LAPSED], 4: [5, LAPSED], 9: [10, RELEASED] };
const WAITING = { 1: NOTICE, 3: UPHELD, 5: RIPE };
const LASTING = { 6: 6, 7: 8, 8: CARRIED_OUT, 10: 12 };
const STAGE_FINAL = 5;
const LEADING_TO_MOVE = new Set(['VerdictGiven', 'RemedyCertified']);
const SIGNS_OF_LIFE = new Set([NOTICE, RIPE, CARRIED_OUT]);
const CALLING = new Set([2n, 4n, 9n]);

/** Returns every case filed about a person with its steps, oldest first. */
export async function casesOf(node, logs) {
  const filed = logs.filter((log) => log.name === 'CaseFiled');
  if (filed.length === 0) return [];
  const moves = await stepsOf(
    node,
    filed.map(({ args }) => args.caseId),
  );
  const called = moves.filter(({ name, args }) => name === 'CaseMoved' && CALLING.has(args.stage));
  const panels = await panelsOf(node, [...new Set(called.map(({ args }) => args.panel))]);
  const seen = await Promise.all(filed.map(({ args }) => seenBy(node, args)));
  return Promise.all(
    filed.map(async (log, index) => {
      const own = moves.filter(({ args }) => args.caseId === log.args.caseId);
      const convened = own.map(({ args }) => panels.get(args.panel)).filter(Boolean);
      return caseWith(log, seen[index], own, [...new Set(convened)], await drawn(node, convened));
    }),
  );
}

async function stepsOf(node, caseIds) {
  return withTimes(node, await node.logs('Cases', [null, caseIds]));
}

async function seenBy(node, { caseId, kind, identity, matter }) {
  const [stored, state] = await Promise.all([
    node.view('Cases', 'caseOf', [caseId]),
    node.view('Cases', 'stateOf', [{ kind, identity, matter }]),
  ]);
  return { stored, state: Number(state) };
}

/** When panels were drawn, by number. */
async function drawn(node, panels) {
  const seated = panels.filter(({ block }) => block !== undefined);
  const times = seated.map(async ({ number, block }) => [number, await node.timeOf(block)]);
  return new Map(await Promise.all(times));
}

function caseWith({ args, time }, { stored, state }, moves, panels, seatedAt) {
  const kind = Number(args.kind);
  return {
    caseId: args.caseId,
    identity: args.identity,
    kind,
    matter: args.matter,
    community: Number(args.community),
    filed: time,
    state,
    stored,
    panels,
    steps: told(moves, panels, seatedAt),
    ...deadlines(stored, state),
    ...(kind === CHALLENGE && { challenger: args.evidenceHash }),
    ...(kind === INFRACTION && {
      rule: Number(args.matter >> 24n),
      day: Number(args.matter & 0xffffffn),
    }),
  };
}

/** What happened, in order; a verdict and the move it leads to are one step. */
function told(moves, panels, seatedAt) {
  const steps = moves.flatMap((log, index) => {
    const { name, args, time, block, transaction } = log;
    const line = { time, block, transaction };
    if (name === 'CaseFiled') return { ...line, what: 'filed', hash: args.evidenceHash };
    if (name === 'RemedyCertified') return { ...line, what: 'remedy', hash: args.evidenceHash };
    if (name === 'VerdictGiven') {
      const votes = args.signers.toString(2).replaceAll('0', '').length;
      const what = args.outcome === 1n ? 'upheld' : 'rejected';
      return { ...line, what, panel: args.panel, votes, hash: args.reasonsHash };
    }
    const before = moves[index - 1];
    if (before?.transaction === transaction && LEADING_TO_MOVE.has(before.name)) return [];
    const called = CALLING.has(args.stage) && { panel: args.panel, ground: Number(args.ground) };
    return { ...line, what: `stage${args.stage}`, ...called };
  });
  const seatings = panels.flatMap(({ number, jurors, block }) =>
    seatedAt.has(number)
      ? { what: 'drawn', panel: number, jurors, block, time: seatedAt.get(number) }
      : [],
  );
  return [...steps, ...seatings].sort((a, b) => a.time - b.time || a.block - b.block);
}

export const isOpen = ({ state }) =>
  state === NOTICE ||
  state === RIPE ||
  state === UPHELD ||
  state === RELEASED ||
  DECIDING.has(state);

/**
 * What the person can still do in a case: `appeal`, `review` or `alive`, and until which second;
 * undefined when nothing. Signs of life have no end.
 *
 * @param deduction overlay that the case made, if it is in force
 */
export function answerTo({ kind, state, stored, until }, deduction) {
  if (kind === CLOSING) return SIGNS_OF_LIFE.has(state) ? { what: 'alive' } : undefined;
  if (state === UPHELD || state === NOTICE) return { what: 'appeal', until };
  const isReviewable = state === CARRIED_OUT && deduction && !stored.reviewed;
  return isReviewable ? { what: 'review', until: deduction.untilDay * DAY } : undefined;
}

/**
 * `until`: the second until which what the state allows can be done; `lapses`: from when on the case
 * cannot be carried out any more. Undefined when nothing ends.
 */
function deadlines({ stage, since, noticeDays, ripeDays, verdictDays }, state) {
  const later = (...days) =>
    Number(since) + days.reduce((sum, more) => sum + Number(more), 0) * DAY;
  if (DECIDING.has(state)) return { until: later(verdictDays) };
  const ripe = Number(stage) === STAGE_FINAL ? later() : later(noticeDays);
  const lapses = ripe + Number(ripeDays) * DAY;
  if (state === NOTICE || state === UPHELD) return { until: ripe, lapses };
  return state === RIPE ? { until: lapses, lapses } : {};
}

/**
 * Whether cases are stored as they are shown: number, filing, state, steps and panels.
 *
 * @param leftAt second at which the person left the quality layer; 0 for never
 */
export async function casesHold(storage, cases, leftAt, time) {
  const slots = cases.map(({ caseId }) => entry(variable('Cases', 'cases'), caseId));
  const words = await storage.words('Cases', slots);
  const held = await Promise.all(
    cases.map(async (one, index) => {
      const stored = caseOf(words[index]);
      const barred = one.kind === CHALLENGE ? [one.identity, one.challenger] : [one.identity];
      return (
        isAboutWhatItSays(one) &&
        isStoredAs(stored, one) &&
        one.state === stateOf(stored, one, leftAt, time) &&
        (await panelsHold(storage, one.panels, barred))
      );
    }),
  );
  return !held.includes(false);
}

function isAboutWhatItSays({ caseId, kind, identity, matter }) {
  const words = [numberToHex(kind, { size: 32 }), identity, numberToHex(matter, { size: 32 })];
  return keccak256(concat(words)) === caseId;
}

function isStoredAs(stored, { stored: seen, filed, community, steps, panels }) {
  const last = steps.findLast(({ what }) => what !== 'drawn');
  return (
    Object.entries(stored).every(([name, value]) => Number(seen[name]) === value) &&
    stored.filedAt === filed &&
    stored.community === community &&
    stored.since === last?.time &&
    stored.panel === Number(panels.at(-1)?.number ?? 0)
  );
}

function stateOf(stored, { kind, panels }, leftAt, time) {
  const { stage, since, filedAt, noticeDays, ripeDays, verdictDays } = stored;
  const isForgotten = kind <= CHALLENGE && leftAt > 0 && leftAt >= filedAt;
  if (stage <= STAGE_FINAL && isForgotten) return LAPSED;
  if (stage in LASTING) return LASTING[stage];
  if (stage in AT_WORK) {
    const [deciding, silent] = AT_WORK[stage];
    const inTime = time < since + verdictDays * DAY;
    return inTime && !isTooSmall(panels.at(-1)) ? deciding : silent;
  }
  const ripe = stage === STAGE_FINAL ? since : since + noticeDays * DAY;
  if (time < ripe) return WAITING[stage];
  return time < ripe + ripeDays * DAY ? RIPE : LAPSED;
}
