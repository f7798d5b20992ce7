// Rules, awards, decay, leaves, overlays and gifts.

import { join, keccak, pad } from '../values.mjs';
import {
  approveCouncil,
  approvePerson,
  approveRoot,
  requireMember,
  requireNotSigning,
  requireSameLength,
  requireTakesPart,
} from './approvals.mjs';
import {
  DAY,
  NO_END,
  count,
  firstSecond,
  least,
  most,
  overlayWord,
  personWord,
  require,
  requireBounds,
} from './draft.mjs';

export const UPLIFT = 1n;
export const DEDUCTION = 2n;
const MOST_QUALITY = 1_000n;
const MOST_OVERLAYS = 8;
const LEAVES_KEPT = 8;

/** Returns base quality on a day. */
export function baseQuality(person, day) {
  return most(0n, person.quality - most(0n, day - person.decay_from));
}

export const inForce = (overlay, day) => overlay.from_day <= day && day < overlay.until_day;

/** Returns quality of the balance on a day. */
export function balanceQuality(person, overlays, day) {
  const lowered = overlays
    .filter((one) => inForce(one, day) && one.kind === DEDUCTION && one.amount === 0n)
    .reduce((sum, one) => sum + one.points, 0n);
  return most(0n, baseQuality(person, day) - lowered);
}

/** Returns quality of the portion that an overlay covers, from that of the balance. */
export function portionQuality(quality, overlay) {
  if (overlay.kind === UPLIFT) return least(MOST_QUALITY, quality + overlay.points);
  return most(0n, quality - overlay.points);
}

/** Sets an overlay where there is room; returns whether there was. */
export function place(draft, identity, overlay) {
  const there = draft.get('overlays', identity) ?? [];
  const ended = there.findIndex((one) => draft.today >= one.until_day);
  const index = ended < 0 ? there.length : ended;
  if (index >= MOST_OVERLAYS) return false;
  setOverlay(draft, identity, index, overlay);
  return true;
}

/** Writes an overlay at an index. */
export function setOverlay(draft, identity, index, overlay) {
  const there = [...(draft.get('overlays', identity) ?? [])];
  there[index] = overlay;
  draft.set('overlays', identity, there);
  draft.update('people', identity, { overlays: count(there) });
  const word = overlayWord(overlay);
  draft.emit('OverlaySet', { identity, index: BigInt(index), overlay: word });
}

/** Publishes rules, none of which begins before a day. */
export function publishAllRules(draft, texts, catalogue_hash, earliest) {
  for (const text of texts) {
    const { rule, from_day } = text;
    const bounds = [
      ['rule', rule, 1n, 2n ** 32n - 1n],
      ['category', text.category, 1n, 7n],
      ['points', text.points, 0n, 250n],
      ['yearlyLimit', text.yearly_limit, 0n, 1_000n],
      ['fromDay', from_day, 0n, NO_END - 1n],
    ];
    requireBounds(bounds, 'RuleOutOfBounds', rule);
    require(from_day >= earliest, 'RuleNoticeTooShort', rule, from_day, earliest);
    publish(draft, text);
  }
  draft.values.catalogue_hash = catalogue_hash;
  draft.emit('CataloguePublished', { catalogue_hash });
}

export function PublishRules(draft, act) {
  approveRoot(draft, act);
  const earliest = draft.today + draft.charter.rule_notice_days;
  publishAllRules(draft, act.rules, act.catalogue_hash, earliest);
}

function publish(draft, { type: _, rule, ...text }) {
  const former = draft.get('rules', rule) ?? [];
  const latest = former.at(-1);
  const isLater = latest === undefined || text.from_day > latest.from_day;
  require(isLater, 'RuleVersionOutOfOrder', rule, text.from_day, latest?.from_day);
  const { category_cap, annual_cap, grace_days, filing_days } = draft.charter;
  const under = { category_cap, annual_cap, grace_days, filing_days };
  const ended = former.slice(0, -1);
  if (latest) ended.push({ ...latest, until_day: text.from_day });
  const version = { type: 'RuleVersion', ...text, until_day: NO_END, ...under };
  draft.set('rules', rule, [...ended, version]);
  draft.emit('RulePublished', { rule, version: count(ended) + 1n, ...text });
}

