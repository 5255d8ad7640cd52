/**
 * A sample of an Inspect log as the events of a transcript, so that the replay shows it like a trial of our own. What the log does
 * not tell, such as the machine, is absent.
 */
import type { TranscriptEvent, Verdict } from '../transcript/events.ts';
import { TranscriptWriter } from '../transcript/writer.ts';
import { contentOf, type Expand, expander } from './inspect-texts.ts';
import { type Fields, fields, list, number, shown, text } from './loose.ts';

export interface InspectHeader {
  readonly task: string;
  readonly model: string;
  readonly solver: string;
}

const AGENT = 'agent';

/** Who, with what, of the whole log. */
export function inspectHeader(log: unknown): InspectHeader {
  const evaluation = fields(fields(log)['eval']);
  const steps = list(fields(fields(log)['plan'])['steps']).map((step) => text(fields(step)['solver']));
  return {
    task: text(evaluation['task']),
    model: text(evaluation['model']),
    solver: text(evaluation['solver']) || steps.filter((step) => step !== '').join(', '),
  };
}

/** The events of a sample. */
export function inspectEvents(header: InspectHeader, sample: unknown): TranscriptEvent[] {
  const events: TranscriptEvent[] = [];
  new SampleReader(header, fields(sample), (event) => events.push(event)).read();
  return events;
}

/** The verdict of a sample's scores: that of the first score that says right or wrong; undefined when none does. */
export function inspectVerdict(sample: unknown): { readonly verdict: Verdict; readonly reason: string } | undefined {
  const { error, scores } = fields(sample);
  if (error !== undefined && error !== null) {
    return { verdict: 'error', reason: text(fields(error)['message']) || shown(error) };
  }
  const graded = Object.entries(fields(scores)).map(([name, score]) => ({ name, score: fields(score) }));
  for (const { name, score } of graded) {
    const right = isRight(score['value']);
    if (right === undefined) continue;
    const explained = text(score['explanation']);
    const reason = `${name}: ${shown(score['value'])}${explained === '' ? '' : `. ${explained}`}`;
    return { verdict: right ? 'success' : 'failure', reason };
  }
  return undefined;
}

/** What a score's value says, as Inspect's own metrics read it: C and I, true and false, 1 and 0. */
function isRight(value: unknown): boolean | undefined {
  if (value === 'C' || value === true || value === 1) return true;
  if (value === 'I' || value === 'N' || value === false || value === 0) return false;
  return undefined;
}

class SampleReader {
  readonly #header: InspectHeader;
  readonly #sample: Fields;
  readonly #writer: TranscriptWriter;
  readonly #expand: Expand;
  readonly #pool: readonly unknown[];
  /** Agents of spans, by the id of the span. */
  readonly #spans = new Map<string, { readonly agent: string; readonly parent: string }>();
  readonly #seen = new Set<string>();
  readonly #known = new Set<string>([AGENT]);
  #step = 0;

  constructor(header: InspectHeader, sample: Fields, sink: (event: TranscriptEvent) => void) {
    this.#header = header;
    this.#sample = sample;
    this.#writer = new TranscriptWriter(AGENT, sink);
    this.#expand = expander(fields(sample['attachments']));
    this.#pool = list(fields(sample['events_data'])['messages']);
  }

