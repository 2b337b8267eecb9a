// A visit from the scan to the chat: who comes, whether they came before, and which conversation is shown.
import { keep, kept, keptNames } from '../protocol/kept';
import * as rest from '../protocol/rest';
import { Socket, type SocketEvent } from '../protocol/socket';
import { Problem, type Associate, type Broadcasts, type Closed, type HandOver, type Hello, type Look, type VisitChat, type VisitView } from '../protocol/types';
import { Chat, type ChatView } from './chat';
import { language } from './words';

export type Stage = 'loading' | 'missing' | 'closed' | 'failed' | 'welcome' | 'waiting' | 'refused' | 'chat';

export interface State {
  stage: Stage;
  look: Look | null;
  closed: Closed | null;
  problem: Problem | null;
  starting: boolean;
  online: boolean;
  me: string;
  name: string;
  visit: VisitView | null;
  chat: ChatView | null;
  /** What visit.get says of the chat that is shown. */
  current: VisitChat | null;
  /** Of the group that is shown. */
  associate: Associate | null;
  handOvers: HandOver[];
}

interface Visitor {
  token: string;
  contact: string;
}

/** A code begins with the company: 32 hexadecimal digits. */
const COMPANY_DIGITS = 32;

export class Visit {
  state: State = {
    stage: 'loading', look: null, closed: null, problem: null, starting: false, online: true, me: '', name: '',
    visit: null, chat: null, current: null, associate: null, handOvers: [],
  };
  identity: string | null = null;
  /** False while the site around the page has put it away. */
  shown = true;
  chat: Chat | null = null;
  token = '';
  private socket: Socket | null = null;
  private inbox: { id: string; high: number } | null = null;
  private epoch: string | undefined;
  private listeners = new Set<() => void>();

  constructor(readonly code: string) {}

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  // What this browser keeps: the token of the company, and which conversation the code led to.
  private get visitorName(): string {
    return `weft.visitor.${this.code.slice(0, COMPANY_DIGITS)}`;
  }
  private get chatName(): string {
    return `weft.chat.${this.code}`;
  }

  /** Looks where the code leads; who was here before goes on without being asked anything. */
  open = async (): Promise<void> => {
    this.set({ stage: 'loading', problem: null });
    try {
      const look = await rest.look(this.code);
      this.set({ look });
      const before = kept<Visitor>(this.visitorName) && kept<string>(this.chatName);
      if (look.kind === 'closed') {
        // Who is signed in on the site goes on as oneself: whoever used this browser before may be somebody else.
        if (this.identity) await this.start({});
        else if (before) this.resume(before);
        else this.set({ stage: 'closed', closed: look.closed });
      } else if (before || (this.identity && !look.consent)) {
        await this.start({});
      } else {
        this.set({ stage: 'welcome' });
      }
    } catch (error) {
      this.refuse(error);
    }
  };

  /** Nothing of who was here stays in this browser. */
  forget = (): void => {
    for (const name of keptNames('weft.')) keep(name, null);
    location.reload();
  };

  private refuse(error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem(0, 'failed', String(error));
    const missing = problem.status === 404 || (problem.status === 400 && problem.field === 'code');
    this.set({ stage: missing ? 'missing' : 'failed', problem });
  }

  start = async (with_: { name?: string; consent?: boolean }): Promise<void> => {
    this.set({ starting: true, problem: null });
    const visitor = kept<Visitor>(this.visitorName);
    const from: rest.Start = { language: navigator.language || language };
    if (visitor) from.visitor = visitor.token;
    if (with_.name) from.name = with_.name;
    if (with_.consent) from.consent = true;
    if (this.identity) from.identity = this.identity;
    try {
      const started = await rest.start(this.code, from);
      if (started.token) keep(this.visitorName, { token: started.token, contact: started.contact ?? '' });
      if (started.status === 'closed') {
        const before = kept<string>(this.chatName);
        if (before && kept<Visitor>(this.visitorName) && !this.identity) this.resume(before);
        else this.set({ stage: 'closed', closed: started.closed ?? null });
      } else if (started.status === 'refused') {
        this.set({ stage: 'refused' });
        this.connect(null);
      } else {
        if (started.conversation) keep(this.chatName, started.conversation);
        this.set({ stage: started.conversation ? 'chat' : 'waiting' });
        this.connect(started.conversation ?? null);
      }
    } catch (error) {
      const problem = error as Problem;
      if (problem.status === 400 && problem.field === 'consent') this.set({ stage: 'welcome', problem: null });
      else if (problem.status === 400 && problem.field === 'identity' && this.identity) {
        this.identity = null; // whoever it is may still come as somebody unknown
        this.set({ stage: 'welcome' });
      } else this.refuse(error);
    } finally {
      this.set({ starting: false });
    }
  };