export function FileAwards(draft, act) {
  const { community, nonce, rule, version, evidence_hash } = act;
  const signers = approveCouncil(draft, act, false);
  requireSameLength(act.identities, act.act_days);
  require(act.identities.length > 0, 'NothingToDo');
  const found = draft.get('rules', rule)?.[Number(version) - 1];
  act.identities.forEach((identity, position) => {
    award(draft, act, BigInt(position), identity, act.act_days[position], found);
  });
  spendBudget(draft, community, found.points * count(act.identities));
  chain(draft, act);
  draft.emit('AwardsFiled', { community, nonce, signers, rule, version, evidence_hash });
}

function award(draft, act, index, identity, actDay, version) {
  requireMember(draft, act, index, identity);
  requireTakesPart(draft, index, identity);
  requireNotSigning(draft, act, index, identity);
  requireInForce(draft, act, index, actDay, version);
  const person = draft.get('people', identity);
  const born = firstSecond(person.birth_month) / DAY;
  require(actDay >= born, 'ActBeforeBirth', index, identity, actDay);
  countUnderRule(draft, act.rule, index, identity, version);
  const tallies = earn(draft, person, index, identity, version);
  const quality = baseQuality(person, draft.today);
  const points = version.points;
  const fits = quality + points <= MOST_QUALITY;
  require(fits, 'QualityCeilingReached', index, identity, quality, points);
  draft.update('people', identity, {
    ...tallies,
    quality: quality + points,
    decay_from: most(person.decay_from, most(actDay, person.leave_until) + version.grace_days),
    last_act_day: actDay,
  });
  draft.emit('Awarded', { identity, word: personWord(draft.get('people', identity)) });
}

function requireInForce(draft, act, index, actDay, version) {
  const { today } = draft;
  require(actDay <= today, 'ActInFuture', index, actDay, today);
  const earliest = today - (version?.filing_days ?? 0n);
  require(actDay >= earliest, 'ActTooOld', index, actDay, earliest);
  const holds = version?.points > 0n && version.from_day <= actDay && actDay < version.until_day;
  require(holds, 'RuleNotInForce', index, act.rule, act.version, actDay);
}

function countUnderRule(draft, rule, index, identity, { yearly_limit: limit }) {
  if (limit === 0n) return;
  const { year } = draft;
  const counted = draft.get('rule_times', [identity, rule]);
  const times = counted?.year === year ? counted.times : 0n;
  require(times < limit, 'RuleLimitReached', index, identity, rule, limit);
  draft.set('rule_times', [identity, rule], { type: 'RuleTimes', year, times: times + 1n });
}

/** Returns tallies and gifts of the year, with what is earned now. */
function earn(draft, person, index, identity, version) {
  const { points, category } = version;
  const isThisYear = person.tally_year === draft.year;
  const tallies = isThisYear ? [...person.tallies] : person.tallies.map(() => 0n);
  const given = isThisYear ? person.given : 0n;
  const place = Number(category) - 1;
  const inCategory = tallies[place];
  const fits = inCategory + points <= version.category_cap;
  const reached = [inCategory, version.category_cap];
  require(fits, 'CategoryCapReached', index, identity, category, ...reached);
  const inAll = tallies.reduce((sum, one) => sum + one, 0n);
  const cap = version.annual_cap;
  require(inAll + points <= cap, 'AnnualCapReached', index, identity, inAll, cap);
  tallies[place] += points;
  return { tallies, given, tally_year: draft.year };
}

