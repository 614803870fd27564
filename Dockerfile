# Odoo's own image with only what La-Lisa needs beside it; pinned as in docker-compose.yml.
FROM debian:trixie-20260918-slim@sha256:a99cfc517144bc59b1978475ec53b46ecabec7e43635402ee5b77cc54cd1b20a AS libraries
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates npm python3
COPY lalisa_cli /lalisa/lalisa_cli
RUN mkdir -p /lalisa/addons/lalisa_complaint/static \
 && cd /lalisa && python3 -m lalisa_cli.npm \
 && test -s addons/lalisa_complaint/static/lib/leaflet/leaflet.js \
 && test -s addons/lalisa_complaint/static/lib/leaflet.markercluster/leaflet.markercluster.js

FROM odoo:19.0-20260926@sha256:dd9013e669caaa23d26765dc55814655eaeecca7cfc2c265dbabae913bce22fd

USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/*
# The image's own Python packages stay as they are; what La-Lisa needs lies before them, each at the version of the lock.
# Without --ignore-installed pip would try to remove packages of the distribution, and fail.
COPY requirements/image.txt /tmp/image.txt
RUN pip3 install --break-system-packages --no-cache-dir --ignore-installed --no-deps --require-hashes -r /tmp/image.txt \
 && rm /tmp/image.txt
COPY config/odoo.conf /etc/odoo/odoo.conf
COPY addons /mnt/extra-addons
# The map's library, pinned by hash; it is in no commit.
COPY --from=libraries /lalisa/addons/lalisa_complaint/static/lib /mnt/extra-addons/lalisa_complaint/static/lib
USER odoo
