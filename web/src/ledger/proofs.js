/** Proofs of a contract's storage against the state root of a block (EIP-1186). */
import { verifyMerkleProof } from '@ethereumjs/mpt';
import { bytesToHex, fromRlp, hexToBytes } from 'viem';

/** Thrown when a proof does not show what the node says. */
export class ProofError extends Error {}

/**
 * Returns the proven hash of a contract's code, and the words of its storage slots in their order:
 * 0 for those proven to be empty.
 *
 * @param answer what `eth_getProof` gave
 * @param stateRoot of the block
 * @param address of the contract
 * @param slots 32 bytes each, in hexadecimal digits
 */
export async function provenWords(answer, stateRoot, address, slots) {
  const account = await proven(stateRoot, address, answer.accountProof);
  if (account === null) throw new ProofError('no contract');
  const [, , storageRoot, codeHash] = fromRlp(account, 'hex');
  const words = await Promise.all(
    slots.map(async (slot, index) => {
      const entry = answer.storageProof?.[index];
      if (!entry) throw new ProofError('too few proofs');
      const word = await proven(storageRoot, slot, entry.proof);
      const value = word === null ? 0n : numberOf(fromRlp(word, 'hex'));
      if (value !== BigInt(entry.value)) throw new ProofError('another value');
      return value;
    }),
  );
  return { words, codeHash };
}

/** Anvil keeps a slot that was emptied in the tree, with nothing as its value. */
const numberOf = (digits) => (digits === '0x' ? 0n : BigInt(digits));

async function proven(root, key, nodes) {
  try {
    const value = await verifyMerkleProof(
      hexToBytes(key),
      nodes.map((node) => hexToBytes(node)),
      {
        root: hexToBytes(root),
        useKeyHashing: true,
      },
    );
    return value && bytesToHex(value);
  } catch (error) {
    throw new ProofError(error.message);
  }
}
