// How the page looks, as the reader left it.
import { keep, kept } from './kept.ts';

export type Theme = 'system' | 'light' | 'dark';
const THEMES: Theme[] = ['system', 'light', 'dark'];

class Look {
  theme = $state<Theme>(kept('theme', 'system'));
  isListOpen = $state(window.innerWidth > 800 && kept('list', true));
  areTracesOpen = $state(kept('traces', false));

  constructor() {
    this.#apply();
  }

  nextTheme(): void {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length]!;
    keep('theme', this.theme);
    this.#apply();
  }

  toggleList(isOpen = !this.isListOpen): void {
    this.isListOpen = isOpen;
    if (window.innerWidth > 800) keep('list', isOpen);
  }

  showTraces(areOpen: boolean): void {
    this.areTracesOpen = areOpen;
    keep('traces', areOpen);
  }

  #apply(): void {
    if (this.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }
}

export const look = new Look();
