/** The public lists: organisations, their offers, ratings, and what findings did to them. */
import { topicOf } from './history.js';
import { dayOf } from './rules.js';
import { effectOf } from './words.js';

/** Returns all organisations with their offers, as they stand at the pinned block. */
export async function organisations(node) {
  const [count, offerCount, accredited] = await Promise.all([
    node.view('Services', 'organisationCount'),
    node.view('Services', 'offerCount'),
    node.logs('Services', [topicOf('Services', 'OrganisationAccredited')]),
  ]);
  const names = new Map(accredited.map(({ args }) => [Number(args.organisation), args.name]));
  const offers = await Promise.all(numbers(offerCount).map((number) => offerOf(node, number)));
  return Promise.all(
    numbers(count).map((number) => organisationOf(node, number, names.get(number), offers)),
  );
}

async function organisationOf(node, number, name, offers) {
  const [view, effects] = await Promise.all([
    node.view('Services', 'organisation', [BigInt(number)]),
    node.view('Findings', 'effectsOf', [BigInt(number)]),
  ]);
  const today = dayOf(node.block.time);
  return {
    number,
    name,
    form: Number(view.form),
    kinds: numbers(12).filter((kind) => (view.kinds >> BigInt(kind - 1)) & 1n),
    community: Number(view.community),
    untilDay: Number(view.untilDay),
    accredited: today < Number(view.untilDay),
    suspendedUntil: today < Number(view.suspendedUntil) ? Number(view.suspendedUntil) : undefined,
    effects: effects.map(effectOf).filter((effect) => today < effect.untilDay),
    offers: offers.filter((offer) => offer.organisation === number),
  };
}

async function offerOf(node, number) {
  const key = [BigInt(number)];
  const [view, price, ratings] = await Promise.all([
    node.view('Services', 'offer', key),
    node.view('Services', 'priceOf', key),
    node.view('Services', 'ratingsOf', key),
  ]);
  const today = dayOf(node.block.time);
  const stars = ratings.map(Number);
  const times = stars.reduce((sum, count) => sum + count, 0);
  const sum = stars.reduce((total, count, index) => total + count * (index + 1), 0);
  return {
    number,
    organisation: Number(view.organisation),
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

const numbers = (count) => [...Array(Number(count)).keys()].map((index) => index + 1);
