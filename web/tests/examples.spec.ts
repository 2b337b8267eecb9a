// The examples of docs/examples, each run as its first lines say, against the program.
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type { Caller } from './support/caller';
import { expect, PASSWORD, test, wayTo } from './support/stand';
import { freePort } from './support/server';

const EXAMPLES = resolve('../docs/examples');
type Settings = Record<string, string>;

interface Ended {
  code: number | null;
  said: string;
}

class Program {
  said = '';
  private readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  private listeners = new Set<() => void>();

  constructor([name = '', ...words]: string[], settings: Settings, input?: Buffer) {
    this.process = spawn(name, words, { env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1', ...settings } });
    for (const stream of [this.process.stdout!, this.process.stderr!])
      stream.on('data', (text) => {
        this.said += text;
        for (const listener of this.listeners) listener();
      });
    this.ended = new Promise((done) => this.process.once('close', (code) => done({ code, said: this.said })));
    this.process.stdin!.end(input);
  }

  says(text: string): Promise<void> {
    return new Promise((done, failed) => {
      const look = () => this.said.includes(text) && done();
      this.listeners.add(look);
      void this.ended.then(() => failed(new Error(`it ended without saying "${text}": ${this.said}`)));
      look();
    });
  }

  stop(): Promise<Ended> {
    this.process.kill();
    return this.ended;
  }
}

let scratch = '';
test.beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'weft-examples-'));
});
test.afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What a shell would be told: TypeScript is made into a script that every node takes. */
async function commandOf(example: string): Promise<string[]> {
  const path = join(EXAMPLES, example);
  if (example.endsWith('.sh')) return ['sh', path];
  if (example.endsWith('.py')) return ['python3', path];
  const outfile = join(scratch, `${example.replaceAll('/', '-')}.mjs`);
  await build({
    entryPoints: [path], outfile, bundle: true, platform: 'node', format: 'esm', target: 'node18', logLevel: 'silent',
    alias: { 'weft-client': resolve('client/src/index.ts') },
  });
  return ['node', outfile];
}

async function run(example: string, words: string[], settings: Settings): Promise<string> {
  const { code, said } = await new Program([...(await commandOf(example)), ...words], settings).ended;
  expect(code, said).toBe(0);
  return said;
}

async function customersOf(boss: Caller, names: string[]): Promise<void> {
  const way = await wayTo(boss);
  for (const name of names) await boss.call('visit.start', { code: way.path.replace('/c/', ''), name });
}

for (const example of ['curl/send.sh', 'python/send.py', 'typescript/send.ts'])
  test(`${example} signs in and writes to a colleague`, async ({ server, boss, emma }) => {
    const text = `hello from ${example}`;
    await run(example, ['emma', text], { WEFT_ORIGIN: server.origin, WEFT_USER: 'boss', WEFT_PASSWORD: PASSWORD });
    const chat = await emma.call('conversation.open_direct', { peer: 'boss' });
    expect(await boss.texts(chat.id)).toContain(text);
  });

test('curl/app.sh gets a token and writes to a member', async ({ server, boss, emma }) => {
  const made = await boss.call('app.create', { name: 'Builds', range: { everybody: true } });
  const settings = { WEFT_ORIGIN: server.origin, WEFT_COMPANY: 'acme', WEFT_APP: String(made.app.app), WEFT_SECRET: made.secret };
  const sent = JSON.parse(await run('curl/app.sh', ['emma', 'the build is green'], settings));
  expect([sent.wanted, sent.invalid_members]).toEqual([1, []]);
  const { conversation } = await emma.call('app.enter', { app: made.app.app });
  await expect.poll(() => emma.texts(conversation)).toContain('the build is green');
});

for (const example of ['curl/customers.sh', 'python/customers.py', 'typescript/customers.ts'])
  test(`${example} pages through customers`, async ({ server, boss, emma }) => {
    const names = ['Ana', 'Bruno', 'Chiara'].map((name) => `${name} of ${example}`);
    await customersOf(boss, names);
    const said = await run(example, [], { WEFT_ORIGIN: server.origin, WEFT_TOKEN: emma.token!, WEFT_LIMIT: '2' });
    for (const name of names) expect(said.split(name).length - 1, name).toBe(1);
  });

for (const example of ['python/webhook.py', 'typescript/webhook.ts'])
  test(`${example} takes what is signed and nothing else`, async ({ boss }) => {
    const port = await freePort(), url = `http://127.0.0.1:${port}/hook`;
    const { webhook, secret } = await boss.call('webhook.create', { url, events: ['webhook.ping'] });
    const hook = new Program(await commandOf(example), { WEFT_WEBHOOK_SECRET: secret, PORT: String(port) });
    await hook.says('listening');
    await boss.call('webhook.test', { webhook: webhook.id });
    await hook.says('webhook.ping');
    const headers = { 'webhook-id': 'x', 'webhook-timestamp': String(Math.floor(Date.now() / 1000)), 'webhook-signature': 'v1,AAAA' };
    const forged = await fetch(url, { method: 'POST', headers, body: '{"type":"forged","timestamp":"","data":{}}' });
    expect(forged.status).toBe(401);
    expect((await hook.stop()).said).not.toContain('forged');
  });

test('curl/check-signature.sh tells what is signed from what is not', async ({ boss }) => {
  const told = new Promise<{ headers: string[]; body: Buffer }>((done) => {
    const receiver = createServer((request, answer) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        answer.writeHead(204).end(() => receiver.close());
        const headers = ['id', 'timestamp', 'signature'].map((name) => String(request.headers[`webhook-${name}`]));
        done({ headers, body: Buffer.concat(chunks) });
      });
    });
    receiver.listen(0, '127.0.0.1', async () => {
      const { port } = receiver.address() as { port: number };
      made = await boss.call('webhook.create', { url: `http://127.0.0.1:${port}/`, events: ['webhook.ping'] });
      await boss.call('webhook.test', { webhook: made.webhook.id });
    });
  });
  let made: { webhook: { id: string }; secret: string };
  const { headers, body } = await told;
  const command = [...(await commandOf('curl/check-signature.sh')), ...headers];
  const settings = { WEFT_WEBHOOK_SECRET: made!.secret };
  expect(await new Program(command, settings, body).ended).toEqual({ code: 0, said: '' });
  const altered = Buffer.concat([body, Buffer.from(' ')]);
  expect((await new Program(command, settings, altered).ended).code).toBe(1);
});
