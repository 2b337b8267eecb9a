// While a clip is being recorded: how long it is, throw it away, send it.
import { useEffect, useRef, useState } from 'react';
import { MOST_SECONDS, record, type Recorder } from '../recorder';
import { say } from '../words';
import { Icon } from './parts';

export function Recording({ onDone }: { onDone: (clip: Blob | 'denied' | null) => void }) {
  const [seconds, setSeconds] = useState(0);
  const [busy, setBusy] = useState(false);
  const recorder = useRef<Recorder | null>(null);
  const done = useRef(false);

  const finish = (clip: Blob | 'denied' | null) => {
    if (!done.current) onDone(clip);
    done.current = true;
  };
  const send = () => {
    if (!recorder.current) return;
    setBusy(true);
    recorder.current.stop().then(finish, () => finish('denied'));
  };

  useEffect(() => {
    let gone = false;
    record().then((one) => {
      if (gone) one.cancel();
      else recorder.current = one;
    }, () => finish('denied'));
    const began = Date.now();
    const timer = setInterval(() => {
      if (recorder.current) setSeconds(Math.floor((Date.now() - began) / 1000));
      if (Date.now() - began > MOST_SECONDS * 1000) send();
    }, 250);
    return () => {
      gone = true;
      clearInterval(timer);
      if (!done.current) recorder.current?.cancel();
    };
  }, []);

  return (
    <footer className="composer recording">
      <button type="button" onClick={() => { recorder.current?.cancel(); finish(null); }}>{say('cancel')}</button>
      <p role="timer" aria-label={say('recording')}><i aria-hidden="true" />{say('recording')} {Math.floor(seconds / 60)}:{String(seconds % 60).padStart(2, '0')}</p>
      <button type="button" className="primary" autoFocus disabled={busy} onClick={send} aria-label={say('send_voice')}><Icon name="send" /></button>
    </footer>
  );
}
