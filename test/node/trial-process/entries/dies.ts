/** Says that it is ready and ends at the first thing that it is asked. */
process.on('message', () => process.exit(7));
process.send?.({ type: 'ready', confined: true });
