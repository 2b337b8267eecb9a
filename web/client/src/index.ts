// Calls a Weft server over REST, with the types of its own document. No library beside it: fetch is enough.
import type { Operations, Problem as ProblemObject } from './api.js';

export type { Events, Operations } from './api.js';

/** Method and path as in /openapi.json: 'POST /api/v1/groups'. */
export type Operation = keyof Operations;
/** Path, query and body of an operation as one object: field names are never used twice. */
export type Fields<K extends Operation> = Operations[K]['fields'];
export type Answer<K extends Operation> = Operations[K]['answer'];
/** The operation of this name, for those who speak WebSocket: Named<'message.send'>['answer']. */
export type Named<N extends string> = Extract<Operations[Operation], { name: N }>;

type Pages = { items: unknown[]; next_cursor?: string | null };
/** Operations that answer in pages. */
export type Paged = { [K in Operation]: Answer<K> extends Pages ? K : never }[Operation];
export type Item<K extends Paged> = Answer<K> extends { items: (infer I)[] } ? I : never;

export type Bytes = Blob | BufferSource;
export type More<K extends Operation> = {
  /** Of a write that may be sent again: the same key and fields are carried out once. */
  key?: string;
  signal?: AbortSignal;
} & (Operations[K]['bytes'] extends true ? { bytes: Bytes } : { bytes?: undefined });

type Rest<K extends Operation> = Operations[K]['bytes'] extends true ? [more: More<K>] : [more?: More<K>];

/** A refusal of the server, or `network`: nothing was answered, and what became of the call is not known. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: ProblemObject['code'] | 'network' | (string & {}),
    detail: string,
    readonly field = '',
    /** Seconds after which it may go well; 0: nothing was said. */
    readonly retryAfter = 0,
    readonly requestId = '',
  ) {
    super(detail);
    this.name = 'Problem';
  }

  /** Whether the same request may go well later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  static of(status: number, from: unknown): Problem {
    const given = (from ?? {}) as Partial<ProblemObject>;
    return new Problem(
      status, String(given.code ?? ''), String(given.detail ?? given.title ?? ''), String(given.field ?? ''),
      Number(given.retry_after ?? 0), String(given.request_id ?? ''));
  }
}

export interface Options {
  /** `https://chat.example.com`; empty: that of the page. */
  origin?: string;
  /** Of a session or an app. */
  token?: string | null;
  /** Without a token, in a page of the same origin: the cookie that signing in has set. */
  cookie?: boolean;
  fetch?: typeof fetch;
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}

/** What fetch needs for an operation; fields that are not in the path go into the query where there is no JSON body. */
function requestOf(operation: string, fields: Record<string, unknown>, bytes: Bytes | undefined): [path: string, init: RequestInit] {
  const [method = '', template = ''] = operation.split(' ');
  const rest = new Map(Object.entries(fields).filter(([, value]) => value !== undefined));
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(textOf(value));
  });
  if (bytes === undefined && method !== 'GET' && method !== 'DELETE')
    return [path, { method, body: JSON.stringify(Object.fromEntries(rest)), headers: { 'Content-Type': 'application/json' } }];
  const query = new URLSearchParams();
  for (const [name, value] of rest) if (value !== null) query.set(name, textOf(value));
  const target = String(query) ? `${path}?${query}` : path;
  return [target, bytes === undefined ? { method } : { method, body: bytes as BodyInit, headers: { 'Content-Type': 'application/octet-stream' } }];
}

export class Weft {
  constructor(private readonly options: Options = {}) {}

  /** The same server, as somebody else. */
  as(token: string | null): Weft {
    return new Weft({ ...this.options, token });
  }

  /** Raises Problem. Bytes come as a Blob. */
  async call<K extends Operation>(operation: K, fields: Fields<K>, ...[more]: Rest<K>): Promise<Answer<K>> {
    const { origin = '', token, cookie, fetch: ask = fetch } = this.options;
    const [path, init] = requestOf(operation, fields, more?.bytes);
    const headers = new Headers(init.headers);
    if (token) headers.set('Authorization', `Bearer ${token}`);
    if (more?.key) headers.set('Idempotency-Key', more.key);
    const credentials = cookie && !token ? 'same-origin' : 'omit';
    const answer = await ask(origin + path, { ...init, headers, credentials, signal: more?.signal ?? null }).catch((error: unknown) => {
      if (more?.signal?.aborted) throw error;
      throw new Problem(0, 'network', String(error));
    });
    return read(answer) as Promise<Answer<K>>;
  }

  /** Every item of all pages, asked for as they are needed. `limit` is how many a page has. */
  async *each<K extends Paged>(operation: K, fields: Fields<K>, ...more: Rest<K>): AsyncGenerator<Item<K>, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const page: Pages = await this.call(operation, cursor ? { ...fields, cursor } : fields, ...more) as Pages;
      yield* page.items as Item<K>[];
      cursor = page.next_cursor;
    } while (cursor);
  }
}

async function read(answer: Response): Promise<unknown> {
  if (!answer.ok) throw Problem.of(answer.status, await answer.json().catch(() => null));
  // A file may well be JSON; it comes with its name.
  const file = answer.headers.has('Content-Disposition');
  const json = !file && answer.headers.get('Content-Type')?.startsWith('application/json');
  return (json ? answer.json() : answer.blob()).catch((error: unknown) => {
    throw new Problem(0, 'network', String(error));
  });
}
