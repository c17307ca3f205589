// Cuts growing Markdown into blocks: those that are complete never change again.

const FENCE = /^\s{0,12}(`{3,}|~{3,})/;
const ITEM = /^\s{0,3}([-*+]|\d{1,9}[.)])(\s|$)/;

/** Takes text as it comes; `frozen` only grows, `tail` is what may still change. */
export class Blocks {
  readonly frozen: string[] = [];
  #lines: string[] = [];
  #partial = '';
  #fence = '';
  #isMath = false;

  get tail(): string {
    return [...this.#lines, this.#partial].join('\n');
  }

  push(text: string): void {
    const lines = (this.#partial + text).split('\n');
    this.#partial = lines.pop()!;
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    if (this.#fence) this.#takeCode(line);
    else if (line.trim() === '') this.#takeBlank(line);
    else this.#takeText(line);
  }

  #takeCode(line: string): void {
    this.#lines.push(line);
    const mark = FENCE.exec(line)?.[1] ?? '';
    const closes = mark.startsWith(this.#fence) && line.trim() === mark;
    if (!closes) return;
    this.#fence = '';
    if (!this.#isList) this.#freeze();
  }

  #takeBlank(line: string): void {
    this.#isMath = false;
    if (this.#lines.length > 0) this.#lines.push(line);
  }

  #takeText(line: string): void {
    const fence = this.#isMath ? '' : (FENCE.exec(line)?.[1] ?? '');
    const staysInList = this.#isList && (ITEM.test(line) || /^\s/.test(line));
    const isAfterBlank = this.#lines.at(-1)?.trim() === '';
    if (!staysInList && (isAfterBlank || fence)) this.#freeze();
    this.#lines.push(line);
    this.#fence = fence;
    if (!fence && opensOrCloses(line, this.#isMath)) this.#isMath = !this.#isMath;
  }

  get #isList(): boolean {
    return ITEM.test(this.#lines[0] ?? '');
  }

  #freeze(): void {
    if (this.#lines.length > 0) this.frozen.push(this.#lines.join('\n'));
    this.#lines = [];
  }
}

function opensOrCloses(line: string, isMath: boolean): boolean {
  const dollars = line.split('$$').length - 1;
  if (dollars % 2 === 1) return true;
  return isMath ? line.includes('\\]') : line.includes('\\[') && !line.includes('\\]');
}
