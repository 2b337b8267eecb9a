// Requests over HTTP: what there is before a session, and bytes.
import { Problem, type Look, type Started, type Stored } from './types';

async function call<T>(method: string, path: string, token: string | null, body?: unknown): Promise<T> {
  const headers: Record<string, string> = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(path, {
      method, headers, body: body === undefined ? undefined : JSON.stringify(body), credentials: 'omit', cache: 'no-store',
    });
  } catch {
    throw new Problem(0, 'network', '');
  }
  const value: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw Problem.of(answer.status, value);
  return value as T;
}

const TRIES = 6, LONGEST_PAUSE = 10;

/** Asks again while the server says that it is busy, a few times; everybody after another pause, so that no crowd comes back as one. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; ++tries) {
    try {
      return await ask();
    } catch (error) {
      const busy = error instanceof Problem && (error.status === 429 || error.status === 503) && error.retryAfter <= LONGEST_PAUSE;
      if (!busy || tries === TRIES) throw error;
      const pause = Math.max(1, error.retryAfter) * (1 + Math.random()) * Math.min(tries, 3);
      await new Promise((done) => setTimeout(done, pause * 1000));
    }
  }
}

export function look(code: string): Promise<Look> {
  return patiently(() => call('GET', `/api/v1/visits/${encodeURIComponent(code)}`, null));
}

export interface Start {
  visitor?: string;
  name?: string;
  consent?: true;
  identity?: string;
  language?: string;
}

export function start(code: string, from: Start): Promise<Started> {
  return patiently(() => call('POST', `/api/v1/visits/${encodeURIComponent(code)}`, null, from));
}

/** The bytes of a file that a message shows; a page cannot name them to <img> itself, they need the token. */
export async function content(token: string, file: string, size?: 'small' | 'medium'): Promise<Blob> {
  let answer: Response;
  try {
    answer = await fetch(`/api/v1/files/${encodeURIComponent(file)}/content${size ? `?size=${size}` : ''}`, {
      headers: { Authorization: `Bearer ${token}` }, credentials: 'omit',
    });
  } catch {
    throw new Problem(0, 'network', '');
  }
  if (!answer.ok) throw Problem.of(answer.status, await answer.json().catch(() => null));
  return answer.blob();
}

/** The picture of an employee, for who only holds the code of the page. */
export async function picture(code: string, employee: string): Promise<Blob> {
  const answer = await fetch(`/api/v1/visits/${encodeURIComponent(code)}/pictures/${encodeURIComponent(employee)}`, { credentials: 'omit' });
  if (!answer.ok) throw Problem.of(answer.status, null);
  return answer.blob();
}

type Progress = (share: number) => void;

/** fetch() tells nothing of how far an upload is. */
function put<T>(method: string, path: string, token: string, bytes: Blob, progress: Progress): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onerror = () => reject(new Problem(0, 'network', ''));
    request.onload = () => {
      let value: unknown = null;
      try {
        value = JSON.parse(request.responseText);
      } catch { /* what is no JSON tells nothing */ }
      if (request.status >= 200 && request.status < 300) resolve(value as T);
      else reject(Problem.of(request.status, value));
    };
    request.send(bytes);
  });
}

const ONE_REQUEST = 4 << 20;

interface Upload {
  id: string;
  received: number;
  part_bytes: number;
}

/** Small files in one request, large ones in parts: each part that was taken is kept by the server. */
export async function upload(
  token: string, file: Blob, name: string, purpose: string, progress: Progress): Promise<Stored> {
  if (file.size <= ONE_REQUEST) {
    const query = new URLSearchParams({ name, purpose });
    return put('POST', `/api/v1/files?${query}`, token, file, progress);
  }
  let state: Upload = await call('POST', '/api/v1/uploads', token, { name, purpose, size: file.size });
  while (state.received < file.size) {
    const from = state.received;
    const part = file.slice(from, from + Math.min(state.part_bytes, ONE_REQUEST));
    state = await put('PUT', `/api/v1/uploads/${state.id}/bytes?offset=${from}`, token, part,
      (share) => progress((from + share * part.size) / file.size));
  }
  return call('POST', `/api/v1/uploads/${state.id}/complete`, token);
}
