// Chromium of the system, one server for all tests, a telephone's page unless a test says otherwise.
import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests',
  testMatch: '*.spec.ts',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['./tests/support/counted.ts']],
  outputDir: process.env.WEFT_WEB_RESULTS ?? 'node_modules/.results',
  use: {
    browserName: 'chromium',
    viewport: { width: 390, height: 780 },
    deviceScaleFactor: 2,
    hasTouch: true,
    locale: 'en-GB',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.WEFT_CHROMIUM ?? '/usr/bin/chromium',
      // A microphone that hums, so that recording has something to record.
      args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', '--autoplay-policy=no-user-gesture-required'],
    },
  },
});
