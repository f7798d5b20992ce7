/** The reasons of somebody's quality as a table, which says what the chart shows. */
import { useWords } from '../messages.js';
import { communityName, Hash, Table } from './parts.jsx';

export function ReasonsTable({ reasons, node }) {
  const words = useWords();
  const { t, date, change, number } = words;
  const rows = reasons.map((line) => [
    date(line.time),
    change(line.change),
    number(line.quality),
    reasonOf(words, line, node),
    line.transaction && <Hash value={line.transaction} />,
  ]);
  return (
    <Table
      caption={t('reasons.caption')}
      columns={['date', 'change', 'quality', 'reason', 'transaction']}
      rows={rows}
      numeric={['change', 'quality']}
    />
  );
}

/** One reason in words. */
export function reasonOf(words, line, node) {
  const { t, has, day, credits, number } = words;
  const { args = {}, overlay, rule } = line;
  return t(has(`reason.${line.kind}`) ? `reason.${line.kind}` : 'reason.other', {
    kind: line.kind,
    since: line.since && day(line.since),
    rule: ruleName(words, node, rule),
    community: args.community && communityName(words, node, Number(args.community)),
    until: (args.untilDay && day(Number(args.untilDay))) ?? (overlay && day(overlay.untilDay)),
    points: overlay && number(overlay.points),
    amount: overlay && (overlay.amount ? credits(overlay.amount) : t('reason.whole')),
    cause: overlay && String(overlay.cause),
  });
}

function ruleName({ t }, node, rule) {
  if (rule === undefined) return t('rule.unknown');
  return node.manifest.rules[rule] ?? t('rule.number', { number: rule });
}
