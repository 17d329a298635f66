# The image of web, worker, beat and relay. Two stages: what builds packages stays out of what runs.
FROM python:3.11.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN pip install -r requirements.txt

FROM python:3.11.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cinema.settings.prod \
    VAR=/data
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin kino \
    && install -d -o kino -g kino /data
COPY --from=build /opt/venv /opt/venv
WORKDIR /site
COPY . .
# Translations are compiled by the person who builds, so that the one who runs may write nothing here.
RUN python -m cinema.embedded.messages compile && python -m compileall -q .
USER kino
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "cinema.asgi:application", "--host", "0.0.0.0", "--port", "8000"]
