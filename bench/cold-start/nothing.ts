/** A function that logs nothing: what every other one is compared with. */
export async function handler(): Promise<void> {}
