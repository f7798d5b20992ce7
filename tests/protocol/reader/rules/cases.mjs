// Cases about people: filed, challenged, appealed, decided, carried out.

import { join, keccak, pad, same } from '../values.mjs';
import {
  approveCouncil,
  approvePerson,
  hasLapsed,
  requireMember,
  requireNotSigning,
  requireSameLength,
  requireTakesPart,
} from './approvals.mjs';
import * as courses from './courses.mjs';
import { At, Stage } from './courses.mjs';
import { DAY, NO_KEY, YEAR, count, firstSecond, most, personWord, require } from './draft.mjs';
import { approveJurors, convene, lowerStanding } from './panels.mjs';
import { addMember, bind } from './people.mjs';
import { DEDUCTION, baseQuality, inForce, linkOf, place, setOverlay } from './quality.mjs';

const INFRACTION = 1n;
const CHALLENGE = 2n;
const RECOVERY = 3n;
const CLOSING = 4n;
const DAYS_BETWEEN = 90n;
const LOW_64 = 2n ** 64n - 1n;
/** Digits of a chain of awards, with those before it. */
const CHAIN_DIGITS = 2 + 2 * 14;
const WORD_DIGITS = 2 + 2 * 32;

export const caseId = ({ kind, identity, matter }) =>
  keccak(join(pad(kind), identity, pad(matter)));

/** Returns the state of a case, which also lapses when its person leaves. */
export function caseState(state, found, time) {
  const isAboutQuality = found.kind <= CHALLENGE;
  const isOpen = found.stage <= Stage.FINAL;
  const left = state.get('left_at', found.identity);
  if (isAboutQuality && isOpen && left !== null && left >= found.filed_at) return At.LAPSED;
  return courses.stateAt(state, found, time);
}

function known(draft, key) {
  const id = caseId(key);
  const found = draft.get('cases', id);
  require(found, 'CaseUnknown', id);
  return { id, found, at: caseState(draft, found, draft.now) };
}

function open(draft, key, community, detail, evidence_hash) {
  const case_id = caseId(key);
  const row = { type: 'Case', ...key, community, ...courses.begun(draft), detail, overlay: 0n };
  draft.set('cases', case_id, row);
  draft.emit('CaseFiled', { case_id, ...key, community, detail, evidence_hash });
  return case_id;
}

function moveOn(draft, case_id, stage, changes = {}) {
  draft.update('cases', case_id, { stage, since: draft.now, ...changes });
  const { panel, ground } = draft.get('cases', case_id);
  draft.emit('CaseMoved', { case_id, stage, panel, ground });
}

export function FileInfractions(draft, act) {
  approveCouncil(draft, act);
  requireSameLength(act.identities, act.act_days);
  require(act.identities.length > 0, 'NothingToDo');
  for (const [position, identity] of act.identities.entries()) {
    accuse(draft, act, BigInt(position), identity, act.act_days[position]);
  }
}

function accuse(draft, act, index, identity, actDay) {
  const { community, rule, version, evidence_hash } = act;
  requireMember(draft, act, index, identity);
  requireTakesPart(draft, index, identity);
  requireNotSigning(draft, act, index, identity);
  const signatory = draft.get('signatories', identity);
  const canAppeal = signatory !== null && !hasLapsed(signatory, draft.today);
  require(canAppeal, 'CannotAppeal', index, identity);
  const text = draft.get('infractions', rule)?.[Number(version) - 1];
  const found = text && { ...text, isRetired: text.points === 0n };
  courses.requireVersion(draft, index, rule, version, found, actDay);
  const { birth_month } = draft.get('people', identity);
  const majority = firstSecond(birth_month + 12n * draft.charter.majority_years) / DAY;
  require(actDay >= majority, 'ActOfMinor', index, identity, actDay);
  const key = { kind: INFRACTION, identity, matter: (rule << 24n) | actDay };
  const id = caseId(key);
  require(draft.get('cases', id) === null, 'CaseExists', index, id);
  const limit = draft.charter.accusations_per_year;
  const may = courses.countInYear(draft, 'accusations', identity, limit);
  require(may, 'TooManyAccusations', index, identity, limit);
  open(draft, key, community, version, evidence_hash);
}

function chainWith({ before, later, ...batch }) {
  const next = (chain, link) =>
    keccak(join(chain.padEnd(WORD_DIGITS, '0'), link)).slice(0, CHAIN_DIGITS);
  return [linkOf(batch, batch.filed_at), ...later].reduce(next, before);
}

