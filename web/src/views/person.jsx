/** One person: numbers, verdict, reasons, cases, rounds and spending. */
import { isOpen } from '../ledger/cases.js';
import { UPLIFT } from '../ledger/words.js';
import { useWords } from '../messages.js';
import { QualityChart } from './chart.jsx';
import { communityName, Facts, Section, Table } from './parts.jsx';
import { ReasonsTable } from './reasons.jsx';
import { Verdict } from './verdict.jsx';

export function Person({ person, node, listed, heading }) {
  const { t } = useWords();
  const { verdict, block } = person;
  return (
    <article id="person">
      <h2 ref={heading} tabIndex={-1}>
        {t('person.title')}
      </h2>
      <p class="hash">{person.identity}</p>
      <Verdict verdict={verdict} block={block} />
      {person.enrolled ? (
        <>
          <Numbers person={person} node={node} />
          <Quality person={person} node={node} />
          <Spending person={person} listed={listed} />
          <Cases person={person} node={node} />
          <Rounds person={person} />
        </>
      ) : (
        <p id="nobody">{t('person.nobody', { jurisdiction: node.manifest.jurisdiction })}</p>
      )}
    </article>
  );
}

function Numbers({ person, node }) {
  const words = useWords();
  const { t, number, credits, month } = words;
  const { answered } = person;
  const facts = [
    ['numbers.credits', credits(answered.credits)],
    ['numbers.quality', t('of.thousand', { points: number(answered.quality) })],
    ['numbers.tier', t(`tier.${answered.tier}`)],
    ['numbers.spent', credits(answered.spent)],
    ['numbers.community', communityName(words, node, Number(answered.community))],
    ['numbers.born', month(Number(answered.birthMonth))],
  ];
  return (
    <Section id="numbers">
      <Facts facts={facts} />
      {person.closed && <p>{t('numbers.closed')}</p>}
      {person.optedOut && <p>{t('numbers.optedOut')}</p>}
      <p>{t('numbers.promise')}</p>
    </Section>
  );
}

function Quality({ person, node }) {
  const { t, day, credits, number } = useWords();
  const { outlook } = person;
  return (
    <Section id="quality">
      <QualityChart curve={person.curve} reasons={person.reasons} />
      <ReasonsTable reasons={person.reasons} node={node} />
      {person.portions.map((portion) => (
        <p>
          {t(portion.kind === UPLIFT ? 'quality.uplift' : 'quality.deduction', {
            amount: credits(portion.amount),
            points: number(portion.points),
            until: day(portion.untilDay),
            quality: number(portion.quality),
            tier: t(`tier.${portion.tier}`),
            cause: String(portion.cause),
          })}
        </p>
      ))}
      {outlook ? (
        <p>
          {t(outlook.falling ? 'quality.falling' : 'quality.steady', {
            until: day(outlook.fullUntil),
            zero: day(outlook.zeroDay),
          })}
        </p>
      ) : (
        <p>{t('quality.none')}</p>
      )}
    </Section>
  );
}

function Spending({ person, listed }) {
  const { t, date, credits, number } = useWords();
  const of = (offer) => {
    const organisation = listed.find((one) => one.offers.some((it) => it.number === offer));
    const found = organisation?.offers.find((it) => it.number === offer);
    if (!found) return t('offer.number', { number: offer });
    return t('spending.at', { kind: t(`kind.${found.kind}`), name: organisation.name, offer });
  };
  const rows = person.spending.map((line) => [
    date(line.time),
    of(Number(line.offer)),
    number(line.quantity),
    credits(line.amount),
    line.round === undefined ? t('spending.base') : t('spending.round', { round: line.round }),
    line.refunded ? t('spending.refunded', { date: date(line.refunded) }) : '',
    line.stars ? t('stars', { stars: line.stars }) : '',
  ]);
  const columns = ['date', 'offer', 'quantity', 'amount', 'source', 'refund', 'rating'];
  return (
    <Section id="spending">
      <ListOf rows={rows} columns={columns} section="spending" />
    </Section>
  );
}

function Cases({ person, node }) {
  const words = useWords();
  const { t, date, day, moment } = words;
  const rowOf = (one) => [
    one.rule === undefined
      ? t(`case.${one.kind}`)
      : t('case.infraction', {
          rule: node.manifest.infractions[one.rule] ?? String(one.rule),
          day: day(one.day),
        }),
    communityName(words, node, one.community),
    date(one.filed),
    t(`state.${one.state}`),
    one.until ? t(`until.${one.state}`, { until: moment(one.until) }) : '',
    <span class="hash">{one.caseId}</span>,
  ];
  const columns = ['matter', 'filer', 'filed', 'state', 'deadline', 'number'];
  const open = person.cases.filter(isOpen);
  const over = person.cases.filter((one) => !isOpen(one));
  return (
    <Section id="cases">
      <ListOf rows={open.map(rowOf)} columns={columns} section="cases" />
      {over.length > 0 && <ListOf rows={over.map(rowOf)} columns={columns} section="past" />}
    </Section>
  );
}

function Rounds({ person }) {
  const { t, date, number, credits, moment } = useWords();
  const rows = person.rounds.map((round) => [
    number(round.number),
    t(`round.${round.kind}`),
    date(round.entered),
    t('rounds.place', { entrant: round.entrant, entrants: number(round.entrants) }),
    t('rounds.prize', {
      prizes: number(round.prizes),
      points: number(round.points),
      amount: credits(round.amount),
      days: number(round.days),
    }),
    t(`rounds.${round.status}`, { until: moment(round.entriesUntil), beacon: round.beaconRound }),
    t(`rounds.${round.outcome}`, { lot: String(round.lot) }),
  ]);
  const columns = ['round', 'sort', 'entered', 'place', 'prize', 'state', 'outcome'];
  return (
    <Section id="rounds">
      <ListOf rows={rows} columns={columns} section="rounds" />
    </Section>
  );
}

function ListOf({ rows, columns, section }) {
  const { t } = useWords();
  if (!rows.length) return <p>{t(`${section}.none`)}</p>;
  return (
    <Table
      caption={t(`${section}.caption`)}
      columns={columns.map((column) => `column.${column}`)}
      rows={rows}
    />
  );
}
