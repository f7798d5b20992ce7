// Infraction rules, standards, mandates, and findings about organisations.

import { join, keccak, pad, same } from '../values.mjs';
import { approveCouncil, approveRoot } from './approvals.mjs';
import * as courses from './courses.mjs';
import { At, Stage } from './courses.mjs';
import { DAY, NO_END, count, most, require, requireBounds } from './draft.mjs';
import { organisationOf } from './organisations.mjs';
import { approveJurors, convene, lowerStanding } from './panels.mjs';

const SUSPENSION = 1n;
const MOST_PLACES = 8;
const MOST_SIGNERS = 16n;
const MOST_MANDATE_DAYS = 366n;
const LOW_64 = 2n ** 64n - 1n;

/** Publishes the version of one line; returns its number. */
function publish(draft, table, record, rule, earliest, terms) {
  const { from_day } = terms;
  require(from_day >= earliest, 'RuleNoticeTooShort', rule, from_day, earliest);
  const former = draft.get(table, rule) ?? [];
  const latest = former.at(-1);
  const isLater = latest === undefined || from_day > latest.from_day;
  require(isLater, 'RuleVersionOutOfOrder', rule, from_day, latest?.from_day);
  const ended = former.slice(0, -1);
  if (latest) ended.push({ ...latest, until_day: from_day });
  const { filing_days } = draft.charter;
  const version = { type: record, ...terms, until_day: NO_END, filing_days };
  draft.set(table, rule, [...ended, version]);
  return count(ended) + 1n;
}

function publishInfraction(draft, { type: _, rule, ...terms }, earliest) {
  const { points, amount, sunset_days, from_day } = terms;
  const bounds = [
    ['rule', rule, 1n, 2n ** 32n - 1n],
    ['points', points, 0n, 300n],
    ['amount', amount, amount === 0n ? 0n : 1_000n, 2n ** 40n - 1n],
    ['sunsetDays', sunset_days, 365n, 1_826n],
    ['fromDay', from_day, 0n, NO_END - 1n],
  ];
  requireBounds(bounds, 'RuleOutOfBounds', rule);
  const version = publish(draft, 'infractions', 'InfractionVersion', rule, earliest, terms);
  draft.emit('InfractionPublished', { rule, version, ...terms });
}

function publishStandard(draft, { type: _, standard, ...terms }, earliest) {
  const { effect, sunset_days, from_day } = terms;
  const bounds = [
    ['rule', standard, 1n, 2n ** 32n - 1n],
    ['effect', effect, 0n, 2n],
    ['sunsetDays', sunset_days, 30n, 730n],
    ['fromDay', from_day, 0n, NO_END - 1n],
  ];
  requireBounds(bounds, 'RuleOutOfBounds', standard);
  const version = publish(draft, 'standards', 'StandardVersion', standard, earliest, terms);
  draft.emit('StandardPublished', { standard, version, ...terms });
}

/** Publishes rules of infractions, none of which begins before a day. */
export function publishAllInfractions(draft, texts, infractions_hash, earliest) {
  for (const text of texts) publishInfraction(draft, text, earliest);
  draft.values.infractions_hash = infractions_hash;
  draft.emit('InfractionsPublished', { infractions_hash });
}

/** Publishes standards, none of which begins before a day. */
export function publishAllStandards(draft, texts, standards_hash, earliest) {
  for (const text of texts) publishStandard(draft, text, earliest);
  draft.values.standards_hash = standards_hash;
  draft.emit('StandardsPublished', { standards_hash });
}

export function PublishInfractions(draft, act) {
  approveRoot(draft, act);
  const earliest = draft.today + draft.charter.rule_notice_days;
  publishAllInfractions(draft, act.infractions, act.infractions_hash, earliest);
}

export function PublishStandards(draft, act) {
  approveRoot(draft, act);
  const earliest = draft.today + draft.charter.rule_notice_days;
  publishAllStandards(draft, act.standards, act.standards_hash, earliest);
}

export const findingId = ({ organisation, standard, day }) =>
  keccak(join(pad(organisation), pad(standard), pad(day)));

function known(draft, key) {
  const id = findingId(key);
  const found = draft.get('findings', id);
  require(found, 'FindingUnknown', id);
  return { id, found, at: courses.stateAt(draft, found, draft.now) };
}

function moveOn(draft, finding, stage, changes = {}) {
  draft.update('findings', finding, { stage, since: draft.now, ...changes });
  const { panel, ground } = draft.get('findings', finding);
  draft.emit('FindingMoved', { finding, stage, panel, ground });
}