export function Challenge(draft, act) {
  const { proof, line, challenger, ground } = act;
  const { community, nonce, filed_at } = proof;
  approvePerson(draft, challenger, act);
  const isFiled = draft.get('councils', community)?.chain === chainWith(proof);
  require(isFiled, 'AwardNotFiled', community, nonce);
  const lines = count(proof.identities);
  require(line < lines, 'LineUnknown', line, lines);
  const identity = proof.identities[Number(line)];
  require(identity !== challenger, 'OwnAward', challenger);
  courses.requireAppealGround(ground);
  const key = { kind: CHALLENGE, identity, matter: (community << 104n) | (nonce << 40n) | line };
  const id = caseId(key);
  require(draft.get('cases', id) === null, 'CaseExists', 0n, id);
  const until = filed_at + draft.charter.challenge_days * DAY;
  require(draft.now < until, 'ChallengeTooLate', id, until);
  requireTakesPart(draft, 0n, identity);
  const left = draft.get('left_at', identity);
  require(left === null || left < filed_at, 'TakesNoPart', 0n, identity);
  const limit = draft.charter.challenges_per_year;
  const may = courses.countInYear(draft, 'challenges', challenger, limit);
  require(may, 'TooManyChallenges', challenger, limit);
  const { points, category } = draft.get('rules', proof.rule)[Number(proof.version) - 1];
  const year = (filed_at - draft.values.genesis) / YEAR;
  const panel = convene(draft, courses.FIRST_SIZE, community, [identity, challenger]);
  open(draft, key, community, points | (category << 8n) | (year << 11n), challenger);
  moveOn(draft, id, Stage.FIRST_PANEL, { panel, ground });
}

function requireSpaced(draft, kind, identity) {
  const latest = draft.get('last_filed', [kind, identity]);
  const earliest = (latest ?? 0n) + DAYS_BETWEEN * DAY;
  require(latest === null || draft.now >= earliest, 'TooSoon', identity, earliest);
  draft.set('last_filed', [kind, identity], draft.now);
}

export function FileRecovery(draft, act) {
  const { community, identity, new_controller: key } = act;
  approveCouncil(draft, act);
  requireMember(draft, act, 0n, identity);
  requireNotSigning(draft, act, 0n, identity);
  require(draft.get('signatories', identity), 'NoController', identity);
  require(key !== NO_KEY, 'ZeroController', identity);
  require(act.new_signer === key, 'NewControllerDeclined', identity, key);
  requireSpaced(draft, RECOVERY, identity);
  const matter = (BigInt(key) << 40n) | draft.now;
  open(draft, { kind: RECOVERY, identity, matter }, community, 0n, act.evidence_hash);
}

export function FileClosing(draft, act) {
  const { community, identity } = act;
  approveCouncil(draft, act);
  requireMember(draft, act, 0n, identity);
  requireNotSigning(draft, act, 0n, identity);
  require(!draft.get('people', identity).closed, 'IsClosed', identity);
  requireSpaced(draft, CLOSING, identity);
  open(draft, { kind: CLOSING, identity, matter: draft.now }, community, 0n, act.evidence_hash);
}

export function Withdraw(draft, act) {
  const { id, found, at } = known(draft, act);
  approveCouncil(draft, act);
  require(found.community === act.community, 'NotTheFiler', 0n, id, act.community);
  const may = found.kind !== CHALLENGE && courses.isPending(at);
  require(may, 'WrongState', id, at);
  moveOn(draft, id, Stage.WITHDRAWN);
}

/** Ends the deduction that a case made, if it is still in force. */
function endDeduction(draft, id, { identity, overlay: index }) {
  const overlay = draft.get('overlays', identity)?.[Number(index)];
  if (!isOwn(draft, overlay, id)) return;
  setOverlay(draft, identity, Number(index), { ...overlay, until_day: draft.today });
}

const isOwn = (draft, overlay, id) =>
  overlay?.kind === DEDUCTION &&
  overlay.cause === (BigInt(id) & LOW_64) &&
  inForce(overlay, draft.today);

export function CertifyRemedies(draft, act) {
  const { community, evidence_hash, identities, matters } = act;
  requireSameLength(identities, matters);
  approveCouncil(draft, act);
  require(identities.length > 0, 'NothingToDo');
  for (const [position, identity] of identities.entries()) {
    const index = BigInt(position);
    const { id, found, at } = known(draft, {
      kind: INFRACTION,
      identity,
      matter: matters[position],
    });
    require(found.community === community, 'NotTheFiler', index, id, community);
    requireNotSigning(draft, act, index, identity);
    require(courses.mayBeRemedied(at), 'WrongState', id, at);
    endDeduction(draft, id, found);
    draft.emit('RemedyCertified', { case_id: id, evidence_hash });
    moveOn(draft, id, Stage.ENDED);
  }
}

export function Appeal(draft, act) {
  const { kind, identity, ground, former_panel: former } = act;
  const { id, found, at } = known(draft, act);
  approvePerson(draft, identity, act);
  const isFirst = at === At.NOTICE && (kind === INFRACTION || kind === RECOVERY);
  const isSecond = at === At.UPHELD && kind !== CLOSING;
  require(isFirst || isSecond, 'WrongState', id, at);
  courses.requireAppealGround(ground);
  const size = isFirst ? courses.FIRST_SIZE : courses.SECOND_SIZE;
  if (isSecond) {
    const { list } = draft.get('panels', found.panel);
    require(same(list) === same(former), 'WrongList', found.panel);
  }
  const panel = convene(draft, size, found.community, isFirst ? [identity] : former);
  moveOn(draft, id, isFirst ? Stage.FIRST_PANEL : Stage.SECOND_PANEL, { panel, ground });
}

