// Somebody who calls operations by their names, over REST: an employee, or nobody in particular.
type Fields = Record<string, unknown>;
// What an operation answers is looked at field by field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Answer = any;

export class Refused extends Error {
  constructor(readonly status: number, readonly problem: { code: string; detail?: string; field?: string }) {
    super(`${status} ${JSON.stringify(problem)}`);
  }
}

/** Where an operation is, from /openapi.json. */
type Places = Map<string, { method: string; path: string }>;

async function placesOf(origin: string): Promise<Places> {
  const { paths } = (await (await fetch(`${origin}/openapi.json`)).json()) as { paths: Record<string, Record<string, { operationId: string }>> };
  const places: Places = new Map();
  for (const [path, methods] of Object.entries(paths))
    for (const [method, { operationId }] of Object.entries(methods)) places.set(operationId, { method: method.toUpperCase(), path });
  return places;
}

export class Caller {
  private constructor(readonly origin: string, private readonly places: Places, readonly token: string | null) {}

  static async nobody(origin: string): Promise<Caller> {
    return new Caller(origin, await placesOf(origin), null);
  }

  async signedIn(user: string, password: string): Promise<Caller> {
    const { token } = await this.call('session.create', { user, password, device: 'test' });
    return new Caller(this.origin, this.places, token);
  }

  async call(operation: string, fields: Fields = {}): Promise<Answer> {
    const place = this.places.get(operation);
    if (!place) throw new Error(`there is no operation ${operation}`);
    const rest = { ...fields };
    let path = place.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = encodeURIComponent(String(rest[name]));
      delete rest[name];
      return value;
    });
    const inQuery = place.method === 'GET' || place.method === 'DELETE';
    if (inQuery && Object.keys(rest).length) path += `?${new URLSearchParams(rest as Record<string, string>)}`;
    return this.fetch(place.method, path, inQuery ? undefined : JSON.stringify(rest), 'application/json');
  }

  private async fetch(method: string, path: string, body: BodyInit | undefined, type: string): Promise<Answer> {
    const answer = await fetch(this.origin + path, {
      method, body, headers: { ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}), ...(body ? { 'Content-Type': type } : {}) },
    });
    const value = await answer.json();
    if (!answer.ok) throw new Refused(answer.status, value as Refused['problem']);
    return value;
  }

  private sent = 0;
  /** A message; the seq of its entry. */
  async send(conversation: string, kind: string, body: Fields): Promise<number> {
    this.sent += 1;
    const { seq } = await this.call('message.send', { conversation, client_id: `t-${Date.now()}-${this.sent}`, kind, body });
    return seq;
  }
  say(conversation: string, text: string): Promise<number> {
    return this.send(conversation, 'text', { text });
  }

  /** Every message of a conversation, oldest first. */
  async messages(conversation: string): Promise<{ seq: number; actor: string; body: Fields }[]> {
    const { items } = await this.call('entry.list', { conversation, after: 0, limit: 200 });
    return items.filter((one: { kind: string }) => one.kind === 'message');
  }
  async texts(conversation: string): Promise<unknown[]> {
    return (await this.messages(conversation)).map((one) => one.body.text ?? one.body.kind);
  }

  async upload(bytes: Uint8Array, name: string, purpose: string): Promise<string> {
    const query = new URLSearchParams({ name, purpose });
    return (await this.fetch('POST', `/api/v1/files?${query}`, new Blob([bytes as BlobPart]), 'application/octet-stream')).id;
  }
}
