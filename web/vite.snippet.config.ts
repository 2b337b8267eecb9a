// weft.js, the snippet for other people's sites: one small script that stands by itself.
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2019',
    emptyOutDir: false,
    lib: { entry: 'src/snippet/weft.ts', formats: ['iife'], name: 'weftSnippet', fileName: () => 'weft.js' },
  },
});
