// What the tests share: one server, and a page that must not break its policy or throw.
import { test as base, expect, type Page } from '@playwright/test';
import { Caller } from './caller';
import { OWNER, PASSWORD, Server } from './server';

interface Shared {
  server: Server;
  boss: Caller;
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
    await use(await Caller.signedIn(server.origin, OWNER, PASSWORD));
  }, { scope: 'worker' }],
  baseURL: async ({ server }, use) => use(server.origin),
  complaints: [async ({ context }, use) => {
    const complaints: string[] = [];
    context.on('page', (page) => watch(page, complaints));
    await use(complaints);
    expect(complaints).toEqual([]);
  }, { auto: true }],
});

export { expect };
