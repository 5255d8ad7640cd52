/** The calls of the system that tell the time: that of the machine, which is in UTC. */
import { SystemError } from './errno.ts';
import type { Guest } from './guest.ts';

const CLOCK = {
  real: 0,
  monotonic: 1,
  process: 2,
  thread: 3,
  monotonicRaw: 4,
  coarse: 5,
  monotonicCoarse: 6,
  boot: 7,
} as const;
const DAY = 86_400_000;

function clock(guest: Guest, id: number): number {
  switch (id) {
    case CLOCK.real:
    case CLOCK.coarse:
      return guest.clock.now;
    case CLOCK.process:
    case CLOCK.thread:
      return guest.clock.used + 14;
    case CLOCK.monotonic:
    case CLOCK.monotonicRaw:
    case CLOCK.monotonicCoarse:
    case CLOCK.boot:
      return guest.clock.monotonic;
    default:
      throw new SystemError('EINVAL');
  }
}

/** Nanoseconds in a whole number, of milliseconds with a fraction. */
function nanoseconds(ms: number): bigint {
  const whole = Math.floor(ms);
  return BigInt(whole) * 1_000_000n + BigInt(Math.floor((ms - whole) * 1_000_000));
}

/** Writes a `struct tm` for seconds since 1970. */
function writeTime(guest: Guest, seconds: bigint, at: number): void {
  const ms = Number(seconds) * 1000;
  const date = new Date(ms);
  const { view } = guest.memory;
  const year = date.getUTCFullYear();
  const fields = [
    date.getUTCSeconds(),
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth(),
    year - 1900,
    date.getUTCDay(),
    Math.floor((ms - Date.UTC(year, 0, 1)) / DAY),
    0,
    0,
  ];
  fields.forEach((field, index) => {
    view.setInt32(at + index * 4, field, true);
  });
}

function secondsOf(guest: Guest, at: number): bigint {
  const { view } = guest.memory;
  const field = (index: number): number => view.getInt32(at + index * 4, true);
  const ms = Date.UTC(field(5) + 1900, field(4), field(3), field(2), field(1), field(0));
  const seconds = BigInt(Math.floor(ms / 1000));
  writeTime(guest, seconds, at);
  return seconds;
}

/** The calls by name. Those that give no number of an error are among the plain ones. */
export function timeCalls(guest: Guest) {
  return {
    wasi: {
      clock_time_get: (id: number, _precision: bigint, result: number): number => {
        guest.memory.view.setBigInt64(result, nanoseconds(clock(guest, id)), true);
        return 0;
      },
      clock_res_get: (_id: number, result: number): number => {
        guest.memory.setU64(result, 1);
        return 0;
      },
    },
    plain: {
      emscripten_date_now: (): number => guest.clock.now,
      emscripten_get_now: (): number => guest.clock.monotonic,
      _gmtime_js: (seconds: bigint, at: number): void => writeTime(guest, seconds, at),
      _localtime_js: (seconds: bigint, at: number): void => writeTime(guest, seconds, at),
      _mktime_js: (at: number): bigint => secondsOf(guest, at),
      _tzset_js: (offset: number, daylight: number, standard: number, summer: number): void => {
        guest.memory.setU32(offset, 0);
        guest.memory.setU32(daylight, 0);
        guest.memory.setText(standard, 'UTC');
        guest.memory.setText(summer, 'UTC');
      },
      _setitimer_js: (): number => 0,
    },
  };
}
