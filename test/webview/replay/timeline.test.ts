import assert from 'node:assert/strict';
import type { TimelineBucket } from '../../../src/protocol/replay.ts';
import { agentsOf, barsPath, bucketText, lanesOf } from '../../../webview/replay/lanes.ts';
import {
  askForTimeline,
  followed,
  NO_TIMELINE,
  rangeInView,
  scaledAround,
  takeTimeline,
  zoomTo,
} from '../../../webview/replay/timeline.ts';

const bucket = (from: number, part: Partial<TimelineBucket> = {}): TimelineBucket => ({
  from,
  to: from + 1,
  clock: 0,
  acts: 1,
  failed: 0,
  files: 0,
  processes: 0,
  network: 0,
  happened: 0,
  agents: { agent: 1 },
  ...part,
});

describe('the timeline', () => {
  it('asks once for what is in view, and again when that is out of date', () => {
    const first = askForTimeline(NO_TIMELINE, 100);
    assert.deepEqual(first.post, [{ type: 'want-timeline', from: 0, to: 101, most: 240 }]);
    assert.deepEqual(askForTimeline({ ...first.timeline, stale: true }, 120).post, [], 'one question at a time');
    const taken = takeTimeline({ ...first.timeline, stale: true }, { from: 0, to: 101 }, [bucket(0)]);
    assert.deepEqual(askForTimeline(taken, 120).post, [{ type: 'want-timeline', from: 0, to: 121, most: 240 }]);
    assert.deepEqual(askForTimeline(takeTimeline(first.timeline, { from: 0, to: 101 }, []), 100).post, []);
  });

  it('zooms to a range inside the trial, wide enough to see something', () => {
    const zoomed = (from: number, to: number) => rangeInView(zoomTo(NO_TIMELINE, { from, to }, 99), 99);
    assert.deepEqual(zoomed(10, 40), { from: 10, to: 40 });
    assert.deepEqual(zoomed(50, 51), { from: 50, to: 58 });
    assert.deepEqual(zoomed(-20, 10), { from: 0, to: 30 });
    assert.deepEqual(zoomed(95, 130), { from: 65, to: 100 });
    assert.deepEqual(zoomed(-500, 500), { from: 0, to: 100 });
    assert.deepEqual(scaledAround({ from: 0, to: 100 }, 20, 0.5), { from: 10, to: 60 });
  });

  it('comes along when the current step leaves what is in view', () => {
    const zoomed = zoomTo(NO_TIMELINE, { from: 10, to: 30 }, 99);
    assert.equal(followed(zoomed, 29, 99), zoomed);
    assert.deepEqual(rangeInView(followed(zoomed, 60, 99), 99), { from: 50, to: 70 });
    assert.equal(followed(NO_TIMELINE, 60, 99), NO_TIMELINE);
  });

  it('has a lane for each agent when there are several, and for what happens', () => {
    const one = [bucket(0), bucket(1, { files: 3 })];
    assert.deepEqual(
      lanesOf(one, agentsOf(one)).map(({ name }) => name),
      ['Actions', 'Files'],
    );
    const two = [...one, bucket(2, { agents: { 'agent-2': 1 }, network: 1 })];
    assert.deepEqual(
      lanesOf(two, agentsOf(two)).map(({ name }) => name),
      ['agent', 'agent-2', 'Files', 'Network'],
    );
  });

  it('draws bars where something happened, and says what', () => {
    const buckets = [bucket(4, { acts: 2, failed: 1 }), bucket(5, { acts: 0 }), bucket(6, { to: 8, acts: 4 })];
    const path = barsPath(buckets, { from: 4, to: 10 }, ({ acts }) => acts, 4);
    assert.equal(path.match(/M/g)?.length, 2);
    assert.match(path, /^M0 10V3\.75H0\.88V10ZM2 10V0H3\.76V10Z$/);
    const lanes = lanesOf(buckets, ['agent']);
    assert.equal(bucketText(bucket(4, { acts: 2, failed: 1 }), lanes), 'Step 4: 2 actions, 1 of them failed');
    assert.equal(bucketText(bucket(6, { to: 8, acts: 0 }), lanes), 'Steps 6 to 7');
  });
});
