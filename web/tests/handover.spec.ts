// An employee goes, somebody else comes: the customer is told, says yes or no, and the chat goes on with its whole history.
import { comeIn, customerOf, expect, PASSWORD, test, wayTo, write } from './support/stand';
import type { Caller } from './support/caller';
import { Terminal } from './support/terminal';

async function employee(boss: Caller, userid: string, name: string): Promise<Caller> {
  await boss.call('member.create', { userid, name, title: 'Advisor', password: PASSWORD });
  await boss.call('member.verify', { member: userid });
  return boss.signedIn(userid, PASSWORD);
}

test.describe('a hand-over', () => {
  test('is refused, and everything stays as it was', async ({ page, boss, emma }) => {
    await employee(boss, 'li', 'Li Lei');
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await write(page, 'please stay');
    await expect.poll(() => emma.texts(chat)).toContain('please stay');
    const customer = await customerOf(emma, chat);
    await boss.call('hand_over.begin', { from: 'emma', to: 'li', customers: [customer], message: 'I move to Lyon.' });
    const banner = page.getByRole('alert').filter({ hasText: 'Li Lei will look after you soon' });
    await expect(banner).toContainText('I move to Lyon.');
    await page.reload();
    await expect(banner).toBeVisible();
    await banner.getByRole('button', { name: 'Refuse' }).click();
    await expect(banner).toBeHidden();
    await expect(page.getByText('Everything stays as it is.')).toBeVisible();
    await emma.say(chat, 'I am still here');
    await expect(page.getByRole('log').getByText('I am still here')).toBeVisible();
  });

  test('after somebody has left is agreed to, and the new one has the whole history', async ({ page, server, boss, emma }) => {
    const ben = await employee(boss, 'ben', 'Ben Ito');
    const mia = await employee(boss, 'mia', 'Mia Rossi');
    const way = await wayTo(boss, { employees: ['ben'] });
    const chat = await comeIn(page, way.path, ben, 'Ana');
    await write(page, 'before Ben left');
    const screen = new Terminal(server, 'ben', PASSWORD, 'Ana');
    await screen.shows('before Ben left');
    screen.type('noted');
    await expect(page.getByRole('log').getByText('noted')).toBeVisible();
    await write(page, 'thanks');
    await screen.shows('thanks');
    await screen.quit();
    const customer = await customerOf(ben, chat);
    await boss.call('member.offboard', { member: 'ben' });
    await write(page, 'is anybody there?');
    await boss.call('hand_over.resigned', { from: 'ben', to: 'mia', customers: [customer] });
    await page.getByRole('alert').filter({ hasText: 'Mia Rossi will look after you soon' }).getByRole('button', { name: 'Agree' }).click();
    await expect(page.getByText('Mia Rossi now looks after you.')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Mia Rossi' })).toBeVisible();
    await expect.poll(() => mia.texts(chat)).toEqual(['before Ben left', 'noted', 'thanks', 'is anybody there?']);
    const hers = new Terminal(server, 'mia', PASSWORD, 'Ana');
    await hers.shows('before Ben left');
    await hers.shows('is anybody there?');
    hers.type('Hello Ana, I have read all of it.');
    await expect(page.getByRole('log').getByText('Hello Ana, I have read all of it.')).toBeVisible();
    await hers.quit();
    expect(emma.token).not.toBeNull();
  });
});
