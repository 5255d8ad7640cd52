/** Reads the configuration of supervisord. */
import { type ServiceDefinition, sectionsOf, wordsOf } from './definition.ts';

const TRUE = /^(?:1|yes|true|on)$/i;
/** Milliseconds until a program that ended is started again. */
const RESTART_AFTER = 1_000;

/** The programs that a file declares, in order. */
export function readSupervisorFile(file: string, text: string): readonly ServiceDefinition[] {
  const definitions: ServiceDefinition[] = [];
  for (const [title, section] of sectionsOf(text)) {
    const name = /^program:(.+)$/.exec(title)?.[1]?.trim();
    if (name === undefined) continue;
    // A comment may follow a value.
    const value = (key: string): string | undefined =>
      section
        .get(key)
        ?.at(-1)
        ?.replace(/\s;.*$/, '');
    const command = value('command');
    const restart = value('autorestart') ?? 'unexpected';
    const output = value('stdout_logfile');
    definitions.push({
      name,
      supervisor: 'supervisord',
      description: name,
      file,
      type: 'simple',
      commands: command === undefined ? [] : [wordsOf(command)],
      before: [],
      remains: false,
      user: value('user') ?? 'root',
      cwd: value('directory'),
      environment: environmentOf(value('environment') ?? ''),
      restart: restart === 'unexpected' ? 'on-failure' : TRUE.test(restart) ? 'always' : 'no',
      restartAfter: RESTART_AFTER,
      mostStarts: Number(value('startretries') ?? 3) + 1,
      output: output?.startsWith('/') ? output : `/var/log/supervisor/${name}-stdout.log`,
      startsAlone: TRUE.test(value('autostart') ?? 'true'),
      wantedBy: [],
      aliases: [],
      problem: command === undefined ? `program section program:${name} does not specify a command` : undefined,
    });
  }
  return definitions;
}

/** Variables as `A="x",B=y`. */
function environmentOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/(\w+)=(?:"([^"]*)"|'([^']*)'|([^,]*))/g)];
  return Object.fromEntries(pairs.map(([, key = '', double, single, plain]) => [key, double ?? single ?? plain ?? '']));
}
