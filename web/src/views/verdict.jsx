/** The verdict of the proofs, and each check behind it. */
import { useWords } from '../messages.js';
import { Sign } from './parts.jsx';

export function Verdict({ verdict, block }) {
  const { t, number, moment } = useWords();
  const { outcome, checks } = verdict;
  return (
    <section id="verdict" class={`verdict ${outcome}`} aria-labelledby="verdict-title">
      <h3 id="verdict-title">
        <Sign outcome={outcome} />
        {t(`verdict.${outcome}`)}
      </h3>
      <p>{t(`verdict.${outcome}.meaning`)}</p>
      <details open={outcome !== 'proven'}>
        <summary>{t('verdict.checks', { checks: number(checks.length) })}</summary>
        <Checks checks={checks} />
        <p>{t('verdict.block', { block: number(block.number), time: moment(block.time) })}</p>
        <p class="hash" id="block-hash">
          {block.hash}
        </p>
      </details>
    </section>
  );
}

/** Each check with its outcome, in words. */
export function Checks({ checks, prefix = 'check' }) {
  const { t } = useWords();
  return (
    <ul class="checks">
      {checks.map(({ name, outcome }) => (
        <li key={name} id={`${prefix}-${name}`} class={outcome}>
          <Sign outcome={outcome} />
          <span>{t(`check.${name}.${outcome}`)}</span>
        </li>
      ))}
    </ul>
  );
}
