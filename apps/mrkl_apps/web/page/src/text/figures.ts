// Figures as people read them.

export function shownMs(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A share in percent; only certainty is shown as 100. */
export function shownShare(share: number): string {
  const percent = Math.round(share * 100);
  if (percent >= 100 && share < 1) return '> 99 %';
  if (percent <= 0 && share > 0) return '< 1 %';
  return `${percent} %`;
}

export function shownBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB'];
  const power = Math.min(Math.floor(Math.log10(bytes) / 3), units.length);
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power - 1]}`;
}
