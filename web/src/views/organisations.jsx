/** The public lists of organisations, offers and ratings. */
import { useWords } from '../messages.js';
import { communityName, Section, Table } from './parts.jsx';

export function Organisations({ listed, node }) {
  const { t } = useWords();
  return (
    <Section id="organisations">
      {listed.length === 0 && <p>{t('organisations.none')}</p>}
      {listed.map((one) => (
        <Organisation key={one.number} organisation={one} node={node} />
      ))}
    </Section>
  );
}

function Organisation({ organisation, node }) {
  const words = useWords();
  const { t, day } = words;
  const { number, name, form, kinds, community, untilDay, accredited } = organisation;
  return (
    <section class="organisation" aria-labelledby={`organisation-${number}`}>
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
        <p class="false">
          {t('organisation.suspended', { until: day(organisation.suspendedUntil) })}
        </p>
      )}
      {organisation.effects.map((effect) => (
        <p>
          {t(`effect.${effect.effect}`, {
            standard: node.manifest.standards[effect.standard] ?? String(effect.standard),
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
  const columns = ['offer', 'kind', 'tier', 'price', 'state', 'ratings'];
  return (
    <Table
      caption={t('offers.caption', { name: organisation.name })}
      columns={columns.map((column) => `column.${column}`)}
      rows={rows}
    />
  );
}
