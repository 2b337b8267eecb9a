// What is known of one conversation's log: a stretch without holes, and what came too early.
import type { Entry, Page } from './types';

const MOST_AHEAD = 500;

export class Log {
  /** In order of seq; may lack numbers that are not for us. */
  entries: Entry[] = [];
  /** The stretch that is covered: everything from `low` to `high` is known. `high` 0: nothing yet. */
  low = 0;
  high = 0;
  firstSeq = 1;
  private ahead = new Map<number, Entry>();

  /** An entry as an event. False: something before it is missing, and has to be asked for. */
  apply(entry: Entry): boolean {
    if (this.high > 0 && entry.seq <= this.high) return true;
    if (this.high > 0 && entry.seq === this.high + 1) {
      this.entries = [...this.entries, entry];
      this.high = entry.seq;
      this.drain();
      return true;
    }
    if (this.ahead.size < MOST_AHEAD) this.ahead.set(entry.seq, entry);
    return false;
  }

  /** A page of what follows, or the first page of all. */
  append(page: Page): void {
    this.firstSeq = page.first_seq;
    if (this.high === 0) this.low = page.covers.from;
    this.entries = [...this.entries, ...page.items.filter((entry) => entry.seq > this.high)];
    this.high = Math.max(this.high, page.covers.to);
    this.forget();
    this.drain();
  }

  /** A page of what lies before. */
  prepend(page: Page): void {
    this.firstSeq = page.first_seq;
    this.entries = [...page.items.filter((entry) => entry.seq < this.low), ...this.entries];
    this.low = Math.min(this.low, Math.max(page.covers.from, page.first_seq));
    if (page.items.length === 0) this.low = page.first_seq;
    this.forget();
  }

  get older(): boolean {
    return this.high > 0 && this.low > this.firstSeq;
  }

  clear(): void {
    this.entries = [];
    this.low = this.high = 0;
    this.firstSeq = 1;
    this.ahead.clear();
  }

  /** What the company no longer keeps is kept by nobody. */
  private forget(): void {
    if (this.entries.some((entry) => entry.seq < this.firstSeq))
      this.entries = this.entries.filter((entry) => entry.seq >= this.firstSeq);
  }

  private drain(): void {
    for (const seq of [...this.ahead.keys()].sort((a, b) => a - b)) {
      if (seq > this.high + 1) break;
      const entry = this.ahead.get(seq)!;
      this.ahead.delete(seq);
      if (seq === this.high + 1) {
        this.entries = [...this.entries, entry];
        this.high = seq;
      }
    }
  }
}
