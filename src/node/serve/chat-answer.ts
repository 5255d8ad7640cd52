/** An answer of a policy as OpenAI's API gives it: whole, or as a stream of server-sent events. */
import { createHash } from 'node:crypto';
import type { ModelResponse } from '../../core/agent/model.ts';

/** What an answer carries besides its text. The id follows from the request, so that the same request gets the same bytes. */
export interface AnswerFrame {
  readonly id: string;
  readonly model: string;
}

/** The frame of the answer to a body. */
export function answerFrame(body: string, model: string): AnswerFrame {
  return { id: `chatcmpl-${createHash('sha256').update(body).digest('hex').slice(0, 24)}`, model };
}

/** The body of an answer. `created` is 0: a scripted policy knows no time. */
export function chatCompletion(frame: AnswerFrame, response: ModelResponse): object {
  const calls = toolCalls(response);
  return {
    id: frame.id,
    object: 'chat.completion',
    created: 0,
    model: frame.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: response.text === '' && calls.length > 0 ? null : response.text,
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        finish_reason: response.finishReason,
      },
    ],
    usage: usageOf(response),
  };
}

/** The same answer as lines of an event stream, the end mark included. */
export function chatStream(frame: AnswerFrame, response: ModelResponse, includeUsage: boolean): string {
  const chunk = (delta: object, finishReason: string | null): object => ({
    ...chunkHead(frame),
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  });
  const chunks = [
    chunk({ role: 'assistant', content: '' }, null),
    ...(response.text === '' ? [] : [chunk({ content: response.text }, null)]),
    ...toolCalls(response).map((call, index) => chunk({ tool_calls: [{ index, ...call }] }, null)),
    chunk({}, response.finishReason),
    ...(includeUsage ? [{ ...chunkHead(frame), choices: [], usage: usageOf(response) }] : []),
  ];
  return [...chunks.map((one) => JSON.stringify(one)), '[DONE]'].map((data) => `data: ${data}\n\n`).join('');
}

function chunkHead(frame: AnswerFrame): object {
  return { id: frame.id, object: 'chat.completion.chunk', created: 0, model: frame.model };
}

function toolCalls(response: ModelResponse): readonly object[] {
  return response.toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.tool, arguments: call.arguments },
  }));
}

function usageOf({ usage }: ModelResponse): object {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
  };
}
