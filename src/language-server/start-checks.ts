/** Problems that only the machine of a scenario can tell, such as a success that holds before the agent did anything. */
import type { GatheredFiles } from '../core/scenario/included-files.ts';
import type { Problem } from '../core/scenario/problems.ts';
import { entriesOf } from '../core/scenario/source.ts';
import type { DocumentScenario } from './workspace.ts';

interface Found {
  readonly text: string;
  /** What the answer depends on. */
  readonly key: string;
  readonly problems: readonly Problem[];
}

/** Parts of a scenario that its machine at the start does not depend on. */
const NOT_ASKED = new Set(['title', 'about', 'references', 'tags', 'flags', 'judges', 'tools', 'scaffolds', 'trials']);

export class StartChecks {
  readonly #known = new Map<string, Found>();

  /**
   * Builds the machine of a scenario without errors and asks its conditions, unless nothing changed that they depend on. It takes a
   * moment in which nothing else is answered.
   */
  async find(scenario: DocumentScenario, included: GatheredFiles | undefined): Promise<readonly Problem[]> {
    const { uri } = scenario;
    const { text } = scenario.scenario;
    const key = keyOf(scenario, included);
    const known = this.#known.get(uri);
    const held = known?.key === key ? this.heldOver(scenario) : [];
    if (known?.key === key && held.length === known.problems.length) {
      this.#known.set(uri, { text, key, problems: held });
      return held;
    }
    // The machine is large, and a scenario that is only read needs none.
    const [{ problemsAtStart }, { mockedRig }] = await Promise.all([
      import('../core/trial/check-at-start.ts'),
      import('../core/trial/mocked-rig.ts'),
    ]);
    const problems = await problemsAtStart(text, included ?? {}, mockedRig);
    this.#known.set(uri, { text, key, problems });
    return problems;
  }

  /** What was found in an earlier version, as far as what it is about is still there, until it is looked for again. */
  heldOver({ uri, scenario: { text } }: DocumentScenario): readonly Problem[] {
    const known = this.#known.get(uri);
    if (!known) return [];
    const shift = text.length - known.text.length;
    return known.problems.flatMap((problem) => {
      const { start, end } = problem.range;
      const about = known.text.slice(start, end);
      const by = [0, shift].find((each) => text.slice(start + each, end + each) === about);
      return by === undefined ? [] : [{ ...problem, range: { start: start + by, end: end + by } }];
    });
  }

  forget(uri: string): void {
    this.#known.delete(uri);
  }
}

function keyOf({ scenario: { text, root } }: DocumentScenario, included: GatheredFiles | undefined): string {
  const asked = entriesOf(root).flatMap(({ name, key, value }) =>
    NOT_ASKED.has(name) ? [] : [text.slice(key.range.start, Math.max(key.range.end, value.range.end))],
  );
  return JSON.stringify([asked, included ?? null]);
}
