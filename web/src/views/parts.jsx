/** Small parts that several sections use. */
import { useWords } from '../messages.js';

export function Section({ id, children }) {
  const { t } = useWords();
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t(`${id}.title`)}</h3>
      {children}
    </section>
  );
}

/** A table that scrolls by itself where the screen is narrow; reachable by keyboard. */
export function Table({ caption, columns, rows }) {
  const { t } = useWords();
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{t(column)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell) => (
                <td>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Facts({ facts }) {
  const { t } = useWords();
  return (
    <dl>
      {facts.map(([key, value]) => (
        <div id={key.replace('.', '-')}>
          <dt>{t(key)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The name of a community, or its number when the charter did not found it. */
export function communityName({ t }, node, number) {
  return node.manifest.communities[number - 1] ?? t('community', { number });
}
