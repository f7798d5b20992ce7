/** The manifest: which contracts make up a deployment, and the charter they were made from. */
import { isAddress, keccak256, stringToBytes } from 'viem';

import { PlainError } from '../plain_error.js';

const FORMAT = 'isonomia-manifest/1';
const NEEDED = [
  'Beacon',
  'Ledger',
  'Communities',
  'Pool',
  'Panels',
  'Cases',
  'Assembly',
  'Services',
  'Findings',
];

/** Reads the text of a manifest; throws a PlainError that says what is wrong with it. */
export function readManifest(text) {
  const document = parsed(text, 'manifest-no-json');
  if (document?.format !== FORMAT) throw new PlainError('manifest-format', { format: FORMAT });
  if (document.status !== 'complete') throw new PlainError('manifest-unfinished');
  const addresses = {};
  for (const name of NEEDED) {
    const address = document.contracts?.[name]?.address;
    if (!isAddress(address ?? '', { strict: false })) {
      throw new PlainError('manifest-contract', { name });
    }
    addresses[name] = address.toLowerCase();
  }
  if (keccak256(stringToBytes(String(document.charter))) !== document.charter_hash) {
    throw new PlainError('manifest-charter');
  }
  const charter = parsed(document.charter, 'manifest-charter');
  const blocks = Object.values(document.contracts).map((record) => record.block ?? 0);
  return {
    chainId: document.chain_id,
    addresses,
    charterHash: document.charter_hash,
    fromBlock: Math.min(...blocks),
    jurisdiction: charter.jurisdiction,
    communities: charter.communities.map((community) => community.name),
    rules: names(charter.rules),
    infractions: names(charter.infractions),
    standards: names(charter.standards),
  };
}

/** Fetches the text of a manifest from an address. */
export async function fetchManifest(url) {
  let response;
  try {
    response = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  } catch {
    throw new PlainError('manifest-unreachable', { url });
  }
  if (!response.ok) throw new PlainError('manifest-status', { url, status: response.status });
  return response.text();
}

function parsed(text, key) {
  try {
    return JSON.parse(text);
  } catch {
    throw new PlainError(key);
  }
}

function names(entries) {
  return Object.fromEntries((entries ?? []).map((entry) => [entry.id, entry.name]));
}
