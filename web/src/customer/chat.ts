// One conversation as the page holds it: its log, what is not sent yet, who is in it, who has read how far.
import { Log } from '../protocol/log';
import { Outbox, type Pending } from '../protocol/outbox';
import * as rest from '../protocol/rest';
import type { Socket, SocketEvent } from '../protocol/socket';
import { Problem, type Conversation, type Entry, type Member, type Page } from '../protocol/types';
import { asMine, story, type Item } from './messages';

export interface Upload {
  id: number;
  name: string;
  purpose: rest.Purpose;
  share: number;
  failed?: string;
  preview?: string;
}

export interface ChatView {
  id: string;
  items: readonly Item[];
  pending: readonly Pending[];
  uploads: readonly Upload[];
  members: ReadonlyMap<string, Member['principal']>;
  /** How far somebody else has read. */
  readByOthers: number;
  typing: readonly string[];
  older: boolean;
  ready: boolean;
  unread: number;
  head: number;
}

const PAGE = 50, TYPING_SHOWN = 6000, TYPING_TOLD = 3000, READ_DELAY = 300;
/** Entries after which the cards and members are asked for again. */
const ABOUT_PEOPLE = new Set(['members_added', 'members_removed', 'left', 'handed_over', 'customer_changed', 'closed', 'reopened', 'hand_over_began', 'hand_over_ended', 'rated']);

export class Chat {
  readonly outbox: Outbox;
  private log = new Log();
  private members = new Map<string, Member['principal']>();
  private reads = new Map<string, number>();
  private typing = new Map<string, number>();
  private uploads: Upload[] = [];
  private seen = 0;
  private told = 0;
  private catching = false;
  private ready = false;
  private lastTyping = 0;
  private readTimer: number | undefined;
  private nextUpload = 1;
  private cache: ChatView | null = null;

  constructor(
    readonly id: string, private readonly me: string, private readonly token: string, private readonly socket: Socket,
    private readonly notify: () => void, private readonly peopleChanged: () => void) {
    this.outbox = new Outbox(id, (one) => socket.request('message.send', {
      conversation: id, client_id: one.clientId, kind: one.kind, body: one.body,
    }), () => this.changed());
  }

  get cursor(): number {
    return this.log.high;
  }

  get view(): ChatView {
    if (this.cache) return this.cache;
    const entries = asMine(this.log.entries, this.me);
    this.cache = {
      id: this.id, items: story(entries), pending: this.outbox.pending, uploads: this.uploads, members: this.members,
      readByOthers: this.readByOthers(entries),
      typing: [...this.typing.keys()].filter((who) => who !== this.me), older: this.log.older, ready: this.ready,
      unread: entries.filter((one) => one.kind === 'message' && one.actor !== this.me && one.seq > this.seen).length,
      head: this.log.high,
    };
    return this.cache;
  }

  /** Whoever writes has read what stands above. */
  private readByOthers(entries: readonly Entry[]): number {
    const told = [...this.reads].filter(([who]) => who !== this.me).map(([, seq]) => seq);
    const written = entries.filter((one) => one.kind === 'message' && one.actor !== this.me).map((one) => one.seq);
    return Math.max(0, ...told, written[written.length - 1] ?? 0);
  }

  private changed(): void {
    this.cache = null;
    this.notify();
  }

  /** What hello says of this conversation; absent: nothing happened since. */
  greeted(conversation: Conversation | undefined, forget: boolean): void {
    if (forget || conversation?.reset) this.log.clear();
    if (conversation && this.seen === 0) this.seen = conversation.read_seq;
    if (this.log.high === 0 || conversation?.limited) void this.catchUp(conversation?.head_seq ?? 0);
    void this.readMembers();
  }

  event(event: SocketEvent): void {
    if (event.ev === 'entry') this.entry(event as unknown as Entry);
    else if (event.ev === 'resync') void this.catchUp(Number(event.head ?? 0));
    else if (event.ev === 'read') this.read(event.items as { principal: string; seq: number }[]);
    else if (event.ev === 'typing') for (const who of event.principals as string[]) this.types(who);
  }

  private entry(entry: Entry): void {
    if (this.typing.delete(entry.actor)) this.changed();
    if (!this.log.apply(entry)) {
      void this.catchUp(entry.seq);
      return;
    }
    if (ABOUT_PEOPLE.has(entry.kind)) {
      void this.readMembers();
      this.peopleChanged();
    }
    this.settled();
  }

  /** What stands in the log is not pending any more. */
  private settled(): void {
    this.outbox.settle(this.log.high, new Set(this.log.entries.map((entry) => entry.client_id)));
    this.changed();
  }

