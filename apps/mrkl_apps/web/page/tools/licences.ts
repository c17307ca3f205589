// Puts the licences of what is built in beside it, as they ask for.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const SHIPPED = [
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
  '@fontsource-variable/newsreader',
  'clsx',
  'dompurify',
  'highlight.js',
  'katex',
  'marked',
  'remend',
  'svelte',
];

interface Package {
  version: string;
  license: string;
  homepage?: string;
}

export function shipsLicences(root: string): Plugin {
  return {
    name: 'mrkl-licences',
    apply: 'build',
    generateBundle() {
      const texts = SHIPPED.map((name) => licenceOf(name, join(root, 'node_modules', name)));
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source: texts.join(`\n\n${'='.repeat(80)}\n\n`) });
    },
  };
}

function licenceOf(name: string, folder: string): string {
  const { version, license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `See ${homepage ?? 'its package'}.`;
  return `${name} ${version}, ${license}\n\n${text}\n`;
}
