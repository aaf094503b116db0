# Kindred in a container: docs/operating.md, "Containers".

FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package runs a script of its own here: those that would, download what Kindred does not use.
RUN npm ci --omit=dev --ignore-scripts
COPY . .
RUN npm run postinstall

FROM node:22-bookworm-slim
ENV NODE_ENV=production \
    KINDRED_DATA=/data
WORKDIR /app
# pg_dump and pg_restore, for kindred backup and restore.
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-15 && rm -rf /var/lib/apt/lists/*
COPY --from=build /app /app
RUN mkdir /data && chown node:node /data
# The program is root's, and it runs as a user who can change nothing of it.
USER node
VOLUME /data
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:4000/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As lists, without a shell, so that signals reach the program.
ENTRYPOINT ["node", "/app/bin/kindred.js"]
CMD ["serve", "--host", "0.0.0.0"]