  read(): void {
    this.#start();
    const events = list(this.#sample['events']).map(fields);
    if (events.some((event) => event['event'] === 'model')) for (const event of events) this.#event(event);
    else this.#messages(list(this.#sample['messages']).map((message) => fields(this.#expand(message))));
    this.#end();
  }

  #start(): void {
    const { task, model, solver } = this.#header;
    const { id, epoch, started_at: started } = this.#sample;
    const name = `${shown(id)} (epoch ${shown(epoch ?? 1)})`;
    this.#writer.write({
      type: 'trial.started',
      version: 1,
      trial: name,
      experiment: task,
      redline: '',
      scenario: { name: task, title: `${task}: ${name}`, digest: '' },
      fixtures: {},
      variant: '',
      endpoint: { name: model, provider: 'inspect', model },
      seed: 0,
      startedAt: text(started),
    });
    const messages = list(this.#sample['messages']).map((message) => fields(this.#expand(message)));
    const system = messages.find((message) => message['role'] === 'system');
    const input = this.#expand(this.#sample['input']);
    const asked =
      typeof input === 'string'
        ? input
        : list(input)
            .map((message) => contentOf(fields(message)['content']).text)
            .join('\n\n');
    this.#writer.write({
      type: 'agent.started',
      name: AGENT,
      scaffold: solver,
      system: system === undefined ? '' : contentOf(system['content']).text,
      goal: asked,
      tools: [],
      cwd: '',
    });
  }

  #event(event: Fields): void {
    switch (event['event']) {
      case 'span_begin':
        this.#span(event);
        return;
      case 'model':
        this.#model(event);
        return;
      case 'tool':
        this.#tool(event);
        return;
      case 'sample_limit':
        this.#writer.write({
          type: 'error',
          kind: `limit ${text(event['type'])}`.trim(),
          message: text(event['message']),
        });
        return;
      case 'error':
        this.#writer.write({ type: 'error', kind: 'error', message: text(fields(event['error'])['message']) });
        return;
      default:
        // Kinds that tell of neither the agent nor its world, and kinds of later versions.
        return;
    }
  }

  #span(event: Fields): void {
    const parent = text(event['parent_id']);
    const named = event['type'] === 'agent' ? text(event['name']) : '';
    const agent = named === '' ? (this.#spans.get(parent)?.agent ?? AGENT) : named;
    this.#spans.set(text(event['id']), { agent, parent });
  }

  #agentOf(event: Fields): string {
    return this.#spans.get(text(event['span_id']))?.agent ?? AGENT;
  }

  #model(event: Fields): void {
    const agent = this.#agentOf(event);
    const output = fields(this.#expand(event['output']));
    const [choice] = list(output['choices']).map(fields);
    const message = fields(choice?.['message']);
    const usage = fields(output['usage']);
    this.#begin(agent, this.#freshInput(event));
    this.#respond(message, {
      inputTokens: number(usage['input_tokens']) ?? 0,
      outputTokens: number(usage['output_tokens']) ?? 0,
      finishReason: text(choice?.['stop_reason']),
      retries: number(event['retries']) ?? 0,
      latencyMs: (number(event['working_time']) ?? 0) * 1000,
    });
    if (text(event['error']) !== '')
      this.#writer.write({ type: 'error', kind: 'model', message: text(event['error']) });
  }

  /** What a model was sent that was not sent before: each message once, however often the log repeats it. */
  #freshInput(event: Fields): readonly Fields[] {
    const inline = list(event['input']);
    const referred = list(event['input_refs']).flatMap((range) => {
      const [start, end] = list(range).map(number);
      return start === undefined || end === undefined ? [] : this.#pool.slice(start, end);
    });
    const fresh: Fields[] = [];
    for (const message of [...inline, ...referred].map(fields)) {
      const key = text(message['id']) || JSON.stringify(message);
      if (this.#seen.has(key)) continue;
      this.#seen.add(key);
      fresh.push(fields(this.#expand(message)));
    }
    return fresh;
  }

  #begin(agent: string, input: readonly Fields[]): void {
    this.#step += 1;
    this.#writer.beginStep(this.#step);
    this.#writer.actFor(agent);
    if (!this.#known.has(agent)) {
      this.#known.add(agent);
      const task = input.find((message) => message['role'] === 'user');
      const system = input.find((message) => message['role'] === 'system');
      this.#writer.write({
        type: 'agent.started',
        name: agent,
        scaffold: '',
        system: contentOf(system?.['content']).text,
        goal: contentOf(task?.['content']).text,
        tools: [],
        cwd: '',
      });
    }
    const messages = input.flatMap((message) =>
      message['role'] === 'user' ? [{ role: 'user' as const, text: contentOf(message['content']).text }] : [],
    );
    this.#writer.write({ type: 'model.request', messages });
  }

  #respond(
    message: Fields,
    facts: {
      readonly inputTokens: number;
      readonly outputTokens: number;
      readonly finishReason: string;
      readonly retries: number;
      readonly latencyMs: number;
    },
  ): void {
    const { inputTokens, outputTokens, ...rest } = facts;
    const content = contentOf(message['content']);
    this.#writer.write({
      type: 'model.response',
      text: content.text,
      reasoning: content.reasoning,
      toolCalls: list(message['tool_calls']).map((given) => {
        const call = fields(given);
        return {
          id: text(call['id']),
          tool: text(call['function']),
          arguments: JSON.stringify(call['arguments'] ?? {}),
        };
      }),
      usage: { inputTokens, outputTokens },
      ...rest,
    });
    const parts = [content.reasoning, content.text].filter((part) => part.trim() !== '');
    if (parts.length > 0) {
      this.#writer.write({ type: 'agent.thought', parts: parts.map((part) => ({ part: 'thought', text: part })) });
    }
  }

  #tool(event: Fields): void {
    const called = fields(this.#expand(event['arguments']));
    this.#call(text(event['id']), text(event['function']), called);
    const error = fields(event['error']);
    this.#result(text(event['id']), text(event['function']), this.#expand(event['result']), text(error['message']));
  }

  #call(callId: string, tool: string, given: Fields): void {
    this.#writer.write({ type: 'tool.call', callId, tool, arguments: { ...given } });
  }

  #result(callId: string, tool: string, result: unknown, error: string): void {
    const stdout = Array.isArray(result) ? contentOf(result).text : shown(result);
    const clock = 0;
    const outputs = { stdout, stderr: error, exitCode: null, text: stdout, clock };
    this.#writer.write({ type: 'tool.result', callId, tool, status: 'done', ...outputs });
  }

  /** A log without model events: the conversation alone. */
  #messages(messages: readonly Fields[]): void {
    let input: Fields[] = [];
    for (const message of messages) {
      if (message['role'] === 'assistant') {
        this.#begin(AGENT, input);
        input = [];
        this.#respond(message, { inputTokens: 0, outputTokens: 0, finishReason: '', retries: 0, latencyMs: 0 });
        for (const given of list(message['tool_calls'])) {
          const call = fields(given);
          this.#call(text(call['id']), text(call['function']), fields(call['arguments']));
        }
      } else if (message['role'] === 'tool') {
        const error = text(fields(message['error'])['message']);
        this.#result(text(message['tool_call_id']), text(message['function']), message['content'], error);
      } else {
        input.push(message);
      }
    }
  }

  #end(): void {
    const verdict = inspectVerdict(this.#sample);
    for (const [name, given] of Object.entries(fields(this.#sample['scores']))) {
      const score = fields(given);
      const value = isRight(score['value']);
      if (value === undefined) continue;
      this.#writer.write({
        type: 'check.evaluated',
        name,
        condition: shown(score['explanation'] ?? score['answer']),
        value,
      });
    }
    if (verdict === undefined) return;
    this.#writer.write({
      type: 'trial.ended',
      ...verdict,
      report: contentOf(fields(fields(list(fields(this.#sample['output'])['choices'])[0])['message'])['content']).text,
      steps: this.#step,
      usage: { inputTokens: 0, outputTokens: 0 },
      milestones: [],
      flags: {},
      endedAt: text(this.#sample['completed_at']),
    });
  }
}
