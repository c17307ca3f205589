// Markdown to nodes that are safe to show, whoever wrote it. No text is ever parsed as HTML of the page:
// raw HTML is shown as it is written, and what Markdown makes goes through DOMPurify as a second lock.
import DOMPurify from 'dompurify';
import { Marked, type Tokens } from 'marked';

/** Longer blocks are shown as plain text: Markdown has inputs that take time quadratic in their length. */
export const MOST_CHARACTERS = 32 * 1024;

const TAGS = [
  'a', 'blockquote', 'br', 'code', 'del', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'li', 'ol', 'p', 'pre', 'strong',
  'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
];
const ATTRIBUTES = ['align', 'class', 'href', 'start'];
const SCHEMES = new Set(['http:', 'https:', 'mailto:']);

export function escapeHtml(text: string): string {
  const entities: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

interface MathToken extends Tokens.Generic {
  tex: string;
  isDisplay: boolean;
}

const INLINE_MATH = /^(?:\\\(([^\n]+?)\\\)|\\\[([\s\S]+?)\\\]|\$\$([^$\n]+?)\$\$)/;
const BLOCK_MATH = /^ {0,3}(?:\$\$((?:[^$]|\$(?!\$))+)\$\$|\\\[((?:[^\\]|\\(?!\]))+)\\\])[ \t]*(?:\n|$)/;

function mathHtml(token: Tokens.Generic): string {
  const { tex, isDisplay } = token as MathToken;
  return `<code class="${isDisplay ? 'math-display' : 'math-inline'}">${escapeHtml(tex.trim())}</code>`;
}

const markdown = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'blockMath',
      level: 'block',
      start: (source) => /\n(?= {0,3}(?:\$\$|\\\[))/.exec(source)?.index,
      tokenizer(source) {
        const found = BLOCK_MATH.exec(source);
        if (!found) return undefined;
        return { type: 'blockMath', raw: found[0], tex: found[1] ?? found[2] ?? '', isDisplay: true };
      },
      renderer: (token) => `<p>${mathHtml(token)}</p>`,
    },
    {
      name: 'inlineMath',
      level: 'inline',
      start: (source) => /\$\$[^$\n]|\\[[(]/.exec(source)?.index,
      tokenizer(source) {
        const found = INLINE_MATH.exec(source);
        if (!found) return undefined;
        const tex = found[1] ?? found[2] ?? found[3] ?? '';
        return { type: 'inlineMath', raw: found[0], tex, isDisplay: found[1] === undefined };
      },
      renderer: mathHtml,
    },
  ],
  tokenizer: {
    // No HTML at all: what stands after `<script>` would come out of marked as it is.
    html: () => undefined,
    tag: () => undefined,
    // One tilde means "about" more often than it strikes through.
    del(source) {
      if (!source.startsWith('~~')) return undefined;
      return false;
    },
  },
  renderer: {
    heading(token) {
      const depth = Math.min(token.depth + 2, 6);
      return `<h${depth}>${this.parser.parseInline(token.tokens)}</h${depth}>`;
    },
    image: ({ href, text }) => `<a href="${escapeHtml(href)}">image: ${escapeHtml(text || href)}</a>`,
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    code({ text, lang }) {
      const language = /^[\w+#-]{1,20}/.exec(lang ?? '')?.[0];
      return `<pre><code${language ? ` class="language-${language}"` : ''}>${escapeHtml(text)}\n</code></pre>`;
    },
  },
});

/** Quotes and lists within each other that nobody writes in earnest. */
const TOO_DEEP = /^(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))){30}/m;

/** Returns the nodes of one block. */
export function renderBlock(text: string): DocumentFragment {
  if (text.length > MOST_CHARACTERS || TOO_DEEP.test(text)) return plainBlock(text);
  let html: string;
  try {
    html = markdown.parse(text, { async: false });
  } catch (error) {
    // Deep nesting exhausts the stack; nothing else is thrown on purpose.
    if (error instanceof RangeError) return plainBlock(text);
    throw error;
  }
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  fragment.querySelectorAll('[class]').forEach(tameClass);
  fragment.querySelectorAll('a').forEach(tameLink);
  fragment.querySelectorAll('table').forEach(letScroll);
  return fragment;
}

function plainBlock(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  const block = document.createElement('pre');
  block.className = 'plain';
  block.textContent = text;
  fragment.append(block);
  return fragment;
}

/** Where a link leads, or null where it must not. Relative ones would lead into this server. */
export function linkTarget(href: string): URL | null {
  try {
    const url = new URL(href);
    return SCHEMES.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

function tameLink(link: HTMLAnchorElement): void {
  const url = linkTarget(link.getAttribute('href') ?? '');
  if (!url) {
    link.replaceWith(...link.childNodes);
    return;
  }
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  const host = url.hostname || url.pathname;
  if (link.textContent?.includes(host)) return;
  const shown = document.createElement('span');
  shown.className = 'host';
  shown.textContent = ` ${host}`;
  link.append(shown);
}

function tameClass(element: Element): void {
  if (!/^(math-inline|math-display|language-[\w+#-]{1,20})$/.test(element.className)) element.removeAttribute('class');
}

function letScroll(table: HTMLTableElement): void {
  const frame = document.createElement('div');
  frame.className = 'scrolling';
  frame.tabIndex = 0;
  table.replaceWith(frame);
  frame.append(table);
}
