// The log without holes, without a page: entries early, twice, late, and what the company no longer keeps.
import { expect, test } from '@playwright/test';
import { Log } from '../src/protocol/log';
import type { Entry, Page } from '../src/protocol/types';

const entry = (seq: number): Entry => ({ seq, kind: 'message', actor: 'a', at: '', body: {}, message_no: seq, client_id: null });
const page = (from: number, to: number, head = to, first = 1, missing: number[] = []): Page => ({
  items: Array.from({ length: to - from + 1 }, (_, i) => entry(from + i)).filter((one) => !missing.includes(one.seq)),
  covers: { from, to }, head_seq: head, first_seq: first,
});
const seqs = (log: Log) => log.entries.map((one) => one.seq);

test.describe('the log', () => {
  test('takes what follows, once', () => {
    const log = new Log();
    log.append(page(5, 7));
    expect(log.apply(entry(8))).toBe(true);
    expect(log.apply(entry(8))).toBe(true);
    expect(log.apply(entry(6))).toBe(true);
    expect(seqs(log)).toEqual([5, 6, 7, 8]);
  });

  test('keeps what comes too early until the hole is closed', () => {
    const log = new Log();
    expect(log.apply(entry(12))).toBe(false);
    log.append(page(1, 8));
    expect(log.apply(entry(11))).toBe(false);
    expect(seqs(log).at(-1)).toBe(8);
    log.append(page(9, 10));
    expect(seqs(log)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(log.high).toBe(12);
  });

  test('passes over numbers that are not for us', () => {
    const log = new Log();
    log.append(page(1, 6, 6, 1, [3, 6]));
    expect(log.high).toBe(6);
    expect(log.apply(entry(7))).toBe(true);
    expect(seqs(log)).toEqual([1, 2, 4, 5, 7]);
  });

  test('goes back to the beginning, and not below what is kept', () => {
    const log = new Log();
    log.append(page(51, 100));
    expect(log.older).toBe(true);
    log.prepend(page(11, 50, 100, 11));
    expect(log.older).toBe(false);
    expect(seqs(log)[0]).toBe(11);
    log.append({ ...page(101, 101, 101, 90) });
    expect(seqs(log)[0]).toBe(90);
  });
});
