// The customer's page: one HTML file, and scripts and styles whose names hold a digest of what is in them.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  publicDir: false,
  build: {
    target: 'es2021',
    assetsInlineLimit: 0, // the policy of the page allows no data: addresses
    modulePreload: false,
    rollupOptions: { input: 'customer.html', external: [/^\/assets\//] },
  },
});
