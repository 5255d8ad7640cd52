/** A model endpoint on loopback that stops answering, so that a trial is under way for as long as a test needs it. */
import { createServer } from 'node:http';

export interface HangingServer {
  readonly baseUrl: string;
  close(): void;
}

/** Answers some requests with a call of the shell, and no request after them. */
export function hangingServer(answers: number): Promise<HangingServer> {
  let left = answers;
  const server = createServer((request, response) => {
    request.resume();
    if (left === 0) return;
    left -= 1;
    const call = {
      id: `call-${left}`,
      type: 'function',
      function: { name: 'shell', arguments: '{"command":"ls -la /"}' },
    };
    const message = { role: 'assistant', content: 'I look around.', tool_calls: [call] };
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const body = {
      id: 'x',
      object: 'chat.completion',
      created: 0,
      model: 'slow',
      choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
      usage,
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      resolve({
        baseUrl: `http://127.0.0.1:${port}/v1`,
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      });
    });
  });
}
