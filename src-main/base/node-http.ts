/**
 * `node:http`, for what is loaded at every start. An import of it makes all it offers, its WebSocket client (undici)
 * too, which takes 25 ms.
 */
export const nodeHttp = process.getBuiltinModule('node:http');
