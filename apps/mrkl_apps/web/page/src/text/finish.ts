// What a finished block gets on top: formulas, colours in code, a button that copies. Both are loaded when needed.
import DOMPurify from 'dompurify';
import { MOST_CHARACTERS } from './markdown.ts';

export async function finish(block: HTMLElement): Promise<void> {
  block.querySelectorAll('pre').forEach(addCopyButton);
  const formulas = block.querySelectorAll<HTMLElement>('.math-inline, .math-display');
  const codes = block.querySelectorAll<HTMLElement>('pre > code[class^="language-"]');
  await Promise.all([
    formulas.length > 0 ? showFormulas(formulas) : undefined,
    codes.length > 0 ? colour(codes) : undefined,
  ]);
}

async function showFormulas(elements: Iterable<HTMLElement>): Promise<void> {
  const { default: katex } = await import('./katex.ts');
  for (const element of elements) {
    const formula = document.createElement('span');
    formula.className = element.className;
    const displayMode = element.className === 'math-display';
    try {
      katex.render(element.textContent ?? '', formula, { displayMode, trust: false, maxSize: 20, maxExpand: 500 });
      element.replaceWith(formula);
    } catch {
      // It stays as it was written.
      element.classList.add('math-bad');
    }
  }
}

async function colour(elements: Iterable<HTMLElement>): Promise<void> {
  const { default: highlighter } = await import('./highlight.ts');
  for (const element of elements) {
    const language = element.className.replace('language-', '');
    const text = element.textContent ?? '';
    if (!highlighter.getLanguage(language) || text.length > MOST_CHARACTERS) continue;
    const html = highlighter.highlight(text, { language, ignoreIllegals: true }).value;
    const options = { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], RETURN_DOM_FRAGMENT: true as const };
    element.replaceChildren(DOMPurify.sanitize(html, options));
  }
}

function addCopyButton(block: HTMLPreElement): void {
  const code = block.querySelector('code');
  if (!code) return;
  const frame = document.createElement('div');
  frame.className = 'code';
  const head = document.createElement('div');
  head.className = 'code-head';
  const language = document.createElement('span');
  language.textContent = code.className.replace('language-', '');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Copy';
  button.onclick = async () => {
    button.textContent = (await copyText(code.textContent ?? '')) ? 'Copied' : 'Not allowed';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };
  head.append(language, button);
  block.tabIndex = 0;
  block.replaceWith(frame);
  frame.append(head, block);
}

/** Returns whether the browser let us. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
