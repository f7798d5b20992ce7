// Enrolment, keys, moving, opting out and in.

import {
  approveCouncil,
  approvePerson,
  hasLapsed,
  requireMember,
  requireSameLength,
} from './approvals.mjs';
import { DAY, NOBODY, NO_KEY, YEAR, firstSecond, personWord, require } from './draft.mjs';

const OLDEST = 130n * YEAR;
const NO_TALLIES = Array(7).fill(0n);

function requireBirth(draft, index, identity, month) {
  require(month <= 65_535n, 'BirthInFuture', index, identity, month);
  require(month >= 12n, 'BirthTooLongAgo', index, identity, month);
  const birth = firstSecond(month);
  require(birth <= draft.now, 'BirthInFuture', index, identity, month);
  require(birth >= draft.now - OLDEST, 'BirthTooLongAgo', index, identity, month);
}

const newborn = (birth_month, community) => ({
  type: 'Person',
  birth_month,
  community,
  quality: 0n,
  decay_from: 0n,
  leave_until: 0n,
  tally_year: 0n,
  tallies: NO_TALLIES,
  given: 0n,
  seat_community: 0n,
  seat_index: 0n,
  last_act_day: 0n,
  overlays: 0n,
  opted_out: false,
  closed: false,
  spent: 0n,
});

/** Enrols one person, on a line of a list. */
export function enrolOne(draft, index, identity, birth_month, community) {
  require(identity !== NOBODY, 'ZeroIdentity', index);
  require(draft.get('people', identity) === null, 'AlreadyEnrolled', index, identity);
  requireBirth(draft, index, identity, birth_month);
  draft.set('people', identity, newborn(birth_month, community));
  addMember(draft, community, 1n);
  draft.emit('Enrolled', { identity, community, birth_month });
}

export function Enrol(draft, act) {
  approveCouncil(draft, act);
  requireSameLength(act.identities, act.birth_months);
  for (const [index, identity] of act.identities.entries()) {
    enrolOne(draft, BigInt(index), identity, act.birth_months[index], act.community);
  }
}

/** Binds a key; returns the day on which it lapses, 0 for never. */
export function bind(draft, identity, controller) {
  const { birth_month, seat_community, seat_index } = draft.get('people', identity);
  const majority = firstSecond(birth_month + 12n * draft.charter.majority_years) / DAY;
  const lapse_day = draft.today < majority ? majority : 0n;
  const fresh = { type: 'Signatory', nonce: 0n, order_floor: 0n, orders_seen: 0n };
  const former = draft.get('signatories', identity) ?? fresh;
  draft.set('signatories', identity, { ...former, controller, lapse_day });
  if (seat_community) draft.update('seats', [seat_community, seat_index], { controller });
  return lapse_day;
}

export function BindControllers(draft, act) {
  approveCouncil(draft, act);
  requireSameLength(act.identities, act.controllers);
  act.identities.forEach((identity, position) => {
    const index = BigInt(position);
    const controller = act.controllers[position];
    requireMember(draft, act, index, identity);
    const signatory = draft.get('signatories', identity);
    const isFree = signatory === null || hasLapsed(signatory, draft.today);
    require(isFree, 'ControllerAlreadyBound', index, identity, signatory?.controller);
    require(controller !== NO_KEY, 'ZeroController', identity);
    const lapse_day = bind(draft, identity, controller);
    draft.emit('ControllerBound', { identity, controller, lapse_day });
  });
}

export function ChangeController(draft, act) {
  const { identity, new_controller: controller } = act;
  approvePerson(draft, identity, act);
  require(controller !== NO_KEY, 'ZeroController', identity);
  require(act.new_signer === controller, 'NewControllerDeclined', identity, controller);
  const lapse_day = bind(draft, identity, controller);
  draft.emit('ControllerChanged', { identity, controller, lapse_day });
}

/** Changes how many members a community has. */
export function addMember(draft, community, change) {
  const { members } = draft.get('councils', community);
  draft.update('councils', community, { members: members + change });
}

export function Move(draft, act) {
  const { identity, community } = act;
  approvePerson(draft, identity, act);
  require(draft.get('councils', community), 'UnknownCommunity', community);
  const person = draft.get('people', identity);
  require(!person.closed, 'IsClosed', identity);
  require(person.community !== community, 'AlreadyMember', identity, community);
  addMember(draft, person.community, -1n);
  addMember(draft, community, 1n);
  draft.update('people', identity, { community });
  draft.emit('Moved', { identity, community });
}

export function OptOut(draft, act) {
  const { identity } = act;
  approvePerson(draft, identity, act);
  const person = draft.get('people', identity);
  require(!person.closed, 'IsClosed', identity);
  require(!person.opted_out, 'AlreadyOptedOut', identity);
  draft.update('people', identity, { quality: 0n, overlays: 0n, opted_out: true });
  draft.set('overlays', identity, []);
  draft.set('left_at', identity, draft.now);
  const word = personWord(draft.get('people', identity));
  draft.emit('QualityLeft', { identity, word });
}

export function OptIn(draft, act) {
  const { identity } = act;
  approvePerson(draft, identity, act);
  const person = draft.get('people', identity);
  require(!person.closed, 'IsClosed', identity);
  require(person.opted_out, 'NotOptedOut', identity);
  draft.update('people', identity, { opted_out: false });
  const word = personWord(draft.get('people', identity));
  draft.emit('QualityRejoined', { identity, word });
}
