// The list of messages: days, lines of what happened, bubbles, and the end of it in sight.
import { Fragment, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Item, Message, Notice } from '../messages';
import type { State, Visit } from '../visit';
import { locale, say } from '../words';
import { Content, preview } from './Content';
import { Face, Icon } from './parts';

const NEAR_THE_END = 80;

function day(at: string): string {
  const then = new Date(at), now = new Date();
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86400000);
  if (days === 0) return say('today');
  if (days === 1) return say('yesterday');
  return then.toLocaleDateString(locale, { year: then.getFullYear() === now.getFullYear() ? undefined : 'numeric', month: 'long', day: 'numeric' });
}

const clock = (at: string) => new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });

function noticeText(notice: Notice, state: State): string {
  const nameOf = (id: unknown) => (id === state.me ? say('you') : state.chat!.members.get(String(id))?.name ?? '…');
  const people = (notice.body.members as string[] | undefined) ?? [];
  switch (notice.kind) {
    case 'members_added': return people.length === 1 ? say('joined', { name: nameOf(people[0]) }) : say('joined_some', { n: people.length });
    case 'members_removed': return say('parted', { name: people.map(nameOf).join(', ') });
    case 'left': return say('parted', { name: nameOf(notice.actor) });
    case 'handed_over': return say('handed_over', { name: nameOf(notice.body.to) });
    case 'hand_over_ended': return notice.body.result === 'refused' ? say('hand_over_refused') : '';
    case 'owner_changed': return say('handed_over', { name: nameOf(notice.body.owner) });
    case 'renamed': return say('renamed', { name: String(notice.body.name) });
    case 'dismissed': return say('dismissed');
    case 'reopened': return say('reopened');
    case 'rated': return say('rated', { n: Number(notice.body.score) });
    case 'closed':
      return say(notice.body.reason === 'lost' ? 'ended_lost' : notice.body.reason === 'removed' ? 'ended_removed' : 'ended');
    default: return '';
  }
}

function Reactions({ message }: { message: Message }) {
  if (!message.reactions.size) return null;
  return <div className="reactions">{[...message.reactions].map(([emoji, who]) => <span key={emoji}>{emoji}{who.size > 1 ? ` ${who.size}` : ''}</span>)}</div>;
}

function Quote({ message, items, nameOf }: { message: Message; items: readonly Item[]; nameOf: (id: string) => string }) {
  const about = items.find((item) => item.seq === Number(message.body.reply_to));
  if (!message.body.reply_to || about?.type !== 'message') return null;
  return <blockquote className="quote"><b>{nameOf(about.actor)}</b> {preview(about.body)}</blockquote>;
}

const TOGETHER_MS = 3 * 60 * 1000;

/** Whether two items that follow each other are one person going on: face and time are shown once then. */
function together(a: Item | undefined, b: Item | undefined): boolean {
  return a?.type === 'message' && b?.type === 'message' && a.actor === b.actor && a.body.kind !== 'recalled' &&
    b.body.kind !== 'recalled' && Date.parse(b.at) - Date.parse(a.at) < TOGETHER_MS;
}

interface BubbleProps {
  message: Message;
  state: State;
  visit: Visit;
  isGroup: boolean;
  /** The last one that I wrote. */
  last: boolean;
  /** The one above, or below, belongs to it. */
  above: boolean;
  below: boolean;
}

function Bubble({ message, state, visit, isGroup, last, above, below }: BubbleProps) {
  const mine = message.actor === state.me;
  const nameOf = (id: string) => (id === state.me ? say('you') : state.chat!.members.get(id)?.name ?? '…');
  if (message.body.kind === 'recalled') return <li className="notice">{say('recalled')}</li>;
  const read = last && !isGroup && state.chat!.readByOthers >= message.seq;
  return (
    <li className={`row${mine ? ' mine' : ''}${above ? ' joined' : ''}`} data-seq={message.seq}>
      {!mine && <Face name={nameOf(message.actor)} card={state.current?.card.principal === message.actor ? state.current.card : null} visit={visit} />}
      <div className="column">
        {isGroup && !mine && !above && <p className="sender">{nameOf(message.actor)}</p>}
        <span className="unseen">{nameOf(message.actor)}: </span>
        <div className={`bubble ${message.body.kind}`}>
          <Quote message={message} items={state.chat!.items} nameOf={nameOf} />
          <Content body={message.body} visit={visit} />
        </div>
        <Reactions message={message} />
        <p className={below && !message.body.edited && !last ? 'meta unseen' : 'meta'}>
          {Boolean(message.body.edited) && <span>{say('edited')}</span>}
          <time dateTime={message.at}>{clock(message.at)}</time>
          {mine && last && !isGroup && <span>{say(read ? 'read' : 'sent')}</span>}
        </p>
      </div>
    </li>
  );
}

const FAILURES: Record<string, 'too_large' | 'wrong_type' | 'blocked' | 'over'> = {
  payload_too_large: 'too_large', invalid_argument: 'wrong_type', content_blocked: 'blocked', conversation_closed: 'over',
};

