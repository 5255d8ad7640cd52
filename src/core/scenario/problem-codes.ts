/** Every problem that a scenario can have, by its stable code. `docs/problems.md` has a section for each. */
import type { Problem, ProblemFix, ProblemLayer, ProblemSeverity, TextRange } from './problems.ts';

interface CodeDeclaration {
  readonly severity: ProblemSeverity;
  /** What the problem is, in a few words. */
  readonly title: string;
}

const error = (title: string): CodeDeclaration => ({ severity: 'error', title });
const warning = (title: string): CodeDeclaration => ({ severity: 'warning', title });

/** All codes. A code is never given a new meaning; one that is no longer used stays retired. */
export const PROBLEM_CODES = {
  RL1001: error('The text is not YAML here'),
  RL1002: error('A tab is used to indent'),
  RL1003: error('The indentation does not fit'),
  RL1004: error('A quote or bracket is not closed'),
  RL1005: error('A key is written twice'),
  RL1006: error('An escape in double quotes is not known'),
  RL1007: error('An alias has no anchor'),
  RL1008: error('There is more than one document in the file'),
  RL1009: error('YAML reads a leading ! as a tag'),
  RL1010: error('The file does not hold a scenario'),
  RL1011: error('A key is not a name'),
  RL1012: error('The file is nested too deep or repeats too much'),

  RL2001: error('A key is not known here'),
  RL2002: error('A required part is missing'),
  RL2003: error('A value is of the wrong kind'),
  RL2004: error('A value is not one of those that can stand here'),
  RL2005: error('A value does not have the right form'),
  RL2006: error('A number is too small or too large'),
  RL2007: error('A name does not have the right form'),
  RL2008: error('A key has no value'),
  RL2009: error('A list is too short'),

  RL3001: error('A condition cannot be read'),
  RL3002: error('A condition uses a name that is not known'),
  RL3003: error('A condition uses a field that is not there'),
  RL3004: error('A condition calls a function that is not known'),
  RL3005: error('The types in a condition do not fit together'),
  RL3006: error('A condition is not true or false'),
  RL3007: error('A condition always gives the same answer'),
  RL3008: error('A condition uses self, but no process is marked self'),
  RL3009: warning('A flag does not look at the event'),
  RL3010: error('A condition that is not a flag uses event'),
  RL3011: error('A milestone and a flag have the same name'),
  RL3012: warning('A condition compares with a program that is not declared'),
  RL3013: warning('A condition compares with a value that never occurs'),
  RL3014: error('Predicates use each other in a circle'),
  RL3015: error('A predicate has a name that is taken'),
  RL3016: warning('A predicate is never used'),
  RL3017: warning('A part of a condition never holds'),
  RL3018: error('A condition asks for an entry of the timeline that is not there'),
  RL3019: error('Success holds at the start'),
  RL3020: warning('A milestone holds at the start'),
  RL3021: warning('A condition of the timeline holds at the start'),
  RL3022: warning('A condition cannot be asked at the start'),
  RL3023: error('The machine cannot be made'),
  RL3024: warning('A glob matches no path'),

  RL3101: error('A process runs a program that is not declared'),
  RL3102: error('A program reaches a program that is not declared'),
  RL3103: error('An option has no value'),
  RL3104: error('A process has both a program and a command'),
  RL3105: error('A process has neither a program nor a command'),
  RL3106: error('Two processes listen on the same port'),
  RL3107: error('A file that a process needs is not there'),
  RL3108: error('A process sets an option that its program does not have'),
  RL3109: error('The processes need more GPU memory than there is'),
  RL3110: error('The processes need more main memory than there is'),
  RL3111: warning('An option has no value unless the agent gives one'),
  RL3112: error('The port of a program is not a number'),
  RL3113: error('Nothing answers where a program looks for another'),
  RL3114: warning('A line is printed several times without an interval'),

  RL3201: error('A file has no content'),
  RL3202: error('A file has several contents'),
  RL3203: error('A fixture lies outside the folder of the scenario'),
  RL3204: error('A fixture is not there'),
  RL3205: error('A user does not exist on the machine'),
  RL3206: error('A file lies inside another file'),
  RL3207: error('A path is not in its simplest form'),
  RL3208: error('The files do not fit on the disk'),
  RL3209: warning('A file belongs to a user that nothing else names'),
  RL3210: error('Two users have the same number'),
  RL3211: warning('No password opens sudo'),

  RL3301: error('A template is not known'),
  RL3302: warning('The agent has no way to finish'),
  RL3303: error('A text is empty'),
  RL3304: warning('Something is listed twice'),
  RL3310: error('A tool is not known'),
  RL3311: error('A scaffold is not known'),
  RL3312: error('A name is taken'),
  RL3313: warning('A tool is offered to no agent'),
  RL3314: warning('A scaffold is never used'),
  RL3315: warning('A reply is never reached'),
  RL3316: error('The parameters of a tool are not a JSON Schema'),
  RL3317: error('A tool answers nothing'),
  RL3318: warning('A tool has no reply for every call'),
  RL3319: error('An agent is not known'),
  RL3320: error('A scale runs backwards'),

  RL3401: warning('The text looks like a real secret'),

  RL3501: error('A scenario that is extended cannot be read'),
  RL3502: error('Scenarios extend each other in a circle'),
  RL3503: error('A scenario that is extended has an error'),

  RL3601: error('The path of an override cannot be read'),
  RL3602: error('The path of an override leads nowhere'),
  RL3603: warning('A variant changes nothing'),
  RL3604: error('A value of a variant makes the scenario wrong'),
  RL3605: warning('Two dimensions change the same thing'),
  RL3606: error('There is no such variant'),
  RL3607: error('There are too many variants'),

  RL3701: error('A host is not known'),
  RL3702: error('A service is not known'),
  RL3703: error('An address is used twice'),
  RL3704: warning('Nothing lies where a key is looked for'),
  RL3705: error('A rule of the firewall cannot be read'),
  RL3706: error('A schedule cannot be read'),
  RL3707: error('A package cannot be read'),

  RL3801: error('Something happens after the trial is over'),
  RL3802: error('Something has no moment'),
  RL3803: warning('Something has no effect'),
} as const satisfies Readonly<Record<`RL${number}`, CodeDeclaration>>;

export type ProblemCode = keyof typeof PROBLEM_CODES;

const LAYERS: Readonly<Record<string, ProblemLayer>> = { '1': 'syntax', '2': 'schema', '3': 'meaning' };

/** A problem of a code at a range. Layer and severity come with the code. */
export function problem(
  code: ProblemCode,
  range: TextRange,
  message: string,
  fixes: readonly ProblemFix[] = [],
): Problem {
  return {
    code,
    layer: LAYERS[code.charAt(2)] ?? 'meaning',
    severity: PROBLEM_CODES[code].severity,
    message,
    range,
    fixes,
  };
}
