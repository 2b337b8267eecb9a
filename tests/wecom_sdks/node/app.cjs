// An app of the company written with node-easywechat: calls the API, and hears of events at its callback.
'use strict';
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
    // A base URL of its own is what node-socialite 1.4.1 cannot take: it goes to WeCom's name.
    app.setOAuthFactory((it) => new WeWork({
      client_id: it.getAccount().getCorpId(), client_secret: it.getAccount().getSecret(), redirect: 'https://app.example/back',
      base_url: 'kept', agent_id: 'kept',
    }));
    const user = await (await app.getOAuth()).userFromCode(code);
    return { id: user.getId(), raw: user.getRaw() };
  },
  jsSdk: ({ url }) => app.getUtils().buildJsSdkConfig(url, ['checkJsApi']),
  jsSdkAgent: ({ agentid, url }) => app.getUtils().buildJsSdkAgentConfig(agentid, url),
});
