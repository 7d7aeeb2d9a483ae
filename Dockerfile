# One image for the web server, the worker and the scheduler; docker-compose.yml shows how they work together.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /build
COPY pyproject.toml requirements.lock ./
COPY ecosystem/__init__.py ecosystem/environment.py ecosystem/told.py ecosystem/trouble.py ecosystem/
# The part of the lock that a server needs: neither the embedded PostgreSQL nor the tools of developers.
RUN python -m ecosystem.environment > packages.lock \
 && python -m venv /opt/packages \
 && /opt/packages/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r packages.lock

FROM python:3.11-slim-bookworm
RUN useradd --create-home --uid 1000 understory && mkdir /data && chown understory /data
COPY --from=packages /opt/packages /opt/packages
WORKDIR /understory
COPY . .
ENV PATH=/opt/packages/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    UNDERSTORY_NO_VENV=1 \
    DATA_DIR=/data \
    STATIC_ROOT=/understory/.static \
    METRICS_DIR=/tmp/understory-metrics
RUN python manage.py prepare --only=static
USER understory
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "ecosystem.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4", "--preload", "--no-control-socket"]
