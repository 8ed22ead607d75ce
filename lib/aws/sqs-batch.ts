import { logError } from './function-log.ts';

/** What Lambda gives a function that SQS calls; of it, what we use. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Of Lambda's context, what we use. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The messages that are to come again. */
export interface SqsAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Time to write down what was done before Lambda ends the function. */
const LAST_WORDS_MS = 5_000;

/** Aborts shortly before Lambda ends the function. */
export const deadlineOf = (context: LambdaContext): AbortSignal =>
  AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - LAST_WORDS_MS));

/** A handler that works off each message by itself, so that one that fails takes no other along. */
export const eachMessage =
  (work: (body: string, signal: AbortSignal) => Promise<void>) =>
  async (event: SqsEvent, context: LambdaContext): Promise<SqsAnswer> => {
    const signal = deadlineOf(context);
    const failures = await Promise.all(
      event.Records.map(async ({ messageId, body }) => {
        try {
          await work(body, signal);
          return [];
        } catch (error) {
          logError(`message ${messageId} failed`, error);
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: failures.flat() };
  };
