// The WebSocket: requests and their answers, events, and coming back after it broke.
import { Problem, type Hello } from './types';

export type SocketEvent = { ev: string; conversation?: string } & Record<string, unknown>;

export interface SocketHandlers {
  /** What is known already: sent with each hello. */
  cursors(): { cursors: Record<string, number>; epoch?: string };
  /** Called before anything that came after the answer is handled. */
  hello(answer: Hello): void;
  event(event: SocketEvent): void;
  link(up: boolean): void;
  /** The token is not good any more. */
  signedOut(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(problem: Problem): void;
}

const FIRST_WAIT = 500, LONGEST_WAIT = 15000, ANSWER_WAIT = 20000;
const REPLACED = 4409;

export class Socket {
  private socket: WebSocket | null = null;
  private waiting = new Map<number, Waiting>();
  private next = 1;
  private wait = FIRST_WAIT;
  private timer: number | undefined;
  private hint = 0;
  private stopped = false;
  up = false;

  constructor(private readonly token: string, private readonly handlers: SocketHandlers) {
    addEventListener('online', this.hurry);
    document.addEventListener('visibilitychange', this.hurry);
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener('online', this.hurry);
    document.removeEventListener('visibilitychange', this.hurry);
    this.socket?.close(1000);
  }

  request<T>(op: string, input: unknown): Promise<T> {
    if (!this.up) return Promise.reject(new Problem(0, 'network', ''));
    return this.send<T>(op, input);
  }

  /** When the network is back, or somebody looks again, there is no reason to wait. */
  private hurry = (): void => {
    if (this.stopped || document.hidden || this.socket) return;
    clearTimeout(this.timer);
    this.connect();
  };

  private connect(): void {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/ws`, 'weft.v1');
    this.socket = socket;
    socket.onopen = () => this.greet();
    socket.onmessage = (message) => {
      for (const line of String(message.data).split('\n')) if (line) this.take(JSON.parse(line));
    };
    socket.onclose = (event) => {
      if (this.socket === socket) this.closed(event.code);
    };
  }

  private greet(): void {
    const input = { token: this.token, device: 'customer page', ...this.handlers.cursors() };
    this.send<Hello>('hello', input, (answer) => {
      this.up = true;
      this.wait = FIRST_WAIT;
      this.handlers.hello(answer);
      this.handlers.link(true);
    }).catch((problem: Problem) => {
      if (problem.status === 401) this.end();
      else this.socket?.close();
    });
  }

  private end(): void {
    this.stop();
    this.handlers.signedOut();
  }

  private closed(code: number): void {
    this.socket = null;
    this.up = false;
    for (const one of this.waiting.values()) one.reject(new Problem(0, 'network', ''));
    this.waiting.clear();
    if (this.stopped) return;
    this.handlers.link(false);
    // Who was signed out (4401) asks once more: the company may have found out who one is, and the token goes on.
    // A page of which too many are open waits until somebody looks at it again.
    if (code === REPLACED) return;
    const wait = Math.max(this.hint, this.wait) * (0.7 + 0.6 * Math.random());
    this.hint = 0;
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    this.timer = window.setTimeout(() => this.connect(), wait);
  }

  /** `first` is called with the answer before the next object of the socket is looked at. */
  private send<T>(op: string, input: unknown, first?: (answer: T) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      const id = this.next++;
      const timer = setTimeout(() => {
        if (this.waiting.delete(id)) reject(new Problem(0, 'network', ''));
        this.socket?.close();
      }, ANSWER_WAIT);
      this.waiting.set(id, {
        resolve: (value) => {
          clearTimeout(timer);
          first?.(value as T);
          resolve(value as T);
        },
        reject: (problem) => {
          clearTimeout(timer);
          reject(problem);
        },
      });
      this.socket?.send(JSON.stringify({ id, op, in: input }));
    });
  }

  private take(object: Record<string, unknown>): void {
    if (typeof object.ev === 'string') {
      if (object.ev === 'bye') this.hint = Number(object.retry_after_ms ?? 0);
      this.handlers.event(object as SocketEvent);
      return;
    }
    const one = this.waiting.get(Number(object.id));
    this.waiting.delete(Number(object.id));
    if (object.error) one?.reject(Problem.of(Number((object.error as { status?: number }).status ?? 500), object.error));
    else one?.resolve(object.ok);
  }
}
