// A promotion group over the real server: customers come by its code, it fills up, the next one opens, and people go again.
import type { Browser, BrowserContext, Page } from '@playwright/test';
import type { Answer, Caller } from './support/caller';
import { box, comeIn, expect, PASSWORD, test, wayTo, write } from './support/stand';
import { Terminal } from './support/terminal';

const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, locale: 'en-GB' };

/** Each customer has a telephone of its own. */
class Phones {
  private contexts: BrowserContext[] = [];
  constructor(private readonly browser: Browser, private readonly baseURL: string | undefined) {}

  async join(path: string, name: string): Promise<Page> {
    const context = await this.browser.newContext({ ...PHONE, baseURL: this.baseURL });
    this.contexts.push(context);
    const page = await context.newPage();
    await page.goto(path);
    await page.getByLabel('Your name (optional)').fill(name);
    await page.getByRole('button', { name: 'Join the group' }).click();
    await expect(box(page)).toBeVisible();
    return page;
  }
  async close(): Promise<void> {
    for (const context of this.contexts) await context.close();
  }
}

const phones = test.extend<{ phones: Phones }>({
  phones: async ({ browser, baseURL }, use) => {
    const all = new Phones(browser, baseURL);
    await use(all);
    await all.close();
  },
});

/** A group of Emma's for two customers, and the path of a code into it. */
async function promotion(emma: Caller, name: string, more: Record<string, unknown> = {}): Promise<{ group: string; path: string }> {
  const { id: group } = await emma.call('customer_group.create', { name: `${name} 1` });
  await emma.call('group.set_rules', { conversation: group, member_limit: 3 });
  const { path } = await emma.call('join_way.create', { groups: [group], prefix: `${name} `, state: 'poster', ...more });
  return { group, path };
}

const log = (page: Page) => page.getByRole('log');
const title = (page: Page, name: string) => expect(page.getByRole('heading', { name, exact: true })).toBeVisible();
const menu = (page: Page) => page.getByRole('button', { name: 'Menu' }).click();

async function groupsOf(emma: Caller, name: string): Promise<Answer[]> {
  const { items } = await emma.call('customer_group.list', { query: name });
  return items.sort((a: Answer, b: Answer) => a.name.localeCompare(b.name));
}

