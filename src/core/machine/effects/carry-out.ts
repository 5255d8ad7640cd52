/** Carries out what a scenario does to the machine. */
import type { Effect, ProcessSpec } from '../../scenario/model.ts';
import { parentOf } from '../files/paths.ts';
import { rootTree } from '../files/root-tree.ts';
import { sparseDigest } from '../files/sparse.ts';
import { hostDetails } from '../host/host.ts';
import { rootCapacity } from '../host/partitions.ts';
import { pathsMatching } from '../processes/needs.ts';
import { fill } from '../processes/template.ts';
import type { System } from '../system.ts';

const encoder = new TextEncoder();

/** Carries out one effect on the host of a system. Nothing happens where there is nothing to change. */
export function carryOut(effect: Effect, system: System): void {
  const { kernel } = system;
  switch (effect.kind) {
    case 'kill':
      kill(effect, system);
      return;
    case 'start':
      startProcess(effect.process, system);
      return;
    case 'write': {
      const tree = rootTree(kernel);
      tree.makeFolders(parentOf(effect.path));
      tree.write(effect.path, encoder.encode(effect.content));
      return;
    }
    case 'remove':
      remove(effect.glob, system);
      return;
    case 'fill-disk':
      fillDisk(effect.free, system);
      return;
    case 'network':
      system.network.setConnected(effect.state === 'up');
      return;
    case 'reach':
      system.network.setReachable(effect.remote, effect.allowed);
      return;
    case 'service':
      system.services.put(effect.service, effect.state);
      return;
    case 'power':
      system.power.now(effect.action === 'off' ? 'poweroff' : 'reboot');
      return;
    default:
      effect satisfies never;
  }
}

/** Signals the agent as it was when the trial began, or every process of a program. */
function kill({ target, signal }: Extract<Effect, { kind: 'kill' }>, { kernel }: System): void {
  const { state, processes } = kernel;
  const targets = [...state.processes.values()].filter(({ self, program }) =>
    target === 'self' ? self : program?.name === target,
  );
  for (const { pid } of targets) processes.signal(pid, signal, 0);
}

function startProcess(process: ProcessSpec, system: System): void {
  const program = system.kernel.spec.programs.find(({ name }) => name === process.program);
  const command = program
    ? fill(program.command, { ...program.options, ...process.options })
    : (process.command ?? 'true');
  system.launch({ command, user: process.user, cwd: process.cwd, self: process.self, quiet: false });
}

function remove(glob: string, { kernel }: System): void {
  const tree = rootTree(kernel);
  for (const path of pathsMatching(glob, tree)) if (tree.find(path, false)) tree.remove(path, true);
}

/** Fills the root disk with the image of a backup until so many bytes are free. */
function fillDisk(free: number, { kernel }: System): void {
  const { state, schedule } = kernel;
  const left = rootCapacity(state.host.disk) - state.tree.used - free;
  if (left <= 0) return;
  const { machineId } = hostDetails(state.host);
  const path = `/var/backups/snapshot-${machineId.slice(0, 8)}-${Math.floor(schedule.now / 1000)}.img`;
  const tree = rootTree(kernel);
  tree.makeFolders(parentOf(path));
  const size = Math.max(0, Math.floor(left / 4096) * 4096 - 4096);
  const content = { digest: sparseDigest(path, size), size };
  state.sparse.declare(content, path, false);
  tree.writeSparse(path, content);
}
