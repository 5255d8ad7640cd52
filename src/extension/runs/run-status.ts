/** The status bar while experiments run. */
import { Disposable, MarkdownString, StatusBarAlignment, window } from 'vscode';
import { setContext } from '../context-keys.ts';
import { throttle } from '../throttle.ts';
import { progressText } from './progress.ts';
import type { RunningExperiments } from './running.ts';

const REDRAW_MS = 250;

export function registerRunStatus(running: RunningExperiments): Disposable {
  const item = window.createStatusBarItem('redline.run', StatusBarAlignment.Left, 10);
  item.name = 'Redline Runs';
  item.command = 'redline.runs.focus';
  let isRunning = false;
  const draw = throttle(() => {
    const { all } = running;
    if (isRunning !== all.length > 0) {
      isRunning = all.length > 0;
      setContext('redline.running', isRunning);
    }
    if (!isRunning) {
      item.hide();
      return;
    }
    const asked = all.reduce((sum, { progress }) => sum + progress.asked, 0);
    const ended = all.reduce((sum, { progress }) => sum + progress.ended.length, 0);
    item.text = `$(sync~spin) ${ended} of ${asked} trials`;
    const tooltip = new MarkdownString(undefined, true);
    for (const { scenario, endpoint, progress } of all) {
      tooltip.appendText(`${scenario} with ${endpoint}: ${progressText(progress)}`).appendMarkdown('\n\n');
    }
    item.tooltip = tooltip;
    item.show();
  }, REDRAW_MS);
  return Disposable.from(item, draw, running.onDidChange(draw));
}