  private resume(conversation: string): void {
    this.set({ stage: 'chat' });
    this.connect(conversation);
  }

  private connect(conversation: string | null): void {
    const visitor = kept<Visitor>(this.visitorName);
    if (!visitor) return;
    this.socket?.stop();
    this.token = visitor.token;
    this.epoch = undefined;
    this.inbox = null;
    this.chat = null;
    this.set({ me: visitor.contact, visit: null, current: null, associate: null });
    this.socket = new Socket(visitor.token, {
      cursors: () => ({
        cursors: {
          ...(this.chat && this.chat.cursor > 0 ? { [this.chat.id]: this.chat.cursor } : {}),
          ...(this.inbox ? { [this.inbox.id]: this.inbox.high } : {}),
        },
        ...(this.epoch ? { epoch: this.epoch } : {}),
      }),
      hello: (answer) => this.greeted(answer),
      event: (event) => this.event(event),
      link: (online) => {
        this.set({ online });
        if (online) void this.chat?.outbox.flush();
      },
      signedOut: () => this.forgotten(),
    });
    if (conversation) this.show(conversation);
  }

  /** The token is over (removed, expired, erased): like somebody who comes for the first time. */
  private forgotten(): void {
    keep(this.visitorName, null);
    keep(this.chatName, null);
    this.chat = null;
    this.set({ chat: null, visit: null, current: null });
    void this.open();
  }

  private show(conversation: string): void {
    const socket = this.socket!;
    this.chat = new Chat(
      conversation, kept<Visitor>(this.visitorName)?.contact ?? '', this.token, socket,
      () => this.drawn(), () => void this.refresh());
    if (socket.up) this.chat.greeted(undefined, false);
    this.set({ stage: 'chat', chat: this.chat.view, current: this.currentOf(this.state.visit, conversation), associate: null });
  }

  /** Another conversation of the same visitor. */
  turnTo = (conversation: string): void => {
    if (this.chat?.id === conversation) return;
    this.show(conversation);
    void this.refresh();
  };

  private drawn(): void {
    if (this.chat) this.set({ chat: this.chat.view });
  }

  /** The company found out that this visitor is somebody it knows. */
  private becomes(contact: string): void {
    keep(this.visitorName, { token: this.token, contact });
    this.chat = null;
    this.set({ chat: null, visit: null, current: null });
    void this.open();
  }

  private greeted(answer: Hello): void {
    if (answer.principal.id !== this.state.me) return this.becomes(answer.principal.id);
    this.epoch = answer.epoch;
    const inbox = answer.conversations.find((one) => one.kind === 'inbox');
    if (inbox) this.inbox = { id: inbox.id, high: inbox.head_seq };
    this.chat?.greeted(answer.conversations.find((one) => one.id === this.chat?.id), answer.epoch_changed);
    void this.refresh();
    void this.tellZone();
  }

  /** What is sent to many comes in the day of the one who reads it: the server is told once by which clock. */
  private async tellZone(): Promise<void> {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const told = `${this.state.me} ${timeZone}`;
    if (!timeZone || kept<string>('weft.zone') === told) return;
    try {
      await this.socket!.request('visit.set_broadcasts', { zone: timeZone });
      keep('weft.zone', told);
    } catch { /* a zone that the server does not know, or no connection: the company's clock is taken */ }
  }

