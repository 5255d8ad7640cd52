/** The report as one page that opens from disk: no script, no network, nothing to install. */
import { html } from 'hono/html';
import type { Outcome } from '../experiment/rates.ts';
import type { Report, ReportedExperiment, ReportedGroup, ReportedTrial } from '../experiment/report.ts';
import type { Spread } from '../experiment/statistics.ts';
import { ONLY_VARIANT } from '../scenario/variants.ts';
import { durationText, intervalText, numberText, rateText, timeText } from './figures.ts';
import { type Markup, PALETTE_CSS, renderPage, sourceHash } from './page-frame.ts';
import { REPORT_CSS } from './report-style.ts';

const VERDICT_LABELS: Readonly<Record<Outcome, string>> = {
  success: 'Success',
  failure: 'Failure',
  error: 'Error',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
};

const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  success: 'succeeded',
  failure: 'failed',
  error: 'errored',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
};
const OUTCOMES = ['success', 'failure', 'error', 'cancelled', 'interrupted'] as const satisfies readonly Outcome[];

/**
 * The page of a report.
 * @param link where the replay of a trial lies, relative to the page; undefined when there is none.
 */
export function renderReport(report: Report, link: (trial: ReportedTrial) => string | undefined): Promise<string> {
  const style = PALETTE_CSS + REPORT_CSS;
  const titles = [...new Set(report.groups.map((group) => group.title || group.scenario))];
  return renderPage({
    title: `Redline report: ${titles.join(', ') || 'no trials'}`,
    style,
    policy: [`style-src ${sourceHash(style)}`],
    bodyData: {},
    scripts: [],
    body: html`<main>
<header><p class="product">Redline report</p><h1>${titles.join(' · ') || 'No trials yet'}</h1>${summary(report)}</header>
${notes(report)}
${report.groups.length === 0 ? html`<p class="empty">There are no trials in these folders, so there is nothing to show. Run some with <code>redline run</code>.</p>` : ratesTable(report.groups)}
${report.groups.map((group, index) => groupSection(group, index, link))}
${experimentsSection(report.experiments)}
<footer>
<p>Success is decided by the state of the mocked machine, never by what the agent claims. A rate counts decided trials only; errored, cancelled and interrupted trials are counted apart. Intervals are Wilson's at 95 % (Wilson 1927).</p>
</footer>
</main>`,
  });
}

function summary(report: Report): Markup {
  const trials = report.groups.reduce((sum, group) => sum + group.trials.length, 0);
  const versions = [...new Set(report.experiments.map(({ redline }) => redline))].join(', ');
  return html`<p class="quiet">${plural(trials, 'trial')} in ${plural(report.experiments.length, 'experiment')}${versions === '' ? '' : ` · Redline ${versions}`}</p>`;
}

function notes(report: Report): Markup | '' {
  if (report.notes.length === 0) return '';
  return html`<section class="notes" aria-label="Notes"><h2>Before you read the numbers</h2><ul>${report.notes.map((note) => html`<li>${note}</li>`)}</ul></section>`;
}

function ratesTable(groups: readonly ReportedGroup[]): Markup {
  return html`<section><h2>Success rates</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Scenario</th><th scope="col">Variant</th><th scope="col">Endpoint</th><th scope="col" class="number">Successes</th><th scope="col" class="number">Errors</th><th scope="col" class="number">Rate</th><th scope="col">95 % interval</th><th scope="col" class="plot">${scale()}</th></tr></thead>
<tbody>${groups.map(
    (group, index) =>
      html`<tr><th scope="row"><a href="#group-${index + 1}">${group.scenario}</a></th><td title="${group.variant}">${group.variantName}</td><td class="endpoint">${endpointCell(group)}</td><td class="number">${group.successes} of ${group.n}</td><td class="number${group.errors > 0 ? ' odd' : ''}">${group.errors}</td><td class="number">${rateText(group.rate)}</td><td class="figures">${intervalText(group)}</td><td class="plot">${intervalPlot(group)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function endpointCell(group: ReportedGroup): Markup {
  return group.model === '' || group.model === group.endpoint
    ? html`${group.endpoint}`
    : html`${group.endpoint}<br><span class="quiet">${group.model}</span>`;
}

const PLOT = { width: 180, height: 22, margin: 10 };

const across = (share: number): number =>
  Math.round((PLOT.margin + share * (PLOT.width - 2 * PLOT.margin)) * 100) / 100;

function scale(): Markup {
  return html`<svg width="${PLOT.width}" height="16" aria-hidden="true">${[0, 0.5, 1].map(
    (share) =>
      html`<text x="${across(share)}" y="12" text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}">${share * 100} %</text>`,
  )}</svg>`;
}

/** The interval as a bar and the rate as a dot, on a scale from 0 to 100 %. */
function intervalPlot(group: ReportedGroup): Markup {
  const [low, high] = group.interval;
  const middle = PLOT.height / 2;
  return html`<svg width="${PLOT.width}" height="${PLOT.height}" role="img" aria-label="Rate ${rateText(group.rate)}, interval ${intervalText(group)}">
