/** Translates between the messages of the agent loop and those of the AI SDK. */
import type {
  LanguageModelV3FunctionTool,
  LanguageModelV3GenerateResult,
  LanguageModelV3Prompt,
} from '@ai-sdk/provider';
import type { Message, ModelRequest, ModelResponse, ToolDefinition } from '../../core/agent/model.ts';

/** The conversation as the AI SDK's providers take it. */
export function toPrompt(request: Pick<ModelRequest, 'system' | 'messages'>): LanguageModelV3Prompt {
  const system: LanguageModelV3Prompt = request.system === '' ? [] : [{ role: 'system', content: request.system }];
  return [...system, ...request.messages.map(toPromptMessage)];
}

/** A tool as the AI SDK's providers take it; it is only described, and never carried out by the SDK. */
export function toTool(tool: ToolDefinition): LanguageModelV3FunctionTool {
  return { type: 'function', name: tool.name, description: tool.description, inputSchema: tool.parameters };
}

/** What a provider answered, without what belongs to the request: `requestId` is the provider's, retries and time are the caller's. */
export function fromResult(
  result: LanguageModelV3GenerateResult,
): Pick<ModelResponse, 'text' | 'reasoning' | 'toolCalls' | 'usage' | 'finishReason' | 'requestId'> {
  const text = (type: 'text' | 'reasoning'): string =>
    result.content.map((part) => (part.type === type ? part.text : '')).join('');
  return {
    text: text('text'),
    reasoning: text('reasoning'),
    toolCalls: result.content.flatMap((part) =>
      part.type === 'tool-call' ? [{ id: part.toolCallId, tool: part.toolName, arguments: part.input }] : [],
    ),
    usage: {
      inputTokens: result.usage.inputTokens.total ?? 0,
      outputTokens: result.usage.outputTokens.total ?? 0,
    },
    finishReason: result.finishReason.raw ?? result.finishReason.unified,
    requestId: result.response?.headers?.['x-request-id'] ?? result.response?.id,
  };
}

function toPromptMessage(message: Message): LanguageModelV3Prompt[number] {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: message.text }] };
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...message.toolCalls.map((call) => ({
            type: 'tool-call' as const,
            toolCallId: call.id,
            toolName: call.tool,
            input: argumentsToSend(call.arguments),
          })),
        ],
      };
    case 'tool':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.callId,
            toolName: message.tool,
            output: { type: 'text', value: message.text },
          },
        ],
      };
    default: {
      const unknown: never = message;
      throw new TypeError(`unknown message ${JSON.stringify(unknown)}`);
    }
  }
}

/**
 * Arguments of an earlier call as they are sent back. Servers parse them and refuse a conversation with malformed ones, so such a call
 * goes back with none; the result that follows it tells the model what was wrong.
 */
function argumentsToSend(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
