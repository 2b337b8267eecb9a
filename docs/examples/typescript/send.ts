// Signs in and writes to a colleague.
//   WEFT_ORIGIN=https://chat.example.com WEFT_USER=alice WEFT_PASSWORD=... node send.ts bob 'hello Bob'
import { randomUUID } from 'node:crypto';
import { Weft } from 'weft-client';

const [to = '', text = ''] = process.argv.slice(2);
const { WEFT_ORIGIN, WEFT_USER = '', WEFT_PASSWORD = '' } = process.env;

const nobody = new Weft({ origin: WEFT_ORIGIN });
const { token } = await nobody.call('POST /api/v1/sessions', { user: WEFT_USER, password: WEFT_PASSWORD, device: 'send.ts' });
const weft = nobody.as(token);
const chat = await weft.call('POST /api/v1/conversations/direct', { peer: to });
// The client_id makes it safe to send the same again when no answer came: it is written once.
const sent = await weft.call('POST /api/v1/conversations/{conversation}/messages',
  { conversation: chat.id, client_id: randomUUID(), kind: 'text', body: { text } });
console.log(`message ${sent.seq} of ${chat.id}`);
