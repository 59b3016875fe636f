export const handler = async ({ events = 1 }: { events?: number }) => ({ recorded: events });
