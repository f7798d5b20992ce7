// The action that the events of one act stand for, by docs/protocol.md.

import { without } from './earlier.mjs';
import { pad } from './values.mjs';
import { NO_KEY } from './rules/draft.mjs';
import { hasLapsed } from './rules/approvals.mjs';

const REVIEW = 9n;

const bits = (bitmap) => {
  const found = [];
  for (let index = 0n; bitmap >> index > 0n; index += 1n) {
    if ((bitmap >> index) & 1n) found.push(index);
  }
  return found;
};

const low = (value, count) => value & ((1n << count) - 1n);
const addressIn = (number) => `0x${pad(low(number, 160n)).slice(-40)}`;
const lastActDay = (word) => low(word >> 196n, 20n);

/** First event after the head -> action of a person, and its fields from the first and the last. */
const PERSON_ACTS = {
  ControllerChanged: [
    'ChangeController',
    ({ controller }) => ({ new_controller: controller, new_signer: controller }),
  ],
  Entered: ['EnterRound', ({ round }) => ({ round })],
  Given: ['Give', (_first, { points }) => ({ points })],
  LeaveDeclared: ['DeclareLeave', (first) => ({ days_away: first.until_day - first.from_day })],
  LeaveEnded: ['EndLeave', () => ({})],
  Moved: ['Move', ({ community }) => ({ community })],
  OrderCancelled: ['CancelOrder', ({ order_nonce }) => ({ order_nonce })],
  QualityLeft: ['OptOut', () => ({})],
  QualityRejoined: ['OptIn', () => ({})],
  Volunteered: ['Volunteer', ({ renewal }) => ({ renewal })],
};

/** Reads acts, one after the other. */
export class Reader {
  constructor(state, earlier) {
    this.state = state;
    this.earlier = earlier;
  }

  /** Returns the action that some events stand for, at the time of their block. */
  action(events, time) {
    this.time = time;
    const [head] = events;
    if (head.type === 'CouncilActed') return this.#ofCouncil(head, events.slice(1));
    if (head.type === 'PersonActed') return this.#ofPerson(head, events.slice(1));
    const last = events.at(-1);
    if (last.type === 'AwardsFiled') return this.#awards(last, events.slice(0, -1));
    return this.#ofAnybody(events);
  }

