# Odoo's own image with only what La-Lisa needs beside it. Pin the digest of the day you test with.
FROM odoo:19.0-20260918

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
USER odoo
