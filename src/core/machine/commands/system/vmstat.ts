/** `vmstat` of procps-ng. */
import { memoryFigures, processorUse } from '../../host/load.ts';
import { textHash } from '../../host/random.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';

/** Lines that are printed when no number is given: more than anybody waits for. */
const UNBOUNDED = 10_000;

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  const parsed = getopt('vmstat', words, { short: 'afmnsdDp:S:wtyhV' });
  if (parsed.problem !== undefined)
    return failed(
      `${parsed.problem}\n\nUsage:\n vmstat [options] [delay [count]]\n\nFor more details see vmstat(8).\n`,
    );
  const [delayText = '1', countText] = parsed.operands;
  const delay = Number(delayText);
  if (!(delay > 0)) return failed(`vmstat: failed to parse argument: '${delayText}': Invalid argument\n`);
  const asked = countText === undefined ? (parsed.operands.length === 0 ? 1 : UNBOUNDED) : Number(countText);
  if (!Number.isInteger(asked) || asked < 1)
    return failed(`vmstat: failed to parse argument: '${countText}': Invalid argument\n`);
  const unit = { k: 1000, K: 1024, m: 1e6, M: 2 ** 20 }[optionValue(parsed, 'S') ?? 'K'] ?? 1024;
  const { total, used, free, buffers, cached } = memoryFigures(context.world);
  if (has(parsed, 's')) {
    const row = (value: number, text: string): string => `${String(Math.floor(value / 1024)).padStart(13)} K ${text}\n`;
    return printed(
      `${row(total, 'total memory')}${row(used, 'used memory')}${row(cached * 0.4, 'active memory')}${row(cached * 0.6, 'inactive memory')}${row(free, 'free memory')}${row(buffers, 'buffer memory')}${row(cached, 'swap cache')}${row(0, 'total swap')}${row(0, 'used swap')}${row(0, 'free swap')}`,
    );
  }
  const use = Math.round(processorUse(context.world) * 100);
  const size = (bytes: number): string => String(Math.floor(bytes / unit)).padStart(6);
  context.control.print(
    'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n',
  );
  for (let line = 0; line < asked && !context.control.ended; line += 1) {
    if (line > 0) await context.control.advance(delay * 1000);
    const chance = textHash(String(context.world.clock));
    const [read, written] = line === 0 ? ['   14', '   22'] : ['    0', '    0'];
    if (context.control.ended) break;
    context.control.print(
      ` ${String(Math.max(1, Math.round((use * context.world.host.cpus) / 100)))}  0 ${size(0)} ${size(free)} ${size(buffers)} ${size(cached)}    0    0 ${read} ${written} ${String(180 + (chance % 97)).padStart(4)} ${String(330 + (chance % 211)).padStart(4)} ${String(use).padStart(2)}  0 ${String(100 - use).padStart(2)}  0  0\n`,
    );
  }
  return printed('');
}

/** Shows what memory and processors do. */
export const vmstat: MachineCommand = { name: 'vmstat', path: '/usr/bin/vmstat', run };
