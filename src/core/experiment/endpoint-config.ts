/**
 * Configured endpoints, stated once: for `redline.config.yaml`, and for the setting `redline.endpoints`, which holds the same map.
 * A key is never part of it.
 */
import { z } from 'zod';
import { checkValue, type PlacedProblem, pathText, readCheckedYaml } from '../scenario/checked-yaml.ts';
import { DURATION_PATTERN, parseDuration } from '../scenario/units.ts';

/** Endpoints of this prefix are scripted policies; they need no configuration. */
export const SCRIPTED_PREFIX = 'scripted:';

const DEFAULT_TIMEOUT_MS = 120_000;
const DEFAULT_RETRIES = 3;

const endpointName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'must start with a letter and have only letters, digits, ., - and _');

const endpointSchema = z
  .strictObject({
    provider: z
      .literal('openai-compatible')
      .optional()
      .describe(
        'What the server speaks. Default openai-compatible: vLLM, llama.cpp, Ollama, LM Studio, OpenRouter and others.',
      ),
    baseUrl: z
      .string()
      .refine((text) => urlProblem(text) === undefined, { error: (issue) => urlProblem(String(issue.input)) ?? '' })
      .describe('Address up to the version, without /chat/completions: `http://127.0.0.1:8000/v1`.'),
    model: z.string().min(1).describe('Name of the model, as the server knows it.'),
    headers: z
      .record(
        z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'cannot be that of a header'),
        z.string().regex(/^[\t\x20-\x7e]*$/, 'cannot be sent in a header: only printable ASCII can'),
      )
      .optional()
      .describe('Headers that every request carries. Not the place for a key.'),
    keyEnv: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable, not the key itself')
      .optional()
      .describe(
        'Name of the environment variable that holds the key, for the command line. The editor keeps keys in its secret storage.',
      ),
    timeout: z
      .string()
      .regex(DURATION_PATTERN, 'must be a duration such as 90s or 10m')
      .refine((text) => (parseDuration(text) ?? 0) > 0, 'must be more than nothing')
      .optional()
      .describe('Most time for one request, from sending it to the last byte of the answer. Default 2m.'),
    retries: z
      .int()
      .min(0)
      .max(20)
      .optional()
      .describe('How often a request that failed for a passing reason is sent again. Default 3.'),
  })
  .describe('A server that serves a model.');

/** The value of the setting `redline.endpoints`: endpoints by name. */
export const endpointsSchema = z
  .record(endpointName, endpointSchema)
  .describe('Model endpoints by name. Scripted ones, such as scripted:weak, need no entry.');

/** `redline.config.yaml`. */
export const configFileSchema = z
  .strictObject({
    endpoints: endpointsSchema.optional(),
  })
  .describe('Configuration of the redline command line.');

/** An endpoint with its defaults filled in. */
export interface EndpointConfig {
  readonly name: string;
  readonly provider: 'openai-compatible';
  readonly baseUrl: string;
  readonly model: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly keyEnv: string | undefined;
  readonly timeoutMs: number;
  readonly retries: number;
}

export type Endpoints = ReadonlyMap<string, EndpointConfig>;

/** Something wrong with the configuration. `where` is a place in the file, or the path in the setting. */
export interface ConfigProblem {
  readonly where: string;
  readonly message: string;
}

export interface ReadEndpoints {
  /** Those that can be used, also when others have problems. */
  readonly endpoints: Endpoints;
  readonly problems: readonly ConfigProblem[];
}

/** The endpoints in the text of `redline.config.yaml`. An empty file has none. */
export function readConfigFile(text: string): ReadEndpoints {
  const loose = readCheckedYaml(
    text,
    z.strictObject({ endpoints: z.record(z.string(), z.unknown()).nullish() }).nullable(),
  );
  const at = ({ line, column, message }: PlacedProblem): ConfigProblem => ({ where: `${line}:${column}`, message });
  if (loose.value === undefined) return { endpoints: new Map(), problems: loose.problems.map(at) };
  const endpoints = loose.value?.endpoints ?? {};
  return readEach(endpoints, ['endpoints'], (path, message) => at(loose.place({ path, message })));
}

/** The endpoints in the value of the setting `redline.endpoints`. */
export function readEndpointsSetting(value: unknown): ReadEndpoints {
  const placed = (path: readonly (string | number)[], message: string): ConfigProblem => ({
    where: pathText(path),
    message,
  });
  const map = checkValue(value ?? {}, z.record(z.string(), z.unknown()));
  if (map.value === undefined) {
    return {
      endpoints: new Map(),
      problems: [placed(['redline.endpoints'], 'The setting must be a map of endpoints.')],
    };
  }
  return readEach(map.value, ['redline.endpoints'], placed);
}

/** Each endpoint is checked apart, so that one with a problem does not take the others away. */
function readEach(
  map: Readonly<Record<string, unknown>>,
  path: readonly string[],
  placed: (path: readonly (string | number)[], message: string) => ConfigProblem,
): ReadEndpoints {
  const endpoints = new Map<string, EndpointConfig>();
  const problems: ConfigProblem[] = [];
  for (const [name, value] of Object.entries(map)) {
    const named = checkValue(name, endpointName);
    if (named.value === undefined || name.startsWith(SCRIPTED_PREFIX)) {
      problems.push(
        placed(
          [...path, name],
          `"${name}" cannot name an endpoint: a name starts with a letter and has only letters, digits, ., - and _.`,
        ),
      );
      continue;
    }
    const read = checkValue(value, endpointSchema);
    for (const problem of read.problems) {
      problems.push(placed([...path, name, ...problem.path], `Endpoint "${name}": ${lowerFirst(problem.message)}`));
    }
    if (read.value !== undefined) endpoints.set(name, withDefaults(name, read.value));
  }
  return { endpoints, problems };
}

function withDefaults(name: string, document: z.infer<typeof endpointSchema>): EndpointConfig {
  return {
    name,
    provider: 'openai-compatible',
    baseUrl: document.baseUrl.replace(/\/+$/, ''),
    model: document.model,
    headers: document.headers ?? {},
    keyEnv: document.keyEnv,
    timeoutMs: parseDuration(document.timeout ?? '') ?? DEFAULT_TIMEOUT_MS,
    retries: document.retries ?? DEFAULT_RETRIES,
  };
}

/** What is wrong with a base URL, as the end of a sentence about it. */
function urlProblem(text: string): string | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'must be an address such as http://127.0.0.1:8000/v1';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'must start with http:// or https://';
  if (url.username !== '' || url.password !== '') return 'must not hold a user or password; name the key with keyEnv';
  if (url.search !== '' || url.hash !== '') return 'must not have a ? or # in it';
  if (/\/chat\/completions\/?$/.test(url.pathname)) return 'must end before /chat/completions';
  return undefined;
}

function lowerFirst(text: string): string {
  return text.startsWith('This ') ? `t${text.slice(1)}` : text;
}