function Failed({ code, onAgain, onDrop }: { code: string; onAgain?: () => void; onDrop: () => void }) {
  return (
    <p className="meta failed" role="alert">
      <span>{say(FAILURES[code] ?? 'not_sent')}</span>
      {onAgain && <button type="button" onClick={onAgain}>{say('resend')}</button>}
      <button type="button" onClick={onDrop}>{say('remove')}</button>
    </p>
  );
}

/** What is not in the log yet: uploads first, then what waits to be sent. */
function Waiting({ state, visit }: { state: State; visit: Visit }) {
  const chat = visit.chat!;
  return (
    <>
      {state.chat!.pending.map((one) => (
        <li className="row mine" key={one.clientId} data-pending="">
          <div className="column">
            <div className={`bubble ${one.kind}`}><Content body={{ kind: one.kind, ...one.body }} visit={visit} /></div>
            {one.failed
              ? <Failed code={one.failed} onAgain={() => chat.outbox.again(one.clientId)} onDrop={() => chat.outbox.drop(one.clientId)} />
              : <p className="meta">{say('sending')}</p>}
          </div>
        </li>
      ))}
      {state.chat!.uploads.map((one) => (
        <li className="row mine" key={`upload ${one.id}`}>
          <div className="column">
            <div className={`bubble ${one.preview ? 'image' : 'file'}`}>
              {one.preview ? <img className="picture" src={one.preview} alt={one.name} /> : <span className="file-name">{one.name}</span>}
              {!one.failed && <progress value={one.share} max={1} aria-label={one.name} />}
            </div>
            {one.failed ? <Failed code={one.failed} onDrop={() => chat.dropUpload(one.id)} /> : <p className="meta">{say('sending')}</p>}
          </div>
        </li>
      ))}
    </>
  );
}

export function Messages({ visit, state, isGroup }: { visit: Visit; state: State; isGroup: boolean }) {
  const chat = state.chat!;
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const firstSeq = useRef<number | undefined>(undefined);
  const height = useRef(0);
  const [newer, setNewer] = useState(false);
  const waiting = chat.pending.length + chat.uploads.length;

  const look = () => { if (atEnd.current && !document.hidden && visit.shown) visit.chat?.look(); };
  const toEnd = () => {
    const box = scroller.current!;
    box.scrollTop = box.scrollHeight;
  };

  // What comes at the end is shown when the end was in sight; what comes before the beginning moves nothing.
  useLayoutEffect(() => {
    const box = scroller.current!;
    const first = chat.items[0]?.seq;
    if (firstSeq.current !== undefined && first !== undefined && first < firstSeq.current) {
      box.scrollTop += box.scrollHeight - height.current;
    } else if (atEnd.current || waiting) {
      toEnd();
    } else if (chat.unread) {
      setNewer(true);
    }
    firstSeq.current = first;
    height.current = box.scrollHeight;
    look();
  }, [chat.head, chat.items[0]?.seq, waiting, chat.ready]);

  useEffect(() => {
    document.addEventListener('visibilitychange', look);
    addEventListener('focus', look);
    // Pictures that arrive and keyboards that come up push the end out of sight.
    const observer = new ResizeObserver(() => { if (atEnd.current) toEnd(); });
    observer.observe(scroller.current!);
    observer.observe(scroller.current!.firstElementChild!);
    return () => {
      document.removeEventListener('visibilitychange', look);
      removeEventListener('focus', look);
      observer.disconnect();
    };
  }, []);

  const onScroll = () => {
    const box = scroller.current!;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_THE_END;
    if (atEnd.current) {
      setNewer(false);
      look();
    }
    if (box.scrollTop < 40 && chat.older) void visit.chat?.loadOlder();
  };

  const lastMine = [...chat.items].reverse().find((item) => item.type === 'message' && item.actor === state.me)?.seq;
  let shown = '';
  return (
    <>
      <div className="scroller" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label={say('chat')}>
        <div>
          {chat.older && <button type="button" className="quiet" onClick={() => void visit.chat?.loadOlder()}>{say('earlier')}</button>}
          <ol role="log" aria-live="polite" aria-relevant="additions" aria-label={say('chat')}>
            {chat.items.map((item, i) => {
              const today = day(item.at);
              const header = today === shown ? null : <li className="notice day">{today}</li>;
              shown = today;
              const text = item.type === 'notice' ? noticeText(item, state) : '';
              return (
                <Fragment key={item.seq}>
                  {header}
                  {item.type === 'message'
                    ? <Bubble message={item} state={state} visit={visit} isGroup={isGroup} last={item.seq === lastMine}
                      above={header === null && together(chat.items[i - 1], item)} below={together(item, chat.items[i + 1])} />
                    : text && <li className="notice">{text}</li>}
                </Fragment>
              );
            })}
            <Waiting state={state} visit={visit} />
          </ol>
          <p className="typing" role="status">
            {chat.typing.length ? say('typing', { name: chat.members.get(chat.typing[0]!)?.name ?? '…' }) : ''}
          </p>
        </div>
      </div>
      {newer && <button type="button" className="newer" onClick={toEnd}><Icon name="down" />{say('newer')}</button>}
    </>
  );
}
