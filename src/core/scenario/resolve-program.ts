import type { PrintSpec, ProgramSpec, RouteSpec } from './model.ts';
import type { AnswersDocument, ProgramDocument } from './schema.ts';
import { parseDuration, parseSize } from './units.ts';

/**
 * The model of a declared program.
 * @param fill fills in the templates of a text
 */
export function resolveProgram(name: string, program: ProgramDocument, fill: (text: string) => string): ProgramSpec {
  const { uses, fails } = program;
  const filled = (text: string | undefined) => (text === undefined ? undefined : fill(text));
  return {
    name,
    command: program.command,
    options: Object.fromEntries(
      Object.entries(program.options ?? {}).map(([option, value]) => [option, String(value)]),
    ),
    needs: program.needs ?? [],
    listens: program.listens === undefined ? undefined : String(program.listens),
    uses: {
      memory: parseSize(uses?.memory ?? 0) ?? 0,
      gpuMemory: parseSize(uses?.gpu_memory ?? 0) ?? 0,
      cpu: uses?.cpu ?? 0,
    },
    startsIn: duration(program.starts_in),
    prints: (program.prints ?? []).map(
      (line): PrintSpec => ({
        at: duration(line.at),
        text: fill(line.text),
        to: line.to ?? 'stderr',
        every: duration(line.every),
        times: line.every === undefined ? 1 : (line.times ?? 1),
      }),
    ),
    reaches: (program.reaches ?? []).map((reach) => ({ program: reach.program, at: String(reach.at) })),
    answers: resolveRoutes(program.answers, fill),
    catches: Object.entries(program.catches ?? {}).map(([signal, caught]) => ({
      signal,
      tells: filled(caught.tells),
      endsIn: caught.ends_in === undefined ? undefined : duration(caught.ends_in),
      prints: filled(caught.prints),
    })),
    log: program.log,
    fails: {
      missingFile: filled(fails?.missing_file),
      portInUse: filled(fails?.port_in_use),
      outOfGpuMemory: filled(fails?.out_of_gpu_memory),
      outOfMemory: filled(fails?.out_of_memory),
      unreachable: filled(fails?.unreachable),
    },
  };
}

function duration(text: string | undefined): number {
  return text === undefined ? 0 : (parseDuration(text) ?? 0);
}

/** What answers over HTTP. */
export function resolveRoutes(answers: AnswersDocument | undefined, fill: (text: string) => string): RouteSpec[] {
  return Object.entries(answers ?? {}).map(([route, answer]) => resolveRoute(route, answer, fill));
}

function resolveRoute(route: string, answer: AnswersDocument[string], fill: (text: string) => string): RouteSpec {
  const space = route.indexOf(' ');
  const place = { method: route.slice(0, space), path: route.slice(space + 1) };
  if (typeof answer === 'number')
    return { ...place, status: answer, body: '', type: 'application/json', agent: undefined };
  return {
    ...place,
    status: answer.status ?? 200,
    body: fill(answer.body ?? ''),
    type: answer.type ?? 'application/json',
    agent: answer.agent,
  };
}
