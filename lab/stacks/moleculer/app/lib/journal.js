'use strict';
const { Loggers } = require('moleculer');

/** What Moleculer logs, written by tslog. */
class TslogLogger extends Loggers.Base {
  init(factory) {
    super.init(factory);
    const { Logger } = require('tslog');
    this.tslog = new Logger({ stylePrettyLogs: false, minLevel: 3 });
  }

  getLogHandler({ mod }) {
    const named = this.tslog.getSubLogger({ name: mod });
    return (type, args) => named[type](...args);
  }
}

/** The logger of the broker in the style that LOG_STYLE asks for. */
exports.logger = function logger(style) {
  if (style === 'tslog') return new TslogLogger();
  return { type: 'Console', options: { formatter: style === 'json' ? 'json' : 'full', colors: style === 'colour' } };
};
