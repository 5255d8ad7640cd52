/** What the machine tells a Python process of itself and of its host when it starts. */
import { hostDetails } from '../host/host.ts';
import { systemFacts } from '../host/systems.ts';
import type { Guest } from './guest.ts';
import type { Literal } from './literal.ts';

export function factsOf(guest: Guest): Literal {
  const { host } = guest.kernel.state;
  const { who } = guest;
  const { release, prefix, library, site, executable } = guest.installation;
  return {
    pid: guest.pid,
    uid: who.uid,
    gid: who.gid,
    groups: [...new Set([who.gid, ...who.groups])],
    system: ['Linux', host.hostname, host.kernel, hostDetails(host).kernelBuild, host.architecture],
    cpus: host.cpus,
    glibc: systemFacts(host.os).glibc,
    version: release.version,
    text: release.text,
    environment: Object.fromEntries(Object.entries(guest.environment).filter(([name]) => guest.keepsBack(name))),
    unbuffered: guest.unbuffered && guest.environment['PYTHONUNBUFFERED'] === undefined,
    executable,
    prefix,
    library,
    site: [...site],
    gpus: host.gpus.map((gpu) => [gpu.model, gpu.memory]),
  };
}
