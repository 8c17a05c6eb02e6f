# The office in a container: built with everything it needs, run without anything that builds.
FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY src src
COPY examples examples
RUN python -m venv /opt/duecare && /opt/duecare/bin/pip install --no-cache-dir '.[office,postgres]'

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin duecare \
    && install --directory --owner=duecare --mode=700 /data
COPY --from=build /opt/duecare /opt/duecare
ENV PATH=/opt/duecare/bin:$PATH \
    DUECARE_HOME=/data \
    PYTHONUNBUFFERED=1
VOLUME /data
USER 10001
EXPOSE 8000
# the header stands for the server in front that speaks HTTPS: without it the office would send the check there
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["python", "-c", "from urllib.request import Request, urlopen; urlopen(Request('http://127.0.0.1:8000/sign-in/', headers={'X-Forwarded-Proto': 'https'}), timeout=4)"]
ENTRYPOINT ["duecare"]
CMD ["serve", "--host", "0.0.0.0"]
