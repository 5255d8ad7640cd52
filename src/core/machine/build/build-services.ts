/** The services of the scenario when a trial begins: the files that declare them, and what runs of them. */
import type { MachineSpec, ProcessSpec, ServiceSpec } from '../../scenario/model.ts';
import { commandLine } from '../commands/shell-message.ts';
import { parentOf, resolvePath } from '../files/paths.ts';
import { rootTree } from '../files/root-tree.ts';
import { type Draw, drawFrom } from '../host/random.ts';
import type { Kernel } from '../kernel.ts';
import type { Network } from '../network/network.ts';
import { fill } from '../processes/template.ts';
import { executableOf } from '../services/executable.ts';
import type { PlainStarter } from '../services/service-process.ts';
import type { Services } from '../services/services.ts';
import type { Process } from '../world.ts';
import { addDeclared, plainProcess } from './build-processes.ts';

const encoder = new TextEncoder();
const STATES = { started: 'active', stopped: 'inactive', failed: 'failed' } as const;
const SUPERVISOR_COMMAND = '/usr/bin/python3 /usr/bin/supervisord -n -c /etc/supervisor/supervisord.conf';
const SUPERVISOR_CONF = `; supervisor config file

[unix_http_server]
file=/var/run/supervisor.sock   ; (the path to the socket file)
chmod=0700                       ; sockef file mode (default 0700)

[supervisord]
logfile=/var/log/supervisor/supervisord.log ; (main log file;default $CWD/supervisord.log)
pidfile=/var/run/supervisord.pid ; (supervisord pidfile;default supervisord.pid)
childlogdir=/var/log/supervisor            ; ('AUTO' child log dir, default $TEMP)

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix:///var/run/supervisor.sock ; use a unix:// URL  for a unix socket

[include]
files = /etc/supervisor/conf.d/*.conf
`;

/** Whether supervisord is installed: where the scenario uses it. */
export function hasSupervisor(spec: MachineSpec): boolean {
  return (
    spec.services.some(({ supervisor }) => supervisor === 'supervisord') || spec.packages.apt.includes('supervisor')
  );
}

/** The command line of a service, with the program by its path where systemd asks for that. */
function commandOf(kernel: Kernel, { process, supervisor }: ServiceSpec): string {
  const program = kernel.spec.programs.find(({ name }) => name === process.program);
  const command = program
    ? fill(program.command, { ...program.options, ...process.options })
    : (process.command ?? '/bin/true');
  const [first = '', ...rest] = command.trim().split(/\s+/);
  if (supervisor === 'supervisord' || first.startsWith('/')) return command;
  const path = first.includes('/')
    ? resolvePath(process.cwd, first)
    : (executableOf(first, kernel.state) ?? `/usr/local/bin/${first}`);
  return [path, ...rest].join(' ');
}

function unitText(kernel: Kernel, service: ServiceSpec): string {
  const { description, process, restart } = service;
  const again = restart === 'no' ? '' : `Restart=${restart}\nRestartSec=5\n`;
  return `[Unit]\nDescription=${description}\nAfter=network.target\n\n[Service]\nType=simple\nUser=${process.user}\nWorkingDirectory=${process.cwd}\nExecStart=${commandOf(kernel, service)}\n${again}\n[Install]\nWantedBy=multi-user.target\n`;
}

function programText(kernel: Kernel, service: ServiceSpec): string {
  const { name, process, restart, enabled } = service;
  const again = { no: 'false', always: 'true', 'on-failure': 'unexpected' }[restart];
  return `[program:${name}]\ncommand=${commandOf(kernel, service)}\ndirectory=${process.cwd}\nuser=${process.user}\nautostart=${enabled}\nautorestart=${again}\n`;
}

