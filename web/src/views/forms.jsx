/** The two forms: where to read, and whose entry. */
import { useEffect, useRef } from 'preact/hooks';

import { useWords } from '../messages.js';
import { CardReader } from './card.jsx';

export function ConnectForm({ given, onConnect }) {
  const { t } = useWords();
  const file = useRef();
  const submit = (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    onConnect({
      rpc: fields.get('rpc').trim(),
      manifestUrl: fields.get('manifest').trim(),
      manifestFile: file.current.files[0],
      second: fields.get('second').trim(),
    });
  };
  return (
    <form id="connect" onSubmit={submit}>
      <Field name="rpc" type="url" required value={given.rpc} />
      <fieldset>
        <legend>{t('field.manifests')}</legend>
        <label for="manifest-file">{t('field.file')}</label>
        <input id="manifest-file" ref={file} type="file" accept=".json,application/json" />
        <Field name="manifest" value={given.manifest} />
      </fieldset>
      <Field name="second" type="url" value={given.second} />
      <button type="submit">{t('connect.button')}</button>
    </form>
  );
}

export function LookForm({ given, onLook, onFault }) {
  const { t } = useWords();
  const form = useRef();
  // Whoever connected wants to go on here; the fields they were in are put away.
  useEffect(() => form.current.elements.identity.focus(), []);
  const submit = (event) => {
    event.preventDefault();
    onLook(new FormData(event.target).get('identity'));
  };
  const read = (identity) => {
    form.current.elements.identity.value = identity;
    onLook(identity);
  };
  return (
    <form id="look" class="panel" ref={form} onSubmit={submit}>
      <h2>{t('look.title')}</h2>
      <Field name="identity" required value={given.identity} />
      <button type="submit">{t('look.button')}</button>
      <CardReader onRead={read} onFault={onFault} />
    </form>
  );
}

function Field({ name, type = 'text', required = false, value = '' }) {
  const { t } = useWords();
  return (
    <>
      <label for={name}>{t(`field.${name}`)}</label>
      <input
        id={name}
        name={name}
        type={type}
        required={required}
        defaultValue={value}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={`${name}-hint`}
      />
      <p class="hint" id={`${name}-hint`}>
        {t(`hint.${name}`)}
      </p>
    </>
  );
}
