/** Figures as people read them, the same in the terminal and on pages. */
import type { Rate } from '../experiment/rates.ts';

/** A share of one as a percentage without decimals: `90 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** A rate as a percentage; a dash when there is none. */
export function rateText(rate: number | null): string {
  return rate === null ? '–' : percentText(rate);
}

/** An interval as percentages: `60 % to 98 %`; a dash when no trial was decided. */
export function intervalText({ n, interval: [low, high] }: Pick<Rate, 'n' | 'interval'>): string {
  return n === 0 ? '–' : `${percentText(low)} to ${percentText(high)}`;
}

/** A number with separated thousands and at most one decimal: `12,480`, `7.5`. */
export function numberText(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 1 });
}

/** Milliseconds as hours, minutes and seconds, the two largest that matter: `1 h 4 min`, `12 s`, `0 s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [h, min, s] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  if (h > 0) return min > 0 ? `${h} h ${min} min` : `${h} h`;
  if (min > 0) return s > 0 ? `${min} min ${s} s` : `${min} min`;
  return `${s} s`;
}

/** A time stamp (ISO 8601, UTC) to the minute: `2025-03-04 10:00 UTC`. Other text is left as it is. */
export function timeText(stamp: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}):\d{2}(?:\.\d+)?Z$/.exec(stamp);
  return parts === null ? stamp : `${parts[1]} ${parts[2]} UTC`;
}
