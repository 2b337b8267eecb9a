// Pictures, files, a recording, a place: from the page to the employee and back.
import { comeIn, expect, test, wayTo } from './support/stand';
import { picture } from './support/pictures';
import { until } from './support/server';

test.describe('what is sent with it', () => {
  test('carries a picture both ways, without what the camera wrote', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'More' }).click().then(() => page.getByRole('button', { name: 'Photo' }).click()),
    ]);
    await chooser.setFiles({ name: 'lamp.bmp', mimeType: 'image/bmp', buffer: Buffer.from(picture(64, 48)) });
    const sent = await until('the picture has come', async () => (await emma.messages(chat)).find((one) => one.body.kind === 'image'));
    expect(sent.body).toMatchObject({ type: 'image/jpeg', width: 64, height: 48, name: 'lamp.jpg' });
    const shown = page.getByRole('log').locator('img.picture');
    await expect(shown).toHaveCount(1);
    expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(64);
    await page.getByRole('button', { name: /Open picture/ }).click();
    await expect(page.getByRole('dialog').getByRole('img')).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    // A picture of hers is one of ours sent back: she may read the file and send it on.
    await emma.send(chat, 'image', { file: sent.body.file });
    await expect(shown).toHaveCount(2);
    await expect.poll(() => shown.last().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(64);
  });

  test('carries a file both ways', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await page.locator('input[data-of="file"]').setInputFiles({ name: 'plan <b>.txt', mimeType: 'text/plain', buffer: Buffer.from('a plan of the room') });
    const sent = await until('the file has come', async () => (await emma.messages(chat)).find((one) => one.body.kind === 'file'));
    expect(sent.body).toMatchObject({ name: 'plan <b>.txt', size: 18 });
    const file = await emma.upload(new TextEncoder().encode('an offer in words'), 'offer.txt', 'file');
    await emma.send(chat, 'file', { file });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save offer.txt' }).click()]);
    expect(download.suggestedFilename()).toBe('offer.txt');
  });

  test('brings a large file in parts', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    const bytes = Buffer.alloc(10 << 20, 'large ');
    await page.locator('input[data-of="file"]').setInputFiles({ name: 'large.txt', mimeType: 'text/plain', buffer: bytes });
    const sent = await until('the file has come', async () => (await emma.messages(chat)).find((one) => one.body.kind === 'file'), 40);
    expect(sent.body.size).toBe(bytes.length);
  });

  test('records a voice clip and plays it', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await page.getByRole('button', { name: 'Voice' }).click();
    await expect(page.getByRole('timer')).toContainText('0:02');
    if (process.env.WEFT_WEB_SHOTS) await page.screenshot({ path: `${process.env.WEFT_WEB_SHOTS}/recording.png` });
    await page.getByRole('button', { name: 'Send recording' }).click();
    const sent = await until('the clip has come', async () => (await emma.messages(chat)).find((one) => one.body.kind === 'voice'));
    expect(sent.body.duration_ms).toBeGreaterThan(1500);
    expect(sent.body.duration_ms).toBeLessThan(6000);
    const clip = page.getByRole('log').getByRole('button', { name: /Voice/ });
    await clip.click();
    await expect(clip).toHaveAccessibleName(/Pause/);
    await expect(clip).toHaveAccessibleName(/Play/);
  });

  test('throws a recording away', async ({ page, boss, emma }) => {
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await page.getByRole('button', { name: 'Voice' }).click();
    await expect(page.getByRole('timer')).toContainText('0:01');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('button', { name: 'Emoji' })).toBeVisible();
    expect((await emma.messages(chat)).filter((one) => one.body.kind === 'voice')).toEqual([]);
  });

  test('sends a place after a question only', async ({ page, context, boss, emma }) => {
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation({ latitude: 52.51631, longitude: 13.37777 });
    const chat = await comeIn(page, (await wayTo(boss)).path, emma);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Location' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'Location' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
    await expect.poll(async () => (await emma.messages(chat)).filter((one) => one.body.kind === 'location').map((one) => one.body.latitude)).toEqual([52.51631]);
    await expect(page.getByText('52.51631,13.37777')).toBeVisible();
  });
});
