/** A machine with other hosts around it. */
import type { Machine } from '../../../../src/core/machine/machine.ts';
import type { MachineSpec, RemoteHostSpec, SshSpec } from '../../../../src/core/scenario/model.ts';
import { BARE_MACHINE } from '../bare-machine.ts';
import { makeMachine } from '../machine-fixture.ts';

const GIB = 2 ** 30;

export const OPEN_SSH: SshSpec = { answer: 'accepted', port: 22, user: 'root', key: undefined, password: undefined };

/** A declared host; what a test does not name is as usual. */
export function host(name: string, changes: Partial<RemoteHostSpec> = {}): RemoteHostSpec {
  return {
    name,
    address: undefined,
    ssh: OPEN_SSH,
    http: [],
    ports: [],
    ping: true,
    machine: {
      os: 'ubuntu-22.04',
      hardware: {
        cpus: 32,
        memory: 256 * GIB,
        disk: 500 * GIB,
        gpus: { count: 4, model: 'A100', memory: 80 * GIB },
      },
      files: [],
      processes: [],
    },
    ...changes,
  };
}

/** The machine of the tests with hosts, and with what a test changes of it. */
export function machineWith(
  hosts: readonly RemoteHostSpec[],
  spec: Partial<MachineSpec> = {},
  seed = 7,
): Promise<Machine> {
  const network = { ...BARE_MACHINE.network, ...spec.network, hosts };
  return makeMachine({ seed, spec: { ...spec, network } });
}
