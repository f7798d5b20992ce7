/** What a person redeemed, what came back, and how they rated it. */
import { outcomeOf } from '../ledger/verdict.js';
import { useWords } from '../messages.js';
import { Section, Table } from './parts.jsx';

const COLUMNS = ['date', 'offer', 'quantity', 'amount', 'source', 'refund', 'rating'];

export function Spending({ person, listed }) {
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
  return (
    <Section id="spending" outcome={outcomeOf(person.verdict, 'spending')}>
      {rows.length === 0 ? (
        <p>{t('spending.none')}</p>
      ) : (
        <>
          <Table
            caption={t('spending.caption')}
            columns={COLUMNS}
            rows={rows}
            numeric={['quantity', 'amount']}
          />
          <p class="hint">{t('spending.unproven')}</p>
        </>
      )}
    </Section>
  );
}
