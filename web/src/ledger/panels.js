/** Panels: how many jurors, who was drawn, and who decides until when. */
import { concat, keccak256 } from 'viem';

import { topicOf } from './history.js';
import { after, entry } from './slots.js';
import { variable } from './storage.js';
import { panelOf } from './words.js';

/** Returns the panels with these numbers, by number, with their jurors as soon as they are drawn. */
export async function panelsOf(node, numbers) {
  if (numbers.length === 0) return new Map();
  const topics = [topicOf('Panels', 'PanelSeated'), numbers.map(topicOfNumber)];
  const [views, seated] = await Promise.all([
    Promise.all(numbers.map((number) => node.view('Panels', 'panelOf', [number]))),
    node.logs('Panels', topics),
  ]);
  const panels = numbers.map((number, index) => {
    const drawn = seated.find(({ args }) => args.panel === number);
    const { size, isSeated, listHash, beaconRound, community } = views[index];
    return [
      number,
      {
        number,
        size: Number(size),
        community: Number(community),
        beaconRound,
        isSeated,
        jurors: drawn?.args.jurors ?? [],
        block: drawn?.block,
        listHash,
      },
    ];
  });
  return new Map(panels);
}

/** Fewer were found than the panel needs: it can decide nothing. */
export const isTooSmall = ({ isSeated, jurors, size }) => isSeated && jurors.length < size;

/**
 * Whether panels are stored as they are shown, jurors included: the stored hash is over everybody
 * who may not sit and those who were drawn.
 *
 * @param barred who may not sit on the first panel; after a first panel nobody who was near it
 */
export async function panelsHold(storage, panels, barred) {
  const all = variable('Panels', 'panels');
  const slots = panels.flatMap(({ number }) => [entry(all, number), after(entry(all, number), 1)]);
  const words = await storage.words('Panels', slots);
  let near = barred;
  return panels.every((panel, index) => {
    const [word, listHash] = words.slice(2 * index, 2 * index + 2);
    const stored = panelOf(word);
    const list = [...(panel.size > FIRST_SIZE ? near : barred), ...panel.jurors];
    near = list;
    return (
      stored.size === panel.size &&
      stored.community === panel.community &&
      stored.beaconRound === panel.beaconRound &&
      Boolean(stored.isSeated) === panel.isSeated &&
      stored.seated === panel.jurors.length &&
      listHash === BigInt(panel.listHash) &&
      listHash === BigInt(keccak256(concat(list)))
    );
  });
}

const FIRST_SIZE = 5;

const topicOfNumber = (number) => `0x${number.toString(16).padStart(64, '0')}`;
