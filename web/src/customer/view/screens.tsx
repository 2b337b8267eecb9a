// The screens before the chat: who awaits you, what is asked, what went wrong.
import { useId, useState, type FormEvent, type ReactNode } from 'react';
import type { Look } from '../../protocol/types';
import type { State, Visit } from '../visit';
import { say } from '../words';
import { PublicCard, Verified } from './parts';

function Company({ look }: { look: Look }) {
  return (
    <div className="card">
      <h1>{look.way.title || look.company.name}</h1>
      <p className="company">{look.company.name}{look.company.verified && <Verified />}</p>
      {look.hours && <p className="muted small">{say('hours', { text: look.hours })}</p>}
    </div>
  );
}

function Host({ look, visit }: { look: Look; visit?: Visit }) {
  // The hours of the way are those of its employee, where the card says nothing else.
  const hours = look.card?.hours ?? look.hours;
  return look.card ? <PublicCard card={{ ...look.card, hours }} verified={look.company.verified} visit={visit} /> : <Company look={look} />;
}

export function Welcome({ visit, state }: { visit: Visit; state: State }) {
  const look = state.look!;
  const [name, setName] = useState('');
  const [agreed, setAgreed] = useState(false);
  const [asked, setAsked] = useState(false);
  const nameId = useId(), consentId = useId(), errorId = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (look.consent && !agreed) return document.getElementById(consentId)?.focus();
    void visit.start({ name: name.trim(), consent: look.consent ? true : undefined });
  };
  const missing = asked && look.consent !== null && !agreed;
  return (
    <main className="sheet">
      <Host look={look} visit={visit} />
      <form onSubmit={submit} noValidate>
        {!look.open && <p className="hint">{say('closed_now')}</p>}
        {look.approval && <p className="hint">{say('approval')}</p>}
        {look.temporary && <p className="hint">{say('temporary', { n: look.temporary.hours })}</p>}
        {look.ask_name && (
          <label className="field" htmlFor={nameId}>
            <span>{say('name')}</span>
            <input id={nameId} value={name} maxLength={50} autoComplete="name" onChange={(event) => setName(event.target.value)} />
          </label>
        )}
        {look.consent && (
          <>
            <section className="consent" aria-label={say('privacy')} tabIndex={0}>{look.consent.text}</section>
            <label className="check">
              <input id={consentId} type="checkbox" checked={agreed} aria-invalid={missing} aria-describedby={errorId}
                onChange={(event) => setAgreed(event.target.checked)} />
              <span>{say('consent')}</span>
            </label>
            <p id={errorId} className="error" role="alert">{missing ? say('consent_needed') : ''}</p>
          </>
        )}
        <button className="primary" disabled={state.starting}>{say(look.kind === 'group' ? 'join' : 'start')}</button>
      </form>
      {look.ask_name && <p className="muted small">{say('start_hello')}</p>}
    </main>
  );
}

export function Message({ title, text, look, children }: { title: string; text: string; look?: Look | null; children?: ReactNode }) {
  return (
    <main className="sheet">
      {look && look.kind !== 'closed' && <Host look={look} />}
      <div role="status">
        <h2>{title}</h2>
        <p className="muted">{text}</p>
      </div>
      {children}
    </main>
  );
}

/** A way that is over: friendly, and with somebody who can still be reached. */
export function Closed({ state, visit }: { state: State; visit: Visit }) {
  const closed = state.closed;
  return (
    <main className="sheet">
      {state.look && <p className="company">{state.look.company.name}{state.look.company.verified && <Verified />}</p>}
      <h1>{say('closed_title')}</h1>
      <p className="muted">{closed?.text || say('closed_text')}</p>
      {closed?.fallback && (
        <section className="fallback" aria-label={say('fallback')}>
          <p className="muted small">{say('fallback')}</p>
          <PublicCard card={closed.fallback} verified={state.look?.company.verified} visit={visit} />
          {closed.code && <a className="primary" href={`/c/${encodeURIComponent(closed.code)}${location.search}`}>{say('start')}</a>}
        </section>
      )}
    </main>
  );
}
