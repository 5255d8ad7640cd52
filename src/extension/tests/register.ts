/** The Test Explorer's scenarios. Until somebody looks there is a controller and nothing else. */
import { commands, Disposable, TestRunProfileKind, tests, window } from 'vscode';
import type { RunSurroundings } from '../runs/carry-out.ts';
import { SCENARIO_LANGUAGE } from '../scenarios/language-id.ts';
import type { Testing, TestTrials } from './run-tests.ts';

export function registerTests(surroundings: RunSurroundings): Disposable {
  const controller = tests.createTestController('redline.scenarios', 'Redline Scenarios');
  let loading: Promise<Testing> | undefined;
  const load = (): Promise<Testing> => {
    loading ??= import('./scenario-tests.ts').then(async ({ ScenarioTests }) => {
      const found = new ScenarioTests(surroundings.product, surroundings.endpoints, controller);
      await found.discover();
      return { surroundings, controller, tests: found };
    });
    return loading;
  };
  controller.resolveHandler = async (item) => {
    const { tests: found } = await load();
    if (item !== undefined) await found.resolve(item);
  };
  controller.refreshHandler = async () => (await load()).tests.discover();
  const profile = (label: string, trials: TestTrials, isDefault: boolean): Disposable => {
    const made = controller.createRunProfile(
      label,
      TestRunProfileKind.Run,
      async (request, token) => {
        const [testing, { runTests }] = await Promise.all([load(), import('./run-tests.ts')]);
        if (!request.continuous) return runTests(testing, request, trials, token);
        const { runOnSave } = await import('./run-on-save.ts');
        return runOnSave(testing, request, trials, token);
      },
      isDefault,
      undefined,
      true,
    );
    made.configureHandler = () => void commands.executeCommand('redline.chooseEndpoint');
    return made;
  };
  return Disposable.from(
    controller,
    profile('Run Trials', 'as declared', true),
    profile('Run One Trial', 1, false),
    // An open scenario has its test beside its first line.
    window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.languageId === SCENARIO_LANGUAGE) void load();
    }),
    commands.registerCommand('redline.openFailedStep', async (given?: unknown) => {
      const { linkedBy } = await import('./test-messages.ts');
      const linked = linkedBy(given);
      if (linked !== undefined) await commands.executeCommand('redline.openStep', linked.transcript, linked.step);
    }),
    new Disposable(() => void loading?.then(({ tests: found }) => found.dispose())),
  );
}
