// What the tests share: one server with a company and an employee, and pages that must not break their policy or throw.
import { test as base, expect, type Page } from '@playwright/test';
import { Caller, type Answer } from './caller';
import { OWNER, PASSWORD, Server } from './server';

interface Shared {
  server: Server;
  /** Who owns the company. */
  boss: Caller;
  /** Who serves customers. */
  emma: Caller;
}

/** Everything that must not happen on any page, whatever the test is about. */
function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted|violat/i.test(message.text())) complaints.push(message.text());
  });
}

export const test = base.extend<{ complaints: string[] }, Shared>({
  server: [async ({}, use) => {
    const server = new Server();
    try {
      await server.make();
      await use(server);
    } finally {
      await server.remove();
    }
  }, { scope: 'worker', timeout: 180_000 }],
  boss: [async ({ server }, use) => {
    await use(await (await Caller.nobody(server.origin)).signedIn(OWNER, PASSWORD));
  }, { scope: 'worker' }],
  emma: [async ({ boss }, use) => {
    await boss.call('member.create', { userid: 'emma', name: 'Emma Lindqvist', title: 'Lighting advisor', password: PASSWORD });
    await boss.call('member.verify', { member: 'emma' });
    await use(await boss.signedIn('emma', PASSWORD));
  }, { scope: 'worker' }],
  baseURL: async ({ server }, use) => use(server.origin),
  complaints: [async ({ context }, use) => {
    const complaints: string[] = [];
    context.on('page', (page) => watch(page, complaints));
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
});

/** A way to Emma; the path of its page. */
export async function wayTo(boss: Caller, more: Record<string, unknown> = {}): Promise<Answer> {
  return boss.call('contact_way.create', { employees: ['emma'], title: 'Talk to us', ...more });
}

/** Comes in by a way as somebody new; the conversation that began. */
export async function comeIn(page: Page, path: string, employee: Caller, name?: string): Promise<string> {
  const before = new Set((await employee.call('conversation.list', { limit: 200 })).items.map((one: Answer) => one.id));
  await page.goto(path);
  if (name) await page.getByLabel('Your name (optional)').fill(name);
  await page.getByRole('button', { name: 'Start chat' }).click();
  await expect(box(page)).toBeVisible();
  const after = (await employee.call('conversation.list', { limit: 200 })).items as Answer[];
  return after.find((one) => one.kind === 'customer' && !before.has(one.id)).id;
}

/** The contact behind a chat. */
export async function customerOf(who: Caller, chat: string): Promise<string> {
  const { items } = await who.call('conversation.members', { conversation: chat });
  return items.find((one: { principal: { kind: string } }) => one.principal.kind === 'external').principal.id;
}

export const box = (page: Page) => page.getByLabel('Message', { exact: true });

export async function write(page: Page, text: string): Promise<void> {
  await box(page).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}

export { expect, PASSWORD };
