/** The permutation that decides on whom lots fall, as `contracts/libraries/Sortition.sol` has it. */
import { concat, keccak256, numberToHex } from 'viem';

const ROUNDS = 24n;
const ROUND_AT = 128n;

/**
 * Returns the lot that falls on an entrant: the permutation, walked backwards.
 *
 * @param key 32 bytes that decide, in hexadecimal digits
 * @param entrant number from 0
 * @param size how many entrants there are
 */
export function lotOf(key, entrant, size) {
  const halfBits = BigInt((size - 1n).toString(2).length - 1) / 2n + 1n;
  let value = entrant;
  do value = decipher(key, value, halfBits);
  while (value >= size);
  return value;
}

function decipher(key, value, halfBits) {
  const mask = (1n << halfBits) - 1n;
  let [left, right] = [value >> halfBits, value & mask];
  for (let round = ROUNDS - 1n; round >= 0n; round -= 1n) {
    const mixed = keccak256(concat([key, numberToHex((round << ROUND_AT) | left, { size: 32 })]));
    [left, right] = [right ^ (BigInt(mixed) & mask), left];
  }
  return (left << halfBits) | right;
}
