/** The language of scenarios as the manifest names it. */
export const SCENARIO_LANGUAGE = 'redline-scenario';
