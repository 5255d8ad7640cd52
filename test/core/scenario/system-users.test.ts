import assert from 'node:assert/strict';
import { accountsOf } from '../../../src/core/machine/host/accounts.ts';
import type { MachineEvent } from '../../../src/core/machine/world.ts';
import { EVENT_KINDS } from '../../../src/core/scenario/facts.ts';
import { SYSTEM_USERS } from '../../../src/core/scenario/meaning/users.ts';
import { OS_NAMES } from '../../../src/core/scenario/schema.ts';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

describe('what the language takes for granted of the machine', () => {
  it('has the users of every system', () => {
    for (const os of OS_NAMES) {
      const names = accountsOf(os, [], false).map(({ name }) => name);
      for (const user of SYSTEM_USERS) assert.ok(names.includes(user), `${user} on ${os}`);
    }
  });

  it('has the kinds of events, which the compiler compares', () => {
    const same: Same<MachineEvent['kind'], (typeof EVENT_KINDS)[number]> = true;
    assert.equal(same, true);
    assert.equal(new Set(EVENT_KINDS).size, EVENT_KINDS.length);
  });
});