  private event(event: SocketEvent): void {
    if (event.conversation && event.conversation === this.inbox?.id && event.ev === 'entry') {
      this.inbox.high = Math.max(this.inbox.high, Number(event.seq));
      void this.refresh();
    } else if (event.conversation && event.conversation === this.chat?.id) {
      this.chat.event(event);
    }
  }

  private currentOf(visit: VisitView | null, conversation: string | undefined): VisitChat | null {
    return visit?.chats.find((one) => one.conversation === conversation) ?? null;
  }

  refresh = async (): Promise<void> => {
    if (!this.socket?.up) return;
    try {
      const visit = await this.socket.request<VisitView>('visit.get', {});
      this.set({ visit, name: visit.contact.name });
      const waiting = this.state.stage === 'waiting' || this.state.stage === 'refused';
      const opened = waiting ? visit.chats.find((one) => one.writable) : undefined;
      if (opened) {
        keep(this.chatName, opened.conversation);
        this.show(opened.conversation);
      }
      this.set({ current: this.currentOf(visit, this.chat?.id) });
      const group = visit.groups.find((one) => one.conversation === this.chat?.id)?.conversation;
      if (group) {
        const associate = await this.socket.request<Associate>('customer_group.associate', { conversation: group });
        if (this.chat?.id === group) this.set({ associate });
      }
      const { items } = await this.socket.request<{ items: HandOver[] }>('visit.hand_overs', {});
      this.set({ handOvers: items });
    } catch { /* hello comes again */ }
  };

  private async act(op: string, input: unknown): Promise<void> {
    await this.socket!.request(op, input);
    await this.refresh();
  }

  /** Whoever opens the page again is asked first, as somebody who comes for the first time. */
  private part(op: string, more: object): Promise<void> {
    const conversation = this.chat!.id;
    if (kept<string>(this.chatName) === conversation) keep(this.chatName, null);
    return this.act(op, { conversation, ...more });
  }

  rate = (score: number, text: string): Promise<void> =>
    this.act('visit.rate', { conversation: this.chat!.id, score, ...(text ? { text } : {}) });
  leave = (block: boolean): Promise<void> => this.part('visit.leave', block ? { block } : {});
  leaveGroup = (): Promise<void> => this.part('customer_group.leave', {});
  rename = (name: string): Promise<void> => this.act('visit.update', { name });
  wantsNews = async (): Promise<boolean> => !(await this.socket!.request<Broadcasts>('visit.broadcasts', {})).refused;
  wantNews = async (wanted: boolean): Promise<void> => {
    await this.socket!.request('visit.set_broadcasts', { refused: !wanted });
  };
  answerHandOver = (id: string, accept: boolean): Promise<void> =>
    this.act(accept ? 'visit.accept_hand_over' : 'visit.refuse_hand_over', { hand_over: id });

  /** Every picture and file of this visit by its id, fetched once. */
  private blobs = new Map<string, Promise<string>>();
  blob = (file: string, size?: 'small' | 'medium'): Promise<string> => {
    const name = `${file}/${size ?? ''}`;
    return this.fetched(name, () => rest.content(this.token, file, size));
  };

  /** The picture of an employee: as a customer of its own where that may see it, else as anybody with the code. */
  portrait = (file: string, employee: string): Promise<string> =>
    this.fetched(`${file}/portrait/${this.token ? 'own' : 'code'}`, async () => {
      const sizes = this.token ? (['small', undefined] as const) : [];
      for (const size of sizes) {
        try {
          return await rest.content(this.token, file, size);
        } catch { /* there is no smaller one, or the card is of somebody not met yet */ }
      }
      return rest.picture(this.code, employee);
    });

  private fetched(name: string, get: () => Promise<Blob>): Promise<string> {
    let url = this.blobs.get(name);
    if (!url) {
      url = get().then((bytes) => URL.createObjectURL(bytes));
      url.catch(() => this.blobs.delete(name));
      this.blobs.set(name, url);
    }
    return url;
  }
}