  #carried({ community, nonce, signers }) {
    const approvals = bits(signers).map((index) => {
      return [index, this.state.get('seats', [community, index])?.controller ?? null];
    });
    return { community, nonce, deadline: this.time, approvals };
  }

  #awards(head, awarded) {
    const { rule, version, evidence_hash } = head;
    const identities = awarded.map(({ identity }) => identity);
    const act_days = awarded.map(({ word }) => lastActDay(word));
    const terms = { rule, version, evidence_hash, identities, act_days };
    return { type: 'FileAwards', ...this.#carried(head), ...terms };
  }

  #ofCouncil(head, effects) {
    const carried = this.#carried(head);
    const identities = effects.map(({ identity }) => identity);
    const first = effects[0]?.type ?? 'Enrolled';
    const lines = (type) => effects.filter((one) => one.type === type);
    const texts = (name, record) =>
      lines(name).map((one) => ({ type: record, ...without(one, 'version') }));
    switch (first) {
      case 'Enrolled':
        return {
          type: 'Enrol',
          ...carried,
          identities,
          birth_months: effects.map((one) => one.birth_month),
        };
      case 'ControllerBound':
        return {
          type: 'BindControllers',
          ...carried,
          identities,
          controllers: effects.map((one) => one.controller),
        };
      case 'Entered':
        return { type: 'Nominate', ...carried, round: effects[0].round, identities };
      case 'RateAnnounced':
        return {
          type: 'AnnounceRate',
          ...carried,
          ...without(effects[0], 'starts_at', 'rate', 'unbounded_rate'),
        };
      case 'RoundOpened':
        return { type: 'OpenRound', ...carried, ...without(effects[0], 'round') };
      case 'AmendmentEndorsed':
        return { type: 'Endorse', ...carried, ...this.earlier.proposals.get(effects[0].amendment) };
      case 'CaseFiled':
        return this.#filed(carried, effects);
      case 'OrganisationAccredited':
        return {
          type: 'Accredit',
          ...carried,
          ...without(effects[0], 'organisation', 'community'),
        };
      case 'AccreditationRenewed':
        return { type: 'RenewAccreditation', ...carried, ...without(effects[0]) };
      case 'MandateGranted': {
        const { signers, ...terms } = without(effects[0], 'mandate', 'community');
        return { type: 'GrantMandate', ...carried, ...terms, keys: signers };
      }
      case 'FindingFiled':
        return {
          type: 'FileFinding',
          ...carried,
          ...without(effects[0], 'finding', 'community', 'mandate', 'value'),
        };
      case 'RulePublished':
      case 'CataloguePublished': {
        const { catalogue_hash } = effects.at(-1);
        return {
          type: 'PublishRules',
          ...carried,
          catalogue_hash,
          rules: texts('RulePublished', 'RuleText'),
        };
      }
      case 'InfractionPublished':
      case 'InfractionsPublished': {
        const infractions = texts('InfractionPublished', 'InfractionText');
        return { type: 'PublishInfractions', ...carried, ...without(effects.at(-1)), infractions };
      }
      case 'StandardPublished':
      case 'StandardsPublished': {
        const standards = texts('StandardPublished', 'StandardText');
        return { type: 'PublishStandards', ...carried, ...without(effects.at(-1)), standards };
      }
      default:
        return this.#ended(carried, effects);
    }
  }

  #filed(carried, filed) {
    const [{ kind, matter, detail, identity, evidence_hash }] = filed;
    if (kind === 4n) return { type: 'FileClosing', ...carried, identity, evidence_hash };
    if (kind === 3n) {
      const key = addressIn(matter >> 40n);
      const keys = { new_controller: key, new_signer: key };
      return { type: 'FileRecovery', ...carried, identity, evidence_hash, ...keys };
    }
    const identities = filed.map((one) => one.identity);
    const act_days = filed.map((one) => low(one.matter, 24n));
    const under = { rule: matter >> 24n, version: detail, evidence_hash };
    return { type: 'FileInfractions', ...carried, ...under, identities, act_days };
  }

  /** What ends cases and findings: withdrawals and remedies. */
  #ended(carried, effects) {
    const certified = effects.filter(({ type }) => type === 'RemedyCertified');
    if (certified.length > 0) {
      const cases = certified.map(({ case_id }) => this.state.get('cases', case_id));
      const identities = cases.map(({ identity }) => identity);
      const matters = cases.map(({ matter }) => matter);
      const { evidence_hash } = certified[0];
      return { type: 'CertifyRemedies', ...carried, evidence_hash, identities, matters };
    }
    const moved = effects.at(-1);
    if (moved.type === 'CaseMoved') {
      return { type: 'Withdraw', ...carried, ...this.#caseOf(moved) };
    }
    const about = this.#findingOf(moved);
    const accepted = effects.find(({ type }) => type === 'RemedyAccepted');
    if (!accepted) return { type: 'WithdrawFinding', ...carried, ...about };
    return { type: 'CertifyRemedyOf', ...carried, ...about, evidence_hash: accepted.evidence_hash };
  }

  #caseOf({ case_id }) {
    const { kind, identity, matter } = this.state.get('cases', case_id);
    return { kind, identity, matter };
  }

  #findingOf({ finding }) {
    const { organisation, standard, day } = this.state.get('findings', finding);
    return { organisation, standard, day };
  }

  #listOf(panel) {
    return this.state.get('panels', panel)?.list ?? [];
  }

  #ofPerson({ identity, nonce }, effects) {
    const signer = this.state.get('signatories', identity)?.controller ?? null;
    const signed = { nonce, deadline: this.time, signer };
    const [first] = effects;
    const plain = PERSON_ACTS[first.type];
    if (plain) {
      const [type, fieldsOf] = plain;
      return { type, identity, ...signed, ...fieldsOf(first, effects.at(-1)) };
    }
    if (first.type === 'Rated') {
      const { batch, index, stars } = first;
      return { type: 'Rate', ...this.earlier.redemption(batch, index), stars, ...signed };
    }
    return this.#aboutCase(identity, effects, signed);
  }

  #aboutCase(identity, effects, signed) {
    const moved = effects.find(({ type }) => type === 'CaseMoved');
    const filed = effects.find(({ type }) => type === 'CaseFiled');
    const { ground } = moved;
    if (filed) {
      const line = low(filed.matter, 40n);
      const nonce = low(filed.matter >> 40n, 64n);
      const proof = this.earlier.awardProof(filed.matter >> 104n, nonce);
      return { type: 'Challenge', proof, line, challenger: identity, ground, ...signed };
    }
    const { kind, matter } = this.#caseOf(moved);
    if (effects[0] === moved) return { type: 'Alive', identity, matter, ...signed };
    if (moved.stage === REVIEW) return { type: 'Review', identity, matter, ground, ...signed };
    const former_panel = this.#listOf(this.state.get('cases', moved.case_id).panel);
    return { type: 'Appeal', kind, identity, matter, ground, former_panel, ...signed };
  }

  #keyOf(organisation) {
    return this.state.get('organisations', organisation)?.key ?? NO_KEY;
  }

  #keyBehind(offer) {
    return this.#keyOf(this.state.get('offers', offer)?.organisation ?? 0n);
  }

  #votes(signers, panel) {
    const found = this.state.get('panels', panel);
    const jurors = found.list.slice(found.list.length - Number(found.seated ?? 0n));
    return bits(signers).map((index) => {
      const signatory = this.state.get('signatories', jurors[Number(index)]);
      const counts = signatory && !hasLapsed(signatory, this.time / 86_400n);
      return [index, counts ? signatory.controller : null];
    });
  }

  #decided({ signers, panel, outcome, reasons_hash }) {
    const said = { outcome, reasons_hash, identities: this.#listOf(panel) };
    return { ...said, votes: this.#votes(signers, panel) };
  }

  #ofAnybody(events) {
    const [first] = events;
    const last = events.at(-1);
    const { organisation, offer } = last;
    switch (last.type) {
      case 'RoundVerified':
        return { type: 'VerifyRound', ...without(last) };
      case 'RoundFrozen':
        return { type: 'Freeze', round: last.round };
      case 'RoundClosed':
        return { type: 'CloseRound', round: last.round };
      case 'PanelSeated':
        return { type: 'SeatPanel', panel: last.panel, identities: this.#listOf(last.panel) };
      case 'AuditOpened':
        return { type: 'OpenAudit', community: last.community };
      case 'RenewalOpened':
        return { type: 'OpenRenewal', community: last.community };
      case 'RenewalFrozen':
        return { type: 'FreezeRenewal', renewal: last.renewal };
      case 'KeyOffered':
        return {
          type: 'OfferKey',
          organisation,
          new_key: last.key,
          sender: this.#keyOf(organisation),
        };
      case 'KeyChanged':
        return { type: 'AcceptKey', organisation, sender: last.key };
      case 'OfferOpened': {
        const terms = without(last, 'offer', 'from_day');
        return { type: 'OpenOffer', ...terms, sender: this.#keyOf(organisation) };
      }
      case 'PriceAnnounced':
        return { type: 'AnnouncePrice', ...without(last), sender: this.#keyBehind(offer) };
      case 'OfferClosing':
        return { type: 'CloseOffer', ...without(last), sender: this.#keyBehind(offer) };
      case 'BatchRedeemed':
        return this.#redeem(last, events);
      case 'Refunded': {
        const told = this.earlier.redemption(last.batch, last.index);
        return { type: 'Refund', ...told, sender: this.#keyBehind(offer) };
      }
      case 'FindingFiled': {
        const { mandate, version, value, day, evidence_hash } = last;
        const { signers, threshold } = this.state.get('mandates', mandate);
        const votes = signers.slice(0, Number(threshold)).map((key, index) => [BigInt(index), key]);
        return { type: 'FileReading', mandate, version, value, day, evidence_hash, votes };
      }
      default:
        return this.#decisionOrEffect(first, events);
    }
  }

  #redeem({ organisation }, events) {
    const redeemed = events.filter(({ type }) => type === 'Redeemed');
    const orders = redeemed.map(({ identity, offer, quantity, amount, source, nonce }) => ({
      type: 'Order',
      ...{ identity, offer, quantity, amount, nonce, deadline: this.time },
      portion: low(source, 8n),
      signer: this.state.get('signatories', identity)?.controller ?? null,
    }));
    return { type: 'Redeem', orders, sender: this.#keyOf(organisation) };
  }

  #decisionOrEffect(first, events) {
    const of = (...types) => events.filter(({ type }) => types.includes(type));
    switch (first.type) {
      case 'VerdictGiven':
        return { type: 'GiveVerdict', ...this.#caseOf(first), ...this.#decided(first) };
      case 'FindingDecided':
        return { type: 'JudgeFinding', ...this.#findingOf(first), ...this.#decided(first) };
      case 'AuditRecorded': {
        const { community, share_index, report_hash, signers, panel } = first;
        const identities = this.#listOf(panel);
        const votes = this.#votes(signers, panel);
        return { type: 'RecordAudit', community, share_index, report_hash, identities, votes };
      }
      case 'PanelConvened':
        return this.#called(events.at(-1));
      case 'SeatPassed':
      case 'SeatLeft':
      case 'SeatTaken':
      case 'RenewalEnded': {
        const [named] = of('SeatPassed', 'RenewalEnded');
        const renewal = named?.renewal ?? this.state.get('latest_renewals', first.community);
        const identities = of('SeatPassed', 'SeatTaken').map(({ identity }) => identity);
        return { type: 'FillSeats', renewal, identities };
      }
      default:
    }
    const lots = of('PrizeWon', 'PrizeForfeited');
    if (lots.length > 0) {
      const winners = lots.map(({ identity }) => identity);
      return { type: 'Settle', round: lots[0].round, lots: lots.map(({ lot }) => lot), winners };
    }
    const keys = (type, found) => found.map((one) => ({ type, ...one }));
    const findings = of('FindingMoved').map((moved) => this.#findingOf(moved));
    if (findings.length > 0)
      return { type: 'CarryOutFindings', findings: keys('FindingKey', findings) };
    const cases = of('CaseMoved').map((moved) => this.#caseOf(moved));
    return { type: 'CarryOut', cases: keys('CaseKey', cases) };
  }

  #called(moved) {
    const about = { ...this.#findingOf(moved), ground: moved.ground };
    const { organisation, panel } = this.state.get('findings', moved.finding);
    const signed = { deadline: this.time, signer: null, sender: this.#keyOf(organisation) };
    if (moved.stage === REVIEW) return { type: 'ReviewFinding', ...about, ...signed };
    return { type: 'AppealFinding', ...about, former_panel: this.#listOf(panel), ...signed };
  }
}
