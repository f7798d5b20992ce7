// What earlier acts told that no state holds: batches of awards and of redemptions, amendments.

import { linkOf } from './rules/quality.mjs';
import { leafOf, rowsOf } from './rules/redemptions.mjs';

const NO_CHAIN = `0x${'00'.repeat(14)}`;

/** Returns the fields of an event without its type and some others. */
export const without = (event, ...names) =>
  Object.fromEntries(Object.entries(event).filter(([name]) => !['type', ...names].includes(name)));

/** What earlier acts told that no state holds: batches of awards and of redemptions. */
export class Earlier {
  constructor() {
    this.awards = new Map();
    this.redemptions = new Map();
    this.proposals = new Map();
  }

  /** Notes an action that was carried out at a time, and its events. */
  follow(action, events, time, state) {
    if (action.type === 'FileAwards') this.#noteAwards(action, time, state);
    const redeemed = events.filter(({ type }) => type === 'Redeemed');
    if (redeemed.length > 0) {
      const lines = redeemed.map((event, index) => ({
        type: 'Redemption',
        ...without(event, 'nonce'),
        index: BigInt(index),
        time,
      }));
      this.redemptions.set(redeemed[0].batch, lines);
    }
  }

  #noteAwards({ community, nonce, rule, version, evidence_hash, identities }, filed_at, state) {
    const there = this.awards.get(community) ?? [];
    const before = there.at(-1)?.after ?? NO_CHAIN;
    const batch = { community, nonce, rule, version, evidence_hash, identities, filed_at, before };
    const after = state.get('councils', community).chain;
    this.awards.set(community, [...there, { batch, link: linkOf(batch, filed_at), after }]);
  }

  awardProof(community, nonce) {
    const all = this.awards.get(community);
    const at = all.findIndex(({ batch }) => batch.nonce === nonce);
    const later = all.slice(at + 1).map(({ link }) => link);
    return { type: 'AwardProof', ...all[at].batch, later };
  }

  redemption(batch, index) {
    const lines = this.redemptions.get(batch);
    const proof = [];
    let at = Number(index);
    for (const row of rowsOf(lines.map(leafOf)).slice(0, -1)) {
      const sibling = row[at ^ 1];
      if (sibling) proof.push(sibling);
      at >>= 1;
    }
    return { redemption: lines[Number(index)], proof };
  }
}
