/** Pipes: between two descriptors of a process, and between a process and what it started. */
import { SystemError } from './errno.ts';
import { type FileStatus, KIND, OPEN, OpenFile, POLL } from './open-file.ts';
import { Changes } from './waiting.ts';

/** What a pipe holds before who writes has to wait. */
const CAPACITY = 65_536;

/** Bytes on their way. */
export class Channel {
  readonly changes: Changes = new Changes();
  writers = 0;
  readers = 0;
  #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#parts.push(bytes.slice());
    this.#length += bytes.length;
    this.changes.tell();
  }

  /** Takes so many bytes at most. */
  take(length: number, peek = false): Uint8Array {
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    const taken = whole.subarray(0, length);
    if (!peek) {
      const rest = whole.subarray(taken.length);
      this.#parts = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      if (taken.length > 0) this.changes.tell();
    }
    return taken;
  }

  /** One who writes, or reads, is gone. */
  leave(side: 'writers' | 'readers'): void {
    this[side] -= 1;
    this.changes.tell();
  }
}

/** Who waits: lets time pass until a condition holds. */
export interface Waiter {
  waitFor(ready: () => boolean, watched: readonly Changes[], timeoutMs?: number): Promise<boolean>;
}

export class PipeEnd extends OpenFile {
  readonly channel: Channel;
  readonly #side: 'writers' | 'readers';
  readonly #waiter: Waiter;
  readonly #inode: number;

  constructor(channel: Channel, side: 'writers' | 'readers', waiter: Waiter, inode: number) {
    super(side === 'writers' ? OPEN.writeOnly : 0);
    this.channel = channel;
    this.#side = side;
    this.#waiter = waiter;
    this.#inode = inode;
    channel[side] += 1;
  }

  get side(): 'writers' | 'readers' {
    return this.#side;
  }

  status(): FileStatus {
    return { mode: KIND.pipe | 0o600, size: 0, uid: 0, gid: 0, links: 1, inode: this.#inode, mtime: 0 };
  }

  read(length: number): Uint8Array | Promise<Uint8Array> {
    if (this.#side !== 'readers') throw new SystemError('EBADF');
    const { channel } = this;
    if (channel.length > 0 || channel.writers === 0) return channel.take(length);
    if (this.nonBlocking) throw new SystemError('EAGAIN');
    return this.#waiter
      .waitFor(() => channel.length > 0 || channel.writers === 0, [channel.changes])
      .then(() => channel.take(length));
  }

  write(bytes: Uint8Array): number | Promise<number> {
    if (this.#side !== 'writers') throw new SystemError('EBADF');
    const { channel } = this;
    if (channel.readers === 0) throw new SystemError('EPIPE');
    if (channel.length === 0 || channel.length + bytes.length <= CAPACITY) {
      channel.push(bytes);
      return bytes.length;
    }
    if (this.nonBlocking) throw new SystemError('EAGAIN');
    return this.#waiter
      .waitFor(() => channel.length < CAPACITY || channel.readers === 0, [channel.changes])
      .then(() => this.write(bytes));
  }

  override get changes(): Changes {
    return this.channel.changes;
  }

  override poll(): number {
    const { channel } = this;
    if (this.#side === 'writers') return channel.readers === 0 ? POLL.error : channel.length < CAPACITY ? POLL.out : 0;
    return (channel.length > 0 ? POLL.in : 0) | (channel.writers === 0 ? POLL.hangUp : 0);
  }

  override close(): void {
    this.channel.leave(this.#side);
  }
}
