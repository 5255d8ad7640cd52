import type { Guest } from './guest.ts';
export function answerRequest(_guest: Guest, _text: string): number | Promise<number> {
  return -52;
}
