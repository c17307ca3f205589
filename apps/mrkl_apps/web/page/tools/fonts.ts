// Every browser that runs this page reads WOFF2; KaTeX also names two older forms of each font.
import type { Plugin } from 'vite';

const OLDER = /,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(["'](?:woff|truetype)["']\)/g;

export function keepsNewestFonts(): Plugin {
  return {
    name: 'mrkl-fonts',
    enforce: 'pre',
    transform: (code, id) => (/katex.*\.css/.test(id) ? code.replace(OLDER, '') : null),
  };
}
