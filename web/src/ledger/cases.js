/** Cases about a person: where they stand and until when what can be done. */
import { DAY } from './rules.js';

export const INFRACTION = 1;
const NOTICE = 1;
const RIPE = 2;
const UPHELD = 4;
const DECIDING = new Set([3, 5, 10]);
const STAGE_FINAL = 5;

/** Returns every case filed about a person, the open ones with their deadline. */
export async function casesOf(node, logs) {
  const filed = logs.filter((log) => log.name === 'CaseFiled');
  return Promise.all(
    filed.map(async ({ args, time }) => {
      const { caseId, kind, identity, matter, community } = args;
      const [stored, state] = await Promise.all([
        node.view('Cases', 'caseOf', [caseId]),
        node.view('Cases', 'stateOf', [{ kind, identity, matter }]),
      ]);
      return {
        caseId,
        kind: Number(kind),
        community: Number(community),
        filed: time,
        state: Number(state),
        stored,
        until: deadline(stored, Number(state)),
        ...(Number(kind) === INFRACTION && {
          rule: matter >> 24n,
          day: Number(matter & 0xffffffn),
        }),
      };
    }),
  );
}

export const isOpen = ({ state }) => state === NOTICE || state === RIPE || state === UPHELD
  || DECIDING.has(state);

/** The second until which what the state allows can be done; undefined when nothing ends. */
function deadline({ stage, since, noticeDays, ripeDays, verdictDays }, state) {
  const after = (...days) => Number(since) + days.reduce((sum, more) => sum + Number(more), 0) * DAY;
  if (state === NOTICE || state === UPHELD) return after(noticeDays);
  if (DECIDING.has(state)) return after(verdictDays);
  if (state !== RIPE) return undefined;
  return Number(stage) === STAGE_FINAL ? after(ripeDays) : after(noticeDays, ripeDays);
}
