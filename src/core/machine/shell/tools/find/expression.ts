/** The expression of `find`: tests and actions joined by operators. */
import type { Call } from '../../contracts.ts';
import { execute, executeTogether, formatted, list, print, remove } from './actions.ts';
import type { Found, Test, Walk } from './found.ts';
import { PLAIN_TESTS, TESTS_WITH_ARGUMENT } from './tests.ts';

export interface Expression {
  readonly test: Test;
  readonly deepest: number;
  readonly shallowest: number;
  /** What lies in a folder comes before the folder. */
  readonly depthFirst: boolean;
  /** Folders on which another file system is mounted are not gone into. */
  readonly oneFileSystem: boolean;
  finish(walk: Walk): Promise<void>;
}

/** The expression cannot be read; the text says why. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

const IGNORED = new Set(['-noleaf', '-daystart', '-follow', '-warn', '-nowarn', '-ignore_readdir_race']);

class Reader {
  readonly #words: readonly string[];
  readonly #call: Call;
  #at = 0;
  deepest = Number.POSITIVE_INFINITY;
  shallowest = 0;
  depthFirst = false;
  oneFileSystem = false;
  acts = false;
  readonly finishes: ((walk: Walk) => Promise<void>)[] = [];

  constructor(words: readonly string[], call: Call) {
    this.#words = words;
    this.#call = call;
  }

  read(): Test {
    if (this.#words.length === 0) return () => true;
    const test = this.#list();
    const rest = this.#words[this.#at];
    if (rest === ')') throw new ExpressionError("you have too many ')'");
    if (rest !== undefined) throw new ExpressionError(`paths must precede expression: \`${rest}'`);
    return test;
  }

  #list(): Test {
    let left = this.#or();
    while (this.#take(',')) {
      const [first, second] = [left, this.#or()];
      left = async (found, walk) => {
        await first(found, walk);
        return second(found, walk);
      };
    }
    return left;
  }

  #or(): Test {
    let left = this.#and();
    while (this.#take('-o', '-or')) {
      const [first, second] = [left, this.#and()];
      left = async (found, walk) => (await first(found, walk)) || second(found, walk);
    }
    return left;
  }

  #and(): Test {
    let left = this.#not();
    for (;;) {
      const joined = this.#take('-a', '-and');
      const next = this.#words[this.#at];
      if (!joined && (next === undefined || next === ')' || next === '-o' || next === '-or' || next === ','))
        return left;
      const [first, second] = [left, this.#not()];
      left = async (found, walk) => (await first(found, walk)) && second(found, walk);
    }
  }

  #not(): Test {
    if (!this.#take('!', '-not')) return this.#primary();
    const inner = this.#not();
    return async (found, walk) => !(await inner(found, walk));
  }

  #primary(): Test {
    const word = this.#words[this.#at];
    if (word === undefined) throw new ExpressionError('expected an expression after an operator');
    this.#at += 1;
    if (word === '(') {
      const inner = this.#list();
      if (!this.#take(')')) throw new ExpressionError("invalid expression; expected to find a ')' but didn't see one.");
      return inner;
    }
    const plain = PLAIN_TESTS[word];
    if (plain) return plain;
    const maker = TESTS_WITH_ARGUMENT[word];
    if (maker) {
      const test = maker(this.#argument(word), this.#call);
      if (typeof test === 'string') throw new ExpressionError(test);
      return test;
    }
    return this.#option(word) ?? this.#action(word);
  }

  #option(word: string): Test | undefined {
    if (IGNORED.has(word)) return () => true;
    if (word === '-depth') this.depthFirst = true;
    else if (word === '-xdev' || word === '-mount') this.oneFileSystem = true;
    else if (word === '-maxdepth') this.deepest = this.#number(word);
    else if (word === '-mindepth') this.shallowest = this.#number(word);
    else if (word === '-regextype') this.#argument(word);
    else return undefined;
    return () => true;
  }

  #action(word: string): Test {
    this.acts ||= word !== '-prune' && word !== '-quit';
    switch (word) {
      case '-print':
        return print('\n');
      case '-print0':
        return print('\0');
      case '-printf':
        return formatted(this.#argument(word));
      case '-ls':
        return list;
      case '-delete':
        this.depthFirst = true;
        return remove;
      case '-prune':
        return (_, walk) => {
          walk.pruned = true;
          return true;
        };
      case '-quit':
        this.acts = true;
        return (_, walk) => {
          walk.ended = true;
          return true;
        };
      case '-exec':
      case '-execdir':
      case '-ok':
        return this.#execute(word);
      default:
        throw new ExpressionError(
          word.startsWith('-') ? `unknown predicate \`${word}'` : `paths must precede expression: \`${word}'`,
        );
    }
  }

  #execute(name: string): Test {
    const end = this.#words.findIndex(
      (word, at) => at >= this.#at && (word === ';' || (word === '+' && this.#words[at - 1] === '{}')),
    );
    if (end === -1) throw new ExpressionError(`missing argument to \`${name}'`);
    const words = this.#words.slice(this.#at, end);
    this.#at = end + 1;
    if (words.length === 0) throw new ExpressionError(`invalid argument \`;' to \`${name}'`);
    if (this.#words[end] === ';') return execute(words, name === '-execdir');
    const together = executeTogether(words.slice(0, -1));
    this.finishes.push(together.finish);
    return together.test;
  }

  #take(...words: readonly string[]): boolean {
    if (!words.includes(this.#words[this.#at] ?? '')) return false;
    this.#at += 1;
    return true;
  }

  #argument(name: string): string {
    const argument = this.#words[this.#at];
    if (argument === undefined) throw new ExpressionError(`missing argument to \`${name}'`);
    this.#at += 1;
    return argument;
  }

  #number(name: string): number {
    const argument = this.#argument(name);
    if (/^\d+$/.test(argument)) return Number(argument);
    throw new ExpressionError(`Expected a positive decimal integer argument to ${name}, but got ‘${argument}’`);
  }
}

/**
 * Reads an expression. Without an action of its own it prints what it holds for.
 * @throws ExpressionError when it cannot be read.
 */
export function readExpression(words: readonly string[], call: Call): Expression {
  const reader = new Reader(words, call);
  const read = reader.read();
  const { acts } = reader;
  const printed = print('\n');
  const test: Test = acts ? read : async (found: Found, walk) => (await read(found, walk)) && printed(found, walk);
  return {
    test,
    deepest: reader.deepest,
    shallowest: reader.shallowest,
    depthFirst: reader.depthFirst,
    oneFileSystem: reader.oneFileSystem,
    finish: async (walk) => {
      for (const finish of reader.finishes) await finish(walk);
    },
  };
}