phones.describe('a promotion group', () => {
  phones('fills up, and the next one opens', async ({ phones, server, boss, emma }) => {
    const welcome = await boss.call('group_welcome.create', { name: 'Lamps', greeting: { text: 'Welcome {name}, I am {employee}.' } });
    const { group, path } = await promotion(emma, 'Lamp lovers', { welcome: welcome.id });
    const ann = await phones.join(path, 'Ann');
    await title(ann, 'Lamp lovers 1');
    const ben = await phones.join(path, 'Ben');
    await title(ben, 'Lamp lovers 1');
    await expect(log(ann).getByText('Ben has joined the chat.')).toBeVisible();
    const cleo = await phones.join(path, 'Cleo');
    await title(cleo, 'Lamp lovers 2');
    await expect.poll(async () => (await groupsOf(emma, 'Lamp lovers')).map((one) => [one.name, one.number, one.customers]))
      .toEqual([['Lamp lovers 1', null, 2], ['Lamp lovers 2', 2, 1]]);

    // Each is greeted, and nobody twice.
    const greetings = async (conversation: string) => (await emma.texts(conversation)).join(' ');
    await expect.poll(() => greetings(group)).toMatch(/^Welcome (Ann, Ben|Ann, I am Emma Lindqvist\. Welcome Ben), I am Emma Lindqvist\.$/);
    await expect(log(cleo).getByText('Welcome Cleo, I am Emma Lindqvist.')).toBeVisible();

    // What is written stays in its group, and the employee answers from the terminal.
    const screen = new Terminal(server, 'emma', PASSWORD, 'Lamp lovers 2');
    await write(cleo, 'who else is here?');
    await screen.shows('who else is here?');
    screen.type('nobody yet');
    await expect(log(cleo).getByText('nobody yet')).toBeVisible();
    await screen.quit();
    await write(ann, 'hello everybody');
    await expect(log(ben).getByText('hello everybody')).toBeVisible();
    await expect(log(cleo).getByText('hello everybody')).toHaveCount(0);
    await menu(cleo);
    const people = cleo.getByRole('dialog').getByRole('region', { name: 'People' });
    await expect(people.getByText('Cleo')).toBeVisible();
    await expect(people.getByRole('listitem')).toHaveCount(2);
  });

  phones('shows who runs it and when, and answers a call out of hours', async ({ phones, emma }) => {
    const { group, path } = await promotion(emma, 'Night owls');
    const another = (new Date().getUTCDay() + 3) % 7 + 1;
    await emma.call('customer_group.update', {
      conversation: group, off_hours: 'We are back soon.', hours: { zone: 'UTC', spans: [{ days: [another], from: '09:00', to: '10:00' }] },
    });
    const ann = await phones.join(path, 'Ann');
    await expect(ann.getByText('Outside opening hours.')).toBeVisible();
    await menu(ann);
    await expect(ann.getByRole('dialog').getByText(/^Hours: .* 09:00-10:00/)).toBeVisible();
    await expect(ann.getByRole('dialog').getByRole('heading', { name: 'Emma Lindqvist' })).toBeVisible();
    await ann.keyboard.press('Escape');
    await write(ann, 'just saying');
    await box(ann).fill('are you there, @em');
    await ann.getByRole('button', { name: 'Emma Lindqvist' }).click();
    await box(ann).press('Enter');
    await expect(log(ann).getByText('We are back soon.')).toBeVisible();
    expect(await emma.texts(group)).toEqual(['just saying', 'are you there, @Emma Lindqvist', 'We are back soon.']);
  });

  phones('is left from the page, and come back to; who was taken out is not let in', async ({ phones, emma }) => {
    const { group, path } = await promotion(emma, 'Leavers');
    const ann = await phones.join(path, 'Ann');
    const ben = await phones.join(path, 'Ben');
    await menu(ann);
    await ann.getByRole('button', { name: 'Leave the group' }).click();
    await ann.getByRole('dialog').getByRole('button', { name: 'Leave the group' }).click();
    await expect(ann.getByText('You are no longer in this group.')).toBeVisible();
    await expect(box(ann)).toBeHidden();
    await expect.poll(async () => (await emma.call('customer_group.get', { conversation: group })).customers).toBe(1);
    await write(ben, 'Ann does not see this');
    await expect(log(ann).getByText('Ann does not see this')).toHaveCount(0);
    await ann.getByRole('button', { name: 'Start again' }).click();
    await expect(box(ann)).toBeVisible();
    await title(ann, 'Leavers 1');

    const { items } = await emma.call('conversation.members', { conversation: group });
    const out = items.find((one: Answer) => one.principal.name === 'Ben').principal.id;
    await emma.call('group.remove_members', { conversation: group, members: [out] });
    await expect(ben.getByText('You are no longer in this group.')).toBeVisible();
    await ben.getByRole('button', { name: 'Start again' }).click();
    await expect(ben.getByText('Your request was not accepted')).toBeVisible();
  });
});

test('a customer blocks a chat from the page', async ({ page, boss, emma }) => {
  const chat = await comeIn(page, (await wayTo(boss)).path, emma, 'Dora');
  await write(page, 'goodbye');
  await expect.poll(() => emma.texts(chat)).toEqual(['goodbye']);
  await menu(page);
  await page.getByRole('button', { name: 'Leave chat' }).click();
  await page.getByRole('dialog').getByLabel('And do not write to me again').check();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave chat' }).click();
  await expect(page.getByText('This chat is over.')).toBeVisible();
  await expect(box(page)).toBeHidden();
  await expect(emma.say(chat, 'one more thing')).rejects.toThrow('conversation_closed');
  const { items } = await boss.call('contact.list', { everybody: true, query: 'Dora', filter: { status: ['lost'] } });
  expect(items.map((one: Answer) => one.follow.conversation)).toContain(chat);
  // Opening the page again is not coming back.
  await page.reload();
  await expect(page.getByRole('button', { name: 'Start chat' })).toBeVisible();
  await expect(emma.say(chat, 'still nothing')).rejects.toThrow('conversation_closed');
});
