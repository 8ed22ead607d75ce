'use strict';
const axios = require('axios');

const base = process.env.PAYMENTS_URL || 'http://api.payments.example:22080';

/** axios: an error carries request, response and config. */
async function chargeCard(body) {
  const response = await axios.post(`${base}/v1/charges`, body, {
    timeout: Number(process.env.PAYMENTS_TIMEOUT_MS || 1500),
    headers: { Authorization: `Bearer ${process.env.PAYMENTS_KEY || 'unset'}` },
  });
  return response.data;
}

async function exchangeRate(currency) {
  const response = await fetch(`${base}/v1/rates/${currency}`);
  const rates = await response.json();
  return rates;
}

async function verifyAddress(zip) {
  const response = await fetch(`${base}/v1/address/${zip}`);
  if (!response.ok) {
    throw new Error(`address service answered ${response.status} ${response.statusText} for ${response.url}`);
  }
  return await response.json();
}

async function shippingQuote() {
  try {
    const response = await fetch(`${base}/v1/quotes`, { signal: AbortSignal.timeout(700) });
    return await response.json();
  } catch (error) {
    throw new Error('shipping quote failed', { cause: error });
  }
}

async function secureCharge() {
  const response = await fetch(process.env.SECURE_PAYMENTS_URL || 'https://secure.payments.example:22443/v1/charges');
  return await response.json();
}

module.exports = { chargeCard, exchangeRate, verifyAddress, shippingQuote, secureCharge };
