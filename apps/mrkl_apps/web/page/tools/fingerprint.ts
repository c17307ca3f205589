// Writes into the build what it was made of, so that a test can tell whether it is up to date.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

const LEFT_OUT = new Set(['node_modules', 'tests']);

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (LEFT_OUT.has(entry.name) || entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else yield path;
  }
}

/** SHA-256 over the names and contents of all sources, in the order of their names. */
export function fingerprint(root: string): string {
  const names = [...sources(root)].map((path) => relative(root, path).split(sep).join('/'));
  const digest = createHash('sha256');
  for (const name of names.sort()) {
    const content = readFileSync(join(root, name));
    digest.update(`${name}\0${content.length}\0`).update(content);
  }
  return digest.digest('hex');
}

export function writesFingerprint(root: string): Plugin {
  let out = '';
  return {
    name: 'mrkl-fingerprint',
    apply: 'build',
    configResolved: (config) => void (out = config.build.outDir),
    closeBundle: () => writeFileSync(join(root, out, 'sources.sha256'), `${fingerprint(root)}\n`),
  };
}
