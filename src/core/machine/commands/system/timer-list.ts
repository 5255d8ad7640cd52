/** `systemctl list-timers`. */
import { spanText } from '../../host/spans.ts';
import { strftime } from '../../host/strftime.ts';
import { timerUnits, timesOf } from '../../host/timer-units.ts';
import { unitViews } from '../../services/unit-view.ts';
import type { System } from '../../system.ts';
import { has, type ParsedOptions } from '../getopt.ts';

function whenText(at: number | undefined): string {
  return at === undefined ? 'n/a' : strftime('%a %Y-%m-%d %H:%M:%S UTC', at);
}

/** The timers, or those of the names that were given, with when they elapse next and elapsed last, the next one first. */
export function listTimers(system: System, parsed: ParsedOptions, names: readonly string[]): string {
  const world = system.kernel.state.view;
  const active = new Set(unitViews(system).flatMap((unit) => (unit.active === 'active' ? [unit.name] : [])));
  const all = has(parsed, 'a');
  const rows = timerUnits(world.host)
    .filter(({ bare }) => names.length === 0 || names.includes(`${bare}.timer`))
    .filter(({ bare }) => all || active.has(`${bare}.timer`))
    .map((timer) => {
      const { last, next } = timesOf(timer, world.host, world.clock);
      const waits = active.has(`${timer.bare}.timer`);
      return { ...timer, last, next: waits ? next : undefined };
    })
    .sort((a, b) => (a.next ?? Number.POSITIVE_INFINITY) - (b.next ?? Number.POSITIVE_INFINITY));
  const cells = rows.map(({ bare, last, next }) => [
    whenText(next),
    next === undefined ? 'n/a' : `${spanText(next - world.clock)} left`,
    whenText(last),
    last === undefined ? 'n/a' : `${spanText(world.clock - last)} ago`,
    `${bare}.timer`,
    `${bare}.service`,
  ]);
  const bare = has(parsed, '3');
  const table = bare ? cells : [['NEXT', 'LEFT', 'LAST', 'PASSED', 'UNIT', 'ACTIVATES'], ...cells];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(0, ...table.map((row) => row[column]?.length ?? 0)));
  const lines = table.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ')}\n`);
  if (bare) return lines.join('');
  const hint = all ? '' : 'Pass --all to see loaded but inactive timers, too.\n';
  return `${lines.join('')}\n${rows.length} timers listed.\n${hint}`;
}
