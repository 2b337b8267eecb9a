// Pages through the customers whom the caller serves.
//   WEFT_ORIGIN=https://chat.example.com WEFT_TOKEN=... node customers.ts
import { Weft } from 'weft-client';

const { WEFT_ORIGIN, WEFT_TOKEN, WEFT_LIMIT = '100' } = process.env;

const weft = new Weft({ origin: WEFT_ORIGIN, token: WEFT_TOKEN });
for await (const { contact, follow } of weft.each('POST /api/v1/contacts/list', { limit: Number(WEFT_LIMIT) }))
  console.log(contact.name, follow.status);
