/** The header of a block, and the hash that it must have. */
import { keccak256, toRlp } from 'viem';

/** Fields in the order in which they are hashed; those after `nonce` came with later forks. */
const FIELDS = [
  ['parentHash', 'bytes'],
  ['sha3Uncles', 'bytes'],
  ['miner', 'bytes'],
  ['stateRoot', 'bytes'],
  ['transactionsRoot', 'bytes'],
  ['receiptsRoot', 'bytes'],
  ['logsBloom', 'bytes'],
  ['difficulty', 'number'],
  ['number', 'number'],
  ['gasLimit', 'number'],
  ['gasUsed', 'number'],
  ['timestamp', 'number'],
  ['extraData', 'bytes'],
  ['mixHash', 'bytes'],
  ['nonce', 'bytes'],
  ['baseFeePerGas', 'number'],
  ['withdrawalsRoot', 'bytes'],
  ['blobGasUsed', 'number'],
  ['excessBlobGas', 'number'],
  ['parentBeaconBlockRoot', 'bytes'],
  ['requestsHash', 'bytes'],
];

/** Computes the hash of a block as a node gave it, from its fields alone. */
export function headerHash(block) {
  const present = FIELDS.filter(([name]) => block[name] !== undefined && block[name] !== null);
  return keccak256(toRlp(present.map(([name, kind]) => encoded(block[name], kind))));
}

function encoded(value, kind) {
  if (kind === 'bytes') return value;
  const number = BigInt(value);
  if (number === 0n) return '0x';
  const digits = number.toString(16);
  return `0x${digits.length % 2 ? '0' : ''}${digits}`;
}
