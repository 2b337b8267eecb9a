// weft.js for any web site: a button, and behind it the chat in a frame.
//
//   <script src="https://chat.example.org/weft.js" data-code="CODE" async></script>
//
// Its elements live in a shadow tree and its styles are made by script, so that neither the site's style sheets nor a
// strict policy for styles get in the way. The site needs frame-src and script-src for the server, nothing else.
type Identity = string | (() => string | Promise<string>);

interface Settings {
  code: string;
  /** A signed token that says who this is; made by the site's own server. */
  identity?: Identity;
  label?: string;
  color?: string;
  side?: 'left' | 'right';
  open?: boolean;
}

interface Api {
  init(settings: Settings): void;
  open(): void;
  close(): void;
  identify(identity: Identity): void;
  /** Whoever was here is gone: signed out, or somebody else sits down. */
  reset(): void;
  onUnread(listener: (count: number) => void): void;
}

const STYLE = `
:host { all: initial; }
button { position: fixed; bottom: 20px; z-index: 2147483000; display: flex; align-items: center; gap: 8px; border: 0; cursor: pointer; height: 56px; min-width: 56px;
  padding: 0 16px; border-radius: 28px; color: #fff; font: 600 16px/1 system-ui, sans-serif; box-shadow: 0 4px 16px rgb(0 0 0 / 22%); }
button:focus-visible { outline: 3px solid #fff; outline-offset: -5px; }
svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
b { position: absolute; top: -4px; inset-inline-end: -4px; min-width: 22px; height: 22px; border-radius: 11px; padding: 0 6px; box-sizing: border-box;
  background: #d13438; color: #fff; font: 600 12px/22px system-ui, sans-serif; text-align: center; }
b[hidden], iframe[hidden], span:empty { display: none; }
iframe { position: fixed; bottom: 88px; z-index: 2147483001; width: 384px; height: min(640px, calc(100vh - 108px)); border: 0; border-radius: 16px;
  box-shadow: 0 10px 40px rgb(0 0 0 / 25%); background: #f2f4f7; color-scheme: normal; }
@media (max-width: 480px) { iframe { inset: 0; width: 100%; height: 100%; border-radius: 0; } }`;

const script = document.currentScript as HTMLScriptElement | null;
const server = new URL(script?.src ?? location.href).origin;

function make(settings: Settings): void {
  const side = settings.side === 'left' ? 'left' : 'right';
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const button = document.createElement('button');
  button.type = 'button';
  button.style[side] = '20px';
  button.style.background = settings.color ?? '#2463c9';
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M6 4.5h12A2.5 2.5 0 0 1 20.5 7v7A2.5 2.5 0 0 1 18 16.5h-6L7.5 20v-3.5H6A2.5 2.5 0 0 1 3.5 14V7A2.5 2.5 0 0 1 6 4.5z');
  svg.append(path);
  const label = document.createElement('span');
  label.textContent = settings.label ?? '';
  const badge = document.createElement('b');
  badge.hidden = true;
  button.append(svg, label, badge);
  button.setAttribute('aria-expanded', 'false');
  root.append(button);
  document.body.append(host);

  let frame: HTMLIFrameElement | null = null;
  let ready = false;
  let identity = settings.identity;

  const title = (count: number) => {
    const zh = /^zh\b/i.test(navigator.language);
    const name = settings.label || (zh ? '在线咨询' : 'Chat');
    return count ? `${name} (${count})` : name;
  };
  const unread = (count: number) => {
    badge.hidden = count === 0;
    badge.textContent = count > 99 ? '99+' : String(count);
    button.setAttribute('aria-label', title(count));
    for (const listener of listeners) listener(count);
  };
  unread(0);

  const say = async (kind: 'hello' | 'identity') => {
    const token = typeof identity === 'function' ? await identity() : identity;
    // Named exactly: the token is for this server and for nobody who may have taken its place in the frame.
    frame?.contentWindow?.postMessage({ weft: kind, ...(token ? { identity: token } : {}) }, server);
  };
  // A frame cannot see that it is hidden: what comes meanwhile is not read.
  const tellShown = () => frame?.contentWindow?.postMessage({ weft: 'shown', visible: !frame.hidden }, server);
  const show = (visible: boolean) => {
    if (visible && !frame) {
      frame = document.createElement('iframe');
      frame.title = title(0);
      frame.allow = 'microphone; geolocation; clipboard-write';
      frame.referrerPolicy = 'no-referrer';
      frame.style[side] = '20px';
      frame.src = `${server}/c/${encodeURIComponent(settings.code)}?embed`;
      root.append(frame);
    }
    if (frame) frame.hidden = !visible;
    button.setAttribute('aria-expanded', String(visible));
    if (ready) tellShown();
    if (visible) frame?.focus();
    else button.focus();
  };

  button.addEventListener('click', () => show(!frame || frame.hidden));
  addEventListener('message', (event) => {
    if (event.origin !== server || !frame || event.source !== frame.contentWindow) return;
    const message = event.data as { weft?: string; count?: unknown } | null;
    if (message?.weft === 'ready') {
      ready = true;
      void say('hello').then(tellShown);
    } else if (message?.weft === 'unread') unread(Number(message.count) || 0);
    else if (message?.weft === 'close') show(false);
  });
  api.open = () => show(true);
  api.close = () => show(false);
  api.identify = (given) => {
    if (!given) return api.reset();
    identity = given;
    if (ready) void say('identity');
  };
  api.reset = () => {
    identity = undefined;
    unread(0);
    if (ready) frame?.contentWindow?.postMessage({ weft: 'reset' }, server);
  };
  if (settings.open) show(true);
}

const listeners: ((count: number) => void)[] = [];
const nothing = () => undefined;
const api: Api = {
  init: (settings) => {
    if (document.body) make(settings);
    else addEventListener('DOMContentLoaded', () => make(settings));
  },
  open: nothing, close: nothing, identify: nothing, reset: nothing,
  onUnread: (listener) => { listeners.push(listener); },
};
(window as unknown as { Weft: Api }).Weft = api;

const data = script?.dataset;
if (data?.code) {
  api.init({
    code: data.code, identity: data.identity, label: data.label, color: data.color, side: data.side === 'left' ? 'left' : 'right',
    open: 'open' in data,
  });
}
