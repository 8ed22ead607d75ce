import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';

import { PLAN_FOLDER } from '../aws/plan-folder.ts';

/** The code of one of our functions with all packages that it uses, and the folder with its plan beside it. */
export const programCode = (program: string, plan: string | undefined): Code => {
  const entry = pathOf(`../../lambdas/${program}/handler`);
  return Code.fromAsset(dirname(entry), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for: the local bundling throws, or it is done.
      image: DockerImage.fromRegistry('scratch'),
      // Not called; what differs here is not taken for the same asset.
      command: [program, plan ?? ''],
      outputType: BundlingOutput.NOT_ARCHIVED,
      local: {
        tryBundle: (folder) => {
          execFileSync(process.execPath, [pathOf('bundle/bundle-process'), entry, folder], { stdio: 'pipe' });
          if (plan !== undefined) cpSync(plan, join(folder, PLAN_FOLDER), { recursive: true });
          return true;
        },
      },
    },
  });
};

/** A module of ours: TypeScript in the sources, JavaScript in the published package. */
const pathOf = (module: string): string =>
  fileURLToPath(new URL(`${module}${extname(fileURLToPath(import.meta.url))}`, import.meta.url));
