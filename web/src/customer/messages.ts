// From the entries of a log to what is drawn: messages as they are now, and lines of what happened.
import type { Body, Entry } from '../protocol/types';

export interface Message {
  type: 'message';
  seq: number;
  actor: string;
  at: string;
  body: Body;
  reactions: Map<string, Set<string>>;
}

export interface Notice {
  type: 'notice';
  seq: number;
  actor: string;
  at: string;
  kind: string;
  body: Body;
}

export type Item = Message | Notice;

const NOTICES = new Set([
  'members_added', 'members_removed', 'left', 'handed_over', 'closed', 'reopened', 'rated', 'hand_over_ended',
  'owner_changed', 'renamed', 'dismissed']);

function react(message: Message, entry: Entry): void {
  const emoji = String(entry.body.emoji);
  const who = message.reactions.get(emoji) ?? new Set<string>();
  if (entry.body.on) who.add(entry.actor);
  else who.delete(entry.actor);
  if (who.size) message.reactions.set(emoji, who);
  else message.reactions.delete(emoji);
}

/** What I wrote while the company knew me as somebody else is mine. */
export function asMine(entries: readonly Entry[], me: string): readonly Entry[] {
  const mine = new Set([me]);
  for (const { kind, body } of [...entries].reverse())
    if (kind === 'customer_changed' && mine.has(String(body.to))) mine.add(String(body.from));
  if (mine.size === 1) return entries;
  return entries.map((entry) => (mine.has(entry.actor) ? { ...entry, actor: me } : entry));
}

export function story(entries: readonly Entry[]): Item[] {
  const items: Item[] = [];
  const messages = new Map<number, Message>();
  for (const entry of entries) {
    const { seq, actor, at, kind, body } = entry;
    const about = messages.get(Number(body.seq));
    if (kind === 'message') {
      const message: Message = { type: 'message', seq, actor, at, body, reactions: new Map() };
      messages.set(seq, message);
      items.push(message);
    } else if (kind === 'recall') {
      if (about) about.body = { kind: 'recalled' };
    } else if (kind === 'edit') {
      if (about) about.body = body.body as Body;
    } else if (kind === 'reaction') {
      if (about) react(about, entry);
    } else if (NOTICES.has(kind)) {
      items.push({ type: 'notice', seq, actor, at, kind, body });
    }
  }
  return items;
}
