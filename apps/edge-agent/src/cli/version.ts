/** The agent's version, as \`agent --version\` tells it. */
export const version = '0.1.0';
