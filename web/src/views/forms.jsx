/** The two forms: where to read, and whose entry. */
import { useRef } from 'preact/hooks';

import { useWords } from '../messages.js';

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
      <h2>{t('connect.title')}</h2>
      <Field name="rpc" type="url" required value={given.rpc} hint />
      <label for="manifest-file">{t('field.file')}</label>
      <input id="manifest-file" ref={file} type="file" accept=".json,application/json" />
      <Field name="manifest" value={given.manifest} hint />
      <Field name="second" type="url" value={given.second} hint />
      <button type="submit">{t('connect.button')}</button>
    </form>
  );
}

export function LookForm({ given, onLook }) {
  const { t } = useWords();
  const submit = (event) => {
    event.preventDefault();
    onLook(new FormData(event.target).get('identity'));
  };
  return (
    <form id="look" onSubmit={submit}>
      <h2>{t('look.title')}</h2>
      <Field name="identity" required value={given.identity} hint />
      <button type="submit">{t('look.button')}</button>
    </form>
  );
}

function Field({ name, type = 'text', required = false, value = '', hint = false }) {
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
        aria-describedby={hint ? `${name}-hint` : undefined}
      />
      {hint && (
        <p class="hint" id={`${name}-hint`}>
          {t(`hint.${name}`)}
        </p>
      )}
    </>
  );
}
