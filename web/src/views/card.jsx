/** Reading a card: from a picture chosen or pasted, or with the camera. */
import { useEffect, useRef, useState } from 'preact/hooks';

import { hasCamera, identityOn, readPicture, watchCamera } from '../card.js';
import { useWords } from '../messages.js';

export function CardReader({ onRead, onFault }) {
  const { t } = useWords();
  const [isWatching, setWatching] = useState(false);
  const pasted = useRef();
  const picture = async (file) => {
    try {
      onRead(await readPicture(file));
    } catch (error) {
      onFault(error);
    }
  };
  pasted.current = picture;

  useEffect(() => {
    const paste = (event) => {
      const file = [...event.clipboardData.files].find(({ type }) => type.startsWith('image/'));
      if (!file) return;
      event.preventDefault();
      pasted.current(file);
    };
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);

  const choose = (event) => {
    const [file] = event.target.files;
    // The same picture can be chosen again.
    if (file) picture(file).finally(() => (event.target.value = ''));
  };
  return (
    <div class="card-reader">
      <label for="card">{t('field.card')}</label>
      <input
        id="card"
        type="file"
        accept="image/*"
        onChange={choose}
        aria-describedby="card-hint"
      />
      {hasCamera() && (
        <button type="button" class="plain" id="camera" onClick={() => setWatching(!isWatching)}>
          {t(isWatching ? 'camera.stop' : 'camera.start')}
        </button>
      )}
      <p class="hint" id="card-hint">
        {t('hint.card')}
      </p>
      {isWatching && <Camera onRead={onRead} onFault={onFault} onEnd={() => setWatching(false)} />}
    </div>
  );
}

function Camera({ onRead, onFault, onEnd }) {
  const { t } = useWords();
  const video = useRef();
  useEffect(() => {
    let isOver = false;
    let stop;
    const end = (act, value) => {
      if (isOver) return;
      onEnd();
      act(value);
    };
    const read = (text) => {
      try {
        end(onRead, identityOn(text));
      } catch (error) {
        end(onFault, error);
      }
    };
    watchCamera(video.current, read).then(
      (stopping) => {
        stop = stopping;
        if (isOver) stop();
      },
      (error) => end(onFault, error),
    );
    return () => {
      isOver = true;
      stop?.();
    };
  }, []);
  return <video ref={video} muted playsInline aria-label={t('camera.label')} />;
}
