/**
 * Nodes that tell when the interpreter comes to them: it reads the property behind the accessor right before it carries the node out.
 * They are classes because an accessor in a literal costs as much as all else that is done with a small command.
 */
import type { Assignment, PipelineNode, Redirection, SimpleCommandNode, StatementNode, WordNode } from '../syntax.ts';

const NOTHING: PipelineNode[] = [];

/** A statement that is carried out unless `isOver` says that nothing more is to be done. */
export class GuardedStatement implements StatementNode {
  readonly type = 'Statement';
  readonly background = false;
  readonly operators: StatementNode['operators'];
  readonly line?: number;
  readonly sourceText?: string;
  readonly deferredError?: NonNullable<StatementNode['deferredError']>;
  readonly #pipelines: PipelineNode[];
  readonly #isOver: () => boolean;

  /** @param original where it stands, and its text */
  constructor(
    original: Pick<StatementNode, 'line' | 'sourceText' | 'deferredError'>,
    operators: StatementNode['operators'],
    pipelines: PipelineNode[],
    isOver: () => boolean,
  ) {
    this.operators = operators;
    if (original.line !== undefined) this.line = original.line;
    if (original.sourceText !== undefined) this.sourceText = original.sourceText;
    if (original.deferredError !== undefined) this.deferredError = original.deferredError;
    this.#pipelines = pipelines;
    this.#isOver = isOver;
  }

  get pipelines(): PipelineNode[] {
    return this.#isOver() ? NOTHING : this.#pipelines;
  }
}

/** The parts of a simple command. */
export interface CommandParts {
  readonly name: WordNode | null;
  readonly args: WordNode[];
  readonly assignments: Assignment[];
  readonly redirections: Redirection[];
  readonly line: number | undefined;
}

/** A simple command that calls `entering` before it runs. */
export class EnteredCommand implements SimpleCommandNode {
  readonly type = 'SimpleCommand';
  readonly name: WordNode | null;
  readonly args: WordNode[];
  readonly assignments: Assignment[];
  readonly line?: number;
  readonly #redirections: Redirection[];
  readonly #entering: () => void;

  constructor({ name, args, assignments, redirections, line }: CommandParts, entering: () => void) {
    this.name = name;
    this.args = args;
    this.assignments = assignments;
    if (line !== undefined) this.line = line;
    this.#redirections = redirections;
    this.#entering = entering;
  }

  get redirections(): Redirection[] {
    this.#entering();
    return this.#redirections;
  }
}

/** A pipeline of no commands: it costs nothing, succeeds, and leaves `$_` alone. `reached` hears when the shell comes to it. */
export class EmptyPipeline implements PipelineNode {
  readonly type = 'Pipeline';
  readonly negated = false;
  readonly #reached: () => void;

  constructor(reached: () => void) {
    this.#reached = reached;
  }

  get commands(): PipelineNode['commands'] {
    this.#reached();
    return [];
  }
}

/** A pipeline of one command, which is made when the shell comes to it. */
export class LatePipeline implements PipelineNode {
  readonly type = 'Pipeline';
  readonly negated = false;
  readonly #command: () => SimpleCommandNode;
  #commands: PipelineNode['commands'] | undefined;

  constructor(command: () => SimpleCommandNode) {
    this.#command = command;
  }

  get commands(): PipelineNode['commands'] {
    this.#commands ??= [this.#command()];
    return this.#commands;
  }
}
