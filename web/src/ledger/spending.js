/** What a person redeemed, what came back, and how they rated it. */
import { topicOf } from './history.js';
import { inOrder } from './node.js';

/** Returns every redemption, in order, with its refund and its latest rating. */
export async function spendingOf(node, logs) {
  const lines = new Map();
  const places = await placesOf(node, logs);
  for (const log of logs) {
    const { name, args, time } = log;
    if (name === 'Redeemed') {
      const portion = args.source & 0xffn;
      lines.set(places.get(placed(log)), {
        time,
        offer: args.offer,
        quantity: args.quantity,
        amount: args.amount,
        round: portion ? args.source >> 8n : undefined,
      });
    }
    const line = lines.get(`${args.batch}/${args.index}`);
    if (name === 'Refunded' && line) line.refunded = time;
    if (name === 'Rated' && line) line.stars = args.stars;
  }
  return [...lines.values()];
}

/** The index of a redemption in its batch is its place among the events of the batch. */
async function placesOf(node, logs) {
  const own = logs.filter((log) => log.name === 'Redeemed');
  const blocks = [...new Set(own.map((log) => log.block))];
  const topics = [topicOf('Services', 'Redeemed')];
  const found = await Promise.all(blocks.map((at) => node.logs('Services', topics, at, at)));
  const counts = new Map();
  return new Map(
    inOrder(found.flat()).map((log) => {
      const index = counts.get(log.args.batch) ?? 0;
      counts.set(log.args.batch, index + 1);
      return [placed(log), `${log.args.batch}/${index}`];
    }),
  );
}

const placed = ({ block, index }) => `${block}:${index}`;
