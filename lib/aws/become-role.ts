import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';

/** Credentials that end. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration?: Date;
}

/** Becomes a role for a while. */
export const becomeRole = async (client: STSClient, roleArn: string): Promise<RoleCredentials> => {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'whydown' });
  const { Credentials: found } = await client.send(command);
  if (!found?.AccessKeyId || !found.SecretAccessKey || !found.SessionToken)
    throw new Error(`role ${roleArn} gave no credentials`);
  return {
    accessKeyId: found.AccessKeyId,
    secretAccessKey: found.SecretAccessKey,
    sessionToken: found.SessionToken,
    ...(found.Expiration && { expiration: found.Expiration }),
  };
};
