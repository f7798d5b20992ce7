/** The verdict of the proofs, and each check behind it. */
import { useWords } from '../messages.js';

export function Verdict({ verdict, block }) {
  const { t, number, moment } = useWords();
  return (
    <section id="verdict" class={`verdict ${verdict.outcome}`} aria-labelledby="verdict-title">
      <h3 id="verdict-title">
        <span aria-hidden="true">{SIGNS[verdict.outcome]} </span>
        {t(`verdict.${verdict.outcome}`)}
      </h3>
      <p>{t(`verdict.${verdict.outcome}.meaning`)}</p>
      <ul>
        {verdict.checks.map(({ name, outcome }) => (
          <li id={`check-${name}`} class={outcome}>
            <span aria-hidden="true">{SIGNS[outcome]} </span>
            {t(`check.${name}.${outcome}`)}
          </li>
        ))}
      </ul>
      <p>{t('verdict.block', { block: number(block.number), time: moment(block.time) })}</p>
      <p class="hash" id="block-hash">
        {block.hash}
      </p>
    </section>
  );
}

const SIGNS = { proven: '✓', false: '✗', unknown: '?' };
