// The peer of goal P5: npm ws, one process, every text sent on to all connections. Nothing is stored.
"use strict";
const { WebSocketServer, WebSocket } = require("ws");

const port = Number(process.argv[2]);
const wss = new WebSocketServer({
  host: "127.0.0.1",
  port,
  backlog: 4096,
  perMessageDeflate: false,
  handleProtocols: (protocols) => protocols.values().next().value,
});
wss.on("connection", (socket) => {
  socket.on("message", (data) => {
    const text = data.toString();
    if (text.startsWith('{"id":1,"op":"hello"')) {
      socket.send('{"id":1,"ok":{}}');
      return;
    }
    for (const client of wss.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(text);
    }
  });
});
