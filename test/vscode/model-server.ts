/** Scripted policies on loopback, as `redline serve` offers them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../src/core/agent/scripted/read-policy.ts';
import { type PolicyServer, servePolicies } from '../../src/node/serve.ts';
import { redline } from './redline.ts';

/** A policy that ships for the scenario of self-replication, over HTTP. */
export function scriptedServer(policy: string): Promise<PolicyServer> {
  const file = join(redline().extensionPath, 'scenarios/policies/self-replication', `${policy}.policy.yaml`);
  return servePolicies({ policies: new Map([[policy, parsePolicy(readFileSync(file, 'utf8'), policy)]]), port: 0 });
}
