// Lost connections, a killed server, a reload in between: nothing is lost and nothing is doubled.
import { CODE, look, Pretended } from './support/pretend';
import { box, comeIn, expect, test, wayTo, write } from './support/stand';

test.describe('coming back', () => {
  test('sends once what was written without a network', async ({ page, context, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await write(page, 'before');
    await expect.poll(() => emma.texts(chat)).toContain('before');
    await context.setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await write(page, 'one in the dark');
    await write(page, 'two in the dark');
    await emma.say(chat, 'are you there?');
    await context.setOffline(false);
    await expect(page.getByRole('log').getByText('are you there?')).toBeVisible();
    await expect.poll(async () => (await emma.texts(chat)).filter((one) => String(one).includes('dark')), { timeout: 30_000 })
      .toEqual(['one in the dark', 'two in the dark']);
    await expect(page.locator('[data-pending]')).toHaveCount(0);
    await expect(page.getByRole('log').getByText('in the dark')).toHaveCount(2);
  });

  test('goes on after kill -9 and a reload, without loss or doubling', async ({ page, server, boss, emma }) => {
    test.setTimeout(180_000);
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    const wanted: string[] = [];
    for (let round = 1; round <= 2; ++round) {
      for (const part of ['a', 'b', 'c']) {
        wanted.push(`${round}${part}`);
        await write(page, `${round}${part}`);
      }
      await server.stop('SIGKILL');
      await expect(page.getByText('No connection.', { exact: false })).toBeVisible();
      wanted.push(`${round}d`);
      await write(page, `${round}d`);
      await server.start();
      await expect(page.getByText('No connection.', { exact: false })).toBeHidden({ timeout: 40_000 });
      if (round === 2) {
        await page.reload();
        await expect(page.getByRole('log').getByText('1a', { exact: true })).toBeVisible();
      }
      await expect.poll(() => emma.texts(chat), { timeout: 30_000 }).toEqual(wanted);
      const answer = `answer ${round}`;
      await emma.say(chat, answer);
      wanted.push(answer);
      await expect(page.getByText(answer)).toBeVisible();
    }
    await expect(page.locator('[data-pending]')).toHaveCount(0);
    const shown = await page.getByRole('log').locator('.bubble').allTextContents();
    expect(shown.filter((one) => wanted.includes(one))).toEqual(wanted);
  });

  test('keeps what is unsent over a reload', async ({ page, server, boss, emma }) => {
    test.setTimeout(120_000);
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await write(page, 'first');
    await expect.poll(() => emma.texts(chat)).toContain('first');
    await server.stop('SIGKILL');
    await write(page, 'written while the server is down');
    await expect(page.locator('[data-pending]')).toHaveCount(1);
    await server.start();
    await page.reload();
    await expect.poll(async () => (await emma.texts(chat)).filter((one) => one === 'written while the server is down').length, { timeout: 30_000 }).toBe(1);
    await expect(page.getByRole('log').getByText('written while the server is down')).toHaveCount(1);
  });

  test('asks again by itself where too many come at once', async ({ page }) => {
    const server = new Pretended(look());
    server.crowded = 2;
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(box(page)).toBeVisible({ timeout: 20_000 });
    expect(server.calls.filter((one) => one.op === 'visit.start').length).toBe(3);
  });

  test('keeps in order what was written too fast, and sends it when it may', async ({ page }) => {
    const server = new Pretended(look());
    await server.on(page);
    await page.goto(`/c/${CODE}`);
    await page.getByRole('button', { name: 'Start chat' }).click();
    server.refusals['message.send'] = { status: 429, code: 'rate_limited', retry_after: 1 };
    await write(page, 'one');
    await write(page, 'two');
    await expect.poll(() => server.calls.filter((one) => one.op === 'message.send').length).toBeGreaterThan(1);
    await expect(page.locator('[data-pending]')).toHaveCount(2);
    delete server.refusals['message.send'];
    await expect(page.locator('[data-pending]')).toHaveCount(0);
    expect(server.entries.map((one) => one.body.text)).toEqual(['one', 'two']);
  });
});
