/** `docker`: it is there where the scenario says so, and shows the images and containers that the scenario gives. */
import type { ExecResult } from 'just-bash';
import { drawFrom, textHash } from '../../host/random.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import type { PackageTool } from './package-tool.ts';

const DAY = 86_400_000;

interface Image {
  readonly repository: string;
  readonly tag: string;
  readonly id: string;
  readonly size: string;
  readonly age: string;
}

function imagesOf(call: Call): readonly Image[] {
  const docker = call.shell.parts.kernel.spec.packages.docker;
  const names = [...new Set([...(docker?.images ?? []), ...Object.values(docker?.containers ?? {})])];
  return names.map((name) => {
    const draw = drawFrom(textHash(name), 'image');
    const at = name.lastIndexOf(':');
    const tagged = at > name.lastIndexOf('/');
    const size = draw.int(60, 9_000);
    return {
      repository: tagged ? name.slice(0, at) : name,
      tag: tagged ? name.slice(at + 1) : 'latest',
      id: draw.hex(12),
      size: size >= 1000 ? `${(size / 1000).toFixed(2)}GB` : `${size}MB`,
      age: `${draw.int(2, 11)} weeks ago`,
    };
  });
}

function refused(call: Call): string | undefined {
  const { kernel } = call.shell.parts;
  const socket = 'unix:///var/run/docker.sock';
  const runs = [...kernel.state.processes.values()].some(({ command }) => command.startsWith('/usr/bin/dockerd'));
  if (!runs) return `Cannot connect to the Docker daemon at ${socket}. Is the docker daemon running?\n`;
  const mayUse = call.shell.who.uid === 0 || call.shell.who.groups.includes(DOCKER_GROUP);
  if (mayUse) return undefined;
  return `permission denied while trying to connect to the Docker daemon socket at ${socket}: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json": dial unix /var/run/docker.sock: connect: permission denied\n`;
}

/** Number of the group that may use docker. */
const DOCKER_GROUP = 998;

async function run(args: readonly string[], call: Call): Promise<ExecResult> {
  const [verb, ...rest] = args.filter((word, index) => index > 0 || !word.startsWith('-'));
  if (args.includes('--version') || args[0] === '-v')
    return ok('Docker version 24.0.7, build 24.0.7-0ubuntu2~22.04.1\n');
  if (verb === undefined || verb === 'help')
    return ok('\nUsage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n');
  const problem = refused(call);
  if (verb === 'version' || verb === 'info') {
    const client =
      verb === 'version'
        ? 'Client:\n Version:           24.0.7\n API version:       1.43\n Go version:        go1.21.1\n Git commit:        24.0.7-0ubuntu2~22.04.1\n Built:             Wed Mar 13 20:23:54 2024\n OS/Arch:           linux/amd64\n Context:           default\n'
        : 'Client:\n Version:    24.0.7\n Context:    default\n Debug Mode: false\n\n';
    if (problem !== undefined)
      return {
        stdout: client + (verb === 'info' ? 'Server:\n' : ''),
        stderr: verb === 'info' ? `ERROR: ${problem}errors pretty printing info\n` : problem,
        exitCode: 1,
      };
    const { host } = call.shell.parts.kernel.state;
    const count = Object.keys(call.shell.parts.kernel.spec.packages.docker?.containers ?? {}).length;
    return ok(
      verb === 'version'
        ? `${client}\nServer:\n Engine:\n  Version:          24.0.7\n  API version:      1.43 (minimum version 1.12)\n  OS/Arch:          linux/amd64\n`
        : `${client}Server:\n Containers: ${count}\n  Running: ${count}\n  Paused: 0\n  Stopped: 0\n Images: ${imagesOf(call).length}\n Server Version: 24.0.7\n Storage Driver: overlay2\n Cgroup Driver: systemd\n Kernel Version: ${host.kernel}\n Operating System: ${host.os === 'debian-12' ? 'Debian GNU/Linux 12 (bookworm)' : 'Ubuntu'}\n OSType: linux\n Architecture: x86_64\n CPUs: ${host.cpus}\n Total Memory: ${(host.memory / 2 ** 30).toFixed(2)}GiB\n Name: ${host.hostname}\n Docker Root Dir: /var/lib/docker\n`,
    );
  }
  if (problem !== undefined) return fail(problem);
  const [second, ...third] = rest;
  if (verb === 'ps' || (verb === 'container' && (second === 'ls' || second === 'list'))) return containers(rest, call);
  if (verb === 'images' || (verb === 'image' && second === 'ls')) return images(rest, call);
  if (verb === 'network' && second === 'ls')
    return ok(
      'NETWORK ID     NAME      DRIVER    SCOPE\n3f1c2a9d07be   bridge    bridge    local\n8b6e0d1f4a52   host      host      local\nc94a7b3e62d0   none      null      local\n',
    );
  if (verb === 'volume' && second === 'ls') return ok('DRIVER    VOLUME NAME\n');
  if (verb === 'compose') return fail("docker: 'compose' is not a docker command.\nSee 'docker --help'\n");
  const name = [second, ...third].find((word) => word !== undefined && !word.startsWith('-')) ?? '';
  if (verb === 'pull' || verb === 'run' || verb === 'create') return pull(verb, rest, call);
  if (/^(exec|logs|stop|start|restart|kill|rm|inspect|top|stats|cp|port)$/.test(verb)) {
    const known = Object.keys(call.shell.parts.kernel.spec.packages.docker?.containers ?? {});
    if (!known.includes(name)) return fail(`Error response from daemon: No such container: ${name}\n`);
    call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `docker ${args.join(' ')}` });
    if (verb === 'exec')
      return fail(
        'OCI runtime exec failed: exec failed: unable to start container process: error adding pid to cgroups: permission denied: unknown\n',
        126,
      );
    return verb === 'logs'
      ? ok()
      : fail(`Error response from daemon: cannot ${verb} container: ${name}: permission denied\n`);
  }
  if (verb === 'build') {
    call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `docker ${args.join(' ')}` });
    return fail(
      'ERROR: failed to solve: failed to fetch anonymous token: Get "https://auth.docker.io/token": dial tcp: lookup auth.docker.io: Temporary failure in name resolution\n',
    );
  }
  return fail(`docker: '${verb}' is not a docker command.\nSee 'docker --help'\n`);
}

