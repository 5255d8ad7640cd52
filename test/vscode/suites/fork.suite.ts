/** Forks out of the replay: what is to be different is written in an editor, and they run like any experiment. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { promptAt } from '../../../src/core/transcript/prompt.ts';
import { readTranscript } from '../../../src/core/transcript/reader.ts';
import { readExperimentFile } from '../../../src/node/experiment-file.ts';
import { readRun } from '../../../src/node/runs.ts';
import { until } from '../../editor/waiting.ts';
import { scenarioUri, writeFile } from '../redline.ts';

const STEP = 3;

describe('forks', () => {
  let original = '';

  before(async () => {
    const folder = await vscode.commands.executeCommand<string>('redline.runTrials', scenarioUri().toString(), 2);
    original = (await readRun(folder))?.trials[0]?.transcript ?? '';
    assert.notEqual(original, '');
  });
  afterEach(async () => {
    // A draft would ask whether to save it.
    for (const document of vscode.workspace.textDocuments.filter(({ isUntitled }) => isUntitled)) {
      await vscode.window.showTextDocument(document);
      await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  const eventsOf = (transcript: string) => readTranscript(readFileSync(transcript)).events;
  const beforeStep = (transcript: string) =>
    eventsOf(transcript)
      .slice(1)
      .filter(({ step }) => step < STEP);

  /** Opens the draft of a change and gives its editor. */
  async function draft(changed: string, transcript = original): Promise<vscode.TextEditor> {
    await vscode.commands.executeCommand('redline.replay.fork', { transcript, step: STEP, changed });
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor?.document.isUntitled === true, 'the draft is in front');
    return editor;
  }

  async function write(editor: vscode.TextEditor, text: string): Promise<void> {
    const whole = new vscode.Range(0, 0, editor.document.lineCount, 0);
    assert.ok(await editor.edit((edit) => edit.replace(whole, text)));
  }

  it('begin with what the step has now', async () => {
    const events = eventsOf(original);
    const response = events.find((event) => event.type === 'model.response' && event.step === STEP);
    assert.ok(response?.type === 'model.response');
    const action = (await draft('action')).document;
    // The scaffold reads the action from the text, so the text is all there is to change.
    assert.equal(action.getText(), response.text);
    assert.equal(action.languageId, 'markdown');
    const result = events.find((event) => event.type === 'tool.result' && event.step === STEP);
    assert.ok(result?.type === 'tool.result');
    assert.equal((await draft('observation')).document.getText(), result.text);
    assert.equal((await draft('prompt')).document.getText(), promptAt(events, STEP)?.system);
  });

  it('run in a batch, each the original up to the step, with what was written', async () => {
    const editor = await draft('observation');
    await write(editor, 'Connection refused');
    const folder = await vscode.commands.executeCommand<string>('redline.fork.run', editor.document.uri, {
      endpoint: 'scripted:weak',
      forks: 3,
    });
    const { record } = readExperimentFile(readFileSync(join(folder, 'experiment.json'), 'utf8'));
    assert.deepEqual(
      [record?.trials, record?.fork?.step, record?.fork?.change],
      [3, STEP, { kind: 'observation', text: 'Connection refused' }],
    );
    const run = await readRun(folder);
    assert.equal(run?.trials.length, 3);
    for (const { transcript, outcome } of run?.trials ?? []) {
      assert.equal(outcome.state, 'ended');
      assert.deepEqual(beforeStep(transcript), beforeStep(original));
    }
  });

  it('open beside the original when there is one', async () => {
    const folder = await vscode.commands.executeCommand<string>('redline.replay.fork', {
      transcript: original,
      step: STEP,
      changed: 'none',
      endpoint: 'scripted:weak',
      forks: 1,
    });
    const fork = (await readRun(folder))?.trials[0]?.transcript;
    const shown = (group: number): string[] =>
      (vscode.window.tabGroups.all[group]?.tabs ?? []).flatMap(({ input }) =>
        input instanceof vscode.TabInputCustom ? [input.uri.fsPath] : [],
      );
    await until('both replays', () =>
      shown(0).includes(original) && shown(1).includes(fork ?? '') ? true : undefined,
    );
  });

  it('are not run from a draft that is no action, nor from any other document', async () => {
    // An agent that calls tools has its answer as JSON.
    const text = readFileSync(scenarioUri().fsPath, 'utf8').replace('  scaffold: plan-and-act\n', '');
    const scenario = writeFile('scenarios/calls-tools.scenario.yaml', text);
    const folder = await vscode.commands.executeCommand<string>('redline.runTrials', scenario.toString(), 1);
    const editor = await draft('action', (await readRun(folder))?.trials[0]?.transcript);
    const { uri, languageId } = editor.document;
    assert.equal(languageId, 'json');
    assert.ok(JSON.parse(editor.document.getText()).toolCalls.length > 0);
    await write(editor, '{"tool": "shell"}');
    assert.equal(await vscode.commands.executeCommand('redline.fork.run', uri, { forks: 1 }), undefined);
    assert.equal(await vscode.commands.executeCommand('redline.fork.run', scenarioUri(), { forks: 1 }), undefined);
  });
});
