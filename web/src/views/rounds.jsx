/** Rounds of the lottery a person entered, and how their lot follows from the beacon. */
import { outcomeOfList } from '../ledger/verdict.js';
import { useWords } from '../messages.js';
import { Hash, Section } from './parts.jsx';

export function Rounds({ person }) {
  const { t } = useWords();
  return (
    <Section id="rounds" outcome={outcomeOfList(person.verdict, 'rounds', person.rounds)}>
      {person.rounds.length === 0 && <p>{t('rounds.none')}</p>}
      {person.rounds.map((round) => (
        <Round key={round.number} round={round} />
      ))}
      {person.rounds.length > 0 && <p class="hint">{t('rounds.unproven')}</p>}
    </Section>
  );
}

function Round({ round }) {
  const { t, date, number, credits, moment } = useWords();
  const id = `round-${round.number}`;
  return (
    <section class="card" aria-labelledby={id}>
      <h4 id={id}>
        {t('rounds.name', { number: number(round.number), kind: t(`round.${round.kind}`) })}
      </h4>
      <p class="standing">
        <strong>{t(`rounds.${round.outcome}`, { lot: String(round.lot) })}</strong>
      </p>
      <p>
        {t('rounds.prize', {
          prizes: number(round.prizes),
          points: number(round.points),
          amount: credits(round.amount),
          days: number(round.days),
        })}
      </p>
      <p>
        {t('rounds.place', {
          date: date(round.entered),
          entrant: String(round.entrant),
          entrants: number(round.entrants),
        })}{' '}
        {t(`rounds.${round.status}`, {
          until: moment(round.entriesUntil),
          beacon: String(round.beaconRound),
        })}
      </p>
      {round.randomness && (
        <p class="hint">
          {t(round.drawnLot === undefined ? 'rounds.drawnNone' : 'rounds.drawn', {
            lot: String(round.drawnLot),
            beacon: String(round.beaconRound),
          })}{' '}
          <Hash value={round.randomness} />
        </p>
      )}
    </section>
  );
}
