/** `/etc/hosts` as the resolver reads it. */
import type { MachineState } from '../state/machine-state.ts';

/** The address that `/etc/hosts` gives a name, of version 4; undefined when it has none. */
export function declaredName(state: MachineState, name: string): string | undefined {
  return hostsEntries(state).find(({ address, names }) => !address.includes(':') && names.includes(name))?.address;
}

/** Lines of `/etc/hosts`. */
export function hostsEntries(
  state: MachineState,
): readonly { readonly address: string; readonly names: readonly string[] }[] {
  const node = state.node('/etc/hosts');
  if (node?.kind !== 'file' || node.sparse) return [];
  return new TextDecoder()
    .decode(state.read(node))
    .split('\n')
    .flatMap((line) => {
      const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      return address === '' ? [] : [{ address, names: names.map((name) => name.toLowerCase()) }];
    });
}
