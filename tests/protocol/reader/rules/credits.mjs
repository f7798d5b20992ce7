// The rate of credits, and what somebody has accrued.

import { approveRoot } from './approvals.mjs';
import { DAY, YEAR, firstSecond, least, most, require } from './draft.mjs';

const MOST_RATE = 10_000_000n;
const LEAST_RATE = 100_000n;

/** Returns the millicredits that somebody born in a month has accrued at a time. */
export function entitlement(steps, month, time) {
  if (month < 12n || month > 65_535n) return 0n;
  const birth = firstSecond(month);
  let sum = 0n;
  steps.forEach(({ starts_at, rate }, index) => {
    const begin = index === 0 ? birth : most(birth, starts_at);
    const end = index + 1 < steps.length ? least(time, steps[index + 1].starts_at) : time;
    if (end > begin) sum += rate * (end - begin);
  });
  return sum / YEAR;
}

/** Returns the millicredits a person has left, below 0 when they spent more until later. */
export function creditsLeft(draft, person) {
  return entitlement(draft.values.rate_steps, person.birth_month, draft.now) - person.spent;
}

export function AnnounceRate(draft, act) {
  const { year, dividend_per_head, source_hash } = act;
  const { charter } = draft;
  approveRoot(draft, act);
  const next = draft.year + 1n;
  require(year === next, 'RateYearNotNext', year, next);
  const steps = draft.values.rate_steps;
  const latest = steps.at(-1);
  const starts_at = draft.values.genesis + year * YEAR;
  require(latest.starts_at < starts_at, 'RateAlreadyAnnounced', year);
  const earliest = draft.now + charter.rate_notice_days * DAY;
  require(starts_at >= earliest, 'RateNoticeTooShort', starts_at, earliest);
  const dividend = least(dividend_per_head, 2n ** 128n - 1n);
  const unbounded_rate = charter.rate_base + (charter.rate_per_dividend * dividend) / 1_000_000n;
  const limit = (latest.rate * charter.rate_change_limit) / 10_000n;
  const highest = least(latest.rate + limit, MOST_RATE);
  const rate = most(least(unbounded_rate, highest), most(latest.rate - limit, LEAST_RATE));
  draft.values.rate_steps = [...steps, { type: 'RateStep', starts_at, rate }];
  const told = { year, starts_at, rate, unbounded_rate, dividend_per_head, source_hash };
  draft.emit('RateAnnounced', told);
}
