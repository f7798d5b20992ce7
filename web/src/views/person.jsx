/** One person: verdict, numbers, what can still be done, reasons, cases, rounds and spending. */
import { outcomeOf } from '../ledger/verdict.js';
import { UPLIFT } from '../ledger/words.js';
import { useWords } from '../messages.js';
import { Cases, Deadlines } from './cases.jsx';
import { QualityChart } from './chart.jsx';
import { communityName, Facts, Section } from './parts.jsx';
import { ReasonsTable } from './reasons.jsx';
import { Rounds } from './rounds.jsx';
import { Spending } from './spending.jsx';
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
          <Deadlines person={person} node={node} />
          <Quality person={person} node={node} />
          <Cases person={person} node={node} />
          <Rounds person={person} />
          <Spending person={person} listed={listed} />
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
    <Section id="numbers" outcome={outcomeOf(person.verdict, 'views')}>
      <Facts facts={facts} />
      {person.closed && <p>{t('numbers.closed')}</p>}
      {person.optedOut && <p>{t('numbers.optedOut')}</p>}
      <p class="hint">{t('numbers.promise')}</p>
    </Section>
  );
}

function Quality({ person, node }) {
  const { t, day, credits, number } = useWords();
  const { outlook } = person;
  return (
    <Section id="quality" outcome={outcomeOf(person.verdict, 'history')}>
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
      {person.portions.map((portion) => (
        <p key={portion.cause}>
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
      <QualityChart curve={person.curve} reasons={person.reasons} />
      <ReasonsTable reasons={person.reasons} node={node} />
      <p class="hint">{t('quality.unproven')}</p>
    </Section>
  );
}
