'use strict';

function renderThumbnail() {
  const sharp = require('@shop/thumbnailer');
  return sharp('/srv/shop/data/1.png');
}

function renderLabel() {
  return require('./label-printer').print();
}

function pricingRules() {
  return require('./pricing-rules').rules();
}

module.exports = { renderThumbnail, renderLabel, pricingRules };
