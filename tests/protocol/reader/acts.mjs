// The events of one transaction, cut into acts by the grammar of docs/protocol.md.

import { DAY } from './rules/draft.mjs';

const INFRACTION = 1n;
const WITHDRAWN = 7n;
const CARRIED_OUT = [8n, 10n];
const ENDED = 10n;
const SUSPENSION = 1n;
const LOW_64 = 2n ** 64n - 1n;
const PUBLISHED = {
  RulePublished: 'CataloguePublished',
  InfractionPublished: 'InfractionsPublished',
  StandardPublished: 'StandardsPublished',
};
/** Either log of what is published -> its lines. */
const LINES = Object.fromEntries(
  Object.entries(PUBLISHED).flatMap(([line, end]) => [
    [line, line],
    [end, line],
  ]),
);
const LISTED = new Set(['Enrolled', 'ControllerBound', 'Entered']);
const PERSON_ALONE = new Set([
  ...['ControllerChanged', 'LeaveDeclared', 'LeaveEnded', 'Entered', 'Moved', 'QualityLeft'],
  ...['QualityRejoined', 'Volunteered', 'Rated', 'OrderCancelled'],
]);
const COUNCIL_ALONE = new Set([
  ...['RateAnnounced', 'RoundOpened', 'OrganisationAccredited', 'AccreditationRenewed'],
  'MandateGranted',
]);
const ANYBODY_ALONE = [
  ...['RoundFrozen', 'RoundClosed', 'RoundVerified', 'PanelSeated', 'RenewalOpened'],
  ...['RenewalFrozen', 'KeyOffered', 'KeyChanged', 'OfferOpened', 'PriceAnnounced'],
  'OfferClosing',
];
const LOTS = ['PrizeWon', 'PrizeForfeited'];
const CARRYING_OUT = ['OverlaySet', 'AwardReversed', 'ControllerRecovered', 'Closed'];

const low = (bytes) => BigInt(bytes) & LOW_64;
const causeOf = (word) => (word >> 112n) & LOW_64;

const isWithdrawal = ({ type, stage }) =>
  ['CaseMoved', 'FindingMoved'].includes(type) && stage === WITHDRAWN;
const isOfCouncil = ({ type, mandate }) => type === 'FindingFiled' && mandate === 0n;

/** Cuts events into acts, one at a call of `next`. */
export class Cutter {
  /** `state` is the one right before the act that is read. */
  constructor(state, events, now) {
    this.state = state;
    this.events = events;
    this.today = now / DAY;
    this.at = 0;
    this.renewals = new Map();
    for (const { key, row } of state.tables.get('renewals').values()) {
      this.renewals.set(key, row.community);
    }
    for (const { type, renewal, community } of events) {
      if (type === 'RenewalOpened') this.renewals.set(renewal, community);
    }
  }

  get done() {
    return this.at >= this.events.length;
  }

