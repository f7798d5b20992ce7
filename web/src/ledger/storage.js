/** Where the contracts keep what is shown, and the words there, proven against a block's header. */
import { concat, keccak256, numberToHex, pad } from 'viem';

import { isPublished } from './code.js';
import { places } from './node.js';
import { ProofError, provenWords } from './proofs.js';

/** So many slots are proved by one answer; nodes refuse very long questions. */
const MOST_SLOTS = 128;
const BITS_PER_WORD = 256n;

/** Thrown when a node serves no proofs. */
export class NoProofs extends Error {}

/** The slot of a variable of a contract. */
export const variable = (contract, name) => numbered(places[contract][name]);

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

/** Storage of all contracts at the block that a node is pinned to. */
export class Storage {
  constructor(node) {
    this.node = node;
    this.codeHashes = new Map();
  }

  /**
   * Returns the proven words of slots of a contract, in their order.
   *
   * Throws a ProofError when a proof does not hold, and NoProofs when there is none.
   */
  async words(contract, slots) {
    const parts = [];
    for (let from = 0; from < slots.length; from += MOST_SLOTS) {
      parts.push(this.part(contract, slots.slice(from, from + MOST_SLOTS)));
    }
    return (await Promise.all(parts)).flat();
  }

  /** Whether every contract asked about runs the published code; undefined when none was. */
  async published() {
    const asked = [...this.codeHashes].map(([name, hash]) => isPublished(this.node, name, hash));
    return asked.length ? !(await Promise.all(asked)).includes(false) : undefined;
  }

  /** Whether what was asked holds: true or false, or undefined when the node proved nothing. */
  async claim(asked) {
    try {
      return await asked();
    } catch (error) {
      if (error instanceof ProofError) this.forged = true;
      else if (error instanceof NoProofs) this.refused = true;
      else throw error;
      return undefined;
    }
  }

  /** Whether all proofs held; undefined when one was not served. */
  get holds() {
    if (this.forged) return false;
    return this.refused ? undefined : true;
  }

  async part(contract, slots) {
    const answer = await this.node.proofs(contract, slots);
    if (!answer) throw new NoProofs();
    const address = this.node.manifest.addresses[contract];
    const proven = await provenWords(answer, this.node.block.stateRoot, address, slots);
    this.codeHashes.set(contract, proven.codeHash);
    return proven.words;
  }
}

const numbered = (number) => numberToHex(number, { size: 32 });

function wordOf(key) {
  return typeof key === 'string' ? pad(key) : numbered(key);
}
