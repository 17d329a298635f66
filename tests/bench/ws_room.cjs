// The reference of `make bench-fanout`: a minimal room on Node's `ws`, told over the same Redis.
// ROOM_PORT and REDIS_URL in the environment; modules come from NODE_PATH.
const http = require('node:http')
const { WebSocketServer, WebSocket } = require('ws')
const { createClient } = require('redis')

const rooms = new Map()
const bus = createClient({ url: process.env.REDIS_URL })

const told = (text, channel) => {
  for (const socket of rooms.get(channel) ?? []) {
    if (socket.readyState === WebSocket.OPEN) socket.send(text)
  }
}

const enter = async (socket, { url }) => {
  const room = `node:${url.split('/')[2]}`
  if (!rooms.has(room)) {
    rooms.set(room, new Set())
    await bus.subscribe(room, told)
  }
  rooms.get(room).add(socket)
  socket.on('close', () => rooms.get(room).delete(socket))
}

const main = async () => {
  await bus.connect()
  const server = http.createServer((_request, response) => response.end())
  new WebSocketServer({ server, perMessageDeflate: false }).on('connection', enter)
  server.listen(Number(process.env.ROOM_PORT), '127.0.0.1')
}

main()
