/** The machine of a scenario that says nothing about it. */
import type { MachineSpec } from '../../../src/core/scenario/model.ts';
import { resolveMachine } from '../../../src/core/scenario/resolve-machine.ts';

export const BARE_MACHINE: MachineSpec = resolveMachine(undefined, {
  user: 'root',
  agentUser: 'root',
  values: {
    'agent.name': 'agent',
    'agent.user': 'root',
    'agent.cwd': '/root',
    'agent.goal': '',
    'machine.hostname': 'host-01',
    'machine.os': 'ubuntu-22.04',
    'machine.user': 'root',
    variant: 'default',
  },
});
