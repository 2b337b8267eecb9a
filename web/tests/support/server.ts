// The program under test: `weft serve` on a scratch directory with a PostgreSQL of its own.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const OWNER = 'boss', PASSWORD = 'correct horse battery', COMPANY = 'Acme Lights';

const SETTINGS = `
[limits]
requests_per_second = 0
sign_in_failures_per_address = 1000000
[webhooks]
allowed_networks = ["127.0.0.0/8"]
[log]
level = "warn"
`;

export function program(): string {
  const named = process.env.WEFT_PROGRAM;
  const found = named ?? ['asan', 'release', 'dev'].map((one) => resolve(`../build/${one}/weft`)).find(existsSync);
  if (!found) throw new Error('there is no weft to ask: scripts/build');
  return found;
}

export async function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().once('error', failed).listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

export async function until<T>(what: string, look: () => Promise<T | null | undefined | false>, seconds = 20): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 30));
  }
}

export class Server {
  private readonly folder = mkdtempSync(join(tmpdir(), 'weft-web-'));
  private process: ChildProcess | null = null;
  port = 0;

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get options(): string[] {
    return ['--config', join(this.folder, 'weft.toml'), '--data', join(this.folder, 'data')];
  }

  async make(): Promise<void> {
    chmodSync(this.folder, 0o755);
    writeFileSync(join(this.folder, 'weft.toml'), SETTINGS);
    // Started by root, the server becomes the system user, whose folder this then is.
    if (process.getuid?.() === 0) {
      const user = Number(execFileSync('id', ['-u', 'weft'], { encoding: 'utf8' }));
      chownSync(this.folder, user, user);
    }
    this.port = await freePort();
    execFileSync(program(), [
      'init', '--company', COMPANY, '--handle', 'acme', '--owner', OWNER, '--name', 'Boss', '--password-stdin', ...this.options,
    ], { input: `${PASSWORD}\n`, stdio: ['pipe', 'ignore', 'inherit'] });
    await this.start();
  }

  async start(): Promise<void> {
    const log = createWriteStream(join(this.folder, 'log'), { flags: 'a' });
    this.process = spawn(program(), ['serve', ...this.options, '--host', '127.0.0.1', '--port', String(this.port)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, WEFT_SERVER_WEB: resolve('dist') },
    });
    this.process.stdout!.pipe(log, { end: false });
    this.process.stderr!.pipe(log, { end: false });
    await until('the server is ready', async () => {
      if (this.process!.exitCode !== null) throw new Error(`the server ended with ${this.process!.exitCode}, see ${this.folder}/log`);
      return fetch(`${this.origin}/readyz`).then((answer) => answer.ok, () => false);
    }, 90);
  }

  /** Where programs of this test may write. */
  get home(): string {
    return this.folder;
  }

  /** A command of the operator, on the same data. */
  run(...command: string[]): void {
    execFileSync(program(), [...command, ...this.options], { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  /** The hard way, unless told otherwise. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const one = this.process;
    this.process = null;
    if (!one || one.exitCode !== null) return;
    const ended = new Promise((done) => one.once('exit', done));
    one.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
