/** Where `scp` and `rsync` copy from and to: a path here, or one on another host. */
import { resolvePath } from '../../files/paths.ts';
import type { Call } from '../../shell/contracts.ts';
import type { Side } from '../copy-between.ts';
import { treeOf } from '../remote-shell.ts';
import { type Login, logInto } from '../ssh-connection.ts';
import { type SshWish, splitDestination, targetOf } from '../ssh-words.ts';

export interface PlaceWord {
  /** Undefined is this host. */
  readonly remote:
    | { readonly user: string | undefined; readonly host: string; readonly port: number | undefined }
    | undefined;
  readonly path: string;
}

export interface Place extends Side {
  readonly word: PlaceWord;
  readonly login: Login | undefined;
  /** Absolute path of what a word means there. */
  absolute(path: string): string;
}

/** Reads `host:path`, `user@host:path` or a path. */
export function placeWord(word: string): PlaceWord {
  const url = /^scp:\/\/([^/]+)\/?(.*)$/.exec(word);
  if (url) return { remote: splitDestination(`scp://${url[1] ?? ''}`), path: url[2] ?? '' };
  const [, host, path = ''] = /^([^/:]+|[^/:]*\[[^\]]*\]):(.*)$/s.exec(word) ?? [];
  return host === undefined ? { remote: undefined, path: word } : { remote: splitDestination(host), path };
}

/** A place with the files behind it; another host is logged into. `notices` is what ssh says on the way. */
export async function openPlace(
  word: PlaceWord,
  wish: Omit<SshWish, 'host'>,
  call: Call,
  protocol: string,
): Promise<(Place & { readonly notices: string }) | { readonly problem: string }> {
  const { shell, context } = call;
  if (!word.remote) {
    return {
      word,
      login: undefined,
      kernel: shell.parts.kernel,
      tree: shell.tree,
      notices: '',
      absolute: (path) => resolvePath(context.cwd, path),
    };
  }
  const { host, user, port } = word.remote;
  const target = targetOf({ ...wish, host, user: user ?? wish.user, port: port ?? wish.port }, call);
  const login = await logInto(target, call, protocol);
  if ('problem' in login) return login;
  const home = login.user.home;
  return {
    word,
    login,
    kernel: login.parts.kernel,
    tree: treeOf(login),
    notices: login.notices,
    absolute: (path) => resolvePath(home, path.replace(/^~(?=\/|$)/, home)),
  };
}

/** Paths that a word with a pattern means on another host, whose shell looks them up; the word itself when nothing fits. */
export function expanded(path: string, { login, tree, absolute }: Place): readonly string[] {
  if (!login || !/[*?[]/.test(path)) return [path];
  const parts = absolute(path).split('/').slice(1);
  let found = [''];
  for (const part of parts) {
    if (!/[*?[]/.test(part)) {
      found = found.map((at) => `${at}/${part}`).filter((at) => tree.find(at));
      continue;
    }
    const source = part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]');
    const pattern = new RegExp(`^${source}$`);
    found = found.flatMap((at) => {
      const folder = at === '' ? '/' : at;
      const names = tree.find(folder)?.kind === 'directory' ? tree.list(folder) : [];
      return names
        .filter((name) => pattern.test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .map((name) => `${at}/${name}`);
    });
  }
  return found.length > 0 ? found : [path];
}
