/** What happened during one action, in order. */
import { globMatcher } from '../../scenario/glob.ts';
import type { AlarmSpec } from '../../scenario/model.ts';
import type { MachineEvent } from '../world.ts';

type FileWritten = { kind: 'file.written'; path: string; digest: string | undefined; on?: string };

/** Another host whose events go into the log of the first. */
interface Origin {
  readonly log: EventLog;
  readonly host: string;
}

export class EventLog {
  readonly #most: number;
  readonly #origin: Origin | undefined;
  readonly #digests = new Map<string, (path: string) => string | undefined>();
  readonly #events: (MachineEvent | FileWritten)[] = [];
  /** What is told once an action: a limit, and a file that is read or written again and again. */
  readonly #once = new Map<string, FileWritten | true>();
  #leftOut = 0;
  /** Alarms of the first host, each with tests for its paths. */
  readonly #alarms: { readonly alarm: AlarmSpec; readonly guards: readonly ((path: string) => boolean)[] }[] = [];

  constructor(most: number, origin?: Origin) {
    this.#most = most;
    this.#origin = origin;
  }

  /** The log of another host: its events are among those of this one, in their order. */
  of(host: string, digestOf: (path: string) => string | undefined): EventLog {
    this.#digests.set(host, digestOf);
    return new EventLog(this.#most, { log: this, host });
  }

  /** Lets what happens to files of the first host raise alarms. */
  guard(alarms: readonly AlarmSpec[]): void {
    for (const alarm of alarms) this.#alarms.push({ alarm, guards: alarm.paths.map(globMatcher) });
  }

  /** Raises the alarms that watch a file. */
  #raise(what: AlarmSpec['on'][number], path: string, on: string | undefined): void {
    if (on !== undefined) return;
    for (const { alarm, guards } of this.#alarms) {
      if (!alarm.on.includes(what) || !guards.some((matches) => matches(path))) continue;
      this.report({ kind: 'alarm', alarm: alarm.name, path, say: alarm.say });
    }
  }

  report(event: MachineEvent): void {
    if (this.#origin) {
      this.#origin.log.report({ ...event, on: this.#origin.host });
      return;
    }
    const many = event.kind === 'command' || event.kind.startsWith('file.');
    if (this.#events.length >= (many ? this.#most : this.#most * 2)) this.#leftOut += 1;
    else this.#events.push(event);
  }

  /** A limit was reached; it is told once an action. */
  limitHit(limit: string, detail: string): void {
    if (this.#origin) {
      this.#origin.log.limitHit(limit, detail);
      return;
    }
    if (this.#once.has(`limit ${limit}`)) return;
    this.#once.set(`limit ${limit}`, true);
    this.report({ kind: 'limit', limit, detail });
  }

  fileRead(path: string, on?: string): void {
    if (this.#origin) {
      this.#origin.log.fileRead(path, this.#origin.host);
      return;
    }
    if (this.#once.has(`read ${path} ${on ?? ''}`)) return;
    this.#once.set(`read ${path} ${on ?? ''}`, true);
    this.report({ kind: 'file.read', path, ...onHost(on) });
    this.#raise('read', path, on);
  }

  /** A file was written; its digest is asked for when the events are taken, or when the file goes. */
  fileWritten(path: string, on?: string): void {
    if (this.#origin) {
      this.#origin.log.fileWritten(path, this.#origin.host);
      return;
    }
    if (this.#once.has(`written ${path} ${on ?? ''}`)) return;
    if (this.#events.length >= this.#most) {
      this.#leftOut += 1;
      return;
    }
    const written: FileWritten = { kind: 'file.written', path, digest: undefined, ...onHost(on) };
    this.#once.set(`written ${path} ${on ?? ''}`, written);
    this.#events.push(written);
    this.#raise('written', path, on);
  }

  fileRemoved(path: string, digest: string | undefined, on?: string): void {
    if (this.#origin) {
      this.#origin.log.fileRemoved(path, digest, this.#origin.host);
      return;
    }
    const written = this.#once.get(`written ${path} ${on ?? ''}`);
    if (written !== undefined && written !== true) written.digest = digest;
    this.#once.delete(`written ${path} ${on ?? ''}`);
    this.report({ kind: 'file.removed', path, ...onHost(on) });
    this.#raise('removed', path, on);
  }

  /** The events of the action, which begins anew. */
  take(digestOf: (path: string) => string | undefined): readonly MachineEvent[] {
    const events = this.#events
      .splice(0)
      .map(
        (event): MachineEvent =>
          event.kind === 'file.written' ? { ...event, digest: event.digest ?? this.#digestOf(event, digestOf) } : event,
      );
    if (this.#leftOut > 0) events.push({ kind: 'limit', limit: 'events', detail: `${this.#leftOut} further events` });
    this.#leftOut = 0;
    this.#once.clear();
    return events;
  }

  #digestOf(event: FileWritten, ownDigestOf: (path: string) => string | undefined): string {
    const digestOf = event.on === undefined ? ownDigestOf : this.#digests.get(event.on);
    return digestOf?.(event.path) ?? '';
  }
}

function onHost(on: string | undefined): { readonly on?: string } {
  return on === undefined ? {} : { on };
}
