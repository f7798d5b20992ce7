/** What the contracts keep, proven against a block's header. */
import { isPublished } from './code.js';
import { places } from './node.js';
import { ProofError, provenWords } from './proofs.js';
import { numbered } from './slots.js';

/** So many slots are proved by one answer; nodes refuse very long questions. */
const MOST_SLOTS = 128;

/** Thrown when a node serves no proofs. */
export class NoProofs extends Error {}

/** The slot of a variable of a contract. */
export const variable = (contract, name) => numbered(places[contract][name]);

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
