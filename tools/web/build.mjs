/**
 * Bundles the page in `web/` into `build/web/`, or the folder given: one HTML file, one script, one
 * style sheet.
 *
 * Interfaces and storage places come from what `make build` compiled, so that none is copied by
 * hand.
 */
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';
import { keccak256 } from 'viem';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const WEB = path.join(ROOT, 'web');
const OUT = path.resolve(process.argv[2] ?? path.join(ROOT, 'build', 'web'));
const READ = ['Ledger', 'Communities', 'Pool', 'Panels', 'Cases', 'Services', 'Findings'];
/** Contracts whose storage is proved, with the variables that are. */
const PROVED = {
  Beacon: ['_randomness'],
  Ledger: ['_people', '_overlays', '_credits', 'leftAt'],
  Pool: ['_rounds', '_places', '_settled'],
  Panels: ['_panels'],
  Cases: ['_cases'],
  Services: [
    'organisationCount',
    'offerCount',
    '_organisations',
    '_offers',
    '_counts',
    'rootOf',
    '_refunded',
    '_ratings',
  ],
  Findings: ['_effects'],
};

async function artifact(name) {
  return JSON.parse(await readFile(path.join(ROOT, 'build', 'artifacts', `${name}.json`), 'utf8'));
}

/** Interfaces of the contracts the page reads: views and events only. */
async function contracts() {
  const entries = READ.map(async (name) => {
    const { abi } = await artifact(name);
    const reads = (entry) =>
      entry.type === 'event' || ['view', 'pure'].includes(entry.stateMutability);
    return [name, abi.filter(reads)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Slots of the variables that are proved. */
async function places() {
  const entries = Object.entries(PROVED).map(async ([name, labels]) => {
    const { storage } = (await artifact(name)).storageLayout;
    const slotOf = (label) => Number(storage.find((it) => it.label === label).slot);
    const slots = labels.map((label) => [label.replace(/^_/, ''), slotOf(label)]);
    return [name, Object.fromEntries(slots)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Hash of each proved contract's code with zeros for its immutables, and where these are. */
async function code() {
  const entries = Object.keys(PROVED).map(async (name) => {
    const { deployedBytecode, immutableNames, immutableReferences } = await artifact(name);
    const gaps = Object.entries(immutableReferences).flatMap(([id, references]) =>
      references.map(({ start, length }) => ({ name: immutableNames[id], start, length })),
    );
    return [name, { hash: keccak256(deployedBytecode), gaps }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

const compiled = {
  name: 'compiled contracts',
  setup(bundler) {
    bundler.onResolve({ filter: /^isonomia:contracts$/ }, ({ path: name }) => ({
      path: name,
      namespace: 'isonomia',
    }));
    bundler.onLoad({ filter: /.*/, namespace: 'isonomia' }, async () => ({
      contents: JSON.stringify({
        abis: await contracts(),
        places: await places(),
        code: await code(),
      }),
      loader: 'json',
    }));
  },
};

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
await build({
  entryPoints: { page: path.join(WEB, 'src', 'main.jsx'), styles: path.join(WEB, 'styles.css') },
  outdir: OUT,
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'linked',
  logLevel: 'warning',
  plugins: [compiled],
});
await cp(path.join(WEB, 'index.html'), path.join(OUT, 'index.html'));
