/** Small parts that several sections use. */
import { useWords } from '../messages.js';

const HASH_SHOWN = 8;

/** A part of the page with its heading, and whether what it shows is proven. */
export function Section({ id, outcome, children }) {
  const { t } = useWords();
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <div class="headline">
        <h3 id={`${id}-title`}>{t(`${id}.title`)}</h3>
        {outcome && <Seal outcome={outcome} />}
      </div>
      {children}
    </section>
  );
}

/** Whether something is proven, contradicted, or only what the node says. */
function Seal({ outcome }) {
  const { t } = useWords();
  return (
    <p class={`seal ${outcome}`}>
      <Sign outcome={outcome} />
      {t(`seal.${outcome}`)}
    </p>
  );
}

const STROKES = {
  proven: 'M3.5 8.5l3 3 6-7',
  false: 'M4 4l8 8M12 4l-8 8',
  unknown: 'M5.5 6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.8-1.1 1.6M8 12.4v.2',
};

/** Says by its form what its colour says. */
export function Sign({ outcome }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true">
      <path d={STROKES[outcome]} />
    </svg>
  );
}

/** A table that scrolls by itself where the screen is narrow; reachable by keyboard. */
export function Table({ caption, columns, rows, numeric = [] }) {
  const { t } = useWords();
  const classOf = (index) => (numeric.includes(columns[index]) ? 'number' : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: else the keyboard cannot scroll it
    <section class="scroll" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={column} scope="col" class={classOf(index)}>
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            <tr key={row}>
              {cells.map((cell, index) => (
                <td
                  key={columns[index]}
                  class={classOf(index)}
                  data-label={t(`column.${columns[index]}`)}
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Names and values. */
export function Facts({ facts }) {
  const { t } = useWords();
  return (
    <dl>
      {facts.map(([key, value]) => (
        <div key={key} id={key.replace('.', '-')}>
          <dt>{t(key)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The beginning and the end of a hash; all of it for whoever points at it or copies it. */
export function Hash({ value }) {
  return (
    <code title={value}>
      {value.slice(0, HASH_SHOWN)}…{value.slice(-HASH_SHOWN / 2)}
    </code>
  );
}

/** The name of a community, or its number when the charter did not found it. */
export function communityName({ t }, node, number) {
  return node.manifest.communities[number - 1] ?? t('community', { number });
}
