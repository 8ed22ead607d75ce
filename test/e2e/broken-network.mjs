/** Loaded into a prober by NODE_OPTIONS: connections to one port are refused, as by a firewall of its region. */
import { Socket } from 'node:net';

const { connect } = Socket.prototype;

Socket.prototype.connect = function connectUnlessBroken(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (String(options?.port) !== process.env.BROKEN_PORT) return connect.apply(this, args);
  const refused = Object.assign(new Error('connect ECONNREFUSED'), {
    code: 'ECONNREFUSED',
    syscall: 'connect',
  });
  process.nextTick(() => this.destroy(refused));
  return this;
};
