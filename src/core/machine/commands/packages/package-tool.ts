/** What the tools of the distribution's packages share. */

import { parentOf } from '../../files/paths.ts';
import { rootTree } from '../../files/root-tree.ts';
import { sparseDigest } from '../../files/sparse.ts';
import { textHash } from '../../host/random.ts';
import { type CataloguePackage, cataloguePackage } from '../../packages/catalogue.ts';
import { type InstalledPackage, readStatus, STATUS_FILE, statusText } from '../../packages/installed-packages.ts';
import type { Call, Tool } from '../../shell/contracts.ts';
import { textFile } from '../system-tool.ts';

export interface PackageTool extends Tool {
  /** Where `which` finds it. */
  readonly path: string;
}

/** The packages that are installed, by name. */
export function installedOn(call: Call): readonly InstalledPackage[] {
  return [...readStatus(textFile(STATUS_FILE, call) ?? '')].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Host of the index that the sources of the system name. */
export function indexHost(call: Call): string {
  return call.shell.parts.kernel.state.host.os === 'debian-12' ? 'deb.debian.org' : 'archive.ubuntu.com';
}

/** Whether an index of packages answers. */
export function indexAnswers(call: Call, host: string): boolean {
  const { network } = call.shell.parts;
  return network.asksNames && network.map.reachesIndex(host);
}

/** Files of an installed package. */
export function filesOf(call: Call, name: string): readonly string[] {
  const { os } = call.shell.parts.kernel.state.host;
  const known = cataloguePackage(os, name);
  const doc = [`/usr/share/doc/${name}`, `/usr/share/doc/${name}/copyright`];
  return [
    '/.',
    '/usr',
    ...(known?.commands.map(parentOf) ?? []).filter((path, at, all) => all.indexOf(path) === at),
    ...(known?.commands ?? []),
    '/usr/share',
    '/usr/share/doc',
    ...doc,
  ];
}

/** Puts a package on the host: its commands, and its entry among those that are installed. */
export function addPackage(call: Call, entry: CataloguePackage): void {
  const { kernel } = call.shell.parts;
  const tree = rootTree(kernel);
  for (const path of entry.commands) {
    if (tree.find(path)) continue;
    const size = 31_000 + (textHash(path) % 2600) * 56;
    const content = { digest: sparseDigest(path, size), size };
    kernel.state.sparse.declare(content, path, true);
    tree.writeSparse(path, content);
    tree.chmod(path, 0o755);
    kernel.events.fileWritten(path);
  }
  const text = textFile(STATUS_FILE, call) ?? '';
  tree.write(STATUS_FILE, new TextEncoder().encode(`${text}\n${statusText([entry])}`));
}

/** Takes a package off the host. */
export function dropPackage(call: Call, name: string): void {
  const { kernel } = call.shell.parts;
  const tree = rootTree(kernel);
  for (const path of cataloguePackage(kernel.state.host.os, name)?.commands ?? []) {
    if (!tree.find(path, false)) continue;
    const digest = kernel.state.digestOf(path);
    for (const removed of tree.remove(path, false)) kernel.events.fileRemoved(removed, digest);
  }
  const text = textFile(STATUS_FILE, call) ?? '';
  const kept = text.split(/\n\n+/).filter((block) => !block.startsWith(`Package: ${name}\n`));
  tree.write(STATUS_FILE, new TextEncoder().encode(`${kept.join('\n\n').trimEnd()}\n`));
}
