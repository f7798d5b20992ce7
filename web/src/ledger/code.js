/** Whether the code of a contract is what the published sources compile to, wired as declared. */
import { bytesToHex, hexToBytes, keccak256, pad } from 'viem';

import { code } from './node.js';

/**
 * Compares a contract's code, whose hash is proven, with the sources' and with the manifest.
 *
 * The compiler leaves gaps for immutables: addresses of the other contracts and the charter's hash
 * must be those of the manifest.
 */
export async function isPublished(node, contract, codeHash) {
  const address = node.manifest.addresses[contract];
  const found = await node.ask('eth_getCode', [address, node.block.tag]);
  if (keccak256(found) !== codeHash) return false;
  const bytes = hexToBytes(found);
  const expected = declared(node.manifest);
  for (const { name, start, length } of code[contract].gaps) {
    const value = bytesToHex(bytes.subarray(start, start + length));
    if (name in expected && expected[name] !== value) return false;
    bytes.fill(0, start, start + length);
  }
  return keccak256(bytes) === code[contract].hash;
}

function declared({ addresses, charterHash }) {
  const wired = Object.entries(addresses).map(([name, at]) => [name.toUpperCase(), pad(at)]);
  return { ...Object.fromEntries(wired), CHARTER_HASH: charterHash };
}
