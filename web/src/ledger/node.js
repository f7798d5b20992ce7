/** A node of the chain, named by the reader: everything the page knows comes through here. */
import { createPublicClient, decodeEventLog, getAddress, http } from 'viem';
import contracts from 'isonomia:contracts';

import { PlainError } from '../plain_error.js';
import { headerHash } from './header.js';

const TIMEOUT_MS = 30_000;
/** Browsers keep more questions waiting themselves, and what waits would time out unasked. */
const MOST_AT_ONCE = 6;
/** Below so many blocks a refused range of logs is not cut any further. */
const SMALLEST_RANGE = 256;

export const { code, places } = contracts;

/** One node, and the deployment looked at through it. */
export class Node {
  constructor(url, manifest) {
    this.url = checkedUrl(url);
    this.manifest = manifest;
    this.client = createPublicClient({ transport: queued(this.url) });
  }

  /** Asks for anything; throws a PlainError when the node is dead or refuses. */
  async ask(method, params) {
    try {
      return await this.client.request({ method, params });
    } catch (error) {
      throw explained(error, this.url);
    }
  }

  /** Checks that the node serves the chain of the manifest, and has its ledger. */
  async check() {
    const chainId = Number(await this.ask('eth_chainId', []));
    if (chainId !== this.manifest.chainId) {
      throw new PlainError('wrong-chain', { found: chainId, expected: this.manifest.chainId });
    }
    const address = this.manifest.addresses.Ledger;
    const code = await this.ask('eth_getCode', [address, 'latest']);
    if (code === '0x') throw new PlainError('no-contract', { address: getAddress(address) });
  }

  /** Returns this node pinned to the latest block: every question to it is about that block. */
  async pinned() {
    const block = await this.ask('eth_getBlockByNumber', ['latest', false]);
    if (!block?.hash) throw new PlainError('no-block');
    const pinned = Object.assign(Object.create(Node.prototype), this);
    pinned.times = new Map();
    pinned.block = {
      number: Number(block.number),
      tag: block.number,
      hash: block.hash,
      time: Number(block.timestamp),
      stateRoot: block.stateRoot,
      hashMatches: headerHash(block) === block.hash,
    };
    return pinned;
  }

  /** The hash this node gives to a block. */
  async hashOf(tag) {
    return (await this.ask('eth_getBlockByNumber', [tag, false]))?.hash;
  }

  /** Calls a view of a contract at the pinned block. */
  async view(contract, functionName, args = []) {
    try {
      return await this.client.readContract({
        address: getAddress(this.manifest.addresses[contract]),
        abi: contracts.abis[contract],
        functionName,
        args,
        blockNumber: BigInt(this.block.number),
      });
    } catch (error) {
      throw explained(error, this.url);
    }
  }

  /** Returns proofs of slots of a contract, or undefined from a node that serves none. */
  async proofs(contract, slots) {
    try {
      const address = getAddress(this.manifest.addresses[contract]);
      const params = [address, slots, this.block.tag];
      return await this.client.request({ method: 'eth_getProof', params });
    } catch (error) {
      if (error.name === 'HttpRequestError' || error.name === 'TimeoutError') {
        throw explained(error, this.url);
      }
      return undefined;
    }
  }

  /** Returns the logs of a contract with these topics up to the pinned block, decoded, in order. */
  async logs(contract, topics, from = this.manifest.fromBlock, to = this.block.number) {
    const address = this.manifest.addresses[contract];
    const found = await this.range({ address, topics }, from, to);
    return found.map((log) => decoded(contract, address, log));
  }

  async range(filter, from, to) {
    const span = { fromBlock: hexed(from), toBlock: hexed(to) };
    try {
      return await this.client.request({ method: 'eth_getLogs', params: [{ ...filter, ...span }] });
    } catch (error) {
      if (to - from < SMALLEST_RANGE || error.name === 'HttpRequestError') {
        throw explained(error, this.url);
      }
      const middle = Math.floor((from + to) / 2);
      const lower = await this.range(filter, from, middle);
      return [...lower, ...(await this.range(filter, middle + 1, to))];
    }
  }

  /** Returns the time of a block, asked once each. */
  timeOf(number) {
    if (!this.times.has(number)) {
      const block = this.ask('eth_getBlockByNumber', [hexed(number), false]);
      this.times.set(
        number,
        block.then((it) => Number(it.timestamp)),
      );
    }
    return this.times.get(number);
  }
}

/** Asks over HTTP, so many questions at once; the others wait their turn. */
function queued(url) {
  const transport = http(url, { timeout: TIMEOUT_MS, retryCount: 1 });
  const waiting = [];
  let free = MOST_AT_ONCE;
  return (options) => {
    const { request, ...rest } = transport(options);
    const inTurn = async (question) => {
      if (free === 0) await new Promise((resolve) => waiting.push(resolve));
      else free -= 1;
      try {
        return await request(question);
      } finally {
        // Whoever waits longest takes the place over.
        const next = waiting.shift();
        if (next) next();
        else free += 1;
      }
    };
    return { ...rest, request: inTurn };
  };
}

function decoded(contract, address, log) {
  if (log.address.toLowerCase() !== address) throw new PlainError('foreign-log');
  try {
    const { eventName, args } = decodeEventLog({ abi: contracts.abis[contract], ...log });
    return {
      name: eventName,
      args,
      block: Number(log.blockNumber),
      index: Number(log.logIndex),
      transaction: log.transactionHash,
    };
  } catch {
    throw new PlainError('foreign-log');
  }
}

/** Sorts logs as the chain has them. */
export const inOrder = (logs) => logs.sort((a, b) => a.block - b.block || a.index - b.index);

const hexed = (number) => `0x${number.toString(16)}`;

function checkedUrl(url) {
  try {
    const { protocol, href } = new URL(url);
    if (protocol === 'http:' || protocol === 'https:') return href;
  } catch {
    // Said below, like every other address that is none.
  }
  throw new PlainError('node-address', { url });
}

function explained(error, url) {
  if (error instanceof PlainError) return error;
  const names = new Set();
  for (let cause = error; cause; cause = cause.cause) names.add(cause.name);
  if (names.has('TimeoutError')) return new PlainError('node-slow', { url });
  if (names.has('HttpRequestError')) return new PlainError('node-dead', { url });
  const said = error.details ?? error.shortMessage ?? error.message;
  return new PlainError('node-refuses', { url, said });
}
