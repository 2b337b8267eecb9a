// What a first visit costs, and how what was loaded is kept.
import { expect, test, wayTo } from './support/stand';

const MOST = 120 * 1024;

test.describe('the first load', () => {
  test('is under 120 KB on the wire, and nothing of it comes twice', async ({ page, boss, emma }) => {
    const way = await wayTo(boss);
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    const sizes = new Map<string, number>();
    const names = new Map<string, string>();
    session.on('Network.requestWillBeSent', (event) => names.set(event.requestId, event.request.url));
    session.on('Network.loadingFinished', (event) => sizes.set(names.get(event.requestId) ?? event.requestId, event.encodedDataLength));
    await page.goto(way.path, { waitUntil: 'networkidle' });
    const total = [...sizes.values()].reduce((sum, one) => sum + one, 0);
    console.log(`  first load: ${total} bytes in ${sizes.size} requests`);
    expect(total).toBeGreaterThan(20 * 1024);
    expect(total).toBeLessThan(MOST);
    const own = page.url().split('/c/')[0]!;
    expect([...sizes.keys()].filter((url) => !url.startsWith(own))).toEqual([]);
    const cached: string[] = [];
    session.on('Network.requestServedFromCache', (event) => cached.push(names.get(event.requestId) ?? ''));
    await page.reload({ waitUntil: 'networkidle' });
    expect(cached.some((url) => url.endsWith('.js'))).toBe(true);
    expect(emma.token).not.toBeNull();
  });

  test('says what the page is for who keeps it on the home screen', async ({ page, boss, request }) => {
    const way = await wayTo(boss);
    await page.goto(way.path);
    await expect(page.locator('link[rel="manifest"]')).toHaveAttribute('href', `${way.path}/app.webmanifest`);
    const manifest = await (await request.get(`${way.path}/app.webmanifest`)).json();
    expect(new URL(manifest.start_url, `http://x${way.path}/app.webmanifest`).pathname).toBe(`${way.path}/`);
    for (const icon of manifest.icons) expect((await request.get(icon.src)).headers()['content-type']).toBe('image/png');
    await page.goto(`${way.path}/`);
    await expect(page.getByRole('button', { name: 'Start chat' })).toBeVisible();
  });
});
