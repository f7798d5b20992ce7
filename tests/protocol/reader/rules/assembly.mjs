// Audits, terms of councils, and amendments of the charter.

import { join, keccak, pad } from '../values.mjs';
import { approveCouncil, approvePerson } from './approvals.mjs';
import { OF_TARGET, charterBounds } from './charters.mjs';
import { FIRST_SIZE } from './courses.mjs';
import { DAY, count, least, most, require, requireBounds } from './draft.mjs';
import { boundRound, draw } from './lottery.mjs';
import { approveJurors, convene, isTooSmall } from './panels.mjs';

const MOST_NOTICE = 730n;

const isOpen = (draft, audit) =>
  audit &&
  !audit.recorded &&
  draft.now < audit.until &&
  !isTooSmall(draft.get('panels', audit.panel));

export function OpenAudit(draft, { community }) {
  require(draft.get('councils', community), 'UnknownCommunity', community);
  const { year, now } = draft;
  const former = draft.get('audits', community);
  const isDone = former?.recorded && former.year === year;
  require(!isDone, 'AuditedAlready', community, year);
  require(!isOpen(draft, former), 'AuditRunning', community, former?.until);
  const panel = convene(draft, FIRST_SIZE, community, []);
  const until = now + draft.charter.verdict_days * DAY;
  draft.set('audits', community, { type: 'Audit', year, panel, until, recorded: false });
  draft.emit('AuditOpened', { community, year, panel });
}

export function RecordAudit(draft, act) {
  const { community, share_index, report_hash } = act;
  const audit = draft.get('audits', community);
  require(isOpen(draft, audit), 'NoAudit', community);
  const present = draft.get('councils', community).share_index;
  const step = draft.charter.share_index_step;
  const [lowest, highest] = [most(500n, present - step), least(1_500n, present + step)];
  const isWithin = lowest <= share_index && share_index <= highest;
  require(isWithin, 'ShareIndexOutOfBounds', share_index, lowest, highest);
  const { year, panel } = audit;
  const signers = approveJurors(draft, panel, act.identities, act.votes);
  draft.update('audits', community, { recorded: true });
  draft.update('councils', community, { share_index });
  const report = { community, year, panel, share_index, report_hash, signers };
  draft.emit('AuditRecorded', report);
  draft.emit('ShareIndexSet', { community, share_index, report_hash });
}

export function OpenRenewal(draft, { community }) {
  require(draft.get('councils', community), 'UnknownCommunity', community);
  const ends = draft.get('terms', community) ?? draft.values.first_terms_end;
  const opensOn = ends - draft.charter.volunteer_days;
  require(draft.today >= opensOn, 'TermRunning', community, opensOn);
  const latest = draft.get('latest_renewals', community);
  const isOver = latest === null || draft.get('renewals', latest).over;
  require(isOver, 'RenewalRunning', community, latest);
  const renewal = draft.size('renewals') + 1n;
  const entries_until = draft.now + draft.charter.volunteer_days * DAY;
  const rest = { entrants: 0n, beacon_round: 0n, next_lot: 0n, filled: 0n, over: false };
  draft.set('renewals', renewal, { type: 'Renewal', community, entries_until, ...rest });
  draft.set('latest_renewals', community, renewal);
  draft.emit('RenewalOpened', { renewal, community, entries_until });
}

function renewalOf(draft, number) {
  const renewal = draft.get('renewals', number);
  require(renewal, 'RenewalUnknown', number);
  return renewal;
}

/** Returns whether somebody belongs to a community or to one below it. */
function belongs(draft, identity, community) {
  let at = draft.get('people', identity).community;
  while (at !== 0n && at !== community) at = draft.get('councils', at).parent;
  return at === community;
}

export function Volunteer(draft, act) {
  const { identity, renewal: number } = act;
  approvePerson(draft, identity, act);
  const { community, entries_until, entrants } = renewalOf(draft, number);
  require(draft.now < entries_until, 'EntriesClosed', number, entries_until);
  require(belongs(draft, identity, community), 'NotAMember', 0n, identity, community);
  const { closed, seat_community } = draft.get('people', identity);
  require(!closed, 'IsClosed', identity);
  const { lapse_day } = draft.get('signatories', identity);
  require(lapse_day === 0n, 'SeatOfMinor', community, identity);
  require(seat_community === 0n, 'AlreadyHoldsSeat', identity);
  const isNew = draft.get('volunteers', [number, identity]) === null;
  require(isNew, 'AlreadyEntered', 0n, number, identity);
  draft.set('volunteers', [number, identity], entrants);
  draft.update('renewals', number, { entrants: entrants + 1n });
  draft.emit('Volunteered', { renewal: number, identity, entrant: entrants });
}

export function FreezeRenewal(draft, { renewal: number }) {
  const { entries_until, beacon_round: former, entrants } = renewalOf(draft, number);
  require(draft.now >= entries_until, 'EntriesOpen', number, entries_until);
  require(former === 0n, 'AlreadyFrozen', number);
  const beacon_round = boundRound(draft);
  draft.update('renewals', number, { beacon_round });
  draft.emit('RenewalFrozen', { renewal: number, entrants, beacon_round });
}

