// weft.js on another origin: the button, the frame, the count of what is unread, and who is refused.
import { createHmac } from 'node:crypto';
import { createServer, type Server as Http } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test as base, wayTo } from './support/stand';
import { until } from './support/server';
import type { Answer } from './support/caller';

/** Another site, with a strict policy of its own. */
const test = base.extend<{ site: { origin: string; html: string } }>({
  site: async ({ server }, use) => {
    const site = { origin: '', html: '' };
    const http: Http = createServer((_, answer) => {
      answer.setHeader('Content-Type', 'text/html');
      answer.setHeader('Content-Security-Policy', `default-src 'none'; script-src ${server.origin}; frame-src ${server.origin}`);
      answer.end(site.html);
    });
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    site.origin = `http://localhost:${(http.address() as AddressInfo).port}`;
    await use(site);
    http.closeAllConnections();
    await new Promise((done) => http.close(done));
  },
});

const page_ = (server: string, attributes: string) =>
  `<!doctype html><html lang="en"><title>Shop</title><h1>Shop</h1><script src="${server}/weft.js" ${attributes}></script></html>`;
const codeOf = (way: Answer) => String(way.path).split('/')[2]!;

test.describe('weft.js', () => {
  test('puts the chat into another site, and counts what is unread', async ({ page, server, site, boss, emma }) => {
    await boss.call('customer_page.set', { sites: [site.origin] });
    const way = await wayTo(boss);
    site.html = page_(server.origin, `data-code="${codeOf(way)}" data-label="Ask us"`);
    await page.goto(site.origin);
    const button = page.getByRole('button', { name: 'Ask us' });
    await button.click();
    const frame = page.frameLocator('iframe');
    await frame.getByRole('button', { name: 'Start chat' }).click();
    await frame.getByLabel('Message', { exact: true }).fill('from the shop');
    await frame.getByRole('button', { name: 'Send', exact: true }).click();
    const chat = await until('the chat has begun', async () => {
      const { items } = await emma.call('conversation.list', { limit: 200 });
      for (const one of items as Answer[])
        if (one.kind === 'customer' && (await emma.texts(one.id)).includes('from the shop')) return String(one.id);
      return null;
    });
    if (process.env.WEFT_WEB_SHOTS) {
      await page.setViewportSize({ width: 1100, height: 800 });
      await page.screenshot({ path: `${process.env.WEFT_WEB_SHOTS}/embedded.png` });
      await page.setViewportSize({ width: 390, height: 780 });
    }
    await frame.getByRole('button', { name: 'Close' }).click();
    await expect(page.locator('iframe')).toBeHidden();
    await emma.say(chat, 'hello shop');
    await expect(page.getByRole('button', { name: 'Ask us (1)' })).toBeVisible();
    await page.getByRole('button', { name: 'Ask us (1)' }).click();
    await expect(frame.getByText('hello shop')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Ask us', exact: true })).toBeVisible();
  });

  test('is refused on a site that the company has not named', async ({ page, server, site, boss, emma, complaints }) => {
    await boss.call('customer_page.set', { sites: ['https://elsewhere.example'] });
    const way = await wayTo(boss);
    site.html = page_(server.origin, `data-code="${codeOf(way)}" data-open`);
    await page.goto(site.origin);
    await expect.poll(() => complaints.some((one) => one.includes('frame-ancestors'))).toBe(true);
    await expect(page.frameLocator('iframe').getByRole('button', { name: 'Start chat' })).toHaveCount(0);
    complaints.length = 0;
    expect(emma.token).not.toBeNull();
  });

  test('tells who comes by a token of the site', async ({ page, server, site, boss, emma }) => {
    await boss.call('customer_page.set', { sites: [site.origin] });
    const { secret, audience } = await boss.call('customer_page.rotate_secret', {});
    const text = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = Math.floor(Date.now() / 1000);
    const claims = `${text({ alg: 'HS256', typ: 'JWT' })}.${text({ aud: audience, sub: 'customer-4711', name: 'Known Person', iat: now, exp: now + 600 })}`;
    const token = `${claims}.${createHmac('sha256', secret).update(claims).digest('base64url')}`;
    const way = await wayTo(boss);
    site.html = page_(server.origin, `data-code="${codeOf(way)}" data-identity="${token}" data-open`);
    await page.goto(site.origin);
    // Nothing is asked: the site has said who it is.
    await expect(page.frameLocator('iframe').getByLabel('Message', { exact: true })).toBeVisible();
    await until('she sees the name', async () => {
      const { items } = await emma.call('conversation.list', { limit: 200 });
      return (items as Answer[]).some((one) => one.peer?.name === 'Known Person' || one.name === 'Known Person');
    });
    // Signing out leaves nothing behind: the next one at this screen is a stranger.
    await page.evaluate(() => (window as unknown as { Weft: { reset(): void } }).Weft.reset());
    await expect(page.frameLocator('iframe').getByRole('button', { name: 'Start chat' })).toBeVisible();
  });
});
