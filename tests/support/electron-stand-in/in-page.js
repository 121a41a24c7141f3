// Runs in the page before everything else: Electron's renderer modules as far as the preload uses them, and then the preload. Its text is put in below.
(() => {
  if (window !== window.top || location.protocol === 'about:') return;
  const listeners = new Map();
  const ports = new Map();
  window.standIn = {
    send(channel, args, portIds) {
      const own = portIds.map((id) => {
        const { port1, port2 } = new MessageChannel();
        ports.set(id, port1);
        port1.addEventListener('message', ({ data }) => window.standInPort(id, data));
        port1.start();
        return port2;
      });
      for (const listener of listeners.get(channel) ?? []) listener({ ports: own }, ...args);
    },
    port: (id, message) => ports.get(id)?.postMessage(message),
  };
  const modules = {
    electron: {
      contextBridge: { exposeInMainWorld: (name, api) => Object.defineProperty(window, name, { value: Object.freeze(api) }) },
      ipcRenderer: {
        invoke: async (channel, ...args) => {
          const { error, answer } = await window.standInInvoke(channel, args);
          if (error !== undefined) throw new Error(`Error invoking remote method '${channel}': ${error}`);
          return answer;
        },
        send: (channel, ...args) => void window.standInSend(channel, args),
        on: (channel, listener) => void listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
      },
      webUtils: { getPathForFile: (file) => `/dropped/${file.name}` },
    },
  };
  const require = (name) => modules[name];
  const process = { platform: 'linux' };
  const module = { exports: {} };
  // oxlint-disable-next-line no-unused-vars, no-unused-expressions -- what a CommonJS file is given
  (function preload(require, process, module, exports) { PRELOAD }(require, process, module, module.exports));
})();
