import type { CaseSpec } from '../../harness/define-stack.ts';
import { springCase } from './spring-case.ts';
import type { SpringFault } from './spring-case.ts';

const CHARGE = ['PaymentClient', 'charge', 'http.postForObject'] as const;

const charge = (url: string, fault: Omit<SpringFault, 'request' | 'env'>): CaseSpec =>
  springCase({ ...fault, env: { PAYMENTS_URL: url }, request: ['POST', '/charge'] });

const session = (mode: string, fault: Omit<SpringFault, 'request'>): CaseSpec =>
  springCase({
    ...fault,
    env: { AWS_ENDPOINT_URL: `http://cloud.shop.example:4566/${mode}`, ...fault.env },
    request: ['GET', '/session'],
  });

const GET_ITEM = ['ShopController', 'session', 'client.getItem('] as const;

const logged = {
  env: { PAYMENTS_URL: 'https://selfsigned.partner.example' },
  type: 'sun.security.provider.certpath.SunCertPathBuilderException',
  message: 'unable to find valid certification path to requested target',
  frame: ['PaymentClient', 'charge', 'http.postForObject'],
  request: ['POST', '/charge/logged'],
} as const;

const loggedLabel = {
  injected:
    "the third party's certificate is self-signed; the application logs the exception with all its causes",
  cause: 'network.dns_tls',
  component: 'http selfsigned.partner.example',
  keep: ['unable to find valid certification path to requested target'],
} as const;

/** Faults of third parties, names, certificates and AWS. */
export const OUTSIDE_CASES: readonly CaseSpec[] = [
  charge('http://api.payments.example', {
    frame: CHARGE,
    type: 'org.springframework.web.client.HttpServerErrorException$ServiceUnavailable',
    message: '503 Service Unavailable',
    label: {
      name: 'payments-503',
      injected: 'the payment provider answers 503',
      cause: 'thirdparty.api',
      component: 'http api.payments.example',
      keep: ['503 Service Unavailable'],
      alsoAs: ['docker-json'],
    },
  }),
  charge('http://api.tax.example', {
    frame: CHARGE,
    type: 'org.springframework.web.client.HttpClientErrorException$TooManyRequests',
    message: '429 Too Many Requests',
    style: 'id',
    label: {
      name: 'id-tax-429',
      injected: 'the third party answers 429',
      cause: 'thirdparty.api',
      component: 'http',
      keep: ['429 Too Many Requests'],
    },
  }),
  charge('http://api.maps.example', {
    frame: CHARGE,
    type: 'org.springframework.web.client.HttpClientErrorException$Unauthorized',
    message: '401 Unauthorized',
    style: 'ecs',
    label: {
      name: 'ecs-maps-401',
      injected: 'the third party answers 401, as for a revoked key',
      cause: 'thirdparty.api',
      component: 'http',
      keep: ['401 Unauthorized'],
    },
  }),
  charge(`http://inventory.partner.example:8080`, {
    // What the JDK's HTTP client makes of a refused connection.
    type: 'java.nio.channels.ClosedChannelException',
    message: 'null',
    label: {
      name: 'inventory-refused',
      kind: 'confuser',
      injected: 'nothing listens at the HTTP API of a partner: a refused connection that is no datastore',
      cause: 'thirdparty.api',
      alsoAccepted: ['upstream.down'],
      component: 'http inventory.partner.example:8080',
      keep: ['I/O error on POST request for "http://inventory.partner.example:8080/v1/charges"'],
    },
  }),
  charge('http://api.shipping.example', {
    type: 'java.net.http.HttpTimeoutException',
    message: '',
    label: {
      name: 'shipping-timeout',
      kind: 'confuser',
      injected: 'the third party takes the request and never answers; the client gives up after 800 ms',
      cause: 'thirdparty.api',
      alsoAccepted: ['resource.timeout'],
      component: 'http api.shipping.example',
      keep: ['HttpTimeoutException'],
    },
  }),
  charge('https://api.stripe.invalid', {
    type: 'java.nio.channels.UnresolvedAddressException',
    message: 'null',
    label: {
      name: 'dns-no-such-host',
      injected: 'the host name of the payment provider does not exist',
      cause: 'network.dns_tls',
      component: 'http api.stripe.invalid',
      keep: ['UnresolvedAddressException'],
      alsoAs: ['ansi'],
    },
  }),
  charge('https://selfsigned.partner.example', {
    type: 'sun.security.provider.certpath.SunCertPathBuilderException',
    message: 'unable to find valid certification path to requested target',
    label: {
      name: 'tls-self-signed',
      injected: "the third party's certificate is self-signed",
      cause: 'network.dns_tls',
      component: 'http selfsigned.partner.example',
      keep: ['unable to find valid certification path to requested target'],
      alsoAs: ['gzip'],
    },
  }),
  springCase({
    ...logged,
    label: { name: 'chain-tls-self-signed', ...loggedLabel, alsoAs: ['docker-json'] },
  }),
  springCase({ ...logged, style: 'ecs', label: { name: 'ecs-chain-tls-self-signed', ...loggedLabel } }),
  session('access-denied', {
    type: 'software.amazon.awssdk.services.dynamodb.model.DynamoDbException',
    message: 'User: arn:aws:sts::210987654321:assumed-role/shop-orders-role/orders is not authorized',
    frame: GET_ITEM,
    label: {
      name: 'dynamodb-access-denied',
      injected: 'the endpoint refuses dynamodb:GetItem as IAM does',
      cause: 'cloud.authz_throttle',
      component: 'aws dynamodb',
      keep: ['is not authorized to perform: dynamodb:GetItem'],
    },
  }),
  session('expired', {
    type: 'software.amazon.awssdk.services.dynamodb.model.DynamoDbException',
    message: 'The security token included in the request is expired',
    frame: GET_ITEM,
    style: 'ecs',
    label: {
      name: 'ecs-aws-expired-token',
      injected: 'the endpoint answers that the security token has expired',
      cause: 'cloud.authz_throttle',
      component: 'aws dynamodb',
      keep: ['The security token included in the request is expired'],
    },
  }),
];
