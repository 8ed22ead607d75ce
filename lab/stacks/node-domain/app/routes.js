'use strict';
const orders = require('./orders');
const catalog = require('./catalog');
const cart = require('./cart');
const payments = require('./payments');
const documents = require('./documents');
const checkout = require('./checkout');
const reports = require('./reports');
const cloud = require('./cloud');
const lazy = require('./lazy');

/** Method, path and handler; a handler gets the request's body and answers a value or throws. */
const routes = [
  ['GET', '/health', () => ({ status: 'ok' })],
  ['GET', '/products/1', () => ({ id: 1, name: 'boots', price: 89 })],
  ['GET', '/products/2', () => ({ id: 2, name: 'laces', price: 4 })],
  ['GET', '/orders', () => orders.listOrders()],
  ['GET', '/orders/report', () => orders.orderReport()],
  ['GET', '/orders/discounts', () => orders.orderDiscounts()],
  ['GET', '/orders/summary', () => orders.slowSummary()],
  ['GET', '/orders/export', () => orders.exportOrders()],
  ['POST', '/customers', (body) => orders.createCustomer(body.email)],
  ['POST', '/stock/transfer', () => orders.transferStock()],
  ['POST', '/stock/move', () => orders.moveStock(1, 2)],
  ['GET', '/catalog', () => catalog.listProducts()],
  ['GET', '/catalog/bundles', () => catalog.listBundles()],
  ['GET', '/catalog/prices', () => catalog.listPrices()],
  ['GET', '/catalog/search', () => catalog.searchProducts("men's boots")],
  ['POST', '/catalog/reserve', () => catalog.reserveProduct(1)],
  ['GET', '/cart/7', () => cart.readCart(7)],
  ['POST', '/cart/7', () => cart.addToCart(7, 'boots')],
  ['POST', '/charge', (body) => payments.chargeCard(body)],
  ['GET', '/rates/eur', () => payments.exchangeRate('eur')],
  ['GET', '/address/10115', () => payments.verifyAddress('10115')],
  ['GET', '/shipping/quote', () => payments.shippingQuote()],
  ['POST', '/charge/secure', () => payments.secureCharge()],
  ['GET', '/invoices/42', () => documents.readInvoice('42')],
  ['POST', '/export', () => documents.writeExport(20000)],
  ['POST', '/audit', () => documents.appendAudit('x'.repeat(200))],
  ['GET', '/archive', () => documents.openMany()],
  ['GET', '/mail/preview', () => documents.loadTemplate('welcome')],
  ['GET', '/cart/total', () => checkout.cartTotal({})],
  ['GET', '/orders/7/label', () => checkout.shippingLabel({ id: 7, customer: { name: 'Ada' } })],
  ['POST', '/coupons', () => checkout.applyCoupon([{ code: 'SPRING', percent: 10 }], 'WINTER')],
  ['GET', '/price', () => checkout.priceWithTax('89.00')],
  ['GET', '/categories', () => checkout.loopedCategory()],
  ['POST', '/feed', () => checkout.importFeed('1;boots;89')],
  ['GET', '/reports/year', () => reports.buildYearReport()],
  ['POST', '/rollup', () => reports.nightlyRollup()],
  ['GET', '/session/9', () => cloud.readSession('9')],
  ['GET', '/receipts/9', () => cloud.readReceipt('2026/11/9.pdf')],
  ['GET', '/thumbnail/1', () => lazy.renderThumbnail()],
  ['GET', '/label/1', () => lazy.renderLabel()],
  ['GET', '/pricing', () => lazy.pricingRules()],
];

module.exports = { routes };
