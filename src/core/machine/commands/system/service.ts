/** `service` of init-system-helpers: another way to `systemctl`. */
import type { ExecResult } from 'just-bash';
import { unitViews } from '../../services/unit-view.ts';
import { type Call, fail, ok } from '../../shell/contracts.ts';
import { type SystemTool, systemOf } from '../system-tool.ts';
import { systemctl } from './systemctl.ts';

const USAGE = 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n';
const PASSED_ON = ['start', 'stop', 'restart', 'status', 'reload', 'force-reload'];

function run(words: readonly string[], call: Call): ExecResult | Promise<ExecResult> {
  const [name, verb] = words;
  if (name === undefined || name === '--help' || name === '-h') return ok(USAGE);
  if (name === '--version' || name === '-V') return ok('service ver. 1.64\n');
  if (name === '--status-all') {
    const units = unitViews(systemOf(call)).filter(({ once }) => !once);
    return ok(units.map(({ active, bare }) => ` [ ${active === 'active' ? '+' : '-'} ]  ${bare}\n`).join(''));
  }
  if (verb === undefined) return ok(USAGE);
  const bare = name.replace(/\.service$/, '');
  if (!unitViews(systemOf(call)).some((unit) => unit.bare === bare)) return fail(`${name}: unrecognized service\n`);
  if (verb === '--full-restart') return systemctl.run(['restart', bare], call);
  if (!PASSED_ON.includes(verb)) return fail(`Usage: service ${name} {${PASSED_ON.join('|')}}\n`, 2);
  return systemctl.run([verb === 'force-reload' ? 'reload-or-restart' : verb, bare], call);
}

/** Controls services as people did before systemd. */
export const service: SystemTool = { name: 'service', path: '/usr/sbin/service', run };
