// The client package: its types are those of this server, and what it does with answers, refusals, pages, keys and bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { generate } from '../client/generate.mjs';
import { Problem, Weft } from '../client/src/index';
import { expect, PASSWORD, test, wayTo } from './support/stand';
import { OWNER, type Server } from './support/server';

const TYPES = 'client/src/api.ts';

async function owner(server: Server): Promise<Weft> {
  const nobody = new Weft({ origin: server.origin });
  const { token } = await nobody.call('POST /api/v1/sessions', { user: OWNER, password: PASSWORD, device: 'client' });
  return nobody.as(token);
}

async function refusal(call: Promise<unknown>): Promise<Problem> {
  const problem = await call.then(() => null, (error: unknown) => error);
  expect(problem).toBeInstanceOf(Problem);
  return problem as Problem;
}

test.describe('the client', () => {
  test('has the types of this server; WEFT_WRITE_CLIENT=1 writes them', async ({ server }) => {
    const now = generate(await (await fetch(`${server.origin}/openapi.json`)).json());
    if (process.env.WEFT_WRITE_CLIENT) writeFileSync(TYPES, now);
    expect(readFileSync(TYPES, 'utf8') === now, 'web/client/src/api.ts is not of this server').toBe(true);
  });

  test('puts fields into path, query and body', async ({ server, emma }) => {
    expect(emma.token).not.toBeNull();
    const weft = await owner(server);
    const group = await weft.call('POST /api/v1/groups', { name: 'Fields / 字段', members: ['emma'] });
    const sent = await weft.call('POST /api/v1/conversations/{conversation}/messages',
      { conversation: group.id, client_id: 'one', kind: 'text', body: { text: 'hello' } });
    const { items } = await weft.call('GET /api/v1/conversations/{conversation}/entries', { conversation: group.id, after: sent.seq - 1 });
    expect(items.map((one) => one.body)).toEqual([{ kind: 'text', text: 'hello' }]);
  });

  test('walks through all pages', async ({ server, emma }) => {
    expect(emma.token).not.toBeNull();
    const weft = await owner(server);
    const wanted: string[] = [];
    for (let number = 0; number < 5; ++number)
      wanted.push((await weft.call('POST /api/v1/groups', { name: `Page ${number}`, members: ['emma'] })).id);
    const seen: string[] = [];
    for await (const one of weft.each('GET /api/v1/conversations', { limit: 2 })) seen.push(one.id);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(wanted));
  });

  test('carries a keyed write out once', async ({ server, emma }) => {
    expect(emma.token).not.toBeNull();
    const weft = await owner(server);
    const first = await weft.call('POST /api/v1/groups', { name: 'Once', members: ['emma'] }, { key: 'group-once' });
    const again = await weft.call('POST /api/v1/groups', { name: 'Once', members: ['emma'] }, { key: 'group-once' });
    expect(again.id).toBe(first.id);
    expect(again.duplicate).toBe(true);
    const other = await refusal(weft.call('POST /api/v1/groups', { name: 'Twice', members: ['emma'] }, { key: 'group-once' }));
    expect([other.status, other.code]).toEqual([409, 'idempotency_conflict']);
  });

  test('raises what the server says', async ({ server }) => {
    const weft = await owner(server);
    const wrong = await refusal(weft.call('POST /api/v1/groups', { name: '', members: ['boss'] }));
    expect([wrong.status, wrong.code, wrong.field, wrong.passing]).toEqual([400, 'invalid_argument', 'name', false]);
    expect(wrong.requestId).not.toBe('');
    const nobody = await refusal(weft.as(null).call('GET /api/v1/me', {}));
    expect(nobody.code).toBe('unauthenticated');
    const nowhere = await refusal(new Weft({ origin: 'http://127.0.0.1:1' }).call('GET /api/v1/me', {}));
    expect([nowhere.status, nowhere.code, nowhere.passing]).toEqual([0, 'network', true]);
  });

  test('takes bytes there and back, whatever is in them', async ({ server }) => {
    const weft = await owner(server);
    const text = '{"not": "an answer"}';
    const stored = await weft.call('POST /api/v1/files', { name: 'a & b.json' }, { bytes: new Blob([text]) });
    expect(stored.name).toBe('a & b.json');
    const back = await weft.call('GET /api/v1/files/{file}/content', { file: stored.id });
    expect(await back.text()).toBe(text);
  });

  test('goes by the cookie in a page of the server', async ({ server, boss, emma, page }) => {
    expect(emma.token).not.toBeNull();
    const { outputFiles } = await build({ entryPoints: ['client/src/index.ts'], bundle: true, format: 'iife', globalName: 'client', write: false });
    const way = await wayTo(boss);
    await page.goto(server.origin + way.path);
    const name = await page.evaluate(`(async () => {
      ${outputFiles[0]!.text}
      const weft = new client.Weft({ cookie: true });
      await weft.call('POST /api/v1/sessions', ${JSON.stringify({ user: OWNER, password: PASSWORD, device: 'page' })});
      await weft.call('POST /api/v1/groups', { name: 'By cookie', members: ['emma'] });
      return (await weft.call('GET /api/v1/me', {})).principal.userid;
    })()`);
    expect(name).toBe(OWNER);
  });
});
