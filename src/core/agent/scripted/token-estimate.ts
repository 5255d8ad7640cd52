import type { Message, ModelRequest } from '../model.ts';

/** Characters that one token stands for in English text, as the vendors of tokenizers put it. */
const CHARACTERS_A_TOKEN = 4;

/** Tokens of a text, estimated at four characters each. A scripted policy has no tokenizer; this only keeps limits meaningful. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_A_TOKEN);
}

/** Tokens of a whole request, estimated the same way. */
export function estimateRequestTokens(request: Pick<ModelRequest, 'system' | 'messages'>): number {
  return request.messages.reduce(
    (sum, message) => sum + estimateTokens(textOf(message)),
    estimateTokens(request.system),
  );
}

function textOf(message: Message): string {
  if (message.role !== 'assistant') return message.text;
  return message.text + message.toolCalls.map((call) => call.tool + call.arguments).join('');
}
