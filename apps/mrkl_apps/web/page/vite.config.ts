import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { keepsNewestFonts } from './tools/fonts.ts';
import { writesFingerprint } from './tools/fingerprint.ts';
import { shipsLicences } from './tools/licences.ts';
import { listsShell } from './tools/offline.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const worker = readFileSync(`${root}tools/worker.js`, 'utf8');

export default defineConfig({
  plugins: [svelte(), keepsNewestFonts(), listsShell(worker), shipsLicences(root), writesFingerprint(root)],
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // The content-security policy forbids data: scripts and wants every font as a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/v1': process.env.MRKL_SERVER ?? 'http://127.0.0.1:8000' } },
  test: { environment: 'jsdom', include: ['tests/**/*.test.ts'] },
});
