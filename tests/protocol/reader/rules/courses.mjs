// What cases and findings have in common: their stages, and the states that follow with time.

import { DAY, require } from './draft.mjs';
import { isTooSmall } from './panels.mjs';

export const Stage = {
  NOTICE: 1n,
  FIRST_PANEL: 2n,
  UPHELD: 3n,
  SECOND_PANEL: 4n,
  FINAL: 5n,
  DISMISSED: 6n,
  WITHDRAWN: 7n,
  CARRIED_OUT: 8n,
  REVIEW: 9n,
  ENDED: 10n,
};
export const At = {
  NOTICE: 1n,
  RIPE: 2n,
  FIRST_PANEL: 3n,
  UPHELD: 4n,
  SECOND_PANEL: 5n,
  DISMISSED: 6n,
  LAPSED: 7n,
  WITHDRAWN: 8n,
  CARRIED_OUT: 9n,
  REVIEW: 10n,
  RELEASED: 11n,
  ENDED: 12n,
};
export const UPHELD = 1n;
export const FIRST_SIZE = 5n;
export const SECOND_SIZE = 11n;
const APPEAL_GROUNDS = 5n;
const REVIEW_GROUNDS = 6n;

const SETTLED = {
  [Stage.DISMISSED]: At.DISMISSED,
  [Stage.WITHDRAWN]: At.WITHDRAWN,
  [Stage.CARRIED_OUT]: At.CARRIED_OUT,
  [Stage.ENDED]: At.ENDED,
};
const DURING = {
  [Stage.NOTICE]: At.NOTICE,
  [Stage.UPHELD]: At.UPHELD,
  [Stage.FIRST_PANEL]: At.FIRST_PANEL,
  [Stage.SECOND_PANEL]: At.SECOND_PANEL,
  [Stage.REVIEW]: At.REVIEW,
};

/** Returns the second from which something upheld or not appealed is ripe. */
export function ripeFrom({ stage, since, notice_days }) {
  return stage === Stage.FINAL ? since : since + notice_days * DAY;
}

/** Returns the state of a case or finding at a second. */
export function stateAt(state, course, time) {
  const { stage, since, ripe_days, verdict_days } = course;
  if (stage in SETTLED) return SETTLED[stage];
  if ([Stage.FIRST_PANEL, Stage.SECOND_PANEL, Stage.REVIEW].includes(stage)) {
    const panel = state.get('panels', course.panel);
    if (time < since + verdict_days * DAY && !isTooSmall(panel)) return DURING[stage];
    return stage === Stage.REVIEW ? At.RELEASED : At.LAPSED;
  }
  const ripe = ripeFrom(course);
  if (time < ripe) return DURING[stage];
  return time < ripe + ripe_days * DAY ? At.RIPE : At.LAPSED;
}

/** Returns the stage after a verdict. */
export function afterVerdict(stage, outcome) {
  const upheld = outcome === UPHELD;
  if (stage === Stage.FIRST_PANEL) return upheld ? Stage.UPHELD : Stage.DISMISSED;
  if (stage === Stage.SECOND_PANEL) return upheld ? Stage.FINAL : Stage.DISMISSED;
  return upheld ? Stage.CARRIED_OUT : Stage.ENDED;
}

export const isAtPanel = (at) => [At.FIRST_PANEL, At.SECOND_PANEL, At.REVIEW].includes(at);
export const isPending = (at) => At.NOTICE <= at && at <= At.SECOND_PANEL;
export const mayBeRemedied = (at) => [At.CARRIED_OUT, At.REVIEW, At.RELEASED].includes(at);

export function requireAppealGround(ground) {
  require(1n <= ground && ground <= APPEAL_GROUNDS, 'GroundUnknown', ground);
}

export function requireReviewGround(ground) {
  require(1n <= ground && ground <= REVIEW_GROUNDS, 'GroundUnknown', ground);
}

export function requireOutcome(outcome) {
  require(outcome === 1n || outcome === 2n, 'OutcomeUnknown', outcome);
}

/** What every case and finding begins with. */
export function begun(draft) {
  const { notice_days, ripe_days, verdict_days } = draft.charter;
  const times = { stage: Stage.NOTICE, filed_at: draft.now, since: draft.now };
  const rest = { panel: 0n, ground: 0n, reviewed: false };
  return { ...times, notice_days, ripe_days, verdict_days, ...rest };
}

/** Refuses what cannot be filed under a version of a rule on a day. */
export function requireVersion(draft, index, rule, version, found, day) {
  const { today } = draft;
  require(day <= today, 'ActInFuture', index, day, today);
  const earliest = today - (found?.filing_days ?? 0n);
  require(day >= earliest, 'ActTooOld', index, day, earliest);
  const holds = found && !found.isRetired && found.from_day <= day && day < found.until_day;
  require(holds, 'RuleNotInForce', index, rule, version, day);
}

/** Counts something that may happen so often in an allocation year; returns whether it still may. */
export function countInYear(draft, table, key, limit) {
  const { year } = draft;
  const counted = draft.get(table, key);
  const times = counted?.year === year ? counted.times : 0n;
  draft.set(table, key, { type: 'YearCount', year, times: times + 1n });
  return times < limit;
}
