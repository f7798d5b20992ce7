/** The public lists: organisations, their offers, ratings, and what findings did to them. */
import { topicOf } from './history.js';
import { dayOf } from './rules.js';
import { after, element, entry } from './slots.js';
import { Storage, variable } from './storage.js';
import { verdictOf } from './verdict.js';
import { effectOf, offerOf, organisationOf, ratingsOf } from './words.js';

const KINDS = 12;

/** Returns all organisations with their offers at the pinned block, and the verdict on them. */
export async function organisations(node) {
  const [count, offerCount, accredited] = await Promise.all([
    node.view('Services', 'organisationCount'),
    node.view('Services', 'offerCount'),
    node.logs('Services', [topicOf('Services', 'OrganisationAccredited')]),
  ]);
  const said = new Map(accredited.map(({ args }) => [Number(args.organisation), args]));
  const [seen, offers] = await Promise.all([
    Promise.all(numbers(count).map((number) => organisationSeen(node, number))),
    Promise.all(numbers(offerCount).map((number) => offerSeen(node, number))),
  ]);
  const storage = new Storage(node);
  const lists = await storage.claim(() => listsHold(storage, seen, offers));
  const verdict = verdictOf({
    header: node.block.hashMatches,
    storage: storage.holds,
    code: storage.holds ? await storage.published() : undefined,
    lists,
  });
  const today = dayOf(node.block.time);
  const listed = seen.map((one) => organisationWith(one, said.get(one.number), offers, today));
  return { listed, verdict, block: node.block };
}

async function organisationSeen(node, number) {
  const [view, effects] = await Promise.all([
    node.view('Services', 'organisation', [BigInt(number)]),
    node.view('Findings', 'effectsOf', [BigInt(number)]),
  ]);
  return { number, view, effects };
}

async function offerSeen(node, number) {
  const key = [BigInt(number)];
  const [view, price, ratings] = await Promise.all([
    node.view('Services', 'offer', key),
    node.view('Services', 'priceOf', key),
    node.view('Services', 'ratingsOf', key),
  ]);
  return { number, view, price, ratings: ratings.map(Number) };
}

function organisationWith({ number, view, effects }, said, offers, today) {
  return {
    number,
    name: said?.name ?? '',
    form: Number(view.form),
    kinds: numbers(KINDS).filter((kind) => (view.kinds >> BigInt(kind - 1)) & 1n),
    community: Number(view.community),
    untilDay: Number(view.untilDay),
    accredited: today < Number(view.untilDay),
    suspendedUntil: today < Number(view.suspendedUntil) ? Number(view.suspendedUntil) : undefined,
    effects: effects.map(effectOf).filter((effect) => today < effect.untilDay),
    offers: offers
      .filter((offer) => Number(offer.view.organisation) === number)
      .map((offer) => offerWith(offer, today)),
  };
}

function offerWith({ number, view, price, ratings }, today) {
  const times = ratings.reduce((sum, count) => sum + count, 0);
  const sum = ratings.reduce((total, count, index) => total + count * (index + 1), 0);
  return {
    number,
    kind: Number(view.kind),
    tier: Number(view.tier),
    price,
    nextPrice: today < Number(view.nextPriceDay) ? view.nextPrice : undefined,
    nextPriceDay: Number(view.nextPriceDay),
    untilDay: Number(view.untilDay),
    open: today < Number(view.untilDay),
    ratings: times,
    mean: times ? sum / times : undefined,
  };
}

/** Whether all lists are stored as the views answered them, and none is left out. */
async function listsHold(storage, seen, offers) {
  const [counts, organisationsHold, effectsHold, offersHold] = await Promise.all([
    storage.words('Services', [
      variable('Services', 'organisationCount'),
      variable('Services', 'offerCount'),
    ]),
    organisationsAreStored(storage, seen),
    effectsAreStored(storage, seen),
    offersAreStored(storage, offers),
  ]);
  const areAll = Number(counts[0]) === seen.length && Number(counts[1]) === offers.length;
  return areAll && organisationsHold && effectsHold && offersHold;
}

async function organisationsAreStored(storage, seen) {
  const slots = seen.flatMap(({ number }) => {
    const slot = entry(variable('Services', 'organisations'), number);
    return [slot, after(slot, 2)];
  });
  const words = await storage.words('Services', slots);
  return seen.every(({ view }, index) => {
    const [word, textHash] = words.slice(2 * index, 2 * index + 2);
    return BigInt(view.textHash) === textHash && hasFields(view, organisationOf(word));
  });
}

async function effectsAreStored(storage, seen) {
  const lists = seen.map(({ number }) => entry(variable('Findings', 'effects'), number));
  const slots = seen.flatMap(({ effects }, index) => [
    lists[index],
    ...effects.map((_, place) => element(lists[index], place)),
  ]);
  const words = await storage.words('Findings', slots);
  const expected = seen.flatMap(({ effects }) => [BigInt(effects.length), ...effects]);
  return expected.every((word, index) => BigInt(word) === words[index]);
}

async function offersAreStored(storage, offers) {
  const slots = offers.flatMap(({ number }) => [
    entry(variable('Services', 'offers'), number),
    entry(variable('Services', 'counts'), number),
  ]);
  const words = await storage.words('Services', slots);
  const today = dayOf(storage.node.block.time);
  return offers.every(({ view, price, ratings }, index) => {
    const [word, counts] = words.slice(2 * index, 2 * index + 2);
    const stored = offerOf(word);
    const announced = stored.nextPriceDay > 0 && today >= stored.nextPriceDay;
    return (
      hasFields(view, stored) &&
      Number(price) === (announced ? stored.nextPrice : stored.price) &&
      ratingsOf(counts).every((count, place) => count === ratings[place])
    );
  });
}

const hasFields = (view, stored) =>
  Object.entries(stored).every(([name, value]) => Number(view[name]) === value);

const numbers = (count) => [...Array(Number(count)).keys()].map((index) => index + 1);
