/** Conditions in CEL: their environment, declared from `facts.ts`, and their evaluation. */
import { Environment } from '@marcbachmann/cel-js';
import {
  CALL_NAMES,
  type CallFacts,
  EVENT_NAMES,
  type EventFacts,
  type FACT_FUNCTIONS,
  FACT_TYPES,
  type FactType,
  type History,
  WORLD_NAMES,
  type WorldFacts,
} from './facts.ts';
import { matchesGlob } from './glob.ts';

/** What a condition can be about: the world after a step, one event, or the call of a tool. */
export type ConditionKind = 'world' | 'event' | 'call';

export type ConditionResult = { readonly value: boolean } | { readonly error: string };

/** A condition on the world, ready to be asked. */
export type WorldCondition = (facts: WorldFacts, history: History) => ConditionResult;
/** A condition on an event, ready to be asked. */
export type EventCondition = (facts: EventFacts, history: History) => ConditionResult;
/** A condition on the call of a tool, ready to be asked. */
export type CallCondition = (facts: CallFacts, history: History) => ConditionResult;

type RawFacts = Readonly<Record<string, unknown>>;
type Declarations = Readonly<Record<string, { readonly type: FactType; readonly about: string }>>;
type FactConstructor = new (facts: RawFacts) => object;

/** Most elements that a list in a condition may have, and how deep it may nest: plenty for a person, little for an attack. */
const LIMITS = { maxAstNodes: 5_000, maxDepth: 60, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 16 };

const PREDICATE = { type: 'bool', about: 'A predicate of the scenario.' } as const;

/** What the history says before anything happened. */
const NOTHING_HAPPENED: History = {
  read: () => false,
  written: () => false,
  ran: () => false,
  said: () => false,
  happened: () => false,
};

/** Names that a condition of a kind can use, with type and description. */
export function conditionNames(kind: ConditionKind): Declarations {
  switch (kind) {
    case 'world':
      return WORLD_NAMES;
    case 'event':
      return EVENT_NAMES;
    case 'call':
      return CALL_NAMES;
    default:
      return kind satisfies never;
  }
}

/** The CEL environment of one kind of condition. `history` is asked at every call of a function about what happened so far. */
export function conditionEnvironment(
  kind: ConditionKind,
  history: () => History = () => NOTHING_HAPPENED,
): Environment {
  return declareFacts(conditionNames(kind), history).environment;
}

/**
 * A condition on the world as a function. Facts are read only where the condition looks at them, so they may be getters.
 * The result of a text that is no condition is always an error that says why.
 * @param predicates names of predicates that it may use; the facts hold their values, see `predicates.ts`
 */
export function compileWorldCondition(text: string, predicates: readonly string[] = []): WorldCondition {
  return compile(WORLD_NAMES, text, predicates);
}

/** A condition on an event as a function, like `compileWorldCondition`. */
export function compileEventCondition(text: string, predicates: readonly string[] = []): EventCondition {
  return compile(EVENT_NAMES, text, predicates);
}

/** A condition on the call of a tool as a function, like `compileWorldCondition`. */
export function compileCallCondition(text: string, predicates: readonly string[] = []): CallCondition {
  return compile(CALL_NAMES, text, predicates);
}

/** The value of an expression, which may throw what evaluating it throws. */
export type Expression = (facts: WorldFacts, history: History) => unknown;

/**
 * Compiles expressions that can stand in conditions of a kind, of whatever type. Undefined for a text that is none.
 * @param predicates names of predicates that they may use
 */
export function expressionCompiler(
  kind: ConditionKind,
  predicates: readonly string[] = [],
): (text: string) => Expression | undefined {
  let current = NOTHING_HAPPENED;
  const declared = Object.fromEntries(predicates.map((name) => [name, PREDICATE]));
  const { environment, context } = declareFacts({ ...declared, ...conditionNames(kind) }, () => current);
  return (text) => {
    if (!environment.check(text).valid) return undefined;
    const parsed = environment.parse(text);
    return (facts, history) => {
      const before = current;
      current = history;
      try {
        return parsed(context(facts));
      } finally {
        current = before;
      }
    };
  };
}

