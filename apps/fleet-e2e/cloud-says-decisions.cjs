// At this level local-cloud says what IAM denies, also where no caller is told: a registration.
process.env.LOG_LEVEL = 'info';
