// A customer and an employee, over the real server: from the scan to the goodbye.
import { box, comeIn, expect, test, wayTo, write } from './support/stand';
import { until } from './support/server';

test.describe('a customer', () => {
  test('scans, writes, is answered, and sees who read it', async ({ page, boss, emma }) => {
    const way = await wayTo(boss);
    const chat = await comeIn(page, way.path, emma, 'Ana');
    await expect(page.getByRole('heading', { name: 'Emma Lindqvist' })).toBeVisible();
    await write(page, 'Hello <b>Emma</b> 你好 👋');
    await expect(page.getByRole('log').getByText('Hello <b>Emma</b> 你好 👋', { exact: true })).toHaveCount(1);
    await expect(page.getByText('Sent', { exact: true })).toBeVisible();
    await expect.poll(() => emma.texts(chat)).toContain('Hello <b>Emma</b> 你好 👋');
    const [mine] = await emma.messages(chat);
    await emma.call('conversation.read', { conversation: chat, seq: mine!.seq });
    await expect(page.getByText('Read', { exact: true })).toBeVisible();
    await emma.call('conversation.typing', { conversation: chat });
    await expect(page.getByText('Emma Lindqvist is typing…')).toBeVisible();
    const seq = await emma.say(chat, 'Hi Ana, what are you looking for?');
    await expect(page.getByRole('log').getByText('Hi Ana, what are you looking for?')).toBeVisible();
    await expect(page.getByText('is typing…')).toBeHidden();
    // And the other way round: she sees that the customer has read.
    await until('the customer has read it', async () => {
      const { items } = await emma.call('conversation.members', { conversation: chat });
      return items.find((one: { principal: { name: string }; read_seq: number }) => one.principal.name === 'Ana' && one.read_seq >= seq);
    });
  });

  test('finds the same conversation again on the same device, and on no other', async ({ page, browser, boss, emma, baseURL }) => {
    const way = await wayTo(boss);
    const chat = await comeIn(page, way.path, emma);
    await write(page, 'remember me');
    await expect.poll(() => emma.texts(chat)).toContain('remember me');
    await page.reload();
    await expect(page.getByRole('log').getByText('remember me')).toHaveCount(1);
    await write(page, 'still me');
    await expect.poll(() => emma.texts(chat)).toContain('still me');
    // Another code of the same company to the same employee leads to the same chat.
    await page.goto((await wayTo(boss)).path);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByRole('log').getByText('still me')).toBeVisible();
    const stranger = await browser.newContext({ baseURL, locale: 'en-GB' });
    const other = await stranger.newPage();
    await other.goto(way.path);
    await expect(other.getByRole('button', { name: 'Start chat' })).toBeVisible();
    await stranger.close();
  });

  test('is counted what is unread, in the title', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await expect(page).toHaveTitle(/^Emma Lindqvist/);
    for (let i = 1; i <= 30; ++i) await emma.say(chat, `line ${i}`);
    // Exactly: the third line and its time of day read "line 302:15" beside each other.
    await expect(page.getByRole('log').getByText('line 30', { exact: true })).toBeVisible();
    await expect(page).toHaveTitle(/^Emma Lindqvist/);
    await page.locator('.scroller').evaluate((element) => new Promise((done) => {
      element.addEventListener('scroll', done, { once: true });
      element.scrollTop = 0;
    }));
    await emma.say(chat, 'below');
    await expect(page).toHaveTitle(/^\(1\) Emma Lindqvist/);
    await page.getByRole('button', { name: 'New messages' }).click();
    await expect(page).toHaveTitle(/^Emma Lindqvist/);
  });

  test('scrolls back through a long chat without a hole', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    for (let i = 1; i <= 120; ++i) await emma.say(chat, `number ${i}.`);
    await page.reload();
    await expect(page.getByText('number 120.')).toBeVisible();
    await until('the first one is loaded', async () => {
      await page.locator('.scroller').evaluate((element) => { element.scrollTop = 0; });
      return (await page.getByText('number 1.', { exact: true }).count()) === 1;
    });
    const texts = await page.getByRole('log').getByText(/^number \d+\.$/).allTextContents();
    expect(texts).toEqual(Array.from({ length: 120 }, (_, i) => `number ${i + 1}.`));
  });

  test('rates, changes the name, leaves, and comes back', async ({ page, boss, emma }) => {
    const way = await wayTo(boss);
    const chat = await comeIn(page, way.path, emma);
    const menu = () => page.getByRole('button', { name: 'Menu' }).click();
    await menu();
    await page.getByRole('button', { name: 'Rate this chat' }).click();
    await page.getByRole('radio', { name: '4 of 5 stars' }).check({ force: true });
    await page.getByLabel('What was good, what was not? (optional)').fill('quick');
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await expect(page.getByText('Thank you!')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByText('You rated this chat: 4 of 5.')).toBeVisible();

    await menu();
    await page.getByRole('button', { name: /^Your name/ }).click();
    await page.getByRole('dialog').getByLabel('Your name').fill('Ana Lima');
    await page.getByRole('button', { name: 'Save' }).click();
    await until('the new name is known', async () => {
      const { items } = await emma.call('conversation.members', { conversation: chat });
      return items.some((one: { principal: { name: string } }) => one.principal.name === 'Ana Lima');
    });

    await menu();
    await page.getByRole('button', { name: 'Leave chat' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Leave chat' }).click();
    await expect(page.getByText('This chat is over.')).toBeVisible();
    await expect(box(page)).toBeHidden();
    await page.getByRole('button', { name: 'Start again' }).click();
    await expect(box(page)).toBeVisible();
    await write(page, 'I am back');
    await expect.poll(() => emma.texts(chat)).toContain('I am back');
  });

  test('waits for approval, and is let in', async ({ page, boss, emma }) => {
    const way = await wayTo(boss, { approval: true });
    await page.goto(way.path);
    await page.getByRole('button', { name: 'Start chat' }).click();
    await expect(page.getByText('Your request has been sent')).toBeVisible();
    const { items } = await emma.call('customer_request.list');
    await emma.call('customer_request.accept', { request: items[0].id });
    await expect(box(page)).toBeVisible();
  });

  test('meets a friendly page where a way is over or never was', async ({ page, boss, emma }) => {
    const fallback = await wayTo(boss);
    const way = await wayTo(boss, { fallback: 'emma' });
    await boss.call('contact_way.update', { way: way.id, paused: true });
    await page.goto(way.path);
    await expect(page.getByRole('heading', { name: 'This link is no longer in use' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Emma Lindqvist' })).toBeVisible();
    expect(fallback.path).toMatch(/^\/c\//);
    await page.goto(way.path.slice(0, -4) + 'xxxx');
    await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
    expect(emma.token).not.toBeNull();
  });

  test('agrees to the company’s text first, where there is one', async ({ page, boss, emma }) => {
    await boss.call('customer_page.set', { consent: 'We keep what you write for 90 days.' });
    try {
      const way = await wayTo(boss);
      await page.goto(way.path);
      await expect(page.getByText('We keep what you write for 90 days.')).toBeVisible();
      await page.getByLabel('I have read this and agree').check();
      await page.getByRole('button', { name: 'Start chat' }).click();
      await expect(box(page)).toBeVisible();
      // A new text is asked for again, also from who is known.
      await boss.call('customer_page.set', { consent: 'From now on 180 days.' });
      await page.reload();
      await expect(page.getByText('From now on 180 days.')).toBeVisible();
      await page.getByLabel('I have read this and agree').check();
      await page.getByRole('button', { name: 'Start chat' }).click();
      await expect(box(page)).toBeVisible();
    } finally {
      await boss.call('customer_page.set', { consent: '' });
    }
    expect(emma.token).not.toBeNull();
  });

  test('needs no mouse', async ({ page, boss, emma }) => {
    const way = await wayTo(boss);
    await page.goto(way.path);
    await expect(page.getByRole('button', { name: 'Start chat' })).toBeVisible();
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Your name (optional)')).toBeFocused();
    await page.keyboard.type('Keyboard');
    await page.keyboard.press('Enter');
    await expect(box(page)).toBeVisible();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
    const seen: string[] = [];
    while (!seen.includes('Message') && seen.length < 12) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    expect(seen).toEqual(['Menu', 'Messages', 'Emoji', 'Message']);
    await page.keyboard.type('typed');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('on two lines');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('log').getByText('typed')).toBeVisible();
    await expect(box(page)).toBeFocused();
    // Emoji by arrows, a dialog that keeps the focus and gives it back.
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const grid = page.getByRole('group', { name: 'Emoji' });
    await grid.getByRole('button').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    const chosen = await focused();
    await page.keyboard.press('Enter');
    await expect(box(page)).toHaveValue(chosen);
    await page.getByRole('button', { name: 'Menu' }).focus();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('button', { name: 'Menu' })).toBeFocused();
    expect(emma.token).not.toBeNull();
  });
});
