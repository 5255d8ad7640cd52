/** Local mail: what jobs print that nobody sees. */
import { rootTree } from '../files/root-tree.ts';
import { strftime } from '../host/strftime.ts';
import type { Kernel } from '../kernel.ts';
import { userNamed } from '../users/accounts.ts';

export interface Letter {
  readonly from: string;
  readonly subject: string;
  readonly text: string;
}

const encoder = new TextEncoder();

export class Mail {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Puts a letter into the box of a user. Without a box there is nobody who would deliver it, as on a host without a mail server. */
  deliver(recipient: string, { from, subject, text }: Letter): void {
    const { state, schedule } = this.#kernel;
    const path = `/var/mail/${recipient}`;
    if (!userNamed(state.host, recipient) || !state.node(path)) return;
    const time = strftime('%a, %d %b %Y %H:%M:%S +0000', schedule.now);
    const letter = `From ${recipient}@${state.host.hostname}  ${strftime('%a %b %e %H:%M:%S %Y', schedule.now)}\nFrom: ${from}\nTo: ${recipient}\nSubject: ${subject}\nDate: ${time}\n\n${text}\n`;
    try {
      rootTree(this.#kernel).append(path, encoder.encode(letter));
    } catch {
      // A full disk loses mail.
    }
  }
}
