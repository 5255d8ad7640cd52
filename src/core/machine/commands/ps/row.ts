/** One line of `ps`: a process, or a thread of one, seen at one moment. */
import type { Process, World } from '../../world.ts';

export interface PsRow {
  readonly process: Process;
  readonly world: World;
  /** The process is `ps` itself: it has the terminal. */
  readonly foreground: boolean;
  /** Id of the thread; that of the first one is the pid. */
  readonly thread: number;
  /** What is drawn before the command to show descent. */
  readonly indent: string;
}

const CLOCK_TICK = 10;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `[D-]hh:mm:ss` of a number of seconds. */
export function longTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `${days > 0 ? `${days}-` : ''}${clock.map(twoDigits).join(':')}`;
}

/** `[[D-]hh:]mm:ss` of a number of seconds. */
export function elapsedTime(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const hours = Math.floor(seconds / 3600) % 24;
  const rest = `${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  if (days > 0) return `${days}-${twoDigits(hours)}:${rest}`;
  return hours > 0 ? `${twoDigits(hours)}:${rest}` : rest;
}

/** Whole seconds since the process started. */
export function ageInSeconds(row: PsRow): number {
  return Math.max(0, Math.floor((row.world.clock - row.process.startedAt) / 1000));
}

/** Share of one processor in tenths of a per cent over the life of the process, as procps counts it. */
export function processorTenths(row: PsRow): number {
  const ticks = Math.floor(((row.world.clock - row.process.startedAt) * row.process.cpu) / 100 / CLOCK_TICK);
  const seconds = ageInSeconds(row);
  return seconds === 0 ? 0 : Math.floor((ticks * 10) / seconds);
}
