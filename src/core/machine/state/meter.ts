/** What one action has cost so far, in all shells together. */

export class Meter {
  commands = 0;
  statements = 0;
  /** Characters that commands printed. */
  printed = 0;
  /** Background jobs that were started. */
  jobs = 0;

  /** A new action, or a new shell, begins. */
  reset(): void {
    this.commands = 0;
    this.statements = 0;
    this.printed = 0;
    this.jobs = 0;
  }
}
