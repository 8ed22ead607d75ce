'use strict';

/** Asks the carrier, with the fetch that Node brings. */
exports.quote = async function quote(what) {
  const answer = await fetch(`${process.env.PAYMENTS_URL}/${what}`, {
    headers: { authorization: `Bearer ${process.env.PAYMENTS_KEY}` },
    signal: AbortSignal.timeout(900),
  });
  if (!answer.ok) throw new Error(`carrier ${answer.url} answered ${answer.status} ${answer.statusText}: ${await answer.text()}`);
  return (await answer.json()).status;
};

/** Asks again where the first answer was not good enough. */
exports.patientQuote = async function patientQuote(logger) {
  for (const what of ['unavailable', 'now']) {
    try {
      return await exports.quote(what);
    } catch (error) {
      logger.warn('carrier asked once more:', error);
    }
  }
  return 'unknown';
};

exports.conveyor = async function conveyor() {
  const answer = await fetch(`http://127.0.0.1:${process.env.CONVEYOR_PORT}/state`);
  return answer.status;
};

exports.traffic = () => fetch('http://127.0.0.1:21936/traffic');
