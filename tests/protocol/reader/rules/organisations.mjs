// Organisations and their offers.

import { approveCouncil } from './approvals.mjs';
import { NO_KEY, require, requireBounds } from './draft.mjs';

const MOST_PRICE = 1_000_000_000n;
const MOST_KINDS = 4_095n;

/** Returns an organisation that must be there. */
export function organisationOf(draft, number) {
  const organisation = draft.get('organisations', number);
  require(organisation, 'OrganisationUnknown', number);
  return organisation;
}

function requireFreeKey(draft, key) {
  const taken = draft.get('organisation_keys', key) ?? 0n;
  require(taken === 0n, 'KeyTaken', key, taken);
}

export function Accredit(draft, act) {
  approveCouncil(draft, act);
  const { community, form, kinds, key, until_day, text_hash, name } = act;
  const { today, charter } = draft;
  const bytes = BigInt(Buffer.byteLength(name));
  const bounds = [
    ['form', form, 1n, 3n],
    ['kinds', kinds, 0n, MOST_KINDS],
    ['untilDay', until_day, today + 1n, today + charter.accreditation_days],
    ['name', bytes, 1n, 64n],
  ];
  requireBounds(bounds, 'OrganisationOutOfBounds');
  require(key !== NO_KEY, 'KeyMissing');
  requireFreeKey(draft, key);
  const organisation = draft.size('organisations') + 1n;
  const terms = { key, form, kinds, community, until_day, text_hash };
  const rest = { suspended_until: 0n, offered_key: NO_KEY };
  draft.set('organisations', organisation, { type: 'Organisation', ...terms, ...rest });
  draft.set('organisation_keys', key, organisation);
  draft.emit('OrganisationAccredited', { organisation, ...terms, name });
}

export function RenewAccreditation(draft, act) {
  const { organisation, kinds, until_day } = act;
  const former = organisationOf(draft, organisation);
  approveCouncil(draft, act);
  const isTheirs = former.community === act.community;
  require(isTheirs, 'NotTheAccreditor', organisation, act.community);
  const { today, charter } = draft;
  const earliest = former.until_day > today + 1n ? former.until_day : today + 1n;
  const bounds = [
    ['kinds', kinds, 0n, MOST_KINDS],
    ['untilDay', until_day, earliest, today + charter.accreditation_days],
  ];
  requireBounds(bounds, 'OrganisationOutOfBounds');
  const keepsAll = (former.kinds & ~kinds) === 0n;
  require(keepsAll || today >= former.until_day, 'KindsKept', organisation, former.kinds);
  draft.update('organisations', organisation, { kinds, until_day });
  draft.emit('AccreditationRenewed', { organisation, kinds, until_day });
}

export function OfferKey(draft, { organisation, new_key: key, sender }) {
  const former = organisationOf(draft, organisation);
  require(sender === former.key, 'NotTheOrganisation', organisation, sender);
  require(key !== NO_KEY, 'KeyMissing');
  requireFreeKey(draft, key);
  draft.update('organisations', organisation, { offered_key: key });
  draft.emit('KeyOffered', { organisation, key });
}

export function AcceptKey(draft, { organisation, sender: key }) {
  const former = organisationOf(draft, organisation);
  require(key === former.offered_key, 'NotTheOrganisation', organisation, key);
  requireFreeKey(draft, key);
  draft.set('organisation_keys', former.key, 0n);
  draft.set('organisation_keys', key, organisation);
  draft.update('organisations', organisation, { key, offered_key: NO_KEY });
  draft.emit('KeyChanged', { organisation, key });
}

export const isOpen = (offer, day) => offer.from_day <= day && day < offer.until_day;

export function OpenOffer(draft, act) {
  const { organisation, kind, tier, price, basis, until_day, text_hash, sender } = act;
  const { today, charter } = draft;
  const provider = organisationOf(draft, organisation);
  require(sender === provider.key, 'NotTheOrganisation', organisation, sender);
  const lasts = today < provider.until_day;
  require(lasts, 'AccreditationOver', 0n, organisation, provider.until_day);
  const bounds = [
    ['kind', kind, 1n, 12n],
    ['tier', tier, 0n, 4n],
    ['price', price, 1n, MOST_PRICE],
    ['untilDay', until_day, today + charter.price_notice_days, provider.until_day],
  ];
  requireBounds(bounds, 'OfferOutOfBounds');
  const mayServe = (provider.kinds >> (kind - 1n)) & 1n;
  require(mayServe, 'KindNotAccredited', organisation, kind);
  const offer = draft.size('offers') + 1n;
  require(restsOn(draft, act), 'EssentialOfferMissing', 0n, offer, basis);
  const terms = { organisation, kind, tier, price, from_day: today, until_day, basis, text_hash };
  draft.set('offers', offer, { type: 'Offer', ...terms, next_price: 0n, next_price_day: 0n });
  draft.emit('OfferOpened', { offer, ...terms });
}

/** Returns whether an offer's basis is what its tier asks for. */
function restsOn(draft, { organisation, kind, tier, basis, until_day }) {
  if (tier === 0n) return basis === 0n;
  const essential = draft.get('offers', basis);
  return (
    essential !== null &&
    essential.tier === 0n &&
    essential.organisation === organisation &&
    essential.kind === kind &&
    isOpen(essential, draft.today) &&
    essential.until_day >= until_day
  );
}

function ownOffer(draft, number, sender) {
  const offer = draft.get('offers', number);
  require(offer, 'OfferUnknown', 0n, number);
  const { key } = draft.get('organisations', offer.organisation);
  require(sender === key, 'NotTheOrganisation', offer.organisation, sender);
  return offer;
}

export const priceOn = (offer, day) =>
  0n < offer.next_price_day && offer.next_price_day <= day ? offer.next_price : offer.price;

export function AnnouncePrice(draft, { offer: number, price, from_day, sender }) {
  const offer = ownOffer(draft, number, sender);
  const { today, charter } = draft;
  const bounds = [
    ['price', price, 1n, MOST_PRICE],
    ['fromDay', from_day, today + charter.price_notice_days, offer.until_day - 1n],
  ];
  requireBounds(bounds, 'OfferOutOfBounds');
  require(offer.next_price_day <= today, 'PriceWaiting', number, offer.next_price_day);
  const held = priceOn(offer, today);
  draft.update('offers', number, { price: held, next_price: price, next_price_day: from_day });
  draft.emit('PriceAnnounced', { offer: number, price, from_day });
}

export function CloseOffer(draft, { offer: number, until_day, sender }) {
  const offer = ownOffer(draft, number, sender);
  const earliest = draft.today + draft.charter.price_notice_days;
  requireBounds([['untilDay', until_day, earliest, offer.until_day]], 'OfferOutOfBounds');
  draft.update('offers', number, { until_day });
  draft.emit('OfferClosing', { offer: number, until_day });
}
