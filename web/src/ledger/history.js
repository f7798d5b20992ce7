/** One person's logs, and the rules of their awards. */
import { encodeEventTopics, pad } from 'viem';
import contracts from 'isonomia:contracts';

import { inOrder } from './node.js';

/** Events with the person as second topic; all others of a person have it first. */
const SECOND = [
  ['Pool', 'Entered'],
  ['Pool', 'PrizeWon'],
  ['Pool', 'PrizeForfeited'],
  ['Cases', 'CaseFiled'],
  ['Services', 'Refunded'],
];
const FIRST = ['Ledger', 'Communities', 'Pool', 'Services'];

/** Returns all logs about a person, in order, each with its time. */
export async function personLogs(node, identity) {
  const subject = pad(identity);
  const asked = [
    ...FIRST.map((contract) => node.logs(contract, [null, subject])),
    ...SECOND.map(([contract, event]) =>
      node.logs(contract, [topicOf(contract, event), null, subject]),
    ),
  ];
  const found = inOrder((await Promise.all(asked)).flat());
  const own = found.filter((log) => log.args.identity === identity);
  return withTimes(node, own);
}

export async function withTimes(node, logs) {
  return Promise.all(logs.map(async (log) => ({ ...log, time: await node.timeOf(log.block) })));
}

export const topicOf = (contract, eventName) =>
  encodeEventTopics({ abi: contracts.abis[contract], eventName })[0];

/** Finds the rule of each award: it stands in the `AwardsFiled` that follows in its transaction. */
export async function awardRules(node, logs) {
  const awards = logs.filter((log) => log.name === 'Awarded');
  const blocks = [...new Set(awards.map((log) => log.block))];
  const topics = [topicOf('Communities', 'AwardsFiled')];
  const filed = await Promise.all(blocks.map((at) => node.logs('Communities', topics, at, at)));
  const heads = inOrder(filed.flat());
  return new Map(
    awards.map((award) => {
      const follows = (head) => head.transaction === award.transaction && head.index > award.index;
      return [award, heads.find(follows)?.args];
    }),
  );
}
