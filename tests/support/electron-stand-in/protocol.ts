/** Schemes of the app's own, and who answers them. */
export type ProtocolHandler = (request: Request) => Response | Promise<Response>;
export const protocolHandlers = new Map<string, ProtocolHandler>();

export const protocol = {
  registerSchemesAsPrivileged: (): void => {},
  handle: (scheme: string, handler: ProtocolHandler): void => void protocolHandlers.set(scheme, handler),
};
