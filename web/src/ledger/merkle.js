/** The root over the redemptions of a batch. */
import { concat, keccak256, numberToHex } from 'viem';

/**
 * Returns the root over all redemptions of a batch, in order.
 *
 * Neighbours are joined smaller first; an odd one at the end goes up as it is.
 */
export function rootOver(lines) {
  let row = lines.map(leafOf);
  while (row.length > 1) {
    const pairs = row.slice(0, Math.floor(row.length / 2));
    const odd = row.length % 2 ? [row.at(-1)] : [];
    row = [...pairs.map((_, at) => joined(row[2 * at], row[2 * at + 1])), ...odd];
  }
  return row[0];
}

const joined = (one, other) => keccak256(concat(one < other ? [one, other] : [other, one]));

function leafOf({ batch, index, identity, offer, quantity, amount, source, time }) {
  const word = (value) => numberToHex(value, { size: 32 });
  const bought = [offer, quantity, amount, source, time].map(word);
  return keccak256(concat([word(batch), word(index), identity, ...bought]));
}
