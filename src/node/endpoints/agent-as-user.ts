/** How a chat request says which agent of a trial asks: in its field `user`. */
import type { ModelRequest } from '../../core/agent/model.ts';

type Agent = NonNullable<ModelRequest['agent']>;

/** The value of `user` for an agent. */
export function userOfAgent({ name, generation }: Agent): string {
  return `${name}/${generation}`;
}

/** The agent that a value of `user` tells of; undefined for what anybody else put there. */
export function agentOfUser(user: string | undefined): Agent | undefined {
  const [, name, generation] = /^(.+)\/(\d{1,4})$/.exec(user ?? '') ?? [];
  return name === undefined ? undefined : { name, generation: Number(generation) };
}
