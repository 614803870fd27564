# Odoo's own image with only what La-Lisa needs beside it; pinned as in docker-compose.yml.
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
# An import that is missing, or a Pango that does not fit, ends the build here and not at the office's first paper.
RUN python3 -c "import pyrage, telegram, cryptography.fernet, weasyprint; assert weasyprint.HTML(string='La-Lisa').write_pdf()"

# The map's library, pinned by hash; it is in no commit. Wheels carry it, so that the build needs no npm.
COPY lalisa_cli /opt/lalisa/lalisa_cli
COPY requirements/browser.txt /tmp/browser.txt
RUN pip3 install --break-system-packages --no-cache-dir --no-deps --require-hashes --only-binary=:all: --target /tmp/wheels \
        -r /tmp/browser.txt \
 && PYTHONPATH=/opt/lalisa python3 -m lalisa_cli.npm /tmp/wheels \
 && test -s /opt/lalisa/addons/lalisa_complaint/static/lib/leaflet/leaflet.js \
 && test -s /opt/lalisa/addons/lalisa_complaint/static/lib/leaflet.markercluster/leaflet.markercluster.js \
 && rm -rf /tmp/wheels /tmp/browser.txt

COPY config/odoo.conf /etc/odoo/odoo.conf
COPY config/pre_upgrade /opt/lalisa/config/pre_upgrade
COPY config/image/odoo config/image/lalisa /usr/local/bin/
# Not below /mnt/extra-addons: Odoo's image declares it a volume, and an upgrade would meet the files of the first start.
COPY addons /opt/lalisa/addons
# Python's own name, by which the backup's encryption is called outside of containers too.
RUN chmod 755 /usr/local/bin/odoo /usr/local/bin/lalisa && ln -sf /usr/bin/python3 /usr/local/bin/python

USER odoo
ENV LALISA_HOME=/var/lib/odoo/lalisa
# The base image's own entrypoint writes the password of the database onto Odoo's command line.
ENTRYPOINT []
CMD ["lalisa", "serve", "odoo"]