function spendBudget(draft, community, points) {
  const council = draft.get('councils', community);
  const standing = 1_000n - most(0n, council.full_again - draft.today);
  const full = draft.charter.budget_per_member * council.members * council.share_index * standing;
  const budget = least(full / 1_000_000n, 2n ** 31n - 1n);
  const used = council.quarter === draft.quarter ? council.used : 0n;
  const left = most(0n, budget - used);
  require(points <= left, 'BudgetExceeded', community, points, left);
  draft.update('councils', community, { quarter: draft.quarter, used: used + points });
}

/** Returns the link of a batch of awards in the chain of its community. */
export function linkOf(batch, time) {
  const numbers = [batch.nonce, batch.rule, batch.version].map(pad);
  const people = keccak(join(...batch.identities));
  return keccak(join(...numbers, batch.evidence_hash, people, pad(time)));
}

function chain(draft, act) {
  const former = draft.get('councils', act.community).chain;
  const joined = keccak(join(former.padEnd(66, '0'), linkOf(act, draft.now)));
  draft.update('councils', act.community, { chain: joined.slice(0, 2 + 2 * 14) });
}

export function DeclareLeave(draft, act) {
  const { identity, days_away: days } = act;
  approvePerson(draft, identity, act);
  const person = draft.get('people', identity);
  const { today, charter } = draft;
  require(days > 0n, 'LeaveEmpty', identity);
  require(person.leave_until <= today, 'LeaveRunning', identity, person.leave_until);
  const begin = most(0n, today + days - charter.leave_window_days);
  const earlier = draft.get('leaves', identity) ?? [];
  const taken = earlier
    .map((leave) => leave.start + leave.days - most(begin, leave.start))
    .reduce((sum, inWindow) => sum + most(0n, inWindow), 0n);
  const available = most(0n, charter.leave_days - taken);
  require(days <= available, 'LeaveExhausted', identity, days, available);
  if (earlier.length === LEAVES_KEPT) {
    const end = earlier[0].start + earlier[0].days;
    require(end <= begin, 'TooManyLeaves', identity, end);
  }
  const kept = [...earlier, { type: 'Leave', start: today, days }].slice(-LEAVES_KEPT);
  draft.set('leaves', identity, kept);
  draft.update('people', identity, {
    quality: baseQuality(person, today),
    decay_from: most(person.decay_from, today) + days,
    leave_until: today + days,
  });
  draft.emit('LeaveDeclared', { identity, from_day: today, until_day: today + days });
}

export function EndLeave(draft, act) {
  const { identity } = act;
  approvePerson(draft, identity, act);
  const person = draft.get('people', identity);
  const { today } = draft;
  require(person.leave_until > today, 'LeaveNotRunning', identity);
  const leaves = [...draft.get('leaves', identity)];
  const latest = leaves.pop();
  draft.set('leaves', identity, [...leaves, { ...latest, days: today - latest.start }]);
  const decay_from = person.decay_from - (person.leave_until - today);
  draft.update('people', identity, { decay_from, leave_until: today });
  draft.emit('LeaveEnded', { identity, until_day: today });
}

export function Give(draft, act) {
  const { identity, points } = act;
  approvePerson(draft, identity, act);
  requireTakesPart(draft, 0n, identity);
  const person = draft.get('people', identity);
  const { gift_cap: cap, usable_quality: usable } = draft.charter;
  require(points > 0n, 'GiftEmpty', identity);
  const isThisYear = person.tally_year === draft.year;
  const given = isThisYear ? person.given : 0n;
  require(given + points <= cap, 'GiftCapReached', identity, given, cap);
  const quality = baseQuality(person, draft.today);
  require(quality - points >= usable, 'GiftBelowUsable', identity, quality, points, usable);
  draft.update('people', identity, {
    quality: quality - points,
    decay_from: most(person.decay_from, draft.today),
    tally_year: draft.year,
    tallies: isThisYear ? person.tallies : person.tallies.map(() => 0n),
    given: given + points,
  });
  draft.emit('Given', { identity, word: personWord(draft.get('people', identity)) });
  const { pool } = draft.values;
  draft.values.pool = { ...pool, given: pool.given + points, free: pool.free + points };
  draft.emit('PointsGiven', { identity, points });
}
