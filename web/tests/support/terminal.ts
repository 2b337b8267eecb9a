// `weft chat` on a pseudo terminal: how an employee works without a browser.
import { spawn, type ChildProcess } from 'node:child_process';
import { program, until, type Server } from './server';

const ESCAPES = /\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r/g;
const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

export class Terminal {
  private shown = '';
  private readonly process: ChildProcess;

  /** Signed in as this employee, with the conversation of this name open. */
  constructor(server: Server, user: string, password: string, to: string) {
    const line = [program(), 'chat', '--as', user, '--server', server.origin, '--to', to].map(quoted).join(' ');
    this.process = spawn('script', ['--quiet', '--return', '--command', line, '/dev/null'], {
      env: { ...process.env, WEFT_PASSWORD: password, HOME: server.home, TERM: 'xterm', COLUMNS: '160', LINES: '50' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.process.stdout!.on('data', (bytes: Buffer) => { this.shown += bytes.toString('utf8'); });
  }

  get text(): string {
    return this.shown.replace(ESCAPES, '');
  }

  async shows(text: string): Promise<void> {
    await until(`the terminal shows "${text}", not only\n${this.text}`, async () => this.text.includes(text));
  }

  type(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  async quit(): Promise<void> {
    if (this.process.exitCode !== null) return;
    const ended = new Promise((done) => this.process.once('exit', done));
    this.type('/quit');
    await ended;
  }
}
