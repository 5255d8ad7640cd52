/** The body of `POST /v1/chat/completions`: what of it a policy understands. */
import { z } from 'zod';
import type { Message, ModelRequest } from '../../core/agent/model.ts';
import { checkValue, pathText } from '../../core/scenario/checked-yaml.ts';
import { agentOfUser } from '../endpoints/agent-as-user.ts';
import { ApiError } from './api-error.ts';

const content = z.union([z.string(), z.array(z.looseObject({ type: z.literal('text'), text: z.string() }))]);
const message = z.discriminatedUnion('role', [
  z.looseObject({ role: z.enum(['system', 'developer']), content }),
  z.looseObject({ role: z.literal('user'), content }),
  z.looseObject({
    role: z.literal('assistant'),
    content: content.nullish(),
    tool_calls: z
      .array(z.looseObject({ id: z.string(), function: z.looseObject({ name: z.string(), arguments: z.string() }) }))
      .nullish(),
  }),
  z.looseObject({ role: z.literal('tool'), tool_call_id: z.string(), content }),
]);
const chatRequest = z.looseObject({
  model: z.string(),
  messages: z.array(message).min(1),
  tools: z
    .array(
      z.looseObject({
        function: z.looseObject({
          name: z.string(),
          description: z.string().optional(),
          parameters: z.record(z.string(), z.unknown()).optional(),
        }),
      }),
    )
    .nullish(),
  tool_choice: z.unknown().optional(),
  seed: z.int().nonnegative().nullish(),
  user: z.string().nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  n: z.literal(1, { error: 'must be 1: a scripted policy gives one answer' }).nullish(),
});

export interface ChatRequest {
  readonly model: string;
  readonly request: ModelRequest;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/**
 * The request in a JSON text.
 * @throws ApiError when it is not JSON or not a chat request
 */
export function readChatRequest(body: string): ChatRequest {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new ApiError(400, 'The body is not JSON.');
  }
  const { value, problems } = checkValue(json, chatRequest);
  if (value === undefined) {
    const [first] = problems;
    const param = first === undefined || first.path.length === 0 ? {} : { param: pathText(first.path) };
    throw new ApiError(400, problems.map((problem) => problem.message).join(' '), param);
  }
  const system = value.messages.flatMap((one) =>
    one.role === 'system' || one.role === 'developer' ? [textOf(one.content)] : [],
  );
  const agent = agentOfUser(value.user ?? undefined);
  return {
    model: value.model,
    stream: value.stream ?? false,
    includeUsage: value.stream_options?.include_usage ?? false,
    request: {
      system: system.join('\n\n'),
      messages: toMessages(value.messages),
      tools:
        value.tool_choice === 'none'
          ? []
          : (value.tools ?? []).map((tool) => ({
              name: tool.function.name,
              description: tool.function.description ?? '',
              parameters: tool.function.parameters ?? {},
            })),
      seed: value.seed ?? 0,
      ...(agent === undefined ? {} : { agent }),
    },
  };
}

function toMessages(messages: z.infer<typeof chatRequest>['messages']): Message[] {
  const tools = new Map<string, string>();
  return messages.flatMap((one): Message[] => {
    switch (one.role) {
      case 'system':
      case 'developer':
        return [];
      case 'user':
        return [{ role: 'user', text: textOf(one.content) }];
      case 'assistant': {
        const toolCalls = (one.tool_calls ?? []).map((call) => {
          tools.set(call.id, call.function.name);
          return { id: call.id, tool: call.function.name, arguments: call.function.arguments };
        });
        return [{ role: 'assistant', text: textOf(one.content ?? ''), toolCalls }];
      }
      case 'tool': {
        const tool = tools.get(one.tool_call_id) ?? '';
        return [{ role: 'tool', callId: one.tool_call_id, tool, text: textOf(one.content) }];
      }
      default:
        return one satisfies never;
    }
  });
}

function textOf(value: z.infer<typeof content>): string {
  return typeof value === 'string' ? value : value.map((part) => part.text).join('');
}