/** Puts the files of the services in place. The programs that they start have to be there. */
export function buildServiceFiles(kernel: Kernel, spec: MachineSpec): void {
  if (spec.services.length === 0 && !hasSupervisor(spec)) return;
  const tree = rootTree(kernel);
  const write = (path: string, text: string): void => {
    tree.makeFolders(parentOf(path));
    if (!tree.find(path)) tree.write(path, encoder.encode(text));
  };
  for (const service of spec.services) {
    const { name, supervisor, enabled } = service;
    if (supervisor === 'supervisord') {
      write(`/etc/supervisor/conf.d/${name}.conf`, programText(kernel, service));
      continue;
    }
    const path = `/etc/systemd/system/${name}.service`;
    write(path, unitText(kernel, service));
    const wanted = `/etc/systemd/system/multi-user.target.wants/${name}.service`;
    tree.makeFolders(parentOf(wanted));
    if (enabled && !tree.find(wanted, false)) tree.makeLink(path, wanted);
  }
  if (hasSupervisor(spec)) {
    write('/etc/supervisor/supervisord.conf', SUPERVISOR_CONF);
    tree.makeFolders('/etc/supervisor/conf.d');
    tree.makeFolders('/var/log/supervisor');
  }
}

/** Supervisord itself. */
export function supervisorProcess(kernel: Kernel, startedAt: number): Process {
  const entry: ProcessSpec = {
    program: undefined,
    command: SUPERVISOR_COMMAND,
    cwd: '/',
    user: 'root',
    options: {},
    self: false,
  };
  const pid = kernel.processes.newPid(3);
  const draw = drawFrom(pid, 'supervisor');
  return { ...plainProcess(kernel, entry, { pid, startedAt }, draw), memory: 24_180 * 1024 };
}

/** Adds what runs of the services when a trial begins. */
export function buildServices(
  kernel: Kernel,
  network: Network,
  services: Services,
  { spec, seed }: { readonly spec: MachineSpec; readonly seed: number },
): void {
  const draw = drawFrom(seed, 'services');
  const bootedAt = kernel.state.host.bootedAt + 21_000;
  let supervisor = 1;
  if (hasSupervisor(spec)) {
    const process = supervisorProcess(kernel, bootedAt);
    kernel.processes.addOriginal(process);
    supervisor = process.pid;
  }
  for (const service of spec.services) {
    const startedAt = bootedAt + draw.int(200, 3_000);
    const parent = service.supervisor === 'supervisord' ? supervisor : 1;
    const pid =
      service.state === 'started' ? addService(kernel, network, service, { startedAt, parent, draw }) : undefined;
    services.declare({
      name: service.name,
      supervisor: service.supervisor,
      enabled: service.enabled,
      state: STATES[service.state],
      pid,
      since: startedAt,
      exitCode: service.state === 'failed' ? 1 : undefined,
    });
  }
}

function addService(
  kernel: Kernel,
  network: Network,
  service: ServiceSpec,
  { startedAt, parent, draw }: { readonly startedAt: number; readonly parent: number; readonly draw: Draw },
): number {
  const pid = kernel.processes.newPid(draw.int(1, 12));
  const process = addDeclared(kernel, network, service.process, { pid, startedAt });
  const command = commandOf(kernel, service);
  kernel.processes.change(process.pid, { ppid: parent, command, argv: command.split(/\s+/) });
  return pid;
}

/** Starts services of the scenario whose command is only a name for what runs: there is no such program on the disk. */
export function plainStarter(kernel: Kernel): PlainStarter {
  return (definition, parent) => {
    const declared = kernel.spec.services.find(({ name }) => name === definition.name);
    if (!declared || declared.process.program !== undefined) return undefined;
    const pid = kernel.processes.newPid();
    const command = commandLine(definition.commands[0] ?? []);
    const entry: ProcessSpec = { ...declared.process, command };
    const process = plainProcess(kernel, entry, { pid, startedAt: kernel.schedule.now }, kernel.draw);
    kernel.processes.add({ ...process, ppid: parent }, { ended: () => undefined });
    return pid;
  };
}