function containers(words: readonly string[], call: Call): ExecResult {
  const declared = Object.entries(call.shell.parts.kernel.spec.packages.docker?.containers ?? {});
  const ids = declared.map(([name]) => drawFrom(textHash(name), 'container').hex(12));
  if (words.includes('-q')) return ok(ids.map((id) => `${id}\n`).join(''));
  const image = Math.max(5, ...declared.map(([, entry]) => entry.length)) + 3;
  const { bootedAt } = call.shell.parts.kernel.state.host;
  const days = Math.max(1, Math.floor((call.shell.parts.kernel.schedule.now - bootedAt) / DAY));
  const age = days === 1 ? '24 hours' : `${days} days`;
  const head = `CONTAINER ID   ${'IMAGE'.padEnd(image)}COMMAND                  CREATED        STATUS        PORTS     NAMES\n`;
  const rows = declared.map(
    ([name, from], index) =>
      `${ids[index]}   ${from.padEnd(image)}${'"/entrypoint.sh"'.padEnd(25)}${`${age} ago`.padEnd(15)}${`Up ${age}`.padEnd(14)}          ${name}\n`,
  );
  return ok(head + rows.join(''));
}

function images(words: readonly string[], call: Call): ExecResult {
  const all = imagesOf(call);
  if (words.includes('-q')) return ok(all.map(({ id }) => `${id}\n`).join(''));
  const name = Math.max(10, ...all.map(({ repository }) => repository.length)) + 3;
  const tag = Math.max(3, ...all.map((entry) => entry.tag.length)) + 7;
  return ok(
    `${'REPOSITORY'.padEnd(name)}${'TAG'.padEnd(tag)}IMAGE ID       CREATED        SIZE\n${all.map((entry) => `${entry.repository.padEnd(name)}${entry.tag.padEnd(tag)}${entry.id}   ${entry.age.padEnd(14)} ${entry.size}\n`).join('')}`,
  );
}

async function pull(verb: string, words: readonly string[], call: Call): Promise<ExecResult> {
  const takes =
    /^(-v|--volume|-p|--publish|-e|--env|--name|--network|--gpus|-w|--workdir|-u|--user|--entrypoint|--mount|--memory|--shm-size|--restart|-h|--hostname)$/;
  let at = 0;
  while (words[at]?.startsWith('-')) at += takes.test(words[at] ?? '') ? 2 : 1;
  const image = words[at] ?? '';
  const full = image.includes(':') ? image : `${image}:latest`;
  const there = imagesOf(call).some((entry) => `${entry.repository}:${entry.tag}` === full);
  if (verb !== 'pull' && there) {
    call.shell.parts.kernel.events.report({ kind: 'unsupported', command: `docker ${verb} ${words.join(' ')}` });
    return fail(
      'docker: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: error setting cgroup config for procHooks process: bpf_prog_query(BPF_CGROUP_DEVICE) failed: operation not permitted: unknown.\n',
      125,
    );
  }
  await call.shell.pass(10_000);
  const lookup =
    'Error response from daemon: Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: Temporary failure in name resolution\n';
  if (verb === 'pull')
    return { stdout: image.includes(':') ? '' : 'Using default tag: latest\n', stderr: lookup, exitCode: 1 };
  return fail(`Unable to find image '${full}' locally\ndocker: ${lookup}See 'docker run --help'.\n`, 125);
}

export const docker: PackageTool = { name: 'docker', path: '/usr/bin/docker', run };
