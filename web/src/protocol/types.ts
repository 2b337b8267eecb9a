// What goes over the wire, as far as this page reads it. The contract is docs/protocol.md and docs/contact-ways.md.
import type { Named } from '../../client/src/index.js';

export { Problem } from '../../client/src/index.js';

export type Card = NonNullable<Look['card']>;

export type Closed = NonNullable<Look['closed']>;

export type Look = Named<'visit.look'>['answer'];

export type Started = Named<'visit.start'>['answer'];

export type VisitChat = VisitView['chats'][number];

/** A hand-over that waits for the customer's word. */
export type HandOver = Named<'visit.hand_overs'>['answer']['items'][number];

/** Whether a customer wants what the company writes to many, and by which clock its days go. */
export type Broadcasts = Named<'visit.broadcasts'>['answer'];

/** Who runs a group, as everybody in it sees it. */
export type Associate = Named<'customer_group.associate'>['answer'];

export type VisitView = Named<'visit.get'>['answer'];

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

export type Stored = Named<'upload.complete'>['answer'];
