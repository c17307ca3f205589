// Writes the service worker's list of files: the shell, without what is loaded on demand.
import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

export function listsShell(worker: string): Plugin {
  return {
    name: 'mrkl-offline',
    apply: 'build',
    generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name));
      const fonts = Object.keys(bundle).filter((name) => /-latin-wght.*\.woff2$/.test(name));
      const shell = ['/', '/favicon.svg', ...[...files, ...fonts].sort().map((name) => `/${name}`)];
      const version = createHash('sha256').update(shell.join()).digest('hex').slice(0, 16);
      const source = worker
        .replace('"VERSION"', JSON.stringify(version))
        .replace('"SHELL"', JSON.stringify(shell));
      this.emitFile({ type: 'asset', fileName: 'worker.js', source });
    },
  };
}
