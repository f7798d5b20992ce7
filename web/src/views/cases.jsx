/** Cases about a person, what happened in each, and what can still be done until when. */
import { isOpen } from '../ledger/cases.js';
import { outcomeOfList } from '../ledger/verdict.js';
import { useWords } from '../messages.js';
import { communityName, Hash, Section } from './parts.jsx';

/** What the person can still do, each with its last moment. */
export function Deadlines({ person, node }) {
  const words = useWords();
  const { t, moment } = words;
  const open = person.cases.filter(({ answer }) => answer);
  return (
    <Section id="deadlines" outcome={outcomeOfList(person.verdict, 'cases', open)}>
      {open.length === 0 && <p>{t('deadlines.none')}</p>}
      <ul class="deadlines">
        {open.map((one) => (
          <li key={one.caseId}>
            <strong>
              {t(`answer.${one.answer.what}`, {
                until: one.answer.until && moment(one.answer.until),
              })}
            </strong>{' '}
            {matterOf(words, one, node)}
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Cases({ person, node }) {
  const { t } = useWords();
  const open = person.cases.filter(isOpen);
  const over = person.cases.filter((one) => !isOpen(one));
  return (
    <Section id="cases" outcome={outcomeOfList(person.verdict, 'cases', person.cases)}>
      {open.length === 0 && <p>{t('cases.none')}</p>}
      {open.map((one) => (
        <Case key={one.caseId} one={one} node={node} />
      ))}
      {over.length > 0 && <h4 class="divider">{t('cases.past')}</h4>}
      {over.map((one) => (
        <Case key={one.caseId} one={one} node={node} />
      ))}
      {person.cases.length > 0 && <p class="hint">{t('cases.unproven')}</p>}
    </Section>
  );
}

function Case({ one, node }) {
  const words = useWords();
  const { t, date, moment, number } = words;
  const { state, until, lapses, kind } = one;
  return (
    <section class="card" aria-labelledby={`case-${one.caseId}`}>
      <h4 id={`case-${one.caseId}`}>{matterOf(words, one, node)}</h4>
      <p class="standing">
        <strong>{t(`state.${state}`)}</strong>
      </p>
      {until !== undefined && (
        <p>
          {t(kind === CLOSING && state === NOTICE ? 'until.1.closing' : `until.${state}`, {
            until: moment(until),
            lapses: moment(lapses ?? until),
          })}
        </p>
      )}
      <p class="hint">
        {t('case.filed', {
          community: communityName(words, node, one.community),
          date: date(one.filed),
        })}{' '}
        <Hash value={one.caseId} />
      </p>
      <details>
        <summary>{t('case.story', { steps: number(one.steps.length) })}</summary>
        <ol class="steps">
          {one.steps.map((step, index) => (
            <Step key={index} step={step} one={one} />
          ))}
        </ol>
      </details>
    </section>
  );
}

const CLOSING = 4;
const NOTICE = 1;

function Step({ step, one }) {
  const { t, has, date, number } = useWords();
  const panel = one.panels.find((it) => it.number === step.panel);
  const ofKind = `step.${step.what}.${one.kind}`;
  return (
    <li>
      <time>{date(step.time)}</time>{' '}
      {t(has(ofKind) ? ofKind : `step.${step.what}`, {
        panel: panel && String(panel.number),
        size: panel && number(panel.size),
        beacon: panel && String(panel.beaconRound),
        jurors: step.jurors && number(step.jurors.length),
        votes: step.votes && number(step.votes),
        ground: t(`ground.${step.ground}`),
      })}
      {step.hash && (
        <>
          {' '}
          <Hash value={step.hash} />
        </>
      )}
      {step.jurors?.length > 0 && (
        <details>
          <summary>{t('case.jurors', { jurors: number(step.jurors.length) })}</summary>
          <ul class="hash">
            {step.jurors.map((juror) => (
              <li key={juror}>{juror}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function matterOf({ t, day }, { kind, rule, day: actDay }, node) {
  if (rule === undefined) return t(`case.${kind}`);
  const name = node.manifest.infractions[rule] ?? t('rule.number', { number: rule });
  return t('case.infraction', { rule: name, day: day(actDay) });
}
