/** What a declared program answers over HTTP. */
import type { ProgramSpec } from '../../scenario/model.ts';
import type { Service } from '../network/network.ts';
import { answerByRoute, UVICORN } from '../network/routes.ts';

/** Answers by route; an unknown path and a wrong method are answered as uvicorn with FastAPI does. */
export function programService(program: ProgramSpec, values: Readonly<Record<string, string>>): Service {
  return (request, process) =>
    answerByRoute(program.answers, request, { ...values, pid: String(process.pid) }, UVICORN);
}
