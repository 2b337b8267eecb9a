// What can be done with the chat: rate it, leave it, keep it on the home screen, turn to another one; and whether news are
// wanted.
import { useEffect, useState, type FormEvent } from 'react';
import { canInstall, install, onApple } from '../install';
import type { State, Visit } from '../visit';
import { say } from '../words';
import { Dialog, Face, Icon, PublicCard } from './parts';

type Page = 'menu' | 'rate' | 'leave' | 'leave_group' | 'name' | 'news' | 'install';

export function Menu({ visit, state, onClose }: { visit: Visit; state: State; onClose: () => void }) {
  const [page, setPage] = useState<Page>('menu');
  const titles: Record<Page, string> = {
    menu: say('menu'), rate: say('rate'), leave: say('leave'), leave_group: say('leave_group'), name: say('your_name'), news: say('news'), install: say('install'),
  };
  return (
    <Dialog title={titles[page]} onClose={onClose}>
      {page === 'menu' && <Choices visit={visit} state={state} onPage={setPage} onClose={onClose} />}
      {page === 'rate' && <Rate visit={visit} state={state} onClose={onClose} />}
      {page === 'leave' && <Leave visit={visit} onClose={onClose} />}
      {page === 'leave_group' && <LeaveGroup visit={visit} onClose={onClose} />}
      {page === 'name' && <Name visit={visit} state={state} onClose={onClose} />}
      {page === 'news' && <News visit={visit} onClose={onClose} />}
      {page === 'install' && <p>{say('install_ios')}</p>}
    </Dialog>
  );
}

function Choices({ visit, state, onPage, onClose }: { visit: Visit; state: State; onPage: (page: Page) => void; onClose: () => void }) {
  const others = [
    ...(state.visit?.chats ?? []).map((one) => ({ id: one.conversation, name: one.card.name, detail: one.card.company })),
    ...(state.visit?.groups ?? []).map((one) => ({ id: one.conversation, name: one.name, detail: say('group') })),
  ];
  const group = state.visit?.groups.some((one) => one.conversation === state.chat?.id);
  const mayLeave = state.current?.writable;
  return (
    <>
      {state.current && <PublicCard card={state.current.card} visit={visit} />}
      {group && state.associate?.card && <PublicCard card={state.associate.card} visit={visit} />}
      <ul className="menu">
        {state.current && <li><button type="button" onClick={() => onPage('rate')}>{say('rate')}</button></li>}
        <li><button type="button" onClick={() => onPage('name')}>{say('your_name')}<small>{state.name}</small></button></li>
        <li><button type="button" onClick={() => onPage('news')}>{say('news')}</button></li>
        {canInstall() && <li><button type="button" onClick={() => { void install(); onClose(); }}>{say('install')}</button></li>}
        {onApple && <li><button type="button" onClick={() => onPage('install')}>{say('install')}</button></li>}
        {mayLeave && <li><button type="button" className="danger" onClick={() => onPage('leave')}>{say('leave')}</button></li>}
        {group && <li><button type="button" className="danger" onClick={() => onPage('leave_group')}>{say('leave_group')}</button></li>}
      </ul>
      {group && (
        <section aria-label={say('people')}>
          <h3>{say('people')}</h3>
          <ul className="people">
            {[...state.chat!.members.values()].map((one) => (
              <li key={one.id}><Face name={one.name} /><span>{one.name}<small>{one.title}</small></span></li>
            ))}
          </ul>
        </section>
      )}
      {others.length > 1 && (
        <section aria-label={say('chats')}>
          <h3>{say('chats')}</h3>
          <ul className="menu">
            {others.map((one) => (
              <li key={one.id}>
                <button type="button" aria-current={one.id === state.chat?.id} onClick={() => { visit.turnTo(one.id); onClose(); }}>{one.name}<small>{one.detail}</small></button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** Sends, says thanks or what went wrong. */
function useSending(onDone: () => void): [boolean, string, (work: Promise<void>) => void] {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const run = (work: Promise<void>) => {
    setBusy(true);
    work.then(onDone, () => { setProblem(say('failed_text')); setBusy(false); });
  };
  return [busy, problem, run];
}

function Rate({ visit, state, onClose }: { visit: Visit; state: State; onClose: () => void }) {
  const [score, setScore] = useState(state.current?.rated ?? 0);
  const [text, setText] = useState('');
  const [thanks, setThanks] = useState(false);
  const [busy, problem, run] = useSending(() => setThanks(true));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (score) run(visit.rate(score, text.trim()));
  };
  if (thanks) {
    return (
      <div className="form"><p role="status">{say('thanks')}</p><button type="button" className="primary" autoFocus onClick={onClose}>{say('close')}</button></div>
    );
  }
  return (
    <form className="form" onSubmit={submit}>
      <fieldset className="stars">
        <legend className="unseen">{say('rate')}</legend>
        {[1, 2, 3, 4, 5].map((n) => (
          <label key={n} className={n <= score ? 'on' : ''}>
            <input type="radio" name="score" value={n} checked={n === score} onChange={() => setScore(n)} aria-label={say('star', { n })} />
            <Icon name="star" filled={n <= score} />
          </label>
        ))}
      </fieldset>
      <textarea rows={3} maxLength={500} value={text} placeholder={say('rate_text')} aria-label={say('rate_text')} onChange={(event) => setText(event.target.value)} />
      {problem && <p className="error" role="alert">{problem}</p>}
      <button className="primary" disabled={busy || !score}>{say('send')}</button>
    </form>
  );
}

function Leave({ visit, onClose }: { visit: Visit; onClose: () => void }) {
  const [block, setBlock] = useState(false);
  const [busy, problem, run] = useSending(onClose);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); run(visit.leave(block)); }}>
      <p>{say('leave_text')}</p>
      <label className="check"><input type="checkbox" checked={block} onChange={(event) => setBlock(event.target.checked)} /><span>{say('block')}</span></label>
      {problem && <p className="error" role="alert">{problem}</p>}
      <div className="buttons">
        <button type="button" onClick={onClose}>{say('cancel')}</button>
        <button className="primary danger" disabled={busy}>{say('leave')}</button>
      </div>
    </form>
  );
}

function LeaveGroup({ visit, onClose }: { visit: Visit; onClose: () => void }) {
  const [busy, problem, run] = useSending(onClose);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); run(visit.leaveGroup()); }}>
      <p>{say('leave_group_text')}</p>
      {problem && <p className="error" role="alert">{problem}</p>}
      <div className="buttons">
        <button type="button" onClick={onClose}>{say('cancel')}</button>
        <button className="primary danger" disabled={busy}>{say('leave_group')}</button>
      </div>
    </form>
  );
}