const versionOf = (draft, { standard, version }) =>
  draft.get('standards', standard)?.[Number(version) - 1];

function open(draft, about, mandate, value, evidence_hash) {
  const { organisation, community, standard, version, day } = about;
  const text = versionOf(draft, about);
  const found = text && { ...text, isRetired: text.effect === 0n };
  courses.requireVersion(draft, 0n, standard, version, found, day);
  const finding = findingId(about);
  require(draft.get('findings', finding) === null, 'FindingExists', finding);
  const limit = draft.charter.accusations_per_year;
  const counted = [organisation, community];
  const may = courses.countInYear(draft, 'finding_counts', counted, limit);
  require(may, 'TooManyFindings', organisation, community, limit);
  const key = { organisation, standard, day, version, community };
  draft.set('findings', finding, { type: 'Finding', ...key, ...courses.begun(draft), place: 0n });
  draft.emit('FindingFiled', { finding, ...about, mandate, value, evidence_hash });
}

function approveOther(draft, act) {
  const { organisation, community } = act;
  const found = organisationOf(draft, organisation);
  approveCouncil(draft, act);
  require(found.community !== community, 'OwnOrganisation', organisation, community);
}

export function FileFinding(draft, act) {
  approveOther(draft, act);
  const { organisation, community, standard, version, day } = act;
  const about = { organisation, community, standard, version, day };
  open(draft, about, 0n, 0n, act.evidence_hash);
}

export function GrantMandate(draft, act) {
  approveOther(draft, act);
  const { organisation, community, standard, limit, threshold, until_day, keys: signers } = act;
  const { today } = draft;
  const number = count(signers);
  const bounds = [
    ['signers', number, 2n, MOST_SIGNERS],
    ['threshold', threshold, most(2n, (2n * number + 2n) / 3n), number],
    ['untilDay', until_day, today + 1n, today + MOST_MANDATE_DAYS],
  ];
  requireBounds(bounds, 'MandateOutOfBounds');
  for (const [position, key] of signers.entries()) {
    const before = position === 0 ? 0n : BigInt(signers[position - 1]);
    require(BigInt(key) > before, 'SignersOutOfOrder', BigInt(position));
  }
  const mandate = draft.size('mandates') + 1n;
  const about = { organisation, community, standard, limit, threshold, until_day };
  const measure = { measure_hash: act.measure_hash, signers };
  draft.set('mandates', mandate, { type: 'Mandate', ...about, ...measure });
  draft.emit('MandateGranted', { mandate, ...about, ...measure });
}

export function FileReading(draft, act) {
  const { mandate: number, version, value, day, evidence_hash } = act;
  const mandate = draft.get('mandates', number);
  require(mandate, 'MandateUnknown', number);
  const { organisation, community, standard, limit, threshold, until_day, signers } = mandate;
  require(draft.today < until_day, 'MandateOver', number, until_day);
  for (const [signer, signed] of act.votes) {
    const key = signers[Number(signer)];
    require(key !== undefined, 'NotASigner', number, signer);
    require(signed !== null, 'SignatureMissing', number, signer);
    require(signed === key, 'InvalidReading', number, signer, key);
  }
  const found = count(act.votes);
  require(found >= threshold, 'TooFewSignatures', number, threshold, found);
  require(value > limit, 'WithinLimit', value, limit);
  const about = { organisation, community, standard, version, day };
  open(draft, about, number, value, evidence_hash);
}

function approveOrganisation(draft, act) {
  const { deadline, organisation, sender, signer } = act;
  require(draft.now <= deadline, 'DeadlinePassed', deadline, draft.now);
  const { key } = draft.get('organisations', organisation);
  const isTheirs = key === sender || key === signer;
  require(isTheirs, 'NotTheOrganisation', organisation, sender);
}

export function AppealFinding(draft, act) {
  const { ground, former_panel: former } = act;
  const { id, found, at } = known(draft, act);
  approveOrganisation(draft, act);
  const isFirst = at === At.NOTICE;
  require(isFirst || at === At.UPHELD, 'WrongState', id, at);
  courses.requireAppealGround(ground);
  const size = isFirst ? courses.FIRST_SIZE : courses.SECOND_SIZE;
  if (!isFirst) {
    const { list } = draft.get('panels', found.panel);
    require(same(list) === same(former), 'WrongList', found.panel);
  }
  const panel = convene(draft, size, found.community, isFirst ? [] : former);
  moveOn(draft, id, isFirst ? Stage.FIRST_PANEL : Stage.SECOND_PANEL, { panel, ground });
}

