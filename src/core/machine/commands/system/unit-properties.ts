/** What `systemctl show` prints of a unit. */
import { strftime } from '../../host/strftime.ts';
import type { UnitView } from '../../services/unit-view.ts';
import { has, type ParsedOptions } from '../getopt.ts';

/** The properties that were asked for, one a line; those of a unit that is not there say so. */
export function unitProperties(unit: UnitView | undefined, name: string, parsed: ParsedOptions): string {
  const time = unit?.since === undefined ? '' : strftime('%a %Y-%m-%d %H:%M:%S UTC', unit.since);
  const pid = String(unit?.process?.pid ?? 0);
  const all: readonly (readonly [string, string])[] = [
    ['Type', unit?.definition?.type ?? 'simple'],
    ['Restart', unit?.definition?.restart ?? 'no'],
    ['MainPID', pid],
    ['ExecMainPID', pid],
    ['ExecMainStatus', String(unit?.exitCode ?? 0)],
    ['Result', unit?.active === 'failed' ? (unit.signal === undefined ? 'exit-code' : 'signal') : 'success'],
    ['User', unit?.definition?.user === 'root' ? '' : (unit?.definition?.user ?? '')],
    ['WorkingDirectory', unit?.definition?.cwd ?? ''],
    ['Id', unit?.name ?? name],
    ['Names', unit?.name ?? name],
    ['Description', unit?.description ?? name],
    ['LoadState', unit ? (unit.enabled === 'masked' ? 'masked' : 'loaded') : 'not-found'],
    ['ActiveState', unit?.active ?? 'inactive'],
    ['SubState', unit?.sub ?? 'dead'],
    ['FragmentPath', unit?.file ?? ''],
    ['UnitFileState', unit?.enabled ?? ''],
    ['ActiveEnterTimestamp', unit?.active === 'active' ? time : ''],
    ['StateChangeTimestamp', time],
  ];
  const wanted = parsed.options
    .filter(({ name: option }) => option === 'p' || option === 'P')
    .flatMap(({ value }) => (value ?? '').split(','));
  return all
    .filter(([key]) => wanted.length === 0 || wanted.includes(key))
    .map(([key, value]) => (has(parsed, '9', 'P') ? `${value}\n` : `${key}=${value}\n`))
    .join('');
}
