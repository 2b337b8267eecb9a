// Messages that are not acknowledged yet. They outlive the page, and are sent again unchanged until the server has them.
import { keep, kept, keptNames } from './kept';
import { Problem, type Body } from './types';

export interface Pending {
  clientId: string;
  kind: string;
  body: Body;
  at: number;
  /** Set: it went wrong for good, and this is why. */
  failed?: string;
  /** Set: the server has it under this number; it goes when the log has come so far. */
  seq?: number;
}

type Send = (pending: Pending) => Promise<{ seq: number }>;

export class Outbox {
  private list: Pending[];
  private busy = false;
  private timer: number | undefined;
  private high = 0;

  constructor(
    private readonly conversation: string, private readonly send: Send, private readonly changed: () => void) {
    const stored = keptNames(this.prefix).map((name) => kept<Pending>(name));
    this.list = stored.filter((one): one is Pending => one !== null).sort((a, b) => a.at - b.at);
  }

  get pending(): readonly Pending[] {
    return this.list;
  }

  add(kind: string, body: Body): void {
    const random = crypto.getRandomValues(new Uint8Array(12));
    const clientId = 'w-' + Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
    this.store({ clientId, kind, body, at: Date.now() });
    this.flush();
  }

  /** Sends what waits, one after the other: what was written first is read first. */
  flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.busy) return;
    this.busy = true;
    try {
      for (;;) {
        const one = this.list.find((pending) => !pending.failed && !pending.seq);
        if (!one || !(await this.sent(one))) break;
      }
    } finally {
      this.busy = false;
    }
  };

  private async sent(one: Pending): Promise<boolean> {
    try {
      const { seq } = await this.send(one);
      // The entry may have come before the answer: then it is settled, and stays so.
      if (seq <= this.high) this.drop(one.clientId);
      else if (this.list.includes(one)) this.store({ ...one, seq });
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, 'network', '');
      if (problem.passing) {
        // Without a network the socket says when to go on; a server that is busy is asked again.
        if (problem.status) this.timer = window.setTimeout(this.flush, Math.max(1, problem.retryAfter) * 1000);
        return false;
      }
      this.store({ ...one, failed: problem.code || 'failed' });
    }
    return true;
  }

  again(clientId: string): void {
    const one = this.list.find((pending) => pending.clientId === clientId);
    if (!one) return;
    this.store({ ...one, failed: undefined });
    this.flush();
  }

  drop(clientId: string): void {
    keep(this.prefix + clientId, null);
    this.list = this.list.filter((pending) => pending.clientId !== clientId);
    this.changed();
  }

  /** The log is known up to `high`; these stand in it. */
  settle(high: number, seen: Set<string | null>): void {
    this.high = high;
    for (const one of this.list) if (seen.has(one.clientId) || (one.seq && one.seq <= high)) this.drop(one.clientId);
  }

  private get prefix(): string {
    return `weft.out.${this.conversation}.`;
  }

  private store(pending: Pending): void {
    keep(this.prefix + pending.clientId, pending);
    this.list = [...this.list.filter((one) => one.clientId !== pending.clientId), pending].sort((a, b) => a.at - b.at);
    this.changed();
  }
}
