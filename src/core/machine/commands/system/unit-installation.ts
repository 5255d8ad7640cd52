/** What `systemctl` does to the links that let units start with the host. */
import type { ExecResult } from 'just-bash';
import { parentOf } from '../../files/paths.ts';
import { rootTree } from '../../files/root-tree.ts';
import { enableShipped } from '../../services/shipped-units.ts';
import type { UnitView } from '../../services/unit-view.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { systemOf } from '../system-tool.ts';

const NOT_INSTALLABLE = `The unit files have no installation config (WantedBy=, RequiredBy=, Also=,
Alias= settings in the [Install] section, and DefaultInstance= for template
units). This means they are not meant to be enabled using systemctl.
 
Possible reasons for having this kind of units are:
• A unit may be statically enabled by being symlinked from another unit's
  .wants/ or .requires/ directory.
• A unit's purpose may be to act as a helper for some other unit which has
  a requirement dependency on it.
• A unit may be started when needed via activation (socket, path, timer,
  D-Bus, udev, scripted systemctl call, ...).
• In case of template units, the unit is meant to be enabled with some
  instance name specified.
`;

/** Lets a unit start with the host. */
export function enable(unit: UnitView, call: Call): ExecResult {
  const system = systemOf(call);
  if (!unit.definition) {
    enableShipped(unit, system, true);
    return ok();
  }
  const { wantedBy, aliases } = unit.definition;
  if (wantedBy.length === 0 && aliases.length === 0) return fail(NOT_INSTALLABLE, 0);
  const tree = rootTree(system.kernel);
  let stderr = '';
  for (const target of [
    ...wantedBy.map((name) => `/etc/systemd/system/${name}.wants/${unit.name}`),
    ...aliases.map((name) => `/etc/systemd/system/${name}`),
  ]) {
    if (tree.find(target, false)) continue;
    tree.makeFolders(parentOf(target));
    tree.makeLink(unit.file, target);
    system.kernel.events.fileWritten(target);
    stderr += `Created symlink ${target} → ${unit.file}.\n`;
  }
  system.services.noteEnabled(unit.definition, { startedFor: call.shell.process.startedFor });
  return fail(stderr, 0);
}

/** Lets a unit no longer start with the host. */
export function disable(unit: UnitView, call: Call): ExecResult {
  const system = systemOf(call);
  if (!unit.definition) {
    enableShipped(unit, system, false);
    return ok();
  }
  const tree = rootTree(system.kernel);
  const { state } = system.kernel;
  let stderr = '';
  const folder = '/etc/systemd/system';
  for (const entry of state.tree.names(folder)) {
    const path = `${folder}/${entry}/${unit.name}`;
    if (!/\.(?:wants|requires)$/.test(entry) || !state.node(path)) continue;
    tree.remove(path, false);
    stderr += state.host.os === 'ubuntu-22.04' ? `Removed ${path}.\n` : `Removed "${path}".\n`;
  }
  system.services.noteEnabled(unit.definition);
  return fail(stderr, 0);
}

/** Makes a unit impossible to start. */
export function mask(unit: UnitView, call: Call): ExecResult {
  const path = `/etc/systemd/system/${unit.name}`;
  const tree = rootTree(systemOf(call).kernel);
  const node = tree.find(path, false);
  if (node?.kind === 'file') return fail(`Failed to mask unit: File ${path} already exists.\n`);
  if (!node) tree.makeLink('/dev/null', path);
  return fail(`Created symlink ${path} → /dev/null.\n`, 0);
}

/** Takes that back. */
export function unmask(unit: UnitView, call: Call): ExecResult {
  const path = `/etc/systemd/system/${unit.name}`;
  const tree = rootTree(systemOf(call).kernel);
  const node = tree.find(path, false);
  if (node?.kind !== 'link' || node.target !== '/dev/null') return ok();
  tree.remove(path, false);
  return fail(`Removed ${call.shell.parts.kernel.state.host.os === 'ubuntu-22.04' ? path : `"${path}"`}.\n`, 0);
}