  private async catchUp(head: number): Promise<void> {
    if (this.catching) return;
    this.catching = true;
    try {
      const first = this.log.high === 0;
      do {
        const more = this.log.high === 0 ? { limit: PAGE, ...(head ? { before: head + 1 } : {}) } : { after: this.log.high, limit: 200 };
        const page = await this.socket.request<Page>('entry.list', { conversation: this.id, ...more });
        this.log.append(page);
        head = page.head_seq;
        if (page.covers.to < page.covers.from) break;
      } while (this.log.high < head);
      if (first) this.ready = true;
      this.settled();
      void this.outbox.flush();
    } catch { /* the connection broke: hello comes again */ } finally {
      this.catching = false;
    }
  }

  loadOlder = async (): Promise<void> => {
    if (!this.log.older || this.catching) return;
    this.catching = true;
    try {
      this.log.prepend(await this.socket.request<Page>('entry.list', {
        conversation: this.id, before: this.log.low, limit: PAGE,
      }));
      this.changed();
    } catch { /* there is a button to try again */ } finally {
      this.catching = false;
    }
  };

  private async readMembers(): Promise<void> {
    try {
      const { items } = await this.socket.request<{ items: Member[] }>('conversation.members', { conversation: this.id, limit: 200 });
      // Who has gone keeps the name under what was written.
      this.members = new Map(this.members);
      for (const { principal, read_seq } of items) {
        this.members.set(principal.id, principal);
        this.reads.set(principal.id, Math.max(read_seq, this.reads.get(principal.id) ?? 0));
      }
      this.changed();
    } catch { /* names come with the next hello */ }
  }

  private read(items: { principal: string; seq: number }[]): void {
    for (const { principal, seq } of items) {
      this.reads.set(principal, Math.max(seq, this.reads.get(principal) ?? 0));
      if (principal === this.me) this.seen = Math.max(this.seen, seq);
    }
    this.changed();
  }

  private types(who: string): void {
    clearTimeout(this.typing.get(who));
    this.typing.set(who, window.setTimeout(() => {
      this.typing.delete(who);
      this.changed();
    }, TYPING_SHOWN));
    this.changed();
  }

  /** Somebody looks at the end of the chat. */
  look = (): void => {
    const head = this.log.high;
    if (head > this.seen) {
      this.seen = head;
      this.changed();
    }
    if (head <= this.told) return;
    clearTimeout(this.readTimer);
    this.readTimer = window.setTimeout(() => {
      this.socket.request('conversation.read', { conversation: this.id, seq: head }).then(
        () => { this.told = Math.max(this.told, head); }, () => undefined);
    }, READ_DELAY);
  };

  tellTyping = (): void => {
    if (Date.now() - this.lastTyping < TYPING_TOLD) return;
    this.lastTyping = Date.now();
    this.socket.request('conversation.typing', { conversation: this.id }).catch(() => undefined);
  };

  /** Uploads a file and sends it as a message. What is refused as picture or voice is sent as a file. */
  sendFile = async (file: Blob, name: string, purpose: 'image' | 'voice' | 'file'): Promise<void> => {
    const upload: Upload = { id: this.nextUpload++, name, purpose, share: 0 };
    if (purpose === 'image') upload.preview = URL.createObjectURL(file);
    this.uploads = [...this.uploads, upload];
    this.changed();
    try {
      const progress = (share: number) => this.update(upload.id, { share });
      const [stored, kind] = await this.bring(file, name, purpose, progress);
      this.outbox.add(kind, { file: stored.id });
      this.dropUpload(upload.id);
    } catch (error) {
      const problem = error as Problem;
      this.update(upload.id, { failed: problem.code || 'failed' });
    }
  };

  private async bring(
    file: Blob, name: string, purpose: rest.Purpose, progress: (share: number) => void): Promise<[{ id: string }, string]> {
    try {
      return [await rest.upload(this.token, file, name, purpose, progress), purpose];
    } catch (error) {
      const refused = error instanceof Problem && error.status === 400 && purpose !== 'file';
      if (!refused) throw error;
      return [await rest.upload(this.token, file, name, 'file', progress), 'file'];
    }
  }

  private update(id: number, change: Partial<Upload>): void {
    this.uploads = this.uploads.map((one) => (one.id === id ? { ...one, ...change } : one));
    this.changed();
  }

  dropUpload = (id: number): void => {
    const one = this.uploads.find((upload) => upload.id === id);
    if (one?.preview) URL.revokeObjectURL(one.preview);
    this.uploads = this.uploads.filter((upload) => upload.id !== id);
    this.changed();
  };
}