export function GiveVerdict(draft, act) {
  const { outcome, reasons_hash } = act;
  const { id, found, at } = known(draft, act);
  require(courses.isAtPanel(at), 'WrongState', id, at);
  courses.requireOutcome(outcome);
  const { panel, kind, stage, community } = found;
  const signers = approveJurors(draft, panel, act.identities, act.votes);
  draft.emit('VerdictGiven', { case_id: id, panel, outcome, reasons_hash, signers });
  moveOn(draft, id, courses.afterVerdict(stage, outcome));
  if (outcome === courses.UPHELD) return;
  if (kind !== CHALLENGE) lowerStanding(draft, community);
  if (stage === Stage.REVIEW) endDeduction(draft, id, found);
}

export function Review(draft, act) {
  const { identity, ground } = act;
  const { id, found, at } = known(draft, { ...act, kind: INFRACTION });
  approvePerson(draft, identity, act);
  require(at === At.CARRIED_OUT, 'WrongState', id, at);
  require(!found.reviewed, 'AlreadyReviewed', id);
  courses.requireReviewGround(ground);
  const overlay = draft.get('overlays', identity)?.[Number(found.overlay)];
  require(isOwn(draft, overlay, id), 'NothingToEnd', id);
  const panel = convene(draft, courses.FIRST_SIZE, found.community, [identity]);
  moveOn(draft, id, Stage.REVIEW, { panel, ground, reviewed: true });
}

export function Alive(draft, act) {
  const { identity } = act;
  const { id, found, at } = known(draft, { ...act, kind: CLOSING });
  approvePerson(draft, identity, act);
  const isClosed = at === At.CARRIED_OUT;
  require(isClosed || at === At.NOTICE || at === At.RIPE, 'WrongState', id, at);
  moveOn(draft, id, isClosed ? Stage.ENDED : Stage.DISMISSED);
  if (isClosed) {
    const { community } = draft.get('people', identity);
    draft.update('people', identity, { closed: false });
    addMember(draft, community, 1n);
    draft.emit('Reopened', { identity });
  }
  lowerStanding(draft, found.community);
}

export function CarryOut(draft, { cases }) {
  for (const [position, { type: _, ...key }] of cases.entries()) {
    const { id, found, at } = known(draft, key);
    require(at === At.RIPE || at === At.RELEASED, 'WrongState', id, at);
    if (at === At.RELEASED) {
      endDeduction(draft, id, found);
      moveOn(draft, id, Stage.ENDED);
    } else {
      const changes = EFFECTS[found.kind](draft, BigInt(position), id, found);
      moveOn(draft, id, Stage.CARRIED_OUT, changes);
    }
  }
}

const EFFECTS = {
  [INFRACTION]: deduct,
  [CHALLENGE]: reverse,
  [RECOVERY]: recover,
  [CLOSING]: close,
};

function deduct(draft, index, id, found) {
  const { identity, matter, detail } = found;
  require(!draft.get('people', identity).closed, 'TakesNoPart', index, identity);
  const { points, amount, sunset_days } = draft.get('infractions', matter >> 24n)[
    Number(detail) - 1
  ];
  const until_day = courses.ripeFrom(found) / DAY + sunset_days;
  const terms = { kind: DEDUCTION, points, from_day: draft.today, until_day, amount };
  const overlay = { type: 'Overlay', ...terms, cause: BigInt(id) & LOW_64 };
  require(place(draft, identity, overlay), 'NoRoom', id);
  const at = draft.get('overlays', identity).findLastIndex((one) => same(one) === same(overlay));
  return { overlay: BigInt(at) };
}

function reverse(draft, index, _id, { identity, detail, community }) {
  const person = draft.get('people', identity);
  require(!person.closed, 'TakesNoPart', index, identity);
  const points = detail & 255n;
  const category = Number((detail >> 8n) & 7n) - 1;
  const tallies = [...person.tallies];
  if (person.tally_year === detail >> 11n) {
    tallies[category] = most(0n, tallies[category] - points);
  }
  draft.update('people', identity, {
    quality: most(0n, baseQuality(person, draft.today) - points),
    decay_from: most(person.decay_from, draft.today),
    tallies,
  });
  draft.emit('AwardReversed', { identity, word: personWord(draft.get('people', identity)) });
  lowerStanding(draft, community);
}

function recover(draft, _index, _id, { identity, matter }) {
  const controller = `0x${(matter >> 40n).toString(16).padStart(40, '0')}`;
  const lapse_day = bind(draft, identity, controller);
  draft.emit('ControllerRecovered', { identity, controller, lapse_day });
}

function close(draft, _index, _id, { identity }) {
  const { closed, community } = draft.get('people', identity);
  require(!closed, 'IsClosed', identity);
  draft.update('people', identity, { closed: true });
  addMember(draft, community, -1n);
  draft.emit('Closed', { identity });
}