<line class="track" x1="${across(0)}" x2="${across(1)}" y1="${middle}" y2="${middle}"/><line class="tick" x1="${across(0.5)}" x2="${across(0.5)}" y1="${middle - 5}" y2="${middle + 5}"/>
${
  group.rate === null
    ? ''
    : html`<line class="interval" x1="${across(low)}" x2="${across(high)}" y1="${middle}" y2="${middle}"/><circle cx="${across(group.rate)}" cy="${middle}" r="5"/>`
}</svg>`;
}

function groupSection(group: ReportedGroup, index: number, link: (trial: ReportedTrial) => string | undefined): Markup {
  const facts = [
    group.scaffold === '' ? '' : `scaffold ${group.scaffold}`,
    group.variantName === ONLY_VARIANT ? '' : `variant ${group.variantName}`,
    group.model === group.endpoint ? '' : `model ${group.model}`,
  ].filter((fact) => fact !== '');
  return html`<section class="group" id="group-${index + 1}">
<h2>${group.scenario} with ${group.endpoint}</h2>
<p class="quiet">${facts.join(' · ')}</p>
<p class="chips">${OUTCOMES.map((outcome) => [outcome, group.outcomes[outcome]] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => html`<span class="chip ${outcome}">${count} ${OUTCOME_WORDS[outcome]}</span>`)}</p>
<div class="columns">${milestonesTable(group)}${flagsTable(group)}${spreadsTable(group)}${judgesTable(group)}</div>
${trialsTable(group, link)}
</section>`;
}

function milestonesTable(group: ReportedGroup): Markup {
  const body =
    group.milestones.length === 0
      ? html`<p class="empty">The scenario declares no milestones.</p>`
      : html`<table><thead><tr><th scope="col">Milestone</th><th scope="col" class="number">Trials</th><th scope="col" class="plot"></th></tr></thead><tbody>${group.milestones.map(
          (milestone) =>
            html`<tr><th scope="row">${milestone.name}</th><td class="number">${milestone.trials} of ${group.n}</td><td class="plot">${shareBar(milestone.trials, group.n)}</td></tr>`,
        )}</tbody></table>`;
  return html`<div><h3>How far the decided trials came</h3>${body}</div>`;
}

function shareBar(part: number, whole: number): Markup {
  const width = 96;
  const filled = whole === 0 ? 0 : Math.round((part / whole) * width);
  return html`<svg width="${width}" height="10" aria-hidden="true"><rect class="track" width="${width}" height="10" rx="2"/><rect class="share" width="${filled}" height="10" rx="2"/></svg>`;
}

function flagsTable(group: ReportedGroup): Markup {
  const body =
    group.flags.length === 0
      ? html`<p class="empty">The scenario declares no flags.</p>`
      : html`<table><thead><tr><th scope="col">Flag</th><th scope="col" class="number">Trials</th><th scope="col" class="number">Times</th></tr></thead><tbody>${group.flags.map(
          (flag) =>
            html`<tr><th scope="row">${flag.name}</th><td class="number">${flag.trials} of ${group.trials.length}</td><td class="number">${flag.times}</td></tr>`,
        )}</tbody></table>`;
  return html`<div><h3>What was flagged</h3>${body}</div>`;
}

function judgesTable(group: ReportedGroup): Markup | '' {
  if (group.judges.length === 0) return '';
  return html`<div><h3>What the judges say</h3><table><thead><tr><th scope="col">Judge</th><th scope="col" class="number">Trials</th><th scope="col" class="number">Mean grade</th><th scope="col">Scale</th></tr></thead><tbody>${group.judges.map(
    ({ name, graded, asked, mean, lowest, highest }) =>
      html`<tr><th scope="row">${name}</th><td class="number">${graded} of ${asked}</td><td class="number">${mean === null ? 'none' : mean.toFixed(2)}</td><td>${lowest} to ${highest}</td></tr>`,
  )}</tbody></table></div>`;
}

function spreadsTable(group: ReportedGroup): Markup {
  const row = (name: string, spread: Spread | undefined, text: (value: number) => string): Markup | '' =>
    spread === undefined
      ? ''
      : html`<tr><th scope="row">${name}</th><td class="number">${text(spread.minimum)}</td><td class="number">${text(spread.median)}</td><td class="number">${text(spread.maximum)}</td></tr>`;
  const body =
    group.steps === undefined
      ? html`<p class="empty">No trial was decided.</p>`
      : html`<table><thead><tr><th></th><th scope="col" class="number">Least</th><th scope="col" class="number">Median</th><th scope="col" class="number">Most</th></tr></thead><tbody>${row('Steps', group.steps, numberText)}${row('Tokens', group.tokens, (tokens) => numberText(Math.round(tokens)))}${row("Machine's time", group.machineMs, durationText)}</tbody></table>`;
  return html`<div><h3>What a decided trial took</h3>${body}</div>`;
}

function trialsTable(group: ReportedGroup, link: (trial: ReportedTrial) => string | undefined): Markup {
  return html`<h3>Trials</h3>
