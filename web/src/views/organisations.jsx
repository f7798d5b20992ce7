/** The public lists of organisations, offers and ratings. */
import { useWords } from '../messages.js';
import { communityName, Section, Table } from './parts.jsx';
import { Checks } from './verdict.jsx';

const COLUMNS = ['offer', 'kind', 'tier', 'price', 'state', 'ratings'];

export function Organisations({ lists, node }) {
  const { t, number, moment } = useWords();
  const { listed, verdict, block } = lists;
  return (
    <Section id="organisations" outcome={verdict.outcome}>
      <details open={verdict.outcome !== 'proven'}>
        <summary>{t('verdict.checks', { checks: number(verdict.checks.length) })}</summary>
        <Checks checks={verdict.checks} prefix="list" />
        <p>{t('lists.block', { block: number(block.number), time: moment(block.time) })}</p>
      </details>
      {listed.length === 0 && <p>{t('organisations.none')}</p>}
      {listed.map((one) => (
        <Organisation key={one.number} organisation={one} node={node} />
      ))}
      <p class="hint">{t('organisations.unproven')}</p>
    </Section>
  );
}

function Organisation({ organisation, node }) {
  const words = useWords();
  const { t, day } = words;
  const { number, name, form, kinds, community, untilDay, accredited } = organisation;
  return (
    <section class="card" aria-labelledby={`organisation-${number}`}>
      <h4 id={`organisation-${number}`}>{t('organisation.name', { name, number })}</h4>
      <p>
        {t('organisation.form', {
          form: t(`form.${form}`),
          community: communityName(words, node, community),
        })}{' '}
        {t(accredited ? 'organisation.until' : 'organisation.over', { until: day(untilDay) })}{' '}
        {kinds.length > 0 &&
          t('organisation.kinds', { kinds: kinds.map((kind) => t(`kind.${kind}`)).join(', ') })}
      </p>
      {organisation.suspendedUntil && (
        <p class="warning">
          {t('organisation.suspended', { until: day(organisation.suspendedUntil) })}
        </p>
      )}
      {organisation.effects.map((effect) => (
        <p key={effect.finding}>
          {t(`effect.${effect.effect}`, {
            standard:
              node.manifest.standards[effect.standard] ??
              t('rule.number', { number: effect.standard }),
            until: day(effect.untilDay),
          })}
        </p>
      ))}
      {organisation.offers.length > 0 ? (
        <Offers organisation={organisation} />
      ) : (
        <p>{t('offers.none')}</p>
      )}
    </section>
  );
}

function Offers({ organisation }) {
  const { t, credits, day, decimal, number } = useWords();
  const rows = organisation.offers.map((offer) => [
    number(offer.number),
    t(`kind.${offer.kind}`),
    t(`tier.${offer.tier}`),
    credits(offer.price) +
      (offer.nextPrice === undefined
        ? ''
        : `; ${t('offer.next', { price: credits(offer.nextPrice), day: day(offer.nextPriceDay) })}`),
    t(offer.open ? 'offer.open' : 'offer.over', { until: day(offer.untilDay) }),
    offer.ratings
      ? t('offer.rated', { mean: decimal(offer.mean), ratings: number(offer.ratings) })
      : t('offer.unrated'),
  ]);
  return (
    <Table
      caption={t('offers.caption', { name: organisation.name })}
      columns={COLUMNS}
      rows={rows}
    />
  );
}
