import 'reflect-metadata';
import { createRequire } from 'node:module';
import { Body, ConsoleLogger, Controller, Get, HttpCode, Logger, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const { routes } = createRequire(import.meta.url)('./src/routes');

class ShopController {}
Controller()(ShopController);

for (const [method, path, handler] of routes) {
  const name = `${method.toLowerCase()}${path.replace(/\W+(\w)/g, (_, letter) => letter.toUpperCase())}`;
  Object.defineProperty(ShopController.prototype, name, {
    value: async function (body) {
      return await handler(body ?? {});
    },
    writable: true,
    configurable: true,
  });
  const descriptor = Object.getOwnPropertyDescriptor(ShopController.prototype, name);
  Body()(ShopController.prototype, name, 0);
  HttpCode(200)(ShopController.prototype, name, descriptor);
  (method === 'GET' ? Get(path) : Post(path))(ShopController.prototype, name, descriptor);
}

/** Needs a provider that no module offers. */
class LabelPrinter {}
class LabelService {}
Reflect.defineMetadata('design:paramtypes', [LabelPrinter], LabelService);

class AppModule {}
Module({ controllers: [ShopController], providers: process.env.BROKEN_DI === '1' ? [LabelService] : [] })(AppModule);

const logger = process.env.LOG_STYLE === 'json' ? new ConsoleLogger({ json: true }) : new ConsoleLogger();
const app = await NestFactory.create(AppModule, { logger });
const http = new Logger('HTTP');
app.use((request, response, next) => {
  const id = process.env.LOG_REQUEST_ID === '1' ? `[${request.get('x-request-id')}] ` : '';
  response.on('finish', () => http.log(`${id}${request.method} ${request.originalUrl} ${response.statusCode}`));
  next();
});
await app.listen(Number(process.env.PORT), '127.0.0.1');
