import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

import type { DoctorCall, LogsAnswer } from './doctor-call.ts';

/** Asks a function what it finds with its own role. */
export const askFunction = async <Answer>(
  client: LambdaClient,
  functionName: string,
  asked: DoctorCall['doctor'] = { skip: 0 },
): Promise<Answer> => {
  const Payload = JSON.stringify({ doctor: asked } satisfies DoctorCall);
  const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload }));
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError !== undefined)
    throw new Error(`function ${functionName} failed: ${text.slice(0, 500)}`);
  const said = JSON.parse(text) as Answer & { readonly plan?: unknown };
  // One that was deployed before the doctor was born takes the call for an empty batch.
  if (said?.plan === undefined)
    throw new Error(`function ${functionName} does not know the doctor; deploy again`);
  return said;
};

/** All pages of what diagnose finds. */
export const askDiagnose = async (client: LambdaClient, functionName: string): Promise<LogsAnswer> => {
  const first = await askFunction<LogsAnswer>(client, functionName);
  const components = [...first.components];
  while (components.length < first.count) {
    const next = await askFunction<LogsAnswer>(client, functionName, { skip: components.length });
    if (next.components.length === 0) break;
    components.push(...next.components);
  }
  return { ...first, components };
};
