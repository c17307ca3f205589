import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Blocks } from '../src/text/blocks.ts';
import { MOST_CHARACTERS, renderBlock } from '../src/text/markdown.ts';
import { MarkdownView } from '../src/text/view.ts';

function html(text: string): string {
  const root = document.createElement('div');
  root.append(renderBlock(text));
  return root.innerHTML;
}

describe('Markdown', () => {
  it('has no larger heading than the page leaves it', () => {
    expect(html('# Title')).toBe('<h3>Title</h3>');
  });

  it('shows HTML as it is written', () => {
    const shown = html('<b onclick="x()">bold</b>');
    expect(shown).toContain('&lt;b onclick="x()"&gt;');
    expect(shown).not.toContain('<b');
  });

  it('parses no HTML even where a script has begun', () => {
    const shown = html('a <script> <b onload="x">[l](https://a.example/"onload="y)</b></script>');
    expect(shown).toContain('&lt;script&gt; &lt;b onload="x"&gt;');
    expect(html('<div>\n**bold**\n</div>')).toBe('<p>&lt;div&gt;\n<strong>bold</strong>\n&lt;/div&gt;</p>\n');
  });

  it('makes links safe and says where they lead', () => {
    expect(html('[here](https://example.org/a)')).toBe(
      '<p><a href="https://example.org/a" target="_blank" rel="noopener noreferrer">here<span class="host"> example.org</span></a></p>\n',
    );
  });

  it.each(['javascript:alert(1)', 'JaVaScRiPt:x', 'data:text/html,x', 'vbscript:x', '/v1/keys', '//evil.example', 'file:///etc/passwd', 'blob:x'])(
    'drops the target %s',
    (target) => expect(html(`[text](<${target}>)`)).toBe('<p>text</p>\n'),
  );

  it('never loads an image, but links to it', () => {
    const shown = html('![a cat](https://example.org/cat.png)');
    expect(shown).not.toContain('<img');
    expect(shown).toContain('>image: a cat<span class="host"> example.org</span></a>');
  });

  it('leaves dollars and tildes alone that mean money and about', () => {
    expect(html('It costs $5 and $10, 20~25 minutes')).toBe('<p>It costs $5 and $10, 20~25 minutes</p>\n');
    expect(html('~~gone~~')).toContain('<del>gone</del>');
  });

  it.each([
    ['$$x^2$$', 'math-display'],
    ['\\(x_1\\)', 'math-inline'],
    ['\\[\\frac{a}{b}\\]', 'math-display'],
    ['so $$a<b$$ holds', 'math-display'],
  ])('finds the formula in %s', (text, name) => {
    expect(html(text)).toContain(`<code class="${name}">`);
  });

  it('lets nobody forge classes', () => {
    expect(html('```x" onload="y\ncode\n```')).not.toContain('onload=');
    expect(html('`a`')).toBe('<p><code>a</code></p>\n');
  });

  it('shows blocks of more than 32 kB as they are', () => {
    const long = '*a '.repeat(MOST_CHARACTERS);
    expect(html(long)).toBe(`<pre class="plain">${long}</pre>`);
  });

  it.each(['[', '*a ', '`', '> ', '- ', '![', '](', '<a', '$$', '\\(', '~~', '|', '_a', '&', '1. '])(
    'takes less than a second for 32 kB of %j',
    (shape) => {
      const text = shape.repeat(MOST_CHARACTERS).slice(0, MOST_CHARACTERS);
      const started = performance.now();
      renderBlock(text);
      expect(performance.now() - started).toBeLessThan(1000);
    },
  );
});

/** Every line of every list of cross-site scripting and open redirects, as Markdown may carry it. */
function* hostileTexts(folder: string): Generator<string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const lists = paths.filter((path) => /(xss|redirect)[^/]*\.txt$|xss.*\/[^/]*\.txt$/i.test(path));
  const lines = lists.flatMap((path) => readFileSync(`${folder}/${path}`, 'utf8').split('\n'));
  for (const line of new Set(lines)) {
    if (!line.trim()) continue;
    yield line;
    yield `[x](${line})`;
    yield `![${line}](<${line}>)`;
    yield `<${line}>`;
    yield `- > **${line}**\n\n| a |\n|---|\n| ${line} |`;
  }
}

const UNSAFE = 'script,style,iframe,object,embed,form,input,img,svg,math,link,meta,base,video,audio,button,template';

describe('hostile Markdown', () => {
  const data = process.env.MRKL_DATA;
  it.skipIf(!data)('leaves no unsafe node, in five wrappings', { timeout: 600_000 }, () => {
    let seen = 0;
    for (const text of hostileTexts(`${data}/bad_inputs`)) {
      const root = document.createElement('div');
      root.append(renderBlock(text));
      seen += 1;
      expect(root.querySelector(UNSAFE), text).toBeNull();
      for (const element of root.querySelectorAll('*')) {
        for (const { name, value } of element.attributes) {
          expect(['href', 'target', 'rel', 'class', 'align', 'start', 'tabindex'], text).toContain(name);
          if (name === 'href') expect(value, text).toMatch(/^\s*(https?|mailto):/i);
        }
      }
    }
    expect(seen).toBeGreaterThan(10_000);
  });
});

describe('growing text', () => {
  const TEXT = [
    '# One',
    'A paragraph\nof two lines.',
    '- a\n\n- b\n\n  still b',
    '```python\nx = 1\n\ny = 2\n```',
    '$$\na\n$$',
    'Then $$b$$ and the end',
  ].join('\n\n');

  it('is cut into the same blocks however it comes', () => {
    const whole = new Blocks();
    whole.push(TEXT);
    const bit = new Blocks();
    for (const character of TEXT) bit.push(character);
    expect(bit.frozen).toEqual(whole.frozen);
    expect(bit.tail).toBe(whole.tail);
    expect(whole.frozen.map((block) => block.trim().split('\n')[0])).toEqual(['# One', 'A paragraph', '- a', '```python']);
  });

  it('never cuts code or lists at their blank lines', () => {
    const blocks = new Blocks();
    blocks.push('~~~\na\n\nb\n~~~\n1. x\n\n   ```\n   c\n\n   d\n   ```\n\n2. y\n\nend\n\nmore\n');
    expect(blocks.frozen.map((block) => block.trim())).toEqual([
      '~~~\na\n\nb\n~~~',
      '1. x\n\n   ```\n   c\n\n   d\n   ```\n\n2. y',
      'end',
    ]);
  });

  it('loses nothing', () => {
    const blocks = new Blocks();
    blocks.push(TEXT);
    expect([...blocks.frozen, blocks.tail].join('\n').replace(/\n+/g, '\n')).toBe(TEXT.replace(/\n+/g, '\n'));
  });

  it('is shown with finished blocks left as they are', () => {
    const root = document.createElement('div');
    const view = new MarkdownView(root);
    view.update('First.\n\nSecond **bo', false);
    const first = root.firstElementChild;
    expect(root.textContent).toContain('Second bo');
    expect(root.querySelector('strong')?.textContent).toBe('bo');
    view.update('First.\n\nSecond **bold** word.\n\nThird\n', false);
    expect(root.firstElementChild).toBe(first);
    view.update('First.\n\nSecond **bold** word.\n\nThird\n and more', true);
    expect(root.children).toHaveLength(3);
    view.update('First.\n\nSecond **bold** word.\n\nThird\n and more\n ', true);
    view.update('First.\n\nSecond **bold** word.\n\nThird\n and more', true);
    expect(root.firstElementChild).toBe(first);
    view.update('Another text', true);
    expect(root.textContent?.trim()).toBe('Another text');
  });
});
