// Headers and Merkle Patricia tries, with the libraries of Node's side of the repository.

import { createMPT, verifyMerkleProof } from '@ethereumjs/mpt';
import { bytesToHex, fromRlp, hexToBytes, keccak256, toRlp } from 'viem';

const BEGINNING = [
  ...['parentHash', 'sha3Uncles', 'miner', 'stateRoot', 'transactionsRoot', 'receiptsRoot'],
  ...['logsBloom', 'difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'extraData'],
  ...['mixHash', 'nonce'],
];
const LATER = [
  ...['baseFeePerGas', 'withdrawalsRoot', 'blobGasUsed', 'excessBlobGas'],
  ...['parentBeaconBlockRoot', 'requestsHash'],
];
const NUMBERS = new Set([
  ...['difficulty', 'number', 'gasLimit', 'gasUsed', 'timestamp', 'baseFeePerGas'],
  ...['blobGasUsed', 'excessBlobGas'],
]);

/** Returns a number as RLP writes it: without leading zeros. */
export function shortest(number) {
  const digits = BigInt(number).toString(16);
  return BigInt(number) === 0n
    ? '0x'
    : `0x${digits.padStart(digits.length + (digits.length % 2), '0')}`;
}

/** Returns the RLP of a header as a node tells it. */
export function headerRlp(header) {
  const names = [...BEGINNING, ...LATER.filter((name) => header[name] !== undefined)];
  return toRlp(names.map((name) => (NUMBERS.has(name) ? shortest(header[name]) : header[name])));
}

export const hashOfHeader = (header) => keccak256(headerRlp(header));

/** Returns what a proof shows to lie under a key, or null when it shows that nothing does. */
export async function proven(root, key, proof, hashed = true) {
  const nodes = proof.map((node) => hexToBytes(node));
  const options = { root: hexToBytes(root), useKeyHashing: hashed };
  const found = await verifyMerkleProof(hexToBytes(key), nodes, options);
  return found === null ? null : bytesToHex(found);
}

/** Returns the account that a proof shows. */
export async function account(stateRoot, address, proof) {
  const [nonce, balance, storageRoot, codeHash] = fromRlp(await proven(stateRoot, address, proof));
  return { nonce, balance, storageRoot, codeHash };
}

/** Returns the word that a proof shows to be stored. */
export async function word(storageRoot, slot, proof) {
  if (proof.length === 0 && storageRoot === EMPTY_ROOT) return 0n;
  const found = await proven(storageRoot, slot, proof);
  return found === null ? 0n : BigInt(fromRlp(found));
}

export const EMPTY_ROOT = keccak256('0x80');

/** Returns the root of a storage that holds these words and nothing else. */
export async function storageRoot(words) {
  const trie = await createMPT({ useKeyHashing: true });
  for (const [slot, value] of words) {
    if (value > 0n) await trie.put(hexToBytes(slot), hexToBytes(toRlp(shortest(value))));
  }
  return bytesToHex(trie.root());
}

/** Returns the root of the trie of a block's receipts, as they are encoded. */
export async function receiptsRoot(encoded) {
  const trie = await createMPT();
  for (const [index, receipt] of encoded.entries()) {
    await trie.put(hexToBytes(toRlp(shortest(index))), hexToBytes(receipt));
  }
  return bytesToHex(trie.root());
}

/** Returns the logs of an encoded receipt. */
export function logsIn(receipt) {
  const isTyped = Number.parseInt(receipt.slice(2, 4), 16) < 0x80;
  const [, , , logs] = fromRlp(isTyped ? `0x${receipt.slice(4)}` : receipt);
  return logs.map(([address, topics, data]) => ({ address, topics, data }));
}
