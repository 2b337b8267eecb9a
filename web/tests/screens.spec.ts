// Every screen that a customer may meet, with a pretended server: what is on it, and that it can be used.
import { expect, test } from './support/stand';
import { card, closed, CODE, EMMA, entry, look, ME, Pretended, said } from './support/pretend';

const SHOTS = process.env.WEFT_WEB_SHOTS;
const shoot = async (page: import('@playwright/test').Page, name: string) => {
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png` });
};

const talk = () => [
  entry('created', ME, { kind: 'customer', name: '', members: [ME, EMMA], member_count: 2 }),
  said(EMMA, 'Welcome to Acme Lights! How can I help?'),
  said(ME, 'Hello! I am looking for a lamp for a dark corner, about 2 m high 😊'),
  entry('message', EMMA, { kind: 'rich', markdown: 'Two come to mind:\n\n- **Aurora 210**, warm light\n- *Pine*, dimmable, see [its page](https://lights.example/pine)' }),
  entry('message', EMMA, { kind: 'link', url: 'https://lights.example/aurora', title: 'Aurora 210', description: 'Floor lamp, 2.1 m, oak and linen' }),
  entry('message', EMMA, { kind: 'file', file: 'f1', name: 'catalogue-2026.pdf', size: 2411724, type: 'application/pdf' }),
  entry('message', ME, { kind: 'voice', file: 'f2', name: 'voice.wav', size: 220000, duration_ms: 7200 }),
  entry('members_added', EMMA, { members: ['li'], member_count: 3 }),
  said('li', '您好，我可以介绍安装方法。'),
  entry('message', ME, { kind: 'location', latitude: 52.51631, longitude: 13.37777, name: 'My location' }),
  entry('message', ME, { kind: 'text', text: 'This one, then: https://lights.example/aurora.', reply_to: 5 }),
];

test.describe('before the chat', () => {
  test('asks for a name and for consent where a company wants that', async ({ page }) => {
    const server = new Pretended(look({ consent: { text: 'We keep what you write for 90 days.\n\nYou may ask us to delete it.', version: 2 }, hours: 'Mon-Fri 09:00-18:00', open: false }));
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await expect(page.getByRole('heading', { name: 'Emma Lindqvist' })).toBeVisible();
    await shoot(page, 'welcome');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByRole('alert')).toHaveText('Please agree first.');
    expect(server.calls).toEqual([]);
    await page.getByLabel('Your name (optional)').fill('Ana');
    await page.getByLabel('I have read this and agree').check();
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
    expect(server.calls[0]).toMatchObject({ op: 'visit.start', in: { name: 'Ana', consent: true, language: 'en-GB' } });
  });

  test('is friendly when a link is over, and says whom else to ask', async ({ page }) => {
    await new Pretended(closed({ code: 'other' })).on(page);
    await page.goto(`/c/${CODE}`);
    await expect(page.getByText('Our spring campaign is over.')).toBeVisible();
    await expect(page.getByRole('heading', { name: '王小明' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Start chat' })).toHaveAttribute('href', '/c/other');
    await shoot(page, 'closed');
  });

  test('waits for an answer, and opens by itself when it comes', async ({ page }) => {
    const server = new Pretended(look({ approval: true }));
    const chats = server.visit.chats;
    server.status = 'waiting';
    server.visit = { ...server.visit, chats: [] };
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByText('Your request has been sent')).toBeVisible();
    await expect.poll(() => server.calls.filter((one) => one.op === 'visit.get').length).toBeGreaterThan(0);
    await shoot(page, 'waiting');
    server.visit = { ...server.visit, chats };
    server.event({ ev: 'entry', conversation: 'inbox', seq: 2, kind: 'conversation_added', actor: ME, at: '2026-05-12T09:00:00Z', body: { conversation: 'chat' } });
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
  });

  test('speaks Chinese to a Chinese browser', async ({ browser, baseURL }) => {
    const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 780 }, baseURL, deviceScaleFactor: 2 });
    const page = await context.newPage();
    const server = new Pretended(look({ card: card({ name: '王小明', title: '客户经理', company: '光明灯具' }), company: { name: '光明灯具', verified: true } }), talk());
    server.visit.chats[0]!.card = card({ name: '王小明', title: '客户经理', company: '光明灯具' });
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await shoot(page, 'welcome-zh');
    await page.getByRole('button', { name: '开始聊天' }).click();
    await expect(page.getByText('李雷 加入了会话。')).toBeVisible();
    await shoot(page, 'chat-zh');
    await context.close();
  });
});

test.describe('the chat', () => {
  const enter = async (page: import('@playwright/test').Page, server: Pretended) => {
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
  };

  test('draws every kind of message, and none of it as markup', async ({ page }) => {
    const evil = '<img src=x onerror="window.hurt=1"><b>bold</b>';
    const server = new Pretended(look(), [...talk(),
      said(EMMA, evil), entry('message', EMMA, { kind: 'rich', markdown: `${evil} [x](javascript:alert(1))` }),
      entry('message', EMMA, { kind: 'link', url: 'javascript:alert(1)', title: 'no link' }), said(EMMA, 'oops')]);
    server.entries.push({ ...entry('recall', EMMA, { seq: 15 }), seq: 16 });
    await enter(page, server);
    const log = page.getByRole('log');
    await expect(log.getByText(evil, { exact: true })).toBeVisible();
    await expect(log.locator('.bubble img[src="x"], p.text b')).toHaveCount(0);
    await expect(log.locator('a[href^="javascript"]')).toHaveCount(0);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    await expect(log.getByRole('link', { name: 'https://lights.example/aurora', exact: true })).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    await expect(log.getByText('李雷 has joined the chat.')).toBeVisible();
    await expect(log.getByText('This message was taken back.')).toBeVisible();
    await expect(log.getByRole('button', { name: /Save catalogue/ })).toBeVisible();
    await expect(log.getByRole('button', { name: /7 seconds/ })).toBeVisible();
    await expect(log.getByText('Read')).toBeVisible();
    await shoot(page, 'chat-all');
  });

  test('looks right on telephone and desktop', async ({ page }) => {
    const server = new Pretended(look(), talk());
    server.visit.page.watermark = null;
    await enter(page, server);
    await page.getByText('This one, then').waitFor();
    await shoot(page, 'chat');
    server.event({ ev: 'typing', conversation: 'chat', principals: [EMMA] });
    await expect(page.getByText('Emma Lindqvist is typing…')).toBeVisible();
    await page.getByRole('button', { name: 'Emoji' }).click();
    await page.getByRole('button', { name: '👍' }).click();
    await expect(page.getByLabel('Message', { exact: true })).toHaveValue('👍');
    await shoot(page, 'chat-emoji');
    await page.getByRole('button', { name: 'More' }).click();
    await shoot(page, 'chat-more');
    await page.setViewportSize({ width: 1100, height: 760 });
    await shoot(page, 'chat-desktop');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot(page, 'chat-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 390, height: 780 });
    await page.getByRole('button', { name: 'Menu' }).click();
    await shoot(page, 'menu');
    await page.getByRole('button', { name: 'Rate this chat' }).click();
    await page.getByRole('radio', { name: '4 of 5 stars' }).check({ force: true });
    await shoot(page, 'rate');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'News and offers' }).click();
    await expect(page.getByLabel('Send me news and offers')).toBeChecked();
    await shoot(page, 'news');
    await page.setViewportSize({ width: 1100, height: 760 });
    await shoot(page, 'news-desktop');
  });

  test('says who comes next and takes a no', async ({ page }) => {
    const server = new Pretended(look(), talk());
    server.visit.page.watermark = 'Acme Lights · Ana';
    await enter(page, server);
    const about = { to: 'li', name: '李雷', message: 'Emma moves to another team; 李雷 knows your plans.', effective_at: '2026-05-13T09:00:00Z' };
    server.handOvers = [{ id: 'h1', conversation: 'chat', title: 'Expert', ...about }];
    server.push(entry('hand_over_began', EMMA, { hand_over: 'h1', ...about }));
    const banner = page.getByRole('alert').filter({ hasText: '李雷 will look after you soon' });
    await expect(banner).toBeVisible();
    await shoot(page, 'hand-over');
    await banner.getByRole('button', { name: 'Refuse' }).click();
    await expect.poll(() => server.calls.find((one) => one.op === 'visit.refuse_hand_over')?.in).toEqual({ hand_over: 'h1' });
    server.push(entry('hand_over_ended', ME, { hand_over: 'h1', result: 'refused' }));
    await expect(banner).toBeHidden();
    await expect(page.getByText('Everything stays as it is.')).toBeVisible();
  });

  test('says why a message was not sent, and lets it go', async ({ page }) => {
    const server = new Pretended(look(), talk());
    await enter(page, server);
    server.refusals['message.send'] = { status: 400, code: 'content_blocked' };
    await page.getByLabel('Message', { exact: true }).fill('something bad');
    await page.getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText('This message may not be sent.')).toBeVisible();
    await shoot(page, 'failed');
    await page.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByText('something bad')).toBeHidden();
  });
});

test('a group shows who is in it, and an @ addresses those who work there', async ({ page }) => {
  const server = new Pretended(look({ kind: 'group', card: null, way: { title: 'Lamp lovers 2' } }), [...talk()]);
  server.visit = { ...server.visit, chats: [], groups: [{ conversation: 'chat', name: 'Lamp lovers 2' }] };
  await server.on(page);
  await page.goto(`/c/${CODE}`);
  await expect(page.getByRole('heading', { name: 'Lamp lovers 2' })).toBeVisible();
  await page.getByRole('button', { name: 'Join the group' }).click();
  await page.getByLabel('Message', { exact: true }).fill('Hello @em');
  await shoot(page, 'group');
  await page.getByRole('button', { name: 'Emma Lindqvist' }).click();
  await page.getByLabel('Message', { exact: true }).press('Enter');
  await expect.poll(() => server.calls.find((one) => one.op === 'message.send')?.in.body).toEqual({ text: 'Hello @Emma Lindqvist', mentions: [EMMA] });
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'Emma Lindqvist' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'People' }).getByText('Lighting advisor')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Leave chat' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Leave the group' })).toBeVisible();
  await shoot(page, 'group-menu');
});
