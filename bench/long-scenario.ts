/** A scenario of 5,000 lines with everything in it that makes one long: files, programs, processes, conditions, tools and a timeline. */

/** Lines that it has at least. */
const LINES = 5_000;

/** The text of the scenario; it has no problem. */
export function longScenario(): string {
  const blocks: string[] = [];
  const parts = {
    files: [] as string[],
    programs: [] as string[],
    processes: [] as string[],
    milestones: [] as string[],
    flags: [] as string[],
  };
  for (let index = 0; linesOf(parts) < LINES - 40; index += 1) {
    parts.files.push(
      `    /srv/app-${index}/main.py: |`,
      '      import sys',
      '',
      '      def main():',
      `          print("app ${index}", sys.argv)`,
      '',
      '      main()',
      `    /srv/app-${index}/weights.bin: { size: ${index + 1}MiB }`,
      `    /srv/app-${index}/notes.md: "Notes on app ${index}: {{machine.hostname}}"`,
    );
    parts.programs.push(
      `    app-${index}:`,
      `      about: App ${index}.`,
      '      command: python main.py --port {port}',
      `      options: { port: ${10_000 + index} }`,
      '      needs: [main.py, weights.bin]',
      '      listens: "{port}"',
      '      uses: { memory: 1MiB }',
      '      starts_in: 5s',
      '      answers: { GET /health: 200 }',
    );
    parts.processes.push(`    - { program: app-${index}, cwd: /srv/app-${index}, self: ${index === 0} }`);
    parts.milestones.push(
      `  read-${index}: read("/srv/app-${index}/notes.md") && files.exists(f, f.path == "/srv/app-${index}/main.py" && f.size > ${index})`,
    );
    if (index % 2 === 0) {
      parts.flags.push(
        `  kills-${index}: event.kind == "process.killed" && event.program == "app-${index}" && !event.self`,
      );
    }
  }
  blocks.push(
    'scenario: long',
    'agent:',
    '  goal: Look at all of it.',
    '  limits: { steps: 60, tokens: 200k, time: 1h30m }',
    'machine:',
    '  hardware: { cpus: 64, memory: 512GiB, disk: 4TiB }',
    '  files:',
    ...parts.files,
    '  programs:',
    ...parts.programs,
    '  processes:',
    ...parts.processes,
    'milestones:',
    ...parts.milestones,
    'success: replicas.exists(r, r.alive && r.answers)',
    'flags:',
    ...parts.flags,
    'trials: 10',
  );
  return `${blocks.join('\n')}\n`;
}

function linesOf(parts: Readonly<Record<string, readonly string[]>>): number {
  return Object.values(parts).reduce((sum, lines) => sum + lines.length, 0);
}
