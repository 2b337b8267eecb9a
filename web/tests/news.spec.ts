// What the company writes to many: a customer says whether it is wanted, over the real server.
import { comeIn, customerOf, expect, test, wayTo } from './support/stand';

test.use({ timezoneId: 'Europe/Berlin' });

test('a customer takes back that news are wanted, and is asked once by which clock it lives', async ({ page, boss, emma }) => {
  const told: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => {
    if (String(payload).includes('"zone"')) told.push(String(payload));
  }));
  const chat = await comeIn(page, (await wayTo(boss)).path, emma);
  const contact = await customerOf(emma, chat);
  const terms = () => emma.call('contact.broadcasts', { contact });
  await expect.poll(async () => (await terms()).zone).toBe('Europe/Berlin');
  const menu = async () => {
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'News and offers' }).click();
  };
  const wanted = page.getByLabel('Send me news and offers');
  await menu();
  await expect(wanted).toBeChecked();
  await wanted.uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await terms()).toMatchObject({ refused: true });
  await page.reload();
  await menu();
  await expect(wanted).not.toBeChecked();
  await wanted.check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(await terms()).toMatchObject({ refused: false });
  expect(told).toHaveLength(1);
});
