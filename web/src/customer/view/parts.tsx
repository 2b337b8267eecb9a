// Small pieces: icons, faces, the card of an employee, dialogs.
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { Card } from '../../protocol/types';
import type { Frame } from '../frame';
import type { Visit } from '../visit';
import { say } from '../words';

const PATHS = {
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8.5 10h.01M15.5 10h.01M8 14.2c1 1.4 2.4 2.1 4 2.1s3-.7 4-2.1',
  plus: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8v8M8 12h8',
  send: 'M4.5 12 20 4.5l-4.5 15-4-6.5zM11.5 13 20 4.5',
  mic: 'M12 3.5a3 3 0 0 0-3 3V12a3 3 0 0 0 6 0V6.5a3 3 0 0 0-3-3zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5',
  place: 'M12 21c4-4.5 6.5-7.7 6.5-11A6.5 6.5 0 0 0 5.5 10c0 3.3 2.5 6.5 6.5 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  down: 'M6 9.5l6 6 6-6',
  play: 'M8 5.5v13l10.5-6.5z',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  star: 'M12 3.8l2.5 5.3 5.8.7-4.3 4 1.1 5.7L12 16.7l-5.1 2.8L8 13.8l-4.3-4 5.8-.7z',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
} as const;

export function Icon({ name, filled }: { name: keyof typeof PATHS; filled?: boolean }) {
  return (
    <svg className={filled ? 'icon filled' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The same person has the same colour. */
function hue(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + char.codePointAt(0)!) % 6;
  return sum;
}

function initials(name: string): string {
  const text = name.trim();
  if (/[\u3400-\u9fff]/.test(text)) return text.slice(-2);
  return text.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? '').join('').toUpperCase();
}

/** The picture on a card, or the first letters of the name. */
export function Face({ name, card, visit, large }: { name: string; card?: Card | null; visit?: Visit; large?: boolean }) {
  const [url, setUrl] = useState<string | null>(null);
  const avatar = card?.avatar, principal = card?.principal;
  useEffect(() => {
    let gone = false;
    setUrl(null);
    if (avatar && principal) visit?.portrait(avatar, principal).then((blob) => { if (!gone) setUrl(blob); }, () => undefined);
    return () => { gone = true; };
  }, [avatar, principal, visit]);
  const className = `face hue${hue(name)}${large ? ' large' : ''}`;
  if (url) return <img className={className} src={url} alt="" />;
  return <span className={className} aria-hidden="true">{initials(name) || '·'}</span>;
}

/** Of the company; of a person: somebody has seen that this is the name. */
export function Verified({ what = 'verified' }: { what?: 'verified' | 'verified_name' }) {
  return <span className="verified" role="img" aria-label={say(what)} title={say(what)}><Icon name="check" /></span>;
}

/** Name, position and company, and nothing else: what the customer may know. */
export function PublicCard({ card, verified, visit }: { card: Card; verified?: boolean; visit?: Visit }) {
  return (
    <div className="card">
      <Face name={card.name} card={card} visit={visit} large />
      <h1>{card.name}{card.verified && <Verified what="verified_name" />}</h1>
      {card.title && <p className="position">{card.title}</p>}
      <p className="company">{card.company}{verified && <Verified />}</p>
      {card.hours && <p className="muted small">{say('hours', { text: card.hours })}</p>}
    </div>
  );
}

/** A dialog of the browser: it keeps the focus and closes with Escape by itself. */
export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current!;
    if (!element.open) element.showModal();
    return () => element.close();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby="dialog-title" onClose={onClose}
      onClick={(event) => { if (event.target === dialog.current) onClose(); }}>
      <div className="dialog">
        <header><h2 id="dialog-title">{title}</h2>
          <button type="button" className="tool" aria-label={say('close')} onClick={onClose}><Icon name="close" /></button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

export function CloseFrame({ frame }: { frame: Frame }) {
  return (
    <button type="button" className="tool close-frame" aria-label={say('close')} onClick={() => frame.tell({ weft: 'close' })}>
      <Icon name="down" />
    </button>
  );
}

/** The watermark lies over the chat and takes no clicks. */
export function Watermark({ text }: { text: string }) {
  return (
    <div className="watermark" aria-hidden="true">
      {Array.from({ length: 40 }, (_, i) => <span key={i}>{text}</span>)}
    </div>
  );
}
