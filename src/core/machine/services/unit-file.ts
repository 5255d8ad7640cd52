/** Reads unit files of systemd. */
import { type ServiceDefinition, sectionsOf, timeSpan, wordsOf } from './definition.ts';

const TYPES: Readonly<Record<string, ServiceDefinition['type']>> = {
  simple: 'simple',
  exec: 'simple',
  notify: 'simple',
  idle: 'simple',
  dbus: 'simple',
  oneshot: 'oneshot',
  forking: 'forking',
};
const RESTARTS: Readonly<Record<string, ServiceDefinition['restart']>> = {
  no: 'no',
  always: 'always',
  'on-failure': 'on-failure',
  'on-abnormal': 'on-failure',
  'on-abort': 'on-failure',
  'on-watchdog': 'no',
  'on-success': 'no',
};
/** Milliseconds until a service is started again where its unit does not say. */
const RESTART_AFTER = 100;
const TRUE = /^(?:1|yes|true|on)$/i;

/** The service that a unit file declares. `name` is without ending. */
export function readUnitFile(name: string, file: string, text: string): ServiceDefinition {
  const sections = sectionsOf(text);
  const last = (section: string, key: string): string | undefined => sections.get(section)?.get(key)?.at(-1);
  const all = (section: string, key: string): readonly string[] => sections.get(section)?.get(key) ?? [];
  const type = TYPES[last('Service', 'Type') ?? 'simple'] ?? 'simple';
  const environment = environmentOf(all('Service', 'Environment'));
  const commandsOf = (key: string): (readonly string[])[] =>
    all('Service', key).map((line) => expanded(wordsOf(line.replace(/^[-@:+!]+/, '')), environment));
  const commands = commandsOf('ExecStart');
  return {
    name,
    supervisor: 'systemd',
    description: last('Unit', 'Description') ?? `${name}.service`,
    file,
    type,
    commands,
    before: commandsOf('ExecStartPre'),
    remains: TRUE.test(last('Service', 'RemainAfterExit') ?? 'no'),
    user: last('Service', 'User') ?? 'root',
    cwd: last('Service', 'WorkingDirectory')?.replace(/^-/, '').replace(/^~$/, '/root'),
    environment,
    restart: RESTARTS[last('Service', 'Restart') ?? 'no'] ?? 'no',
    restartAfter: timeSpan(last('Service', 'RestartSec') ?? '') || RESTART_AFTER,
    mostStarts: Number(last('Unit', 'StartLimitBurst') ?? 5) || Number.POSITIVE_INFINITY,
    output: /^(?:append|file|truncate):(\/.*)$/.exec(last('Service', 'StandardOutput') ?? '')?.[1],
    startsAlone: false,
    wantedBy: [...all('Install', 'WantedBy'), ...all('Install', 'RequiredBy')].flatMap((line) => line.split(/\s+/)),
    aliases: all('Install', 'Alias').flatMap((line) => line.split(/\s+/)),
    problem: problemOf(name, type, commands, sections.has('Service')),
  };
}

function problemOf(
  name: string,
  type: ServiceDefinition['type'],
  commands: readonly (readonly string[])[],
  hasSection: boolean,
): string | undefined {
  const unit = `${name}.service`;
  const [first] = commands;
  if (!hasSection || first === undefined) {
    return `${unit}: Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.`;
  }
  if (commands.length > 1 && type !== 'oneshot') {
    return `${unit}: Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.`;
  }
  return undefined;
}

/** Variables of `Environment=`: assignments, each of which may be quoted. */
function environmentOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const environment: Record<string, string> = {};
  for (const word of lines.flatMap(wordsOf)) {
    const [, key, value = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word) ?? [];
    if (key !== undefined) environment[key] = value;
  }
  return environment;
}

/** Words with the variables of the unit in place of `$NAME` and `${NAME}`. */
function expanded(words: readonly string[], environment: Readonly<Record<string, string>>): readonly string[] {
  return words.map((word) =>
    word.replace(
      /\$(?:\{(\w+)\}|(\w+))/g,
      (_, braced?: string, plain?: string) => environment[braced ?? plain ?? ''] ?? '',
    ),
  );
}
