// What goes over the wire, as far as this page reads it. The contract is docs/protocol.md and docs/contact-ways.md.
export interface Card {
  principal: string;
  name: string;
  title: string;
  company: string;
  verified: boolean;
  avatar: string | null;
  online: boolean;
  hours: string | null;
}

export interface Closed {
  reason: string;
  text: string;
  fallback: Card | null;
  code?: string | null;
}

export interface Look {
  kind: 'employee' | 'group' | 'closed';
  company: { name: string; verified: boolean };
  card: Card | null;
  way: { title: string };
  temporary?: { hours: number } | null;
  approval?: boolean;
  consent: { text: string; version: number } | null;
  ask_name: boolean;
  open: boolean;
  hours: string | null;
  closed: Closed | null;
  watermark: string | null;
  sites: string[];
}

export interface Started {
  status: 'open' | 'waiting' | 'refused' | 'closed';
  token: string | null;
  contact: string | null;
  conversation: string | null;
  closed?: Closed | null;
}

export interface VisitChat {
  conversation: string;
  card: Card;
  status: 'active' | 'lost' | 'removed' | 'handed_over';
  writable: boolean;
  ends_at: string | null;
  rated: number | null;
  open: boolean;
  hours: string | null;
}

/** A hand-over that waits for the customer's word. */
export interface HandOver {
  id: string;
  conversation: string;
  name: string;
  title: string;
  message: string | null;
  effective_at: string;
}

/** Whether a customer wants what the company writes to many, and by which clock its days go. */
export interface Broadcasts {
  refused: boolean;
  zone: string;
}

/** Who runs a group, as everybody in it sees it. */
export interface Associate {
  card: Card | null;
  open: boolean;
  hours: string | null;
}

export interface VisitView {
  contact: { id: string; name: string };
  chats: VisitChat[];
  groups: { conversation: string; name: string }[];
  page: { watermark: string | null; company?: { name: string; verified: boolean } };
}

export interface Body {
  kind?: string;
  [field: string]: unknown;
}

export interface Entry {
  seq: number;
  kind: string;
  actor: string;
  at: string;
  body: Body;
  message_no: number;
  client_id: string | null;
}

export interface Page {
  items: Entry[];
  covers: { from: number; to: number };
  head_seq: number;
  first_seq: number;
}

export interface Conversation {
  id: string;
  kind: string;
  name: string;
  head_seq: number;
  read_seq: number;
  limited?: boolean;
  reset?: boolean;
}

export interface Hello {
  principal: { id: string };
  epoch: string;
  epoch_changed: boolean;
  conversations: Conversation[];
}

export interface Member {
  principal: { id: string; name: string; title: string; kind: string };
  role: string;
  read_seq: number;
}

export interface Stored {
  id: string;
  name: string;
  size: number;
  type: string;
}

/** A refusal of the server, or `network`: nothing was answered. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field = '',
    readonly retryAfter = 0,
  ) {
    super(detail);
  }
  /** Whether the same request may go well later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
  static of(status: number, from: unknown): Problem {
    const problem = (from ?? {}) as Record<string, unknown>;
    return new Problem(
      status, String(problem.code ?? ''), String(problem.detail ?? problem.title ?? ''), String(problem.field ?? ''),
      Number(problem.retry_after ?? 0));
  }
}
