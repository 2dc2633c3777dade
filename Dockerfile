# The app without its embedded PostgreSQL: a container gets DATABASE_URL.
ARG BASE=node:22-bookworm-slim
FROM ${BASE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json tsconfig.tools.json ./
COPY clients ./clients
COPY tools ./tools
COPY src ./src
COPY console ./console
COPY reference ./reference
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM ${BASE} AS runtime
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Connects the 8x8 account: npm run setup:8x8
COPY --from=build /app/dist-tools/src ./dist-tools/src
COPY --from=build /app/dist-tools/tools/setup-8x8 ./dist-tools/tools/setup-8x8
COPY package.json ./
# Imports bookings: npm run maskline
COPY --from=build /app/dist-tools/clients ./dist-tools/clients
COPY --from=build /app/dist-tools/tools/maskline ./dist-tools/tools/maskline
# `npm run setup:8x8` looks whether its output is stale; without sources it never is.
COPY --from=build /app/tools/build.mjs ./tools/
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+process.env.PORT+'/health/live').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]

# 8x8 as a program, to try the whole without an account: docker compose --profile simulator up
FROM runtime AS simulator
COPY --from=build /app/dist-tools ./dist-tools
ENV SIMULATOR_HOST=0.0.0.0
HEALTHCHECK NONE
CMD ["node", "dist-tools/tools/simulator/main.js"]

# Without a target, the service is built.
FROM runtime