export function FillSeats(draft, { renewal: number, identities }) {
  const { community, beacon_round, over } = renewalOf(draft, number);
  require(beacon_round > 0n, 'NotFrozen', number);
  require(!over, 'RenewalOver', number);
  const randomness = draft.get('randomness', beacon_round);
  require(randomness, 'BeaconPending', number, beacon_round);
  const key = keccak(join(randomness, pad(draft.values.addresses.assembly), pad(number)));
  const { seats } = draft.get('councils', community);
  for (const [position, identity] of identities.entries()) {
    fillOne(draft, key, number, BigInt(position), identity, seats);
  }
  const { filled, next_lot, entrants } = draft.get('renewals', number);
  if (filled < seats && next_lot < entrants) return;
  draft.update('renewals', number, { over: true });
  if (filled > 0n) draft.set('terms', community, draft.today + draft.charter.term_days);
  draft.emit('RenewalEnded', { renewal: number, filled });
}

function fillOne(draft, key, number, index, identity, seats) {
  const { community, entrants, next_lot: lot, filled } = draft.get('renewals', number);
  require(filled < seats && lot < entrants, 'LotUnknown', index, lot, entrants);
  const entrant = draw(key, lot, entrants);
  const isDrawn = draft.get('volunteers', [number, identity]) === entrant;
  require(isDrawn, 'WrongWinner', index, lot, entrant);
  draft.update('renewals', number, { next_lot: lot + 1n });
  const { closed, seat_community } = draft.get('people', identity);
  const signatory = draft.get('signatories', identity);
  const isOwnKey = signatory?.lapse_day === 0n;
  const fits = !closed && seat_community === 0n && belongs(draft, identity, community);
  if (!fits || !isOwnKey) {
    draft.emit('SeatPassed', { renewal: number, lot, identity });
    return;
  }
  takeSeat(draft, community, filled, identity, signatory.controller);
  draft.update('renewals', number, { filled: filled + 1n });
}

function takeSeat(draft, community, seat_index, identity, controller) {
  const former = draft.get('seats', [community, seat_index]);
  if (former) {
    draft.update('people', former.identity, { seat_community: 0n, seat_index: 0n });
    draft.emit('SeatLeft', { identity: former.identity, community, seat_index });
  }
  draft.set('seats', [community, seat_index], { type: 'Seat', identity, controller });
  draft.update('people', identity, { seat_community: community, seat_index });
  draft.emit('SeatTaken', { identity, community, seat_index });
}

function amendmentOf(target, values, from_day) {
  const words = [target, 96n, from_day, count(values), ...values];
  return keccak(join(...words.map(pad)));
}

export function Endorse(draft, act) {
  const { community, target, values, from_day } = act;
  approveCouncil(draft, act);
  require(target in OF_TARGET, 'TargetUnknown', target);
  requireAmendable(draft, target, values);
  const { today } = draft;
  const earliest = today + draft.charter.amendment_notice_days;
  const latest = today + MOST_NOTICE;
  const isInTime = earliest <= from_day && from_day <= latest;
  require(isInTime, 'AmendmentDayOutOfBounds', from_day, earliest, latest);
  const former = draft.get('waiting', target);
  const isFree = former === null || former.from_day <= today;
  require(isFree, 'AmendmentPending', target, former?.from_day);
  const amendment = amendmentOf(target, values, from_day);
  const supporters = draft.get('endorsements', amendment) ?? [];
  require(!supporters.includes(community), 'AlreadyEndorsed', community, amendment);
  const all = [...supporters, community].sort((one, other) => (one < other ? -1 : 1));
  draft.set('endorsements', amendment, all);
  draft.emit('AmendmentEndorsed', { amendment, community, endorsements: count(all) });
  if (count(all) * 3n >= draft.size('councils') * 2n) pass(draft, amendment, act);
}

function requireAmendable(draft, target, values) {
  const [begin, end] = OF_TARGET[target];
  const expected = BigInt(end - begin);
  require(count(values) === expected, 'LengthMismatch', expected, count(values));
  const names = Object.keys(draft.charter).filter((name) => name !== 'type');
  const changed = names.slice(begin, end).map((name, index) => [name, values[index]]);
  const charter = { ...draft.charter, ...Object.fromEntries(changed) };
  requireBounds(charterBounds(charter).slice(begin, end), 'CharterOutOfBounds');
  const genesis = draft.charter.genesis_rate;
  requireBounds([['genesisRate', charter.genesis_rate, genesis, genesis]], 'CharterOutOfBounds');
}

function pass(draft, amendment, { target, values, from_day }) {
  const former = draft.get('waiting', target);
  if (former) {
    const charter = { ...draft.values.charter };
    const names = Object.keys(charter).filter((name) => name !== 'type');
    for (const [index, name] of names.slice(...OF_TARGET[target]).entries()) {
      charter[name] = former.values[index];
    }
    draft.values.charter = charter;
  }
  draft.set('waiting', target, { type: 'Amendment', values, from_day });
  draft.emit('AmendmentPassed', { amendment, target, from_day, values });
  draft.emit('CharterAmended', { values, from_day });
}
