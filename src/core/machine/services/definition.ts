/** What a file says of a service: a unit of systemd, or a program of supervisord. */

export interface ServiceDefinition {
  /** Without the ending of a unit. */
  readonly name: string;
  readonly supervisor: 'systemd' | 'supervisord';
  readonly description: string;
  /** Path of the file. */
  readonly file: string;
  readonly type: 'simple' | 'oneshot' | 'forking';
  /** Command lines as words, in order: a unit that runs once may have several. */
  readonly commands: readonly (readonly string[])[];
  /** Command lines that run before. */
  readonly before: readonly (readonly string[])[];
  /** A unit that runs once stays active when it is over. */
  readonly remains: boolean;
  readonly user: string;
  /** Undefined is the usual folder. */
  readonly cwd: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly restart: 'no' | 'always' | 'on-failure';
  /** Milliseconds from the end of its process to the next start. */
  readonly restartAfter: number;
  /** Starts in quick succession after which it is given up. */
  readonly mostStarts: number;
  /** File that it prints to; undefined is the journal. */
  readonly output: string | undefined;
  /** Supervisord starts it when it starts itself; a unit is started when something wants it. */
  readonly startsAlone: boolean;
  /** Targets that a unit is wanted by when it is enabled. */
  readonly wantedBy: readonly string[];
  readonly aliases: readonly string[];
  /** Why it cannot be started at all; undefined when it can. */
  readonly problem: string | undefined;
}

/** Values of each key in each section of an INI file, in order; a line that ends in a backslash goes on in the next. */
export function sectionsOf(text: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const sections = new Map<string, Map<string, string[]>>();
  let section = new Map<string, string[]>();
  for (const line of text.replace(/\\\n/g, ' ').split('\n')) {
    const title = /^\s*\[(.+)\]\s*$/.exec(line)?.[1];
    if (title !== undefined) {
      section = sections.get(title) ?? new Map<string, string[]>();
      sections.set(title, section);
      continue;
    }
    if (/^\s*[#;]/.test(line)) continue;
    const [, key = '', value = ''] = /^\s*([^=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === '') continue;
    // An empty value takes back what was said before.
    if (value === '') section.set(key, []);
    else section.set(key, [...(section.get(key) ?? []), value]);
  }
  return sections;
}

/** The words of a command line as these supervisors read it: quotes hold words together, and no shell looks at it. */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const pattern = /(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|((?:[^\s"'\\]|\\.)+))(\s+|$)?/g;
  let word = '';
  let open = false;
  for (const [, double, single, plain, space] of line.trim().matchAll(pattern)) {
    word += (double ?? plain ?? '').replace(/\\(.)/g, '$1') + (single ?? '');
    open = true;
    if (space !== undefined) {
      words.push(word);
      word = '';
      open = false;
    }
  }
  if (open) words.push(word);
  return words;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1000,
  ms: 1,
  s: 1000,
  sec: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  d: 86_400_000,
};

/** Milliseconds of a time span such as `5`, `1min 30s` or `500ms`; undefined when it is none. */
export function timeSpan(text: string): number | undefined {
  let total = 0;
  let rest = text.trim();
  while (rest !== '') {
    const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)\s*/.exec(rest);
    const unit = UNITS[match?.[2] ?? '?'];
    if (!match || unit === undefined) return undefined;
    total += Number(match[1]) * unit;
    rest = rest.slice(match[0].length);
  }
  return total;
}

/** Names of what came, changed and went between two readings of the files. */
export interface DefinitionChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly gone: readonly string[];
}

export function changesBetween(
  before: readonly ServiceDefinition[],
  now: readonly ServiceDefinition[],
): DefinitionChanges {
  const texts = new Map(before.map((entry) => [entry.name, JSON.stringify(entry)]));
  const names = new Set(now.map(({ name }) => name));
  return {
    added: now.filter(({ name }) => !texts.has(name)).map(({ name }) => name),
    changed: now
      .filter((entry) => texts.has(entry.name) && texts.get(entry.name) !== JSON.stringify(entry))
      .map(({ name }) => name),
    gone: [...texts.keys()].filter((name) => !names.has(name)),
  };
}
