// Loaded before a program: it finds the names of WeCom at WEFT_FRONT (a port of this machine), and no other host.
'use strict';
const net = require('node:net');

const names = new Set(['qyapi.weixin.qq.com', 'open.weixin.qq.com', 'open.work.weixin.qq.com', 'login.work.weixin.qq.com']);
const local = new Set(['127.0.0.1', 'localhost', '::1', undefined, null, '']);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (options && typeof options === 'object' && !options.path) {
    if (names.has(options.host) && Number(options.port) === 443) {
      options.host = '127.0.0.1';
      options.port = Number(process.env.WEFT_FRONT);
    } else if (!local.has(options.host)) {
      throw new Error(`${options.host} is not for this test`);
    }
  }
  return connect.apply(this, given);
};
