// Where the customer writes: text, emoji, pictures, files, a recording, a place.
import { lazy, Suspense, useEffect, useRef, useState, type ChangeEvent, type ClipboardEvent, type KeyboardEvent } from 'react';
import { keep, kept } from '../../protocol/kept';
import { smaller } from '../pictures';
import { canRecord } from '../recorder';
import type { Visit } from '../visit';
import { say } from '../words';
import { Dialog, Icon } from './parts';
import { Recording } from './Recording';

const Emoji = lazy(() => import('./Emoji'));
const LONGEST = 10000;

interface Person {
  id: string;
  name: string;
  title: string;
}

/** In a group, those who work for the company can be addressed: an @ brings them up. */
function addressed(text: string, people: readonly Person[]): Person[] {
  return people.filter((one) => text.includes(`@${one.name}`));
}

export function Composer({ visit, colleagues }: { visit: Visit; colleagues: readonly Person[] }) {
  const chat = visit.chat!;
  const draftName = `weft.draft.${chat.id}`;
  const [text, setText] = useState(() => kept<string>(draftName) ?? '');
  const [panel, setPanel] = useState<'emoji' | 'more' | null>(null);
  const [recording, setRecording] = useState(false);
  const [trouble, setTrouble] = useState('');
  const [placing, setPlacing] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const pictures = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);

  useEffect(() => keep(draftName, text || null), [draftName, text]);
  // As high as what is written, until the style sheet's limit.
  useEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text, recording]);

  const send = () => {
    const trimmed = text.trim();
    if (!trimmed) return;
    const mentions = addressed(trimmed, colleagues).map((one) => one.id);
    chat.outbox.add('text', { text: trimmed, ...(mentions.length ? { mentions } : {}) });
    setText('');
    setPanel(null);
    area.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setPanel(null);
    // While characters are being composed (Chinese input), Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  const insert = (emoji: string) => {
    const box = area.current;
    const from = box?.selectionStart ?? text.length, to = box?.selectionEnd ?? text.length;
    setText(text.slice(0, from) + emoji + text.slice(to));
    requestAnimationFrame(() => box?.setSelectionRange(from + emoji.length, from + emoji.length));
  };
  const bring = async (list: Iterable<File>, as: 'image' | 'file') => {
    setPanel(null);
    for (const file of list) {
      const picture = as === 'image' || file.type.startsWith('image/') ? await smaller(file) : null;
      if (picture) void chat.sendFile(picture, picture.name, 'image');
      else void chat.sendFile(file, file.name || 'file', 'file');
    }
  };
  const chosen = (as: 'image' | 'file') => (event: ChangeEvent<HTMLInputElement>) => {
    void bring([...(event.target.files ?? [])], as);
    event.target.value = '';
  };
  const onPaste = (event: ClipboardEvent) => {
    const list = [...event.clipboardData.files];
    if (!list.length) return;
    event.preventDefault();
    void bring(list, 'file');
  };
  const begun = /@([^\s@]*)$/.exec(text)?.[1];
  const offered = begun === undefined ? [] : colleagues.filter((one) => one.name.toLowerCase().startsWith(begun.toLowerCase())).slice(0, 6);
  const address = (one: Person) => {
    setText(text.replace(/@[^\s@]*$/, `@${one.name} `));
    area.current?.focus();
  };
  const sendPlace = () => {
    setPlacing(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => chat.outbox.add('location', { latitude: coords.latitude, longitude: coords.longitude, name: say('my_place') }),
      () => setTrouble(say('place_denied')), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  };

  if (recording) {
    return (
      <Recording onDone={(clip) => {
        setRecording(false);
        if (clip === 'denied') setTrouble(say('voice_denied'));
        else if (clip) void chat.sendFile(clip, 'voice.wav', 'voice');
      }} />
    );
  }
  const tool = (word: Parameters<typeof say>[0], icon: Parameters<typeof Icon>[0]['name'], onClick: () => void) => (
    <button type="button" className="choice" onClick={onClick}><span><Icon name={icon} /></span>{say(word)}</button>
  );
  return (
    <footer className="composer">
      {trouble && <p className="error" role="alert">{trouble} <button type="button" className="quiet" onClick={() => setTrouble('')}>{say('close')}</button></p>}
      {offered.length > 0 && (
        <ul className="offered" aria-label={say('mention')}>
          {offered.map((one) => (
            <li key={one.id}><button type="button" onClick={() => address(one)}>{one.name}<small>{one.title}</small></button></li>
          ))}
        </ul>
      )}
      <form onSubmit={(event) => { event.preventDefault(); send(); }}>
        <button type="button" className="tool" aria-label={say('emoji')} aria-expanded={panel === 'emoji'} aria-controls="panel"
          onClick={() => setPanel(panel === 'emoji' ? null : 'emoji')}><Icon name="smile" /></button>
        <textarea ref={area} rows={1} value={text} maxLength={LONGEST} placeholder={say('write')} aria-label={say('message')} enterKeyHint="send"
          onChange={(event) => { setText(event.target.value); chat.tellTyping(); }} onKeyDown={onKeyDown} onPaste={onPaste} />
        {text.trim()
          ? <button className="tool send" aria-label={say('send')}><Icon name="send" /></button>
          : canRecord && <button type="button" className="tool" aria-label={say('voice')} onClick={() => { setPanel(null); setRecording(true); }}><Icon name="mic" /></button>}
        <button type="button" className="tool" aria-label={say('more')} aria-expanded={panel === 'more'} aria-controls="panel"
          onClick={() => setPanel(panel === 'more' ? null : 'more')}><Icon name="plus" /></button>
      </form>
      <div id="panel">
        {panel === 'emoji' && <Suspense fallback={null}><Emoji onPick={insert} /></Suspense>}
        {panel === 'more' && (
          <div className="choices">
            {tool('image', 'image', () => pictures.current?.click())}
            {tool('file', 'file', () => files.current?.click())}
            {'geolocation' in navigator && tool('place', 'place', () => { setPanel(null); setPlacing(true); })}
          </div>
        )}
      </div>
      <input ref={pictures} type="file" accept="image/*" multiple hidden data-of="image" onChange={chosen('image')} />
      <input ref={files} type="file" multiple hidden data-of="file" onChange={chosen('file')} />
      {placing && (
        <Dialog title={say('place_title')} onClose={() => setPlacing(false)}>
          <p>{say('place_text')}</p>
          <div className="buttons">
            <button type="button" onClick={() => setPlacing(false)}>{say('cancel')}</button>
            <button type="button" className="primary" onClick={sendPlace}>{say('send')}</button>
          </div>
        </Dialog>
      )}
    </footer>
  );
}
