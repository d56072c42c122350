// At this level local-cloud says of every call what IAM decides: from that comes the page on permissions.
process.env.LOG_LEVEL = 'debug';
