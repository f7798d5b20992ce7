/** The whole page: where to read, whose ledger entry, and what was found. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { look, readIdentity } from '../ledger/look.js';
import { fetchManifest, readManifest } from '../ledger/manifest.js';
import { Node } from '../ledger/node.js';
import { organisations } from '../ledger/organisations.js';
import { LANGUAGES, preferredLanguage, useWords, Words, wordsOf } from '../messages.js';
import { PlainError } from '../plain_error.js';
import { ConnectForm, LookForm } from './forms.jsx';
import { Organisations } from './organisations.jsx';
import { Person } from './person.jsx';

/** What an address can carry after its `#`, which no server is sent. */
function fromAddress() {
  return Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
}

export function Page() {
  const [language, setLanguage] = useState(preferredLanguage);
  const [node, setNode] = useState();
  const [lists, setLists] = useState();
  const [person, setPerson] = useState();
  const [status, setStatus] = useState();
  const [fault, setFault] = useState();
  const heading = useRef();
  const turn = useRef(0);
  const words = wordsOf(language);
  const { t } = words;
  const given = fromAddress();

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = t('title');
  }, [language]);
  useEffect(() => person && heading.current?.focus(), [person]);

  /** Does something that takes time, and says in plain words how it ended, unless overtaken. */
  async function attempt(doing, done, act) {
    turn.current += 1;
    const own = turn.current;
    const isLatest = () => turn.current === own;
    setFault(undefined);
    setStatus(doing);
    try {
      const show = await act();
      if (!isLatest()) return;
      show();
      setStatus(done);
    } catch (error) {
      if (isLatest()) fail(error);
    }
  }

  function fail(error) {
    setStatus(undefined);
    setFault(error instanceof PlainError ? error : new PlainError('unknown', { said: error }));
  }

  const refuse = (error) => attempt('status.looking', 'status.found', () => Promise.reject(error));

  const connect = ({ rpc, manifestFile, manifestUrl, second }) =>
    attempt('status.connecting', 'status.connected', async () => {
      setNode(undefined);
      setPerson(undefined);
      const text = manifestFile ? await manifestFile.text() : await fetchManifest(manifestUrl);
      const found = new Node(rpc, readManifest(text));
      found.second = second;
      await found.check();
      const pinned = await found.pinned();
      const read = await organisations(pinned);
      return () => {
        setLists(read);
        setNode(pinned);
      };
    });

  const lookUp = (text) =>
    attempt('status.looking', 'status.found', async () => {
      setPerson(undefined);
      const found = await look(node, readIdentity(text), node.second);
      return () => setPerson(found);
    });

  return (
    <Words.Provider value={words}>
      <header>
        <div>
          <h1>{t('title')}</h1>
          <p>{t('subtitle')}</p>
        </div>
        <label class="language">
          {t('language')}
          <select value={language} onChange={(event) => setLanguage(event.target.value)}>
            {Object.keys(LANGUAGES).map((code) => (
              <option key={code} value={code} lang={code}>
                {LANGUAGES[code]['language.name']}
              </option>
            ))}
          </select>
        </label>
      </header>
      <main>
        <details class="panel" open={!node}>
          <summary>
            <h2>{t(node ? 'connect.again' : 'connect.title')}</h2>
            {node && <Connection node={node} />}
          </summary>
          <ConnectForm given={given} onConnect={connect} />
        </details>
        {node && <LookForm given={given} onLook={lookUp} onFault={refuse} />}
        <div role="status" id="status">
          {status && t(status)}
        </div>
        <div role="alert" id="fault">
          {fault && <p key={turn.current}>{t(fault.key, fault.values)}</p>}
        </div>
        {person && (
          <Person
            key={turn.current}
            person={person}
            node={node}
            listed={lists.listed}
            heading={heading}
          />
        )}
        {node && <Organisations lists={lists} node={node} />}
      </main>
      <footer>
        <p>{t('footer')}</p>
      </footer>
    </Words.Provider>
  );
}

function Connection({ node }) {
  const { t, moment, number } = useWords();
  const { jurisdiction, chainId } = node.manifest;
  return (
    <span id="connection">
      {t('connection', {
        jurisdiction,
        chain: chainId,
        block: number(node.block.number),
        time: moment(node.block.time),
      })}
    </span>
  );
}
