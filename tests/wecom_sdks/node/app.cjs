// An app of the company written with node-easywechat: calls the API, and hears of events at its callback.
'use strict';
const { getJsApiSignature } = require('@wecom/crypto');
const { Work } = require('node-easywechat');
const WeWork = require('node-socialite/dist/Providers/WeWork').default;
const { Callback } = require('./callback.cjs');
const { serve } = require('./speak.cjs');

let app, callback;

const answered = (response) => response.toObject();

serve({
  async begin({ base, corp, secret, agentid, token, key, cache }) {
    const makeApp = () => new Work({
      corp_id: corp, secret, token, aes_key: key, agent_id: agentid, file_cache: { path: cache }, http: { baseURL: base },
      oauth: { redirect_url: 'https://app.example/back', scopes: ['snsapi_base'] },
    });
    app = makeApp();
    callback = new Callback({ corp, token, key }, makeApp);
    return { port: await callback.listen() };
  },
  token: () => app.getAccessToken().getToken(),
  refresh: () => app.getAccessToken().refresh(),
  get: async ({ path, query }) => answered(await app.getClient().get('cgi-bin/' + path, { params: query })),
  post: async ({ path, body, query }) => answered(await app.getClient().postJson('cgi-bin/' + path, body, { params: query })),
  upload: async ({ type, file }) =>
    answered(await app.getClient().withFile(file, 'media').post('cgi-bin/media/upload', { params: { type } })),
  async download({ media_id }) {
    const response = await app.getClient().get('cgi-bin/media/get', { params: { media_id }, responseType: 'arraybuffer' });
    return { base64: Buffer.from(response.getContent()).toString('base64'), headers: response.getHeaders() };
  },
  // The next event of this name is answered: `xml` at /crypto, `reply` as node-easywechat takes it at /easywechat.
  answer: (given) => { callback.answers.push(given); },
  async authorizeUrl({ state }) {
    const oauth = await app.getOAuth();
    return oauth.withState(state).redirect();
  },
  async userFromCode({ code }) {
    // node-socialite 1.4.1 takes no other base URL: it goes to WeCom's name, and only when it is given these two.
    app.setOAuthFactory((it) => new WeWork({
      client_id: it.getAccount().getCorpId(), client_secret: it.getAccount().getSecret(), redirect: 'https://app.example/back',
      base_url: 'any', agent_id: 'any',
    }));
    const user = await (await app.getOAuth()).userFromCode(code);
    return { id: user.getId(), raw: user.getRaw() };
  },
  // What node-easywechat puts into a page, and what @wecom/crypto computes from the same.
  async pageSignature({ url }) {
    const made = await app.getUtils().buildJsSdkConfig(url, ['checkJsApi']);
    const ticket = answered(await app.getClient().get('cgi-bin/get_jsapi_ticket')).ticket;
    const { signature } = getJsApiSignature({ url, ticket, nonceStr: made.nonceStr, timestamp: made.timestamp });
    return { made, signature };
  },
  // node-easywechat 3.6.2 has the ticket of the app, but signs with that of the company.
  async agentTickets({ agentid }) {
    const { ticket } = answered(await app.getClient().get('cgi-bin/ticket/get', { params: { type: 'agent_config' } }));
    return { ticket, sdk: await app.getTicket().getAgentTicket(agentid) };
  },
});
