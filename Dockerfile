# The images of MAIOS: `maios` (server, worker, beat), `sandbox-root` (what agents' programs run in) and
# `sandbox` (a private Docker daemon that carries sandbox-root with it). Works with BuildKit and without.
# The worker on a machine with Docker of its own needs one of them: docker build --target sandbox-root -t maios-sandbox .

FROM node:24-bookworm-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY controller controller
COPY skills skills
RUN npm run build

FROM node:24-bookworm-slim AS packages
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force

# What agents' programs run in: node, python3, git, ripgrep and sandboxd. Nothing of MAIOS else.
FROM node:24-bookworm-slim AS sandbox-root
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates git python3 ripgrep \
 && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
RUN mkdir -p /workspace && chown 1000:1000 /workspace && mkdir -p /opt/maios && echo '{"type":"module"}' >/opt/maios/package.json
COPY --from=build /build/dist/controller/sandbox/sandboxd /opt/maios/sandboxd
USER 1000:1000
WORKDIR /workspace

# A Docker daemon of its own for the worker. The file system of sandbox-root is baked in and imported at its first start,
# so that no registry is needed.
FROM debian:bookworm-slim AS sandbox
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates docker.io iptables tini \
 && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
COPY --from=sandbox-root / /sandbox-root/
COPY docker/sandbox-daemon.sh /usr/local/bin/sandbox-daemon
# A volume takes the owner of the folder that it is first mounted on.
RUN chmod 755 /usr/local/bin/sandbox-daemon \
 && mkdir -p /data/workspaces /run/sandbox && chown 1000:1000 /data/workspaces
ENV DOCKER_HOST=unix:///run/sandbox/docker.sock
VOLUME /var/lib/docker
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=3 CMD ["docker", "image", "inspect", "maios-sandbox"]
ENTRYPOINT ["tini", "--", "sandbox-daemon"]

FROM node:24-bookworm-slim AS maios
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates git ripgrep tini \
 && rm -rf /var/lib/apt/lists/* /var/log/* /var/cache/*
WORKDIR /opt/maios
COPY package.json CHANGELOG.md LICENSE NOTICE ./
COPY --from=packages /build/node_modules node_modules
COPY bin bin
COPY crds crds
COPY rules rules
COPY schemas schemas
COPY specs specs
COPY skills skills
COPY --from=build /build/dist dist
RUN find skills -name '*.ts' -delete \
 && ln -s /opt/maios/bin/maios.js /usr/local/bin/maios \
 && mkdir -p /data/home /data/workspaces && chown -R 1000:1000 /data
# Young objects within 4 MiB halves: some 50 MiB less of memory, for collections that are shorter and more often.
ENV NODE_OPTIONS=--max-semi-space-size=4
ENV MAIOS_HOME=/data/home MAIOS_WORKSPACES=/data/workspaces NODE_ENV=production
USER 1000:1000
# Paths that people give, such as specs/examples/rest-api, are those of this folder.
VOLUME /data/home /data/workspaces
EXPOSE 8000
# Whether the process is well, by its own word at the address that it answers at.
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=3 CMD exec node --eval \
  "fetch('http://127.0.0.1:' + process.argv[1].split(':').at(-1) + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))" \
  "${MAIOS_HEALTH_ADDRESS:-${MAIOS_ADDRESS:-127.0.0.1:8000}}"
ENTRYPOINT ["tini", "--", "maios"]
CMD ["server"]
