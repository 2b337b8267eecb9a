// The card of an employee: its picture, before there is a token and afterwards, and what is verified.
import { png } from './support/pictures';
import { comeIn, expect, test, wayTo } from './support/stand';

const faces = (page: import('@playwright/test').Page) => page.locator('img.face');
const drawn = (page: import('@playwright/test').Page) =>
  expect.poll(() => faces(page).first().evaluate((face: HTMLImageElement) => face.naturalWidth)).toBeGreaterThan(0);

test.describe('the card', () => {
  for (const [what, side] of [['a large picture', 400], ['a small one', 64]] as const)
    test(`shows ${what} of who serves, before the chat and in it`, async ({ page, boss, emma }) => {
      const file = await emma.upload(png(side), 'me.png', 'avatar');
      await expect(async () => { await emma.call('member.set_avatar', { member: 'emma', file }); }).toPass();
      try {
        const { path } = await wayTo(boss);
        await page.goto(path);
        await expect(faces(page)).toHaveCount(1);
        await drawn(page);
        await comeIn(page, path, emma);
        await expect(page.getByRole('banner').locator('img.face').or(faces(page)).first()).toBeVisible();
        await drawn(page);
      } finally {
        await emma.call('member.remove_avatar', { member: 'emma' });
      }
    });

  test('says what is verified: the name of who serves, and the company once the operator says so', async ({ page, server, boss, emma }) => {
    expect(emma.token).not.toBeNull();
    const { path } = await wayTo(boss);
    await page.goto(path);
    await expect(page.getByRole('img', { name: 'Verified name' })).toBeVisible();
    await expect(page.getByRole('img', { name: 'Verified company' })).toHaveCount(0);
    server.run('company', 'verify', 'acme');
    try {
      await page.reload();
      await expect(page.getByRole('img', { name: 'Verified company' })).toBeVisible();
      await page.getByRole('button', { name: 'Start chat' }).click();
      await expect(page.getByLabel('Message', { exact: true })).toBeVisible();
      await expect(page.getByRole('img', { name: 'Verified company' })).toBeVisible();
    } finally {
      server.run('company', 'verify', 'acme', '--off');
    }
  });
});
