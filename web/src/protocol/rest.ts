// Requests over HTTP: what there is before a session, and bytes.
import { Weft, type Answer, type Fields } from '../../client/src/index.js';
import { Problem, type Look, type Started, type Stored } from './types';

const nobody = new Weft();

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
  return patiently(() => nobody.call('GET /api/v1/visits/{code}', { code }));
}

export type Start = Omit<Fields<'POST /api/v1/visits/{code}'>, 'code'>;

export function start(code: string, from: Start): Promise<Started> {
  return patiently(() => nobody.call('POST /api/v1/visits/{code}', { code, ...from }));
}

/** The bytes of a file that a message shows; a page cannot name them to <img> itself, they need the token. */
export function content(token: string, file: string, size?: 'small' | 'medium'): Promise<Blob> {
  return nobody.as(token).call('GET /api/v1/files/{file}/content', { file, size });
}

/** The picture of an employee, for who only holds the code of the page. */
export function picture(code: string, employee: string): Promise<Blob> {
  return nobody.call('GET /api/v1/visits/{code}/pictures/{employee}', { code, employee });
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

export type Purpose = NonNullable<Fields<'POST /api/v1/uploads'>['purpose']>;

/** Small files in one request, large ones in parts: each part that was taken is kept by the server. */
export async function upload(
  token: string, file: Blob, name: string, purpose: Purpose, progress: Progress): Promise<Stored> {
  if (file.size <= ONE_REQUEST) {
    const query = new URLSearchParams({ name, purpose });
    return put('POST', `/api/v1/files?${query}`, token, file, progress);
  }
  const weft = nobody.as(token);
  let state: Answer<'POST /api/v1/uploads'> = await weft.call('POST /api/v1/uploads', { name, purpose, size: file.size });
  while (state.received < file.size) {
    const from = state.received;
    const part = file.slice(from, from + Math.min(state.part_bytes, ONE_REQUEST));
    state = await put('PUT', `/api/v1/uploads/${state.id}/bytes?offset=${from}`, token, part,
      (share) => progress((from + share * part.size) / file.size));
  }
  return weft.call('POST /api/v1/uploads/{upload}/complete', { upload: state.id });
}
