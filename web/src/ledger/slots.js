/** Where the compiler puts what belongs to a variable. */
import { concat, keccak256, numberToHex, pad } from 'viem';

const BITS_PER_WORD = 256n;

/** The slot of a mapping's entry, by all keys that lead to it: numbers, or 32 bytes in digits. */
export const entry = (mapping, ...keys) =>
  keys.reduce((slot, key) => keccak256(concat([wordOf(key), slot])), mapping);

/** The slot of the element of a list whose elements fill a slot each. */
export const element = (list, index) => numbered(BigInt(keccak256(list)) + BigInt(index));

/** The slot that many after another one: the next words of a struct. */
export const after = (slot, more) => numbered(BigInt(slot) + BigInt(more));

/** The slot of a set of bits that holds bit `index`, and that bit of a word. */
export const bitSlot = (set, index) => entry(set, BigInt(index) / BITS_PER_WORD);
export const bitIn = (word, index) => Boolean((word >> (BigInt(index) % BITS_PER_WORD)) & 1n);

export const numbered = (number) => numberToHex(number, { size: 32 });

function wordOf(key) {
  return typeof key === 'string' ? pad(key) : numbered(key);
}
