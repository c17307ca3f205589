// Shows growing Markdown: finished blocks are written once, only the tail is written again.
import remend from 'remend';
import { Blocks } from './blocks.ts';
import { finish } from './finish.ts';
import { renderBlock } from './markdown.ts';

export class MarkdownView {
  #blocks = new Blocks();
  #taken = '';
  #shown = 0;
  #tail: HTMLElement | null = null;

  constructor(private readonly root: HTMLElement) {}

  /** Shows `text`; `isComplete` says that no more comes. */
  update(text: string, isComplete: boolean): void {
    // The whole answer may come without the blank space at the ends of what was streamed.
    const whole = text.trim() === this.#taken.trim() ? this.#taken : text;
    if (!whole.startsWith(this.#taken)) this.#reset();
    this.#blocks.push(whole.slice(this.#taken.length));
    this.#taken = whole;
    for (; this.#shown < this.#blocks.frozen.length; this.#shown++) {
      this.#write(this.#blocks.frozen[this.#shown]!, true);
    }
    const tail = this.#blocks.tail;
    if (tail.trim()) this.#write(isComplete ? tail : remend(tail, { linkMode: 'text-only' }), isComplete);
  }

  #write(text: string, isFinal: boolean): void {
    const block = this.#tail ?? this.root.appendChild(document.createElement('div'));
    block.replaceChildren(renderBlock(text));
    this.#tail = isFinal ? null : block;
    if (isFinal) void finish(block);
  }

  #reset(): void {
    this.root.replaceChildren();
    this.#blocks = new Blocks();
    this.#taken = '';
    this.#shown = 0;
    this.#tail = null;
  }
}
