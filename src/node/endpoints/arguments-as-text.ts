/**
 * A `fetch` after which the arguments of tool calls are text, as the OpenAI format has it. Some servers pass on the object, or
 * nothing, when a model wrote something odd: that is the model's doing, and the agent loop answers it as malformed.
 */
export function argumentsAsText(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (!response.ok) return response;
    const body = await response.text();
    return new Response(body === '' ? null : rewritten(body), { status: response.status, headers: response.headers });
  };
}

function rewritten(body: string): string {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return body;
  }
  let changed = false;
  for (const choice of list(field(answer, 'choices'))) {
    for (const call of list(field(field(choice, 'message'), 'tool_calls'))) {
      const target = field(call, 'function');
      const written = field(target, 'arguments');
      if (typeof target === 'object' && target !== null && typeof written !== 'string') {
        Object.assign(target, { arguments: written === undefined ? '' : JSON.stringify(written) });
        changed = true;
      }
    }
  }
  return changed ? JSON.stringify(answer) : body;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
