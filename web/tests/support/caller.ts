// Somebody who calls operations over REST: an employee, or nobody in particular.
type Fields = Record<string, unknown>;
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

export class Refused extends Error {
  constructor(readonly status: number, readonly problem: { code: string; detail?: string; field?: string }) {
    super(`${status} ${JSON.stringify(problem)}`);
  }
}

export class Caller {
  constructor(readonly origin: string, readonly token: string | null = null) {}

  static async signedIn(origin: string, user: string, password: string): Promise<Caller> {
    const { token } = await new Caller(origin).call('POST', '/sessions', { user, password, device: 'test' });
    return new Caller(origin, token);
  }

  async call(method: string, path: string, fields?: Fields): Promise<Answer> {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}), ...(fields ? { 'Content-Type': 'application/json' } : {}),
      },
      body: fields ? JSON.stringify(fields) : undefined,
    });
    const value = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, value as Refused['problem']);
    return value;
  }

  get(path: string): Promise<Answer> {
    return this.call('GET', path);
  }
  post(path: string, fields: Fields = {}): Promise<Answer> {
    return this.call('POST', path, fields);
  }
  put(path: string, fields: Fields = {}): Promise<Answer> {
    return this.call('PUT', path, fields);
  }

  private sent = 0;
  /** A message; the seq of its entry. */
  async send(conversation: string, kind: string, body: Fields): Promise<number> {
    const { seq } = await this.post(`/conversations/${conversation}/messages`, { client_id: `t-${Date.now()}-${++this.sent}`, kind, body });
    return seq;
  }
  say(conversation: string, text: string): Promise<number> {
    return this.send(conversation, 'text', { text });
  }

  /** Every message of a conversation, oldest first. */
  async messages(conversation: string): Promise<{ seq: number; actor: string; body: Fields }[]> {
    const { items } = await this.get(`/conversations/${conversation}/entries?after=0&limit=200`);
    return items.filter((one: { kind: string }) => one.kind === 'message');
  }

  async upload(bytes: Uint8Array, name: string, purpose: string): Promise<string> {
    const answer = await fetch(`${this.origin}/api/v1/files?${new URLSearchParams({ name, purpose })}`, {
      method: 'POST', headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/octet-stream' }, body: new Blob([bytes as BlobPart]),
    });
    if (!answer.ok) throw new Refused(answer.status, (await answer.json()) as Refused['problem']);
    return ((await answer.json()) as { id: string }).id;
  }
}