/** Returns the effect of a finding that still lasts, and its place. */
function effectOf(draft, id, { organisation, place }) {
  const effect = draft.get('effects', organisation)?.[Number(place)];
  const lasts = effect?.finding === (BigInt(id) & LOW_64) && draft.today < effect.until_day;
  return lasts ? effect : null;
}

export function ReviewFinding(draft, act) {
  const { ground } = act;
  const { id, found, at } = known(draft, act);
  approveOrganisation(draft, act);
  require(at === At.CARRIED_OUT, 'WrongState', id, at);
  require(!found.reviewed, 'FindingReviewed', id);
  courses.requireReviewGround(ground);
  require(effectOf(draft, id, found), 'NothingToEnd', id);
  const panel = convene(draft, courses.FIRST_SIZE, found.community, []);
  moveOn(draft, id, Stage.REVIEW, { panel, ground, reviewed: true });
}

function setEffect(draft, organisation, place, effect) {
  const there = [...(draft.get('effects', organisation) ?? [])];
  there[place] = effect;
  draft.set('effects', organisation, there);
  if (effect.effect !== SUSPENSION) return;
  const days = there
    .filter((one) => one.effect === SUSPENSION && draft.today < one.until_day)
    .map((one) => one.until_day);
  const until_day = most(0n, ...days);
  draft.update('organisations', organisation, { suspended_until: until_day });
  draft.emit('SuspensionSet', { organisation, until_day });
}

function endEffect(draft, id, found) {
  const effect = effectOf(draft, id, found);
  if (!effect) return;
  const ended = { ...effect, until_day: draft.today };
  setEffect(draft, found.organisation, Number(found.place), ended);
}

export function JudgeFinding(draft, act) {
  const { outcome, reasons_hash } = act;
  const { id, found, at } = known(draft, act);
  require(courses.isAtPanel(at), 'WrongState', id, at);
  courses.requireOutcome(outcome);
  const { panel, stage, community } = found;
  const signers = approveJurors(draft, panel, act.identities, act.votes);
  draft.emit('FindingDecided', { finding: id, panel, outcome, reasons_hash, signers });
  moveOn(draft, id, courses.afterVerdict(stage, outcome));
  if (outcome === courses.UPHELD) return;
  lowerStanding(draft, community);
  if (stage === Stage.REVIEW) endEffect(draft, id, found);
}

function ofFiler(draft, act, allows) {
  const { id, found, at } = known(draft, act);
  approveCouncil(draft, act);
  require(found.community === act.community, 'NotTheFilerOf', id, act.community);
  require(allows(at), 'WrongState', id, at);
  return { id, found };
}

export function WithdrawFinding(draft, act) {
  const { id } = ofFiler(draft, act, courses.isPending);
  moveOn(draft, id, Stage.WITHDRAWN);
}

export function CertifyRemedyOf(draft, act) {
  const { id, found } = ofFiler(draft, act, courses.mayBeRemedied);
  endEffect(draft, id, found);
  draft.emit('RemedyAccepted', { finding: id, evidence_hash: act.evidence_hash });
  moveOn(draft, id, Stage.ENDED);
}

export function CarryOutFindings(draft, { findings }) {
  for (const key of findings) {
    const { id, found, at } = known(draft, key);
    require(at === At.RIPE || at === At.RELEASED, 'WrongState', id, at);
    if (at === At.RELEASED) {
      endEffect(draft, id, found);
      moveOn(draft, id, Stage.ENDED);
    } else {
      const place = beginEffect(draft, id, found);
      moveOn(draft, id, Stage.CARRIED_OUT, { place: BigInt(place) });
    }
  }
}

function beginEffect(draft, id, found) {
  const { organisation, standard } = found;
  const { effect, sunset_days } = versionOf(draft, found);
  const there = draft.get('effects', organisation) ?? [];
  const ended = there.findIndex((one) => draft.today >= one.until_day);
  const place = ended < 0 ? there.length : ended;
  require(place < MOST_PLACES, 'NoPlace', id);
  const until_day = courses.ripeFrom(found) / DAY + sunset_days;
  const terms = { standard, until_day, effect, finding: BigInt(id) & LOW_64 };
  setEffect(draft, organisation, place, { type: 'Effect', ...terms });
  return place;
}
