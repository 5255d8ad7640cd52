/** Signals of Linux on x86_64: numbers and names, and the table that shells print. */

const NAMES = [
  'EXIT',
  'HUP',
  'INT',
  'QUIT',
  'ILL',
  'TRAP',
  'ABRT',
  'BUS',
  'FPE',
  'KILL',
  'USR1',
  'SEGV',
  'USR2',
  'PIPE',
  'ALRM',
  'TERM',
  'STKFLT',
  'CHLD',
  'CONT',
  'STOP',
  'TSTP',
  'TTIN',
  'TTOU',
  'URG',
  'XCPU',
  'XFSZ',
  'VTALRM',
  'PROF',
  'WINCH',
  'IO',
  'PWR',
  'SYS',
] as const;

const FIRST_REALTIME = 34;
const LAST_REALTIME = 64;
const SYNONYMS: Readonly<Record<string, string>> = { IOT: 'ABRT', CLD: 'CHLD', POLL: 'IO' };

/** Name of a signal without SIG; undefined when there is none of that number. 0 is the test whether a process is there. */
export function signalName(number: number): string | undefined {
  if (number < FIRST_REALTIME) return NAMES[number];
  if (number > LAST_REALTIME || !Number.isInteger(number)) return undefined;
  const above = number - FIRST_REALTIME;
  const below = LAST_REALTIME - number;
  if (above === 0) return 'RTMIN';
  if (below === 0) return 'RTMAX';
  return above <= 15 ? `RTMIN+${above}` : `RTMAX-${below}`;
}

/** Number of a signal given as `9`, `KILL`, `SIGKILL` or `kill`; undefined when there is none. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return signalName(Number(text)) === undefined ? undefined : Number(text);
  const bare = text.toUpperCase().replace(/^SIG/, '');
  const name = SYNONYMS[bare] ?? bare;
  for (let number = 0; number <= LAST_REALTIME; number += 1) if (signalName(number) === name) return number;
  return undefined;
}

/** What `kill -l` of bash prints: five to a line. */
export function signalTable(): string {
  const numbers = Array.from({ length: LAST_REALTIME }, (_, index) => index + 1).filter((number) => signalName(number));
  let text = '';
  numbers.forEach((number, index) => {
    const cell = `${String(number).padStart(2)}) SIG${signalName(number)}`;
    text += `${cell}${index % 5 === 4 ? '\n' : '\t'}`;
  });
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Names of the signals before the real-time ones, in order, as `killall -l` prints them. */
export function plainSignalNames(): readonly string[] {
  return NAMES.slice(1);
}
