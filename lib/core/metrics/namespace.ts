/** The namespace of all our metrics in CloudWatch; the roles may write to no other. */
export const METRIC_NAMESPACE = 'Whydown';
