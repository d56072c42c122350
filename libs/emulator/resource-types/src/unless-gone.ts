const gone = new Set([
  ...[
    'ResourceNotFoundException',
    'ResourceNotFound',
    'NoSuchEntityException',
    'NoSuchEntity',
    'NotFoundException',
  ],
  ...['NoSuchBucket', 'RepositoryNotFoundException', 'ParameterNotFound', 'QueueDoesNotExist'],
  ...['AWS.SimpleQueueService.NonExistentQueue', 'NoSuchBucketPolicy', 'DashboardNotFoundError'],
]);

/** Deletes; that there is nothing to delete is no failure. */
export async function unlessGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof Error) || !gone.has(error.name)) {
      throw error;
    }
  }
}
