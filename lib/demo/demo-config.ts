/** The config that the demo watches its shop with, quick enough for somebody who looks on. */
export const demoConfig = (
  url: string,
  logPath: string,
): string => `# The demo's own config; docs/reference/config.md explains every key.
defaults:
  interval: 3s
  timeout: 900ms
  deadline: 2s
  retry: { attempts: 3, base: 50ms, cap: 200ms }
  alert: { failureThreshold: 2, successThreshold: 2, flaky: { count: 3, of: 10 }, notify: [here] }
checks:
  - name: shop-health
    description: the shop's process answers at all
    url: ${url}/health
  - name: shop-orders
    description: customers see their orders
    url: ${url}/orders
    expect: { status: 2xx, latency: { degraded: 600ms } }
    diagnose:
      components:
        - file: ${JSON.stringify(logPath)}
notifiers:
  here: { type: terminal }
`;
