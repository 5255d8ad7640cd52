/** The replay as the manifest names it. */
export const REPLAY_EDITOR = 'redline.replay';
/** Logs of Inspect: archives, and on demand any JSON file. */
export const INSPECT_EDITORS = ['redline.inspectLog', 'redline.inspectJson'] as const;
