/** What a person redeemed, what came back, and how they rated it. */
import { PlainError } from '../plain_error.js';
import { topicOf, withTimes } from './history.js';
import { rootOver } from './merkle.js';
import { inOrder } from './node.js';
import { bitIn, bitSlot, entry } from './slots.js';
import { variable } from './storage.js';

const STARS = 0xffn;
/** Of the source of a redemption: 0 for the balance, else the round stands above. */
const PORTION = 0xffn;
const PORTION_BITS = 8n;

/** Returns every redemption, in order, with its refund and its latest rating, and all its batch. */
export async function spendingOf(node, logs) {
  const batches = await batchesOf(node, logs);
  const own = logs.filter(({ name }) => name === 'Redeemed');
  const numbers = [...new Set(own.map(({ args }) => args.batch))];
  const lines = new Map(
    numbers
      .flatMap((batch) => linesOf(batches.get(batch) ?? [], own[0].args.identity))
      .map((line) => [keyOf(line), line]),
  );
  if (lines.size !== own.length) throw new PlainError('contradiction');
  for (const { name, args, time } of logs) {
    const line = lines.get(keyOf(args));
    if (name === 'Refunded' && line) line.refunded = time;
    if (name === 'Rated' && line) line.stars = args.stars;
  }
  return [...lines.values()];
}

function linesOf(batchLines, identity) {
  const own = batchLines.filter((line) => line.identity === identity);
  return own.map((line) => {
    const portion = line.source & PORTION;
    return { ...line, round: portion ? line.source >> PORTION_BITS : undefined, batchLines };
  });
}

const keyOf = ({ batch, index }) => `${batch}/${index}`;

/** All redemptions of the batches the person is in, by batch: the root is over all of them. */
async function batchesOf(node, logs) {
  const own = logs.filter((log) => log.name === 'Redeemed');
  const blocks = [...new Set(own.map((log) => log.block))];
  const topics = [topicOf('Services', 'Redeemed')];
  const found = await Promise.all(blocks.map((at) => node.logs('Services', topics, at, at)));
  const batches = new Map();
  for (const { args, time } of await withTimes(node, inOrder(found.flat()))) {
    const lines = batches.get(args.batch) ?? [];
    const { batch, identity, offer, quantity, amount, source } = args;
    lines.push({ batch, index: lines.length, identity, offer, quantity, amount, source, time });
    batches.set(batch, lines);
  }
  return batches;
}

/** Whether redemptions are under the stored roots, and refunds and stars stored as shown. */
export async function spendingHolds(storage, spending) {
  const slots = spending.flatMap(({ batch, index }) => [
    entry(variable('Services', 'rootOf'), batch),
    bitSlot(entry(variable('Services', 'refunded'), batch), index),
    entry(variable('Services', 'ratings'), batch, index),
  ]);
  const words = await storage.words('Services', slots);
  const roots = new Map();
  return spending.every(({ batch, index, batchLines, refunded, stars }, place) => {
    const [root, refunds, rating] = words.slice(3 * place, 3 * place + 3);
    if (!roots.has(batch)) roots.set(batch, rootOver(batchLines));
    return (
      root === BigInt(roots.get(batch)) &&
      bitIn(refunds, index) === (refunded !== undefined) &&
      (rating & STARS) === (stars ?? 0n)
    );
  });
}
