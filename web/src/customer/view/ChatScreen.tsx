// The chat: head, messages, what stands in between, and the composer.
import { useEffect, useState } from 'react';
import type { Frame } from '../frame';
import type { State, Visit } from '../visit';
import { locale, say } from '../words';
import { Composer } from './Composer';
import { CloseFrame, Face, Icon, Verified, Watermark } from './parts';
import { Menu } from './Menu';
import { Messages } from './Messages';

function useUnread(state: State, name: string, frame: Frame | null) {
  const unread = state.chat!.unread;
  const company = state.current?.card.company ?? state.look?.company.name ?? '';
  useEffect(() => {
    document.title = `${unread ? `(${unread}) ` : ''}${name}${company && company !== name ? ` · ${company}` : ''}`;
    frame?.tell({ weft: 'unread', count: unread });
  }, [unread, name, company, frame]);
}

/** Who answers here, and for whom. In a group that is who runs it. */
function Head({ visit, state, frame, name, onMenu }: {
  visit: Visit; state: State; frame: Frame | null; name: string; onMenu: () => void;
}) {
  const card = state.current?.card;
  const associate = card ? null : state.associate?.card;
  const detail = [card?.title ?? associate?.name, card?.company ?? state.look?.company.name].filter(Boolean).join(' · ');
  return (
    <header className="head">
      <Face name={name} card={card} visit={visit} />
      <div className="who">
        <h1>{name}</h1>
        <p>{detail}{(state.visit?.page.company?.verified ?? state.look?.company.verified) && <Verified />}</p>
      </div>
      {card?.online && <span className="dot" role="img" aria-label={say('online')} title={say('online')} />}
      <button type="button" className="tool" aria-label={say('menu')} aria-haspopup="dialog" onClick={onMenu}><Icon name="more" /></button>
      {frame && <CloseFrame frame={frame} />}
    </header>
  );
}

function HandOverBanner({ visit, state }: { visit: Visit; state: State }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const handOver = state.handOvers.find((one) => one.conversation === state.chat!.id);
  if (!handOver) return null;
  const answer = (accept: boolean) => {
    setBusy(true);
    visit.answerHandOver(handOver.id, accept).then(() => setProblem(''), () => setProblem(say('failed_text'))).finally(() => setBusy(false));
  };
  const when = new Date(handOver.effective_at).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className="banner" role="alert">
      <h2>{say('hand_over_title', { name: handOver.name })}</h2>
      {handOver.message && <p>{handOver.message}</p>}
      <p className="muted small">{say('hand_over_until', { time: when })}</p>
      {problem && <p className="error">{problem}</p>}
      <div className="buttons">
        <button type="button" disabled={busy} onClick={() => answer(false)}>{say('refuse')}</button>
        <button type="button" className="primary" disabled={busy} onClick={() => answer(true)}>{say('accept')}</button>
      </div>
    </section>
  );
}

/** Nobody writes here any more. Whoever came to serve the customer in another chat is the one to go on with. */
function Over({ visit, state, leftGroup }: { visit: Visit; state: State; leftGroup: boolean }) {
  const next = state.visit?.chats.find((one) => one.writable);
  return (
    <footer className="over">
      <p>{say(leftGroup ? 'left_group' : 'over')}</p>
      {next && !leftGroup
        ? <button type="button" className="primary" onClick={() => visit.turnTo(next.conversation)}>{say('go_on', { name: next.card.name })}</button>
        : <button type="button" className="primary" disabled={state.starting} onClick={() => void visit.start({})}>{say('resume')}</button>}
    </footer>
  );
}

export function ChatScreen({ visit, state, frame }: { visit: Visit; state: State; frame: Frame | null }) {
  const [menu, setMenu] = useState(false);
  const chat = state.chat!;
  const group = state.visit?.groups.find((one) => one.conversation === chat.id);
  const name = group?.name ?? state.current?.card.name ?? state.look?.card?.name ?? state.look?.company.name ?? '';
  useUnread(state, name, frame);
  const colleagues = [...chat.members.values()].filter((one) => one.kind !== 'external' && one.id !== state.me);
  // Neither a chat nor a group of one's own any more: it was a group.
  const leftGroup = state.visit !== null && state.current === null && !group;
  const over = leftGroup || (state.current !== null && !state.current.writable);
  const open = state.current?.open ?? state.associate?.open ?? true;
  const watermark = state.visit?.page.watermark ?? state.look?.watermark;
  return (
    <div className="chat">
      <Head visit={visit} state={state} frame={frame} name={name} onMenu={() => setMenu(true)} />
      <div className="strip" role="status">{state.online ? '' : say(chat.ready ? 'offline' : 'connecting')}</div>
      <HandOverBanner visit={visit} state={state} />
      <main className="middle">
        {watermark && <Watermark text={watermark} />}
        <Messages key={chat.id} visit={visit} state={state} isGroup={Boolean(group)} />
      </main>
      {!open && !over && <p className="strip hint">{say('closed_now')}</p>}
      {over
        ? <Over visit={visit} state={state} leftGroup={leftGroup} />
        : <Composer key={`composer ${chat.id}`} visit={visit} colleagues={group ? colleagues : []} />}
      {menu && <Menu visit={visit} state={state} onClose={() => setMenu(false)} />}
    </div>
  );
}
