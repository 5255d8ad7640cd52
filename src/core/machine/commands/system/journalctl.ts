/** `journalctl`: what the kernel said at the start, and when the services started. */
import { bootMessages } from '../../host/boot-messages.ts';
import { strftime, syslogTime } from '../../host/strftime.ts';
import { type CommandContext, type CommandResult, failed, type MachineCommand, printed } from '../command.ts';
import { getopt, has, optionValue } from '../getopt.ts';
import { servicesOf } from './services.ts';

const SPEC = {
  short: 'ab::c:D:ef::Fhi:kln::o:p:qrS:t:U:u:xm',
  long: {
    all: 'a',
    'boot=?': 'b',
    dmesg: 'k',
    follow: 'f',
    full: 'l',
    'lines=?': 'n',
    'output=': 'o',
    'priority=': 'p',
    quiet: 'q',
    reverse: 'r',
    'since=': 'S',
    'until=': 'U',
    'unit=': 'u',
    'user-unit=': '1',
    'identifier=': 't',
    catalog: 'x',
    'pager-end': 'e',
    'no-pager': '2',
    'no-hostname': '3',
    'list-boots': '4',
    'disk-usage': '5',
    'grep=': 'g',
    help: 'h',
    version: 'V',
    utc: '6',
  },
};

interface Entry {
  readonly at: number;
  readonly unit: string;
  readonly tag: string;
  readonly text: string;
  /** 0 is an emergency, 6 information. */
  readonly priority: number;
}

async function entriesOf(context: CommandContext): Promise<readonly Entry[]> {
  const { host } = context.world;
  const kernel = bootMessages(host).map(
    ({ at, text }): Entry => ({
      at: host.bootedAt + at * 1000,
      unit: '',
      tag: 'kernel',
      text,
      priority: /taint/.test(text) ? 4 : 6,
    }),
  );
  const services = (await servicesOf(context))
    .filter(({ process, once, start }) => (process || once) && !start)
    .flatMap(({ name, description, process, once }): readonly Entry[] => {
      const at = process?.startedAt ?? host.bootedAt + 3200;
      const entry = { unit: name, tag: 'systemd[1]', priority: 6 };
      return [
        { ...entry, at: at - 20, text: `Starting ${description}...` },
        { ...entry, at, text: `${once ? 'Finished' : 'Started'} ${description}.` },
      ];
    });
  return [...kernel, ...services].sort((a, b) => a.at - b.at);
}

const PRIORITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

async function run(words: readonly string[], context: CommandContext): Promise<CommandResult> {
  // The number after -n may stand alone, which getopt does not know of optional values.
  const joined = words.flatMap((word, index) => {
    if (words[index - 1] === '-n' && /^\d+$/.test(word)) return [];
    return word === '-n' && /^\d+$/.test(words[index + 1] ?? '') ? [`-n${words[index + 1]}`] : [word];
  });
  const parsed = getopt('journalctl', joined, SPEC);
  if (parsed.problem !== undefined) return failed(`${parsed.problem}\n`);
  const { host } = context.world;
  if (has(parsed, '4')) {
    return printed(
      ` 0 ${host.details?.bootId.replaceAll('-', '') ?? ''} ${strftime('%a %Y-%m-%d %H:%M:%S UTC', host.bootedAt)}—${strftime('%a %Y-%m-%d %H:%M:%S UTC', context.world.clock)}\n`,
    );
  }
  if (has(parsed, '5')) return printed('Archived and active journals take up 16.0M in the file system.\n');
  if (context.shell.uid !== 0) {
    return {
      stdout: '-- No entries --\n',
      stderr:
        "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\n",
      exitCode: 0,
    };
  }
  const units = parsed.options.filter(({ name }) => name === 'u').map(({ value }) => value ?? '');
  const priority = optionValue(parsed, 'p');
  const least = priority === undefined ? 7 : /^\d$/.test(priority) ? Number(priority) : PRIORITIES.indexOf(priority);
  if (least < 0) return failed(`Unknown log level ${priority}\n`);
  let entries = (await entriesOf(context)).filter((entry) => {
    if (has(parsed, 'k') && entry.tag !== 'kernel') return false;
    if (units.length > 0 && !units.some((unit) => entry.unit === unit || entry.unit === `${unit}.service`))
      return false;
    return entry.priority <= least;
  });
  const asked = optionValue(parsed, 'n');
  if (has(parsed, 'n', 'f', 'e')) entries = entries.slice(-Number(asked ?? (has(parsed, 'e') ? 1000 : 10)));
  if (has(parsed, 'r')) entries = [...entries].reverse();
  if (entries.length === 0) return printed('-- No entries --\n');
  const cat = optionValue(parsed, 'o') === 'cat';
  const name = has(parsed, '3') ? '' : `${host.hostname} `;
  return printed(
    entries.map(({ at, tag, text }) => (cat ? `${text}\n` : `${syslogTime(at)} ${name}${tag}: ${text}\n`)).join(''),
  );
}

/** Shows the journal. */
export const journalctl: MachineCommand = { name: 'journalctl', path: '/usr/bin/journalctl', run };