function compile(
  names: Declarations,
  text: string,
  predicates: readonly string[],
): (facts: WorldFacts, history: History) => ConditionResult {
  let current = NOTHING_HAPPENED;
  const declared = Object.fromEntries(predicates.map((name) => [name, PREDICATE]));
  const { environment, context } = declareFacts({ ...declared, ...names }, () => current);
  const checked = environment.check(text);
  if (!checked.valid) return always({ error: checked.error?.summary ?? 'The condition cannot be read.' });
  if (checked.type !== 'bool') return always({ error: `A condition is true or false, but this is ${checked.type}.` });
  const parsed = environment.parse(text);
  return (facts, history) => {
    const before = current;
    current = history;
    try {
      const value: unknown = parsed(context(facts));
      return typeof value === 'boolean'
        ? { value }
        : { error: `The condition gave ${typeof value}, not true or false.` };
    } catch (error) {
      return { error: messageOf(error) };
    } finally {
      current = before;
    }
  };
}

function always(result: ConditionResult): () => ConditionResult {
  return () => result;
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'summary' in error && typeof error.summary === 'string') return error.summary;
  return error instanceof Error ? error.message : String(error);
}

interface DeclaredFacts {
  readonly environment: Environment;
  /** The facts as the environment wants them; each is turned over only when the condition looks at it. */
  context(facts: RawFacts): object;
}

function declareFacts(names: Declarations, history: () => History): DeclaredFacts {
  const environment = new Environment({ limits: LIMITS });
  const views = new Map<string, FactConstructor>();
  for (const [name, fields] of Object.entries(FACT_TYPES)) {
    const View = factConstructor(fields, views);
    views.set(name, View);
    environment.registerType(name, {
      ctor: View,
      fields: Object.fromEntries(Object.entries(fields).map(([field, { type }]) => [field, type])),
    });
  }
  for (const [name, { type, about }] of Object.entries(names)) {
    environment.registerVariable(name, type, { description: about });
  }
  for (const [signature, handler] of Object.entries(functionHandlers(history))) {
    environment.registerFunction(signature, handler, { async: false });
  }
  const Context = factConstructor(names, views);
  return { environment, context: (facts) => new Context(facts) };
}

function functionHandlers(history: () => History): {
  readonly [S in keyof typeof FACT_FUNCTIONS]: (...words: string[]) => boolean;
} {
  return {
    'read(string): bool': (glob = '') => history().read(glob),
    'written(string): bool': (glob = '') => history().written(glob),
    'ran(string): bool': (program = '') => history().ran(program),
    'said(string): bool': (text = '') => history().said(text),
    'happened(string): bool': (entry = '') => history().happened(entry),
    'matches_glob(string, string): bool': (path = '', glob = '') => matchesGlob(path, glob),
  };
}

/**
 * A class whose instances show plain facts to the environment, which tells types apart by their constructor. Fields are read from
 * the facts when the condition asks for them.
 */
function factConstructor(fields: Declarations, views: ReadonlyMap<string, FactConstructor>): FactConstructor {
  class FactView {
    readonly #facts: RawFacts;
    constructor(facts: RawFacts) {
      this.#facts = facts;
    }
    static {
      for (const [name, { type }] of Object.entries(fields)) {
        const show = shownAs(type, views);
        Object.defineProperty(FactView.prototype, name, {
          get(this: FactView) {
            return show(this.#facts[name]);
          },
          enumerable: true,
        });
      }
    }
  }
  return FactView;
}

/** How a fact of a type is handed to the environment: objects, also those in lists, as instances of the class of their type. */
function shownAs(type: FactType, views: ReadonlyMap<string, FactConstructor>): (value: unknown) => unknown {
  const listOf = /^list<(.+)>$/.exec(type)?.[1];
  const named = listOf ?? type;
  if (!(named in FACT_TYPES)) return (value) => value;
  const show = (value: unknown): unknown => {
    const View = views.get(named);
    return View && isFacts(value) ? new View(value) : value;
  };
  return listOf === undefined ? show : (value) => (Array.isArray(value) ? value.map(show) : value);
}

function isFacts(value: unknown): value is RawFacts {
  return typeof value === 'object' && value !== null;
}
