import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { prepareMachine } from '../../backing/machine.ts';
import { defineStack } from '../../harness/define-stack.ts';
import { sh } from '../../harness/process.ts';
import { DATASTORE_CASES } from './datastore-cases.ts';
import { OUTSIDE_CASES } from './outside-cases.ts';
import { OWN_CASES } from './own-cases.ts';
import { SHOP_JAR } from './spring-case.ts';

export const stack = defineStack({
  name: 'spring',
  language: 'java',
  ports: [22_400, 22_499],
  install: async (cacheDir) => {
    await prepareMachine();
    const build = join(cacheDir, 'spring');
    cpSync(join(import.meta.dirname, 'app'), build, { recursive: true });
    await sh(
      'mvn',
      ['-q', '-B', '-f', join(build, 'pom.xml'), `-Dmaven.repo.local=${join(cacheDir, 'm2')}`, 'package'],
      {
        maxBuffer: 1 << 26,
      },
    );
    mkdirSync(join(SHOP_JAR, '..'), { recursive: true });
    cpSync(join(build, 'target', 'shop.jar'), SHOP_JAR);
  },
  software: async () => {
    const version = (await sh('java', ['-version'])).stderr.split('\n')[0] ?? '';
    return `Spring Boot 3.5.6, Logback, Tomcat, HikariCP, ${version.replaceAll('"', '')}`;
  },
  cases: [...DATASTORE_CASES, ...OUTSIDE_CASES, ...OWN_CASES],
});
