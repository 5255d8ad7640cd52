/** A background job as lists of jobs and processes show it. */
import { serialize } from 'just-bash';
import type { Sink } from './redirections.ts';
import { type StatementNode, statementOf } from './syntax.ts';

/** A job as it was typed, without the ampersand. */
export function jobText(statement: StatementNode): string {
  const text = statement.sourceText ?? serialize({ type: 'Script', statements: [statement] });
  return text.trim().replace(/\s*&$/, '');
}

/** The words of a job that is one command, as the list of processes shows them. */
export function commandWords(statement: StatementNode): readonly string[] {
  const command = statement.pipelines[0]?.commands[0];
  if (command?.type !== 'SimpleCommand') return [];
  const bare: StatementNode = statementOf({ ...command, redirections: [], assignments: [] });
  return jobText(bare).split(' ');
}

/** Whether a statement is one command, which then takes over the process that was made for it. */
export function isSimple(statement: StatementNode): boolean {
  const [pipeline] = statement.pipelines;
  return (
    statement.pipelines.length === 1 &&
    pipeline?.commands.length === 1 &&
    pipeline.commands[0]?.type === 'SimpleCommand'
  );
}

/** The file that a sink writes to, as processes show it. */
export function sinkFile(sink: Sink): string | undefined {
  return sink.kind === 'file' ? sink.path : sink.kind === 'nowhere' ? '/dev/null' : undefined;
}

/** A member of a pipeline that runs in the background. */
export interface JobMember {
  readonly pid: number;
  /** As it was typed. */
  readonly text: string;
}

/** The members of a job with what each of them is; none when the job is no pipeline of programs. */
export function memberTexts(
  statement: StatementNode,
  members: readonly { readonly pid: number }[],
): readonly JobMember[] {
  const commands = statement.pipelines[0]?.commands ?? [];
  return members.map(({ pid }, index) => {
    const command = commands[index];
    return { pid, text: command ? serialize({ type: 'Script', statements: [statementOf(command)] }).trim() : '' };
  });
}