function Name({ visit, state, onClose }: { visit: Visit; state: State; onClose: () => void }) {
  const [name, setName] = useState(state.name);
  const [busy, problem, run] = useSending(onClose);
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); if (name.trim()) run(visit.rename(name.trim())); }}>
      <label className="field"><span>{say('your_name')}</span><input value={name} maxLength={50} autoComplete="name" onChange={(event) => setName(event.target.value)} /></label>
      {problem && <p className="error" role="alert">{problem}</p>}
      <button className="primary" disabled={busy || !name.trim()}>{say('save')}</button>
    </form>
  );
}

/** What the company writes to many at once: wanted, or not. */
function News({ visit, onClose }: { visit: Visit; onClose: () => void }) {
  const [wanted, setWanted] = useState<boolean | null>(null);
  const [busy, problem, run] = useSending(onClose);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    visit.wantsNews().then(setWanted, () => setFailed(true));
  }, [visit]);
  if (failed) return <p className="error" role="alert">{say('failed_text')}</p>;
  return (
    <form className="form" onSubmit={(event) => { event.preventDefault(); run(visit.wantNews(wanted === true)); }}>
      <p>{say('news_text')}</p>
      <label className="check">
        <input type="checkbox" checked={wanted ?? false} disabled={wanted === null} onChange={(event) => setWanted(event.target.checked)} />
        <span>{say('news_wanted')}</span>
      </label>
      {problem && <p className="error" role="alert">{problem}</p>}
      <button className="primary" disabled={busy || wanted === null}>{say('save')}</button>
    </form>
  );
}
