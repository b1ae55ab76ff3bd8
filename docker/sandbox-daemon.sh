#!/bin/sh
# A Docker daemon that only the worker reaches: through a socket in a folder that the two share, and over no network.
# It carries the image of sandboxes with it and imports it when it has another one or none.
set -eu
socket=/run/sandbox/docker.sock
image=maios-sandbox

rm -f /var/run/docker.pid "$socket"
# The worker's group may use the socket. Containers find each other by no name and reach no other container.
dockerd --host "unix://$socket" --group 1000 --icc=false --log-level warn --log-driver none &
daemon=$!
trap 'kill -TERM "$daemon"' TERM INT

until docker version >/dev/null 2>&1; do
  kill -0 "$daemon" 2>/dev/null || { wait "$daemon"; exit 1; }
  sleep 0.2
done

# The name of the baked file system is a digest of what makes it differ from release to release.
baked=$(cat /sandbox-root/opt/maios/sandboxd/*.js /sandbox-root/var/lib/dpkg/status /sandbox-root/usr/local/bin/node | sha256sum | cut -c1-32)
if [ "$(docker image inspect --format '{{index .Config.Labels "maios.baked"}}' "$image" 2>/dev/null)" != "$baked" ]; then
  tar -C /sandbox-root -c . | docker import --change "LABEL maios.baked=$baked" --change 'USER 1000:1000' - "$image" >/dev/null
fi

# The image of the last release has lost its name. Containers are not touched: a worker may be just making one.
docker image prune --force >/dev/null || true

# A signal ends the first wait; the second one is for the daemon to end.
wait "$daemon" || true
wait "$daemon"
