FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements/runtime.txt requirements/
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/runtime.txt
COPY . .
# The settings insist on their values; these are for this step only and stay in this stage.
RUN DJANGO_SECRET_KEY=for-collecting-the-static-files-at-build-time-only-and-nothing-else \
    DJANGO_ALLOWED_HOSTS=build WEBCHAT_DATA=/tmp/build WEBCHAT_STATIC=/static \
    /venv/bin/python manage.py collectstatic --no-input

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 WEBCHAT_DATA=/data WEBCHAT_STATIC=/static
RUN useradd --system --uid 10001 webchat && install --directory --owner webchat --mode 700 /data
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
USER 10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --start-period=10s --interval=10s --timeout=5s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "-c", "python:webchat.gunicorn", "--bind", "0.0.0.0:8000", "webchat.asgi:application"]