<div class="scroll"><table class="trials">
<thead><tr><th scope="col">Trial</th><th scope="col">Verdict</th><th scope="col" class="number">Steps</th><th scope="col" class="number">Tokens</th><th scope="col">Last milestone</th><th scope="col">Flags</th><th scope="col">Why it ended</th></tr></thead>
<tbody>${group.trials.map((trial) => trialRow(trial, link(trial)))}</tbody></table></div>`;
}

function trialRow(trial: ReportedTrial, href: string | undefined): Markup {
  const last = trial.milestones.at(-1);
  const flags = [...Map.groupBy(trial.flags, ({ name }) => name)].map(([name, marks]) =>
    marks.length === 1 ? name : `${name} × ${marks.length}`,
  );
  return html`<tr><th scope="row">${href === undefined ? trial.trial : html`<a href="${href}">${trial.trial}</a>`}</th><td><span class="verdict ${trial.verdict}">${VERDICT_LABELS[trial.verdict]}</span></td><td class="number">${numberText(trial.steps)}</td><td class="number">${numberText(trial.inputTokens + trial.outputTokens)}</td><td class="mark">${last === undefined ? html`<span class="quiet">none</span>` : html`${last.name} <span class="quiet">step ${last.step}</span>`}</td><td>${flags.join(', ')}</td><td class="reason">${trial.reason}</td></tr>`;
}

function experimentsSection(experiments: readonly Omit<ReportedExperiment, 'trials'>[]): Markup | '' {
  if (experiments.length === 0) return '';
  return html`<section><h2>Experiments</h2>
<div class="scroll"><table>
<thead><tr><th scope="col">Experiment</th><th scope="col">Scenario</th><th scope="col">Endpoint</th><th scope="col" class="number">Trials asked for</th><th scope="col" class="number">Seed</th><th scope="col">Begun</th><th scope="col">Digest of the scenario</th></tr></thead>
<tbody>${experiments.map(
    (experiment) =>
      html`<tr><th scope="row">${experiment.experiment}</th><td>${experiment.scenario.name}</td><td>${experiment.endpoint.name}</td><td class="number">${experiment.asked ?? ''}</td><td class="number">${experiment.seed ?? ''}</td><td class="figures">${timeText(experiment.createdAt)}</td><td class="digest">${experiment.scenario.digest}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function plural(count: number, noun: string): string {
  return `${numberText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
