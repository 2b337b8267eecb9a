// A server that is only pretended, for what is rare or slow to bring about with a real one.
import type { Page, WebSocketRoute } from '@playwright/test';
import type { Card, Closed, Entry, HandOver, Look, VisitView } from '../../src/protocol/types';

export const CODE = '0123456789abcdef0123456789abcdef-pretended-code-abcdefg';
export const ME = 'me', EMMA = 'emma', CHAT = 'chat', INBOX = 'inbox';

export const card = (more: Partial<Card> = {}): Card => ({
  principal: EMMA, name: 'Emma Lindqvist', title: 'Lighting advisor', company: 'Acme Lights', verified: true, avatar: null,
  online: true, hours: null, ...more,
});

export const look = (more: Partial<Look> = {}): Look => ({
  kind: 'employee', company: { name: 'Acme Lights', verified: true }, card: card(), way: { title: '' }, approval: false, consent: null,
  ask_name: true, open: true, hours: null, closed: null, watermark: null, sites: [], ...more,
});

export const closed = (more: Partial<Closed> = {}): Look => look({
  kind: 'closed', card: null, closed: { reason: 'expired', text: 'Our spring campaign is over.', fallback: card({ name: '王小明', title: '客户经理' }), code: null, ...more },
});

const at = (minutes: number) => new Date(Date.UTC(2026, 4, 12, 9, minutes)).toISOString();
let count = 0;
export const entry = (kind: string, actor: string, body: Record<string, unknown>): Entry => {
  count += 1;
  return { seq: 0, kind, actor, at: at(count % 50), body, message_no: 0, client_id: null };
};
export const said = (actor: string, text: string): Entry => entry('message', actor, { kind: 'text', text });

export class Pretended {
  entries: Entry[] = [];
  calls: { op: string; in: Record<string, unknown> }[] = [];
  visit: VisitView = {
    contact: { id: ME, name: 'Ana' },
    chats: [{ conversation: CHAT, card: card(), status: 'active', writable: true, ends_at: null, rated: null, open: true, hours: null }],
    groups: [], requests: [],
    page: { company: { id: 'acme', name: 'Acme Lights', verified: true }, ask_name: true, watermark: null },
  };
  members = [
    { id: ME, name: 'Ana', title: '', kind: 'external' }, { id: EMMA, name: 'Emma Lindqvist', title: 'Lighting advisor', kind: 'member' },
    { id: 'li', name: '李雷', title: 'Expert', kind: 'member' }];
  handOvers: HandOver[] = [];
  status: 'open' | 'waiting' | 'refused' = 'open';
  /** So many visits are told to come again in a second. */
  crowded = 0;
  private socket: WebSocketRoute | null = null;

  constructor(public looked: Look, entries: Entry[] = []) {
    for (const one of entries) this.append(one);
  }

  private append(one: Entry): Entry {
    const added = { ...one, seq: this.entries.length + 1 };
    this.entries.push(added);
    return added;
  }

  push(one: Entry): void {
    this.event({ ev: 'entry', conversation: CHAT, ...this.append(one) });
  }

  event(event: Record<string, unknown>): void {
    this.socket?.send(JSON.stringify(event));
  }

  async on(page: Page): Promise<void> {
    await page.route('**/api/v1/visits/*', (route) => {
      const post = route.request().method() === 'POST';
      if (post) this.calls.push({ op: 'visit.start', in: route.request().postDataJSON() });
      if (post && this.crowded-- > 0) return route.fulfill({ status: 503, json: { code: 'busy', retry_after: 1 } });
      return route.fulfill({ json: post ? this.started() : this.looked });
    });
    await page.routeWebSocket('**/ws', (socket) => {
      this.socket = socket;
      socket.onMessage((text) => {
        const { id, op, in: input } = JSON.parse(String(text));
        this.calls.push({ op, in: input });
        const error = this.refusals[op];
        socket.send(JSON.stringify(error ? { id, error } : { id, ok: this.answer(op, input) }));
      });
    });
  }

  refusals: Record<string, { status: number; code: string; retry_after?: number } | undefined> = {};

  private started() {
    const open = this.status === 'open';
    return { status: this.status, token: 'token', session: 's', contact: ME, conversation: open ? CHAT : null, closed: null };
  }

  private answer(op: string, input: Record<string, unknown>): unknown {
    const head = this.entries.length;
    const conversation = (id: string, kind: string) => ({ id, kind, name: '', head_seq: head, read_seq: 0, limited: true, reset: false });
    if (op === 'hello')
      return { principal: { id: ME }, epoch: 'e', epoch_changed: false, conversations: [conversation(CHAT, 'customer'), conversation(INBOX, 'inbox')] };
    if (op === 'entry.list') {
      const after = Number(input.after ?? 0), before = Number(input.before ?? head + 1), limit = Number(input.limit ?? 50);
      const from = input.after === undefined ? Math.max(1, before - limit) : after + 1;
      const to = Math.min(before - 1, from + limit - 1);
      return { items: this.entries.filter((one) => one.seq >= from && one.seq <= to), covers: { from, to }, head_seq: head, first_seq: 1 };
    }
    if (op === 'conversation.members')
      return { items: this.members.map((principal) => ({ principal, role: 'member', read_seq: principal.id === EMMA ? head : 0 })), next_cursor: null };
    if (op === 'visit.get') return this.visit;
    if (op === 'customer_group.associate') return { card: card(), open: true, hours: null };
    if (op === 'visit.hand_overs') return { items: this.handOvers };
    if (op === 'visit.broadcasts') return { refused: false, zone: '' };
    if (op === 'visit.refuse_hand_over') this.handOvers = [];
    if (op === 'message.send') {
      const added = this.append({ ...entry('message', ME, { kind: input.kind, ...(input.body as object) }), client_id: String(input.client_id) });
      setTimeout(() => this.event({ ev: 'entry', conversation: CHAT, ...added }));
      return { conversation: CHAT, seq: added.seq };
    }
    return {};
  }
}
