/** The services that systemd knows: those of the distribution, as views of the processes, and those that files declare. */
import { processName } from '../../host/process-figures.ts';
import { serviceUnits, unitFile } from '../../host/service-units.ts';
import type { Process, World } from '../../world.ts';
import type { CommandContext } from '../command.ts';

export interface Service {
  /** With its ending: `ssh.service`. */
  readonly name: string;
  readonly description: string;
  readonly file: string;
  readonly enabled: boolean;
  /** Runs once at the start of the host and stays active without a process. */
  readonly once: boolean;
  readonly process: Process | undefined;
  /** What a unit that a file declares starts, and where. */
  readonly start: { readonly command: string; readonly folder: string } | undefined;
}

function mainProcess(world: World, mark: string): Process | undefined {
  return [...world.processes.values()]
    .filter(({ ppid, argv }) => ppid === 1 && argv.length > 0)
    .find((process) => process.tty === mark || process.command.includes(mark) || processName(process) === mark);
}

const UNIT_FOLDER = '/etc/systemd/system';

/** A setting of a unit file: the value after `Key=`. */
function setting(text: string, key: string): string | undefined {
  return new RegExp(`^${key}=(.*)$`, 'm').exec(text)?.[1]?.trim();
}

/** Services that files in the folder for local units declare. */
async function declaredServices(context: CommandContext): Promise<readonly Service[]> {
  const { world } = context;
  const services: Service[] = [];
  for (const [path, node] of world.files) {
    if (node.kind !== 'file' || !/^\/etc\/systemd\/system\/[^/]+\.service$/.test(path)) continue;
    const text = (await context.readText(path)) ?? '';
    const name = path.slice(UNIT_FOLDER.length + 1);
    const command = setting(text, 'ExecStart') ?? '';
    services.push({
      name,
      description: setting(text, 'Description') ?? name,
      file: path,
      enabled: world.files.has(`${UNIT_FOLDER}/multi-user.target.wants/${name}`),
      once: false,
      process:
        command === '' ? undefined : [...world.processes.values()].find((process) => process.command === command),
      start: { command, folder: setting(text, 'WorkingDirectory') ?? '/' },
    });
  }
  return services;
}

/** Every service of the machine, by name. */
export async function servicesOf(context: CommandContext): Promise<readonly Service[]> {
  const { world } = context;
  const shipped = serviceUnits(world.host).map(
    ({ name, description, mark }): Service => ({
      name,
      description,
      file: unitFile(name).replace(/^\/usr/, ''),
      enabled: true,
      once: mark === undefined,
      process: mark === undefined ? undefined : mainProcess(world, mark),
      start: undefined,
    }),
  );
  return [...shipped, ...(await declaredServices(context))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a service does now, in systemd's words. */
export function stateOf(service: Service): { readonly active: string; readonly sub: string } {
  if (service.process) return { active: 'active', sub: 'running' };
  if (service.once) return { active: 'active', sub: 'exited' };
  return service.start ? { active: 'inactive', sub: 'dead' } : { active: 'failed', sub: 'failed' };
}
