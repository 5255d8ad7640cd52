/** What happened during one action, in order. */
import type { MachineEvent } from '../world.ts';

type FileWritten = { kind: 'file.written'; path: string; digest: string | undefined };

export class EventLog {
  readonly #most: number;
  readonly #events: (MachineEvent | FileWritten)[] = [];
  /** What is told once an action: a limit, and a file that is read or written again and again. */
  readonly #once = new Map<string, FileWritten | true>();
  #leftOut = 0;

  constructor(most: number) {
    this.#most = most;
  }

  report(event: MachineEvent): void {
    const many = event.kind === 'command' || event.kind.startsWith('file.');
    if (this.#events.length >= (many ? this.#most : this.#most * 2)) this.#leftOut += 1;
    else this.#events.push(event);
  }

  /** A limit was reached; it is told once an action. */
  limitHit(limit: string, detail: string): void {
    if (this.#once.has(`limit ${limit}`)) return;
    this.#once.set(`limit ${limit}`, true);
    this.report({ kind: 'limit', limit, detail });
  }

  fileRead(path: string): void {
    if (this.#once.has(`read ${path}`)) return;
    this.#once.set(`read ${path}`, true);
    this.report({ kind: 'file.read', path });
  }

  /** A file was written; its digest is asked for when the events are taken, or when the file goes. */
  fileWritten(path: string): void {
    if (this.#once.has(`written ${path}`)) return;
    if (this.#events.length >= this.#most) {
      this.#leftOut += 1;
      return;
    }
    const written: FileWritten = { kind: 'file.written', path, digest: undefined };
    this.#once.set(`written ${path}`, written);
    this.#events.push(written);
  }

  fileRemoved(path: string, digest: string | undefined): void {
    const written = this.#once.get(`written ${path}`);
    if (written !== undefined && written !== true) written.digest = digest;
    this.#once.delete(`written ${path}`);
    this.report({ kind: 'file.removed', path });
  }

  /** The events of the action, which begins anew. */
  take(digestOf: (path: string) => string | undefined): readonly MachineEvent[] {
    const events = this.#events
      .splice(0)
      .map(
        (event): MachineEvent =>
          event.kind === 'file.written' ? { ...event, digest: event.digest ?? digestOf(event.path) ?? '' } : event,
      );
    if (this.#leftOut > 0) events.push({ kind: 'limit', limit: 'events', detail: `${this.#leftOut} further events` });
    this.#leftOut = 0;
    this.#once.clear();
    return events;
  }
}
