'use strict';
const axios = require('axios');

exports.ask = async function ask(what) {
  const answer = await axios.get(`${process.env.PAYMENTS_URL}/${what}`, {
    timeout: 900,
    headers: { authorization: `Bearer ${process.env.PAYMENTS_KEY}` },
  });
  return { status: answer.data.status };
};

exports.rates = () => axios.get('http://127.0.0.1:21926/rates', { timeout: 300 });
