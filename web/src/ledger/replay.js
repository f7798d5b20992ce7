/** What a person's logs lead to, and how quality went and why. */
import { balanceQuality, baseQuality, DAY, dayOf } from './rules.js';
import { overlayOf, personOf, UPLIFT, withFields } from './words.js';

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

const WITH_WORD = new Set(['Awarded', 'AwardReversed', 'Given', 'QualityLeft', 'QualityRejoined']);

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
export function reasons(steps, rules, now) {
  return steps.flatMap((step, index) => {
    const meanwhile = changesBetween(step, dayOf(steps[index + 1]?.log.time ?? now));
    const { log } = step;
    if (log.name === 'Redeemed' || log.name === 'Refunded') return meanwhile;
    const line = {
      kind: kindOf(step),
      change: step.after - step.before,
      quality: step.after,
      time: log.time,
      block: log.block,
      transaction: log.transaction,
      args: log.args,
      rule: rules.get(log)?.rule,
      overlay: log.name === 'OverlaySet' ? overlayOf(log.args.overlay) : undefined,
    };
    return [line, ...meanwhile];
  });
}

/** Fading after a step, and the ends of deductions on the whole balance, up to and with a day. */
function changesBetween(step, until) {
  const first = dayOf(step.log.time);
  const ends = step.overlays
    .map((one) => one.untilDay)
    .filter((day) => first < day && day <= until);
  const lines = [];
  let since = first;
  let quality = step.after;
  const reach = (kind, day, reached) => {
    if (reached === quality) return;
    const from = Math.max(since, step.decayFrom);
    lines.push({ kind, change: reached - quality, quality: reached, time: day * DAY, since: from });
    quality = reached;
  };
  for (const day of [...new Set([...ends, until])].sort((a, b) => a - b)) {
    const base = baseQuality(step, day);
    reach('Faded', day, balanceQuality(base, step.overlays, Math.max(first, day - 1)));
    reach('Lifted', day, balanceQuality(base, step.overlays, day));
    since = day;
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
