// Two devices turn out to be one person's: both go on with the chats of both, and nothing is forgotten.
import { box, comeIn, customerOf, expect, test, wayTo, write } from './support/stand';

test.describe('a merge', () => {
  test('keeps the device in its chat, and what was written is still mine', async ({ page, browser, server, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma, 'Ana');
    const ana = await customerOf(emma, chat);
    const other = await browser.newContext({ baseURL: server.origin, locale: 'en-US' });
    const phone = await other.newPage();
    const second = await comeIn(phone, (await wayTo(boss)).path, emma, 'Anna');
    await write(phone, 'it is me again');
    await expect.poll(() => emma.texts(second)).toContain('it is me again');
    const anna = await customerOf(emma, second);
    // The phone's chat is the one that ends: one employee has one relation with one person.
    const merged = await boss.call('contact.merge', { contact: ana, other: anna });
    expect(merged.follows[0].result).toBe('joined');
    await expect(phone.locator('.row.mine .bubble').getByText('it is me again')).toBeVisible({ timeout: 20_000 });
    await write(page, 'here I write');
    await expect.poll(() => emma.texts(chat)).toContain('here I write');
    const undone = await boss.call('contact.unmerge', { contact: anna });
    expect(undone.not_restored).toEqual([]);
    await expect(box(phone)).toBeEnabled({ timeout: 20_000 });
    await write(phone, 'and here I am myself');
    await expect.poll(() => emma.texts(second), { timeout: 20_000 }).toContain('and here I am myself');
    await other.close();
  });
});