  /** Returns the events of the next act. */
  next() {
    const begin = this.at;
    if (this.#may('CouncilActed')) this.#council();
    else if (this.#may('PersonActed')) this.#person();
    else if (this.#sees('Awarded', 'AwardsFiled')) {
      this.#run('Awarded');
      this.#must('AwardsFiled');
    } else this.#anybody();
    if (this.at === begin) throw new Error(`${this.#peek()?.type} belongs to no act`);
    return this.events.slice(begin, this.at);
  }

  #council() {
    const event = this.#peek();
    if (event === undefined) return;
    const { type } = event;
    if (LISTED.has(type)) this.#run(type);
    else if (type in LINES) this.#publishing(LINES[type]);
    else if (COUNCIL_ALONE.has(type) || isWithdrawal(event) || isOfCouncil(event)) this.at += 1;
    else if (this.#may('AmendmentEndorsed')) this.#endorsed();
    else if (this.#may('CaseFiled')) this.#filed(event);
    else if (this.#seesAfter('OverlaySet', 'RemedyCertified')) this.#remedies();
    else if (this.#seesAfter('SuspensionSet', 'RemedyAccepted')) this.#remedyOfFinding();
  }

  #endorsed() {
    if (this.#may('AmendmentPassed')) this.#must('CharterAmended');
  }

  #filed({ kind }) {
    if (kind === INFRACTION) this.#run('CaseFiled');
  }

  #remedyOfFinding() {
    this.#may('SuspensionSet');
    this.#must('RemedyAccepted');
    this.#must('FindingMoved');
  }

  #publishing(line) {
    this.#run(line);
    this.#must(PUBLISHED[line]);
  }

  #remedies() {
    while (this.#seesAfter('OverlaySet', 'RemedyCertified')) {
      this.#may('OverlaySet');
      this.#must('RemedyCertified');
      this.#must('CaseMoved');
    }
  }

  #person() {
    const { type } = this.#peek() ?? {};
    if (PERSON_ALONE.has(type)) this.at += 1;
    else if (this.#may('Given')) this.#must('PointsGiven');
    else if (this.#may('PanelConvened')) {
      this.#may('CaseFiled');
      this.#must('CaseMoved');
    } else {
      this.#must('CaseMoved');
      this.#may('Reopened');
      this.#must('StandingLowered');
    }
  }

  #anybody() {
    if (this.#aboutServices()) return;
    if (this.#may('VerdictGiven')) this.#verdict();
    else if (this.#may('PanelConvened')) this.#must('AuditOpened');
    else if (this.#may('AuditRecorded')) this.#must('ShareIndexSet');
    else if (this.#sees('SeatPassed', 'SeatLeft', 'SeatTaken', 'RenewalEnded')) this.#filling();
    else if (this.#seesAfter('OverlaySet', ...LOTS)) this.#lots();
    else this.#carryingOut();
  }

  /** Moves past what is done alone, or by organisations or about them; tells whether there was. */
  #aboutServices() {
    if (this.#may(...ANYBODY_ALONE)) return true;
    if (this.#seesBatch()) this.#batch();
    else if (this.#seesAfter('OverlaySet', 'Refunded')) {
      this.#may('OverlaySet');
      this.#must('Refunded');
    } else if (this.#may('FindingDecided')) this.#findingDecided();
    else if (this.#sees('PanelConvened') && this.#peek(1)?.type === 'FindingMoved') this.at += 2;
    else if (this.#seesEffect()) this.#effects();
    else return this.#may('FindingFiled');
    return true;
  }

  #batch() {
    this.#run('OverlaySet');
    this.#run('Redeemed');
    this.#must('BatchRedeemed');
  }

  #effects() {
    while (this.#seesEffect()) {
      this.#may('SuspensionSet');
      this.#must('FindingMoved');
    }
  }

  #findingDecided() {
    const { stage, finding } = this.#must('FindingMoved');
    this.#may('StandingLowered');
    if (stage === ENDED && this.#suspends(finding)) this.#must('SuspensionSet');
  }

  #suspends(number) {
    const finding = this.state.get('findings', number);
    const effects = this.state.get('effects', finding?.organisation ?? 0n) ?? [];
    return effects.some(
      (one) =>
        one.finding === low(number) && one.effect === SUSPENSION && this.today < one.until_day,
    );
  }

  #verdict() {
    const { stage, case_id } = this.#must('CaseMoved');
    this.#may('StandingLowered');
    const next = this.#peek();
    const isTheirs = next?.type === 'OverlaySet' && causeOf(next.overlay) === low(case_id);
    if (stage === ENDED && isTheirs) this.at += 1;
  }

  #filling() {
    const community = this.#renewed();
    while (this.#sees('SeatPassed', 'SeatLeft', 'SeatTaken') && this.#renewed() === community) {
      if (this.#may('SeatLeft')) this.#must('SeatTaken');
      else this.at += 1;
    }
    if (this.#sees('RenewalEnded') && this.#renewed() === community) this.at += 1;
  }

  #renewed() {
    const { renewal, community } = this.#peek();
    return renewal === undefined ? community : this.renewals.get(renewal);
  }

  #lots() {
    let round = null;
    while (this.#seesAfter('OverlaySet', ...LOTS)) {
      const lot = this.#peek(this.#sees('OverlaySet') ? 1 : 0);
      round ??= lot.round;
      if (lot.round !== round) return;
      this.#may('OverlaySet');
      this.at += 1;
    }
  }

  #carryingOut() {
    while (this.#sees(...CARRYING_OUT) || this.#seesEndOfCase()) {
      if (this.#seesAfter('OverlaySet', ...LOTS, 'Refunded') || this.#seesBatch()) return;
      if (this.#may('AwardReversed')) this.#must('StandingLowered');
      else this.#may(...CARRYING_OUT);
      if (!this.#seesEndOfCase()) throw new Error('a case that is carried out does not move');
      this.at += 1;
    }
  }

  #seesEndOfCase() {
    return this.#sees('CaseMoved') && CARRIED_OUT.includes(this.#peek().stage);
  }

  #seesEffect() {
    const event = this.#peek(this.#sees('SuspensionSet') ? 1 : 0);
    return event?.type === 'FindingMoved' && CARRIED_OUT.includes(event.stage);
  }

  #seesBatch() {
    const rest = this.events.slice(this.at);
    const first = rest.find(({ type }) => type !== 'OverlaySet');
    return ['Redeemed', 'BatchRedeemed'].includes(first?.type);
  }

  #peek(ahead = 0) {
    return this.events[this.at + ahead];
  }

  #sees(...types) {
    return types.includes(this.#peek()?.type);
  }

  #seesAfter(type, ...types) {
    return types.includes(this.#peek(this.#sees(type) ? 1 : 0)?.type);
  }

  #may(...types) {
    const sees = this.#sees(...types);
    if (sees) this.at += 1;
    return sees;
  }

  #must(type) {
    const event = this.#peek();
    if (event?.type !== type) throw new Error(`${type} is missing before ${event?.type}`);
    this.at += 1;
    return event;
  }

  #run(type) {
    while (this.#may(type));
  }
}
