// Receives what a webhook tells, and takes only what is signed.
//   WEFT_WEBHOOK_SECRET=whsec_... PORT=8000 node webhook.ts
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Events } from 'weft-client';

const SECRET = process.env.WEFT_WEBHOOK_SECRET ?? '';

function isFromWeft(headers: IncomingHttpHeaders, body: Buffer): boolean {
  const id = headers['webhook-id'], timestamp = headers['webhook-timestamp'], signatures = headers['webhook-signature'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp ?? 0)) > 300) return false;
  const key = Buffer.from(SECRET.replace(/^whsec_/, ''), 'base64');
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  const wanted = Buffer.from('v1,' + createHmac('sha256', key).update(signed).digest('base64'));
  // Several, while a secret is being changed.
  return String(signatures).split(' ').some((one) => {
    const given = Buffer.from(one);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

type Event = { [T in keyof Events]: { type: T; timestamp: string; data: Events[T] } }[keyof Events];

function take(event: Event): void {
  if (event.type === 'message.created') console.log('a message in', event.data.conversation);
  else console.log(event.type, JSON.stringify(event.data));
}

createServer((request, answer) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
    const body = Buffer.concat(chunks), good = isFromWeft(request.headers, body);
    answer.writeHead(good ? 204 : 401).end();
    // The same webhook-id may come twice: pass over what you have seen.
    if (good) take(JSON.parse(body.toString()) as Event);
  });
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
