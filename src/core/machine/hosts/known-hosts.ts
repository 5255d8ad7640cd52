/** The file in which ssh keeps the keys of hosts that it has met. */
import { parentOf } from '../files/paths.ts';
import type { Call } from '../shell/contracts.ts';
import { textAt } from './ssh-words.ts';

export class KnownHosts {
  readonly #path: string;
  readonly #call: Call;

  constructor(path: string, call: Call) {
    this.#path = path;
    this.#call = call;
  }

  /** Keys that are known for a name, as type and body. */
  keysOf(name: string): readonly string[] {
    return this.lines.flatMap(({ names, key }) => (names.includes(name) ? [key] : []));
  }

  get lines(): readonly { readonly names: readonly string[]; readonly key: string; readonly text: string }[] {
    return (textAt(this.#path, this.#call) ?? '').split('\n').flatMap((text) => {
      const [names = '', type = '', body = ''] = text.trim().split(/\s+/);
      return body === '' || names.startsWith('#') ? [] : [{ names: names.split(','), key: `${type} ${body}`, text }];
    });
  }

  /** Adds a line. Where it cannot be written ssh goes on without. */
  add(name: string, key: string): void {
    const { tree } = this.#call.shell;
    if (this.#path === '/dev/null') return;
    try {
      if (!tree.find(parentOf(this.#path))) {
        tree.makeFolder(parentOf(this.#path), false);
        tree.chmod(parentOf(this.#path), 0o700);
      }
      const isNew = !tree.find(this.#path);
      tree.append(this.#path, new TextEncoder().encode(`${name} ${key}\n`));
      if (isNew) tree.chmod(this.#path, 0o600);
      this.#call.shell.parts.kernel.events.fileWritten(tree.resolve(this.#path, 'open'));
    } catch {
      return;
    }
  }

  /** Removes what is known of a name; gives how many lines it were. */
  remove(name: string): number {
    const { tree } = this.#call.shell;
    const text = textAt(this.#path, this.#call) ?? '';
    const gone = this.lines.filter(({ names }) => names.includes(name)).map((line) => line.text);
    if (gone.length === 0) return 0;
    const kept = text.split('\n').filter((line) => !gone.includes(line));
    tree.write(this.#path, new TextEncoder().encode(kept.join('\n')));
    return gone.length;
  }
}
