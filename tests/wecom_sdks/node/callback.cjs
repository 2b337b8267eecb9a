// The address at which WeCom tells an app: opened with the official @wecom/crypto at /crypto, by node-easywechat's own server at
// /easywechat. What comes is told on; an answer that was put down for it goes back sealed.
'use strict';
const http = require('node:http');
const { decrypt, encrypt, getSignature } = require('@wecom/crypto');
const { parseStringPromise } = require('xml2js');
const { ServerRequest } = require('node-easywechat');
const { tell } = require('./speak.cjs');

const opened = async (xml) => (await parseStringPromise(xml, { explicitArray: false })).xml;
const body = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};

class Callback {
  constructor({ corp, token, key }, makeApp) {
    Object.assign(this, { corp, token, key, makeApp });
    this.answers = []; // {event, xml}: what is said to the next event of this name
    this.server = http.createServer((request, response) => {
      this.take(request).catch((error) => ({ status: 500, text: String(error) })).then(({ status, text }) => {
        if (status !== 200) tell({ refused: text });
        response.writeHead(status, { 'Content-Type': 'text/plain' }).end(text);
      });
    });
  }

  listen() {
    return new Promise((done) => this.server.listen(0, '127.0.0.1', () => done(this.server.address().port)));
  }

  take(request) {
    const url = new URL(request.url, 'http://callback');
    if (url.pathname === '/easywechat') return this.byEasyWeChat(request);
    return this.byCrypto(request, Object.fromEntries(url.searchParams));
  }

  open(sealed, { msg_signature, timestamp, nonce }) {
    if (getSignature(this.token, timestamp, nonce, sealed) !== msg_signature) throw new Error('the signature is wrong');
    const { message, id } = decrypt(this.key, sealed);
    if (id !== this.corp) throw new Error(`it is for ${id}`);
    return message;
  }

  seal(xml) {
    const sealed = encrypt(this.key, xml, this.corp);
    const time = String(Math.floor(Date.now() / 1000)), nonce = 'once' + time;
    return `<xml><Encrypt><![CDATA[${sealed}]]></Encrypt>` +
      `<MsgSignature><![CDATA[${getSignature(this.token, time, nonce, sealed)}]]></MsgSignature>` +
      `<TimeStamp>${time}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
  }

  async byCrypto(request, query) {
    if (request.method === 'GET') {
      const text = this.open(query.echostr, query);
      tell({ via: 'crypto', Event: 'verify' });
      return { status: 200, text };
    }
    const outer = await opened(await body(request));
    const message = await opened(this.open(outer.Encrypt, query));
    tell({ via: 'crypto', AgentIDOutside: outer.AgentID, ...message });
    const at = this.answers.findIndex(({ event }) => event === (message.Event ?? message.MsgType));
    if (at < 0) return { status: 200, text: 'success' };
    const [{ xml }] = this.answers.splice(at, 1);
    const time = Math.floor(Date.now() / 1000);
    return { status: 200, text: this.seal(`<xml><ToUserName><![CDATA[${message.FromUserName}]]></ToUserName>` +
      `<FromUserName><![CDATA[${message.ToUserName}]]></FromUserName><CreateTime>${time}</CreateTime>${xml}</xml>`) };
  }

  async byEasyWeChat(request) {
    // An application holds one request at a time.
    const app = this.makeApp().setRequest(await ServerRequest.createFromIncomingMessage(request));
    const server = app.getServer();
    server.with((message, next) => {
      tell({ via: 'easywechat', ...message.toObject() });
      const at = this.answers.findIndex(({ event }) => event === (message.Event ?? message.MsgType));
      return at < 0 ? next(message) : this.answers.splice(at, 1)[0].reply;
    });
    const answer = await server.serve();
    return { status: answer.getStatusCode(), text: answer.getBody().toString() };
  }
}

module.exports = { Callback };
