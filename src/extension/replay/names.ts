/** The replay as the manifest names it. */
export const REPLAY_EDITOR = 'redline.replay';
